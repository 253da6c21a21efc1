"""The format of flows.yaml, as an editor meets it: keys, kinds and limits of one value at a time.

What depends on two places at once (targets, variables, translations) is checked elsewhere.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from bot.content.schema import Id, Phrase, Phrases, Strict, Text
from bot.flows.format.assess_schema import Scale
from bot.flows.format.handover_schema import Calls, CountedBy, WithWhom
from bot.flows.format.node_schema import AnyNode
from bot.flows.format.option_schema import Expression, Note, Reference, Untested
from bot.flows.format.time_schema import Idle

MOST_NODES = 2_000
"""Of one flow."""


class Languages(Strict):
    """The languages that every text is there in."""

    default: Id = Field(description="For a person whose app speaks none of them.")
    required: Annotated[list[Id], Field(min_length=1, max_length=20)] = Field(description="All of them.")


class Variable(Strict):
    """Something the bot remembers of an answer until the conversation is forgotten."""

    type: Literal["choice", "set", "int", "bool", "text", "date", "time", "phone", "place"]
    values: Annotated[list[Phrase], Field(min_length=1, max_length=100)] | None = Field(
        default=None, description="Of a choice or a set: all values it can have."
    )
    min: int | None = Field(default=None, description="Of an int: the smallest value.")
    max: int | None = Field(default=None, description="Of an int: the largest value.")
    retain: Literal["session", "handover"] = Field(
        default="session",
        description="Until the conversation is forgotten, or only until a human was asked for.",
    )
    sensitive: bool = Field(
        default=False, description="Never shown again, not even to the person; on a card only behind `agreed`."
    )
    told: Text | None = Field(
        default=None, description="On a card: how the help-seeker is told of it, in the list that `{card}` becomes."
    )
    note: Note


class Interrupt(Strict):
    """Words that act in every state, before anything else looks at a message."""

    words: Phrases | None = Field(default=None, description="A message that is one of these, by language.")
    perhaps: Phrases | None = Field(
        default=None,
        description="With `do: wipe` or `do: leave`: a message that may mean it, by language. It is asked about first.",
    )
    words_file: Phrase | None = Field(default=None, description="A file of phrases that a message contains.")
    hunch: Literal[True] | None = Field(
        default=None, description="A message that is no answer, and sounds like need although no phrase says so."
    )
    unless: Expression | None = Field(default=None, description="With `hunch`: not for whom this holds.")
    save: Id | None = Field(
        default=None, description="With `words_file` or `hunch`: the set that keeps which signs are in the text."
    )
    own: Id | None = Field(
        default=None, description="With `do: wipe`: the variable of a word that this person chose for it."
    )
    do: Literal["wipe", "leave", "language"] | None = Field(
        default=None,
        description="Forget everything and empty the chat, forget everything and leave the chat, or change language.",
    )
    language: Id | None = Field(default=None, description="With `do: language`: which one.")
    goto: Reference | None = Field(default=None, description="Go there, and do not come back.")
    call: Id | None = Field(default=None, description="Run this flow, then come back.")
    resume: bool = Field(default=True, description="With `call`: whether it comes back.")
    locked: bool = Field(default=False, description="Nothing may switch it off.")
    note: Note
    untested: Untested


class Flow(Strict):
    """Nodes that belong together."""

    title: str = Field(default="", description="For colleagues.")
    entry: Id | None = Field(default=None, description="The node it begins with.")
    recover: Id | None = Field(default=None, description="Where a conversation lands whose node is gone.")
    meaning: Annotated[int, Field(ge=1)] = Field(
        default=1, description="Raised when answers begin to mean something else."
    )
    live: bool = Field(default=False, description="Always the newest text, also for those who are in the middle of it.")
    counted: bool = Field(default=False, description="It is counted how many go on at each of its questions, or stop.")
    on_removed: dict[Id, Reference] = Field(
        default_factory=dict, description="Where those go who stand on a node that is no longer there."
    )
    idle: Idle | None = Field(default=None, description="What is said once to whoever is silent in this flow.")
    nodes: Annotated[dict[Id, AnyNode], Field(max_length=MOST_NODES)] = Field(default_factory=dict)
    note: Note
    untested: Untested


class FlowsFile(Strict):
    """flows.yaml: the conversation."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    bundle: str = Field(pattern=r"^[a-z][a-z0-9_-]*$", description="A name for the whole.")
    languages: Languages
    includes: list[Phrase] = Field(
        default_factory=list, exclude=True, description="More files of flows, from the folder flows of the content."
    )
    vars: dict[Id, Variable] = Field(default_factory=dict)
    vanish_after: Id | None = Field(
        default=None, description="The variable with the hours after which a chat is emptied by itself."
    )
    with_whom: WithWhom | None = Field(
        default=None, description="The variables that say with whom somebody wants to talk, and with whom never."
    )
    calls: Calls | None = Field(
        default=None, description="The variables that say when and how somebody is to be called."
    )
    counted_by: CountedBy | None = Field(
        default=None, description="The variables by which talks are told apart in the figures."
    )
    scales: dict[Id, Scale] = Field(default_factory=dict, description="Answers for questions that are weighed.")
    interrupts: dict[Id, Interrupt] = Field(default_factory=dict)
    flows: Annotated[dict[Id, Flow], Field(min_length=1, max_length=200)] = Field(
        description="The first one is the opening."
    )


class IncludedFile(Strict):
    """A file of bot/content/flows/: its head; what it brings along is read together with flows.yaml."""

    schema_: Literal[1] = Field(alias="schema", description="Version of this format.")
    vars: dict[str, Any] = Field(default_factory=dict)
    scales: dict[str, Any] = Field(default_factory=dict)
    flows: dict[str, Any] = Field(default_factory=dict)
