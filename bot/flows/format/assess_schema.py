"""A list of questions that are weighed, as an editor writes it: the scale, the questions, and the bands."""

from typing import Annotated, Literal

from pydantic import Field

from bot.content.schema import Id, Strict, Text
from bot.flows.format.option_schema import Expression, Note, OptionModel

MOST_QUESTIONS = 50
MOST_BANDS = 20
HIGHEST_SCORE = 9
STOPPED = "stopped"
"""The exit of a list that somebody stops in the middle."""


class ScaleAnswer(Strict):
    """One answer of a scale."""

    id: Id
    label: Text
    score: Annotated[int, Field(ge=0, le=HIGHEST_SCORE)] | None = Field(
        default=None, description="How much it weighs; without it the question counts as not answered."
    )
    note: Note


Scale = Annotated[list[ScaleAnswer], Field(min_length=2, max_length=20)]
"""The answers of questions that are weighed, in the order shown."""


class FollowOption(OptionModel):
    """One answer to a question that follows another; without `next` the list goes on."""

    danger: bool = Field(default=False, description="This answer means danger, whatever the others weigh.")


class Follow(Strict):
    """One more question after some of the answers."""

    on: Annotated[list[Id], Field(min_length=1)] = Field(description="The answers of the scale that lead to it.")
    ask: Text
    why: Text | None = Field(default=None, description="Why this is asked; the second line of the bubble.")
    save: Id | None = Field(default=None, description="The variable that keeps the answer after the list.")
    options: Annotated[list[FollowOption], Field(min_length=1, max_length=20)]


class Question(Strict):
    """One question of the list."""

    id: Id
    text: Text
    why: Text | None = Field(default=None, description="Why this is asked; the second line of the bubble.")
    domain: Id | None = Field(
        default=None, description="What the question is about; every question has it that is weighed."
    )
    weighs: bool = Field(default=True, description="`false`: it is asked and not weighed, and has no `domain`.")
    scale: Id | None = Field(default=None, description="Another scale than that of the list.")
    save: Id | None = Field(default=None, description="The variable that keeps the answer after the list.")
    reversed: bool = Field(default=False, description='A "no" weighs, not a "yes".')
    before: Text | None = Field(default=None, description="A content note, said before the question.")
    when: Expression | None = Field(default=None, description="The question is left out unless this holds.")
    follow: Follow | None = None
    note: Note


class Band(Strict):
    """What the answers come to: the first band whose condition holds."""

    id: Id
    when: Expression | None = Field(
        default=None, description="Knows `danger`, `touched`, `highest`, `missing` and the variables."
    )
    else_: Literal[True] | None = Field(default=None, alias="else")


class Assess(Strict):
    """Questions, and how their answers are weighed."""

    scale: Id
    domains: Annotated[list[Id], Field(min_length=1, max_length=MOST_QUESTIONS)] = Field(
        description="What the questions are about. However many answers touch a domain, it counts once."
    )
    save: Id | None = Field(default=None, description="The variable that gets the id of the band.")
    questions: Annotated[list[Question], Field(min_length=1, max_length=MOST_QUESTIONS)]
    bands: Annotated[list[Band], Field(min_length=1, max_length=MOST_BANDS)]
