"""The weighing of a list of questions: answers in, the next question or the band out. No number ever leaves it.

The answers are variables, so that a conversation may be interrupted, kept and moved to a new bundle at any question.
Those that the file gives no name have one that no file can hold, with a colon in it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.model import Value

FOLLOW = "follow"
"""The last part of the name of a question that follows another."""
_COLON = ":"


class Signs(NamedTuple):
    """What the bands are chosen by.

    Attributes:
        danger: An answer was given that means danger.
        touched: Domains with a score above 0.
        highest: The highest score.
        missing: Questions without an answer that weighs.
    """

    danger: bool
    touched: int
    highest: int
    missing: int


SIGNS = Signs._fields
"""The names by which conditions of bands know them; no variable may be called so."""

Condition = Callable[[Mapping[str, Value]], bool]


def hidden_name(node_id: str, *question: str) -> str:
    """Return the name of an answer that is forgotten with its list; also the id of the place that asks for it."""
    return _COLON.join((node_id, *question))


def list_of(name: str) -> str:
    """Return the `flow.node` id of the list that a place or a hidden name belongs to; empty for any other."""
    node_id, colon, _ = name.partition(_COLON)
    return node_id if colon else ""


def without_lists_left(variables: Mapping[str, Value], places: Iterable[str]) -> Mapping[str, Value]:
    """Return the variables without the nameless answers of lists that none of these places belongs to."""
    if not any(_COLON in name for name in variables):
        return variables
    lists = {"", *map(list_of, places)}
    return {name: value for name, value in variables.items() if list_of(name) in lists}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One more question after some answers.

    Attributes:
        answer: The variable of its answer.
        on: The answers that lead to it.
        dangers: The values that mean danger.
    """

    answer: str
    on: frozenset[str]
    dangers: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Weighed:
    """One question as it is weighed.

    Attributes:
        answer: The variable of its answer.
        is_asked: Whether it is asked at all, by the variables.
        domain: Empty for a question that is not weighed.
        scores: What each answer weighs, the way round that the question is; those that do not weigh are left out.
    """

    id: str
    answer: str
    is_asked: Condition
    domain: str
    scores: Mapping[str, int]
    follow: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """A list of questions, and what its answers come to.

    Attributes:
        bands: Their ids and conditions, the first that holds is taken; the last always holds.
        save: The variable that gets the id of the band; empty for none.
    """

    questions: tuple[Weighed, ...]
    bands: tuple[tuple[str, Condition], ...]
    save: str = ""

    def answers(self) -> frozenset[str]:
        """Return the variables that hold the answers."""
        follows = [question.follow.answer for question in self.questions if question.follow]
        return frozenset((*follows, *(question.answer for question in self.questions)))

    def unanswered(self, variables: Mapping[str, Value]) -> str:
        """Return the name of the next question, as it is asked; empty when all are answered."""
        for question in self.questions:
            if not question.is_asked(variables):
                continue
            if question.answer not in variables:
                return question.id
            follow = question.follow
            if follow and variables[question.answer] in follow.on and follow.answer not in variables:
                return hidden_name(question.id, FOLLOW)
        return ""

    def signs(self, variables: Mapping[str, Value]) -> Signs:
        """Return what the answers show. It is the same whatever the order in which they were given."""
        asked = [question for question in self.questions if question.domain and question.is_asked(variables)]
        given = [(question.domain, question.scores.get(str(variables.get(question.answer)))) for question in asked]
        scores = [(domain, score) for domain, score in given if score is not None]
        follows = [question.follow for question in self.questions if question.follow]
        return Signs(
            danger=any(variables.get(follow.answer) in follow.dangers for follow in follows),
            touched=len({domain for domain, score in scores if score > 0}),
            highest=max((score for _, score in scores), default=0),
            missing=len(asked) - len(scores),
        )

    def band(self, variables: Mapping[str, Value]) -> str:
        """Return the id of the band; what was not answered yet is missing."""
        return self.band_of(self.signs(variables), variables)

    def band_of(self, signs: Signs, variables: Mapping[str, Value]) -> str:
        """Return the id of the band that signs lead to."""
        known = {**variables, **signs._asdict()}
        return next(band for band, holds in self.bands if holds(known))

    def forget(self, variables: Mapping[str, Value]) -> dict[str, Value]:
        """Return the variables without the answers of this list, for whoever begins it again."""
        answers = self.answers()
        return {name: value for name, value in variables.items() if name not in answers}

    def saved(self, variables: Mapping[str, Value], band: str) -> Mapping[str, Value]:
        """Return the variables with the band, if it is to be remembered."""
        return {**variables, self.save: band} if self.save else variables
