"""The nodes of flows.yaml, one kind after the other, as an editor meets them."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from bot.content.schema import Id, Strict, Text
from bot.flows.format.assess_schema import Assess
from bot.flows.format.handover_schema import CallExits, Exits, Handover
from bot.flows.format.node_base import ChannelName, Node
from bot.flows.format.option_schema import (
    AnyBound,
    AnyValue,
    Expression,
    Note,
    OptionModel,
    Otherwise,
    PickOption,
    Reference,
    Untested,
)
from bot.flows.format.time_schema import Duration, LongWait, Timeout
from bot.flows.values.canonical import InputType

MOST_OPTIONS = 20
MOST_ITEMS = 20


class LinesFor(Strict):
    """Help lines by what somebody needs, chosen by their country and role."""

    need: Id = Field(description="One of the needs in helplines.yaml.")
    most: Annotated[int, Field(ge=1, le=10)] = Field(default=4, description="So many are shown at most.")


def _shape_of_lines(lines: object) -> str:
    return "tag:need" if isinstance(lines, dict | LinesFor) else "tag:ids"


Lines = Annotated[
    Annotated[Annotated[list[Id], Field(min_length=1, max_length=20)], Tag("tag:ids")]
    | Annotated[LinesFor, Tag("tag:need")],
    Discriminator(_shape_of_lines),
]
"""Help lines under a text: by their ids, or by a need."""


class Item(Strict):
    """One line under a text."""

    when: Expression | None = Field(default=None, description="Shown when this holds; always if left out.")
    text: Text
    note: Note


class SayVariant(Strict):
    """What is said on one channel instead."""

    say: Text


class AskVariant(Strict):
    """What is asked on one channel instead."""

    ask: Text


class PickVariant(Strict):
    """What is asked on one channel instead."""

    pick: Text


class InputVariant(Strict):
    """What is asked on one channel instead."""

    input: Text


class SayNode(Node):
    """Says something and goes on."""

    say: Text
    list_: Annotated[list[Item], Field(min_length=1, max_length=MOST_ITEMS)] | None = Field(
        default=None, alias="list", description="Lines under the text, in the same bubble."
    )
    most: Annotated[int, Field(ge=1, le=MOST_ITEMS)] | None = Field(
        default=None, description="With `list`: so many lines are shown at most, the first ones that hold."
    )
    lines: Lines | None = Field(default=None, description="Help lines to show under the text.")
    channels: dict[ChannelName, SayVariant] = Field(default_factory=dict, description="Another text for one channel.")
    leave_queue: bool = Field(default=False, description="The person no longer waits for a human.")
    next: Reference | None = None


class PhraseNode(Node):
    """Gives a return phrase, shown this once, and goes on."""

    phrase: Text
    next: Reference | None = None


class PageNode(Node):
    """Shows a long text in parts that fit the channel, and goes on when it was read."""

    page: Id = Field(description="pages/<id>.<language>.md, one file a language.")
    lines: Lines | None = Field(default=None, description="Help lines to show under the last part.")
    next: Reference | None = None


class Patient(Node):
    """What every node may have that waits."""

    timeout: Timeout | None = Field(default=None, description="Where it goes on when nobody answers.")


class AskNode(Patient):
    """Asks for one of some options and waits."""

    ask: Text
    why: Text | None = Field(default=None, description="Why this is asked; the second line of the bubble.")
    channels: dict[ChannelName, AskVariant] = Field(default_factory=dict, description="Another text for one channel.")
    save: Id | None = None
    options: Annotated[list[OptionModel], Field(min_length=1, max_length=MOST_OPTIONS)]
    otherwise: Otherwise | None = None
    count_ways: bool = Field(default=False, description="In a flow that is counted: by which option people go on, too.")


class PickNode(Patient):
    """Asks for several of some options and waits."""

    pick: Text
    why: Text | None = Field(default=None, description="Why this is asked; the second line of the bubble.")
    channels: dict[ChannelName, PickVariant] = Field(default_factory=dict, description="Another text for one channel.")
    save: Id = Field(description="A variable of the type set.")
    options: Annotated[list[PickOption], Field(min_length=1, max_length=MOST_OPTIONS)]
    most: Annotated[int, Field(ge=1, le=MOST_OPTIONS)] | None = Field(
        default=None, description="So many can be chosen; as many as there are, if left out."
    )
    otherwise: Otherwise | None = None
    next: Reference | None = None


class InputNode(Patient):
    """Asks for words and waits."""

    input: Text
    why: Text | None = Field(default=None, description="Why this is asked; the second line of the bubble.")
    channels: dict[ChannelName, InputVariant] = Field(default_factory=dict, description="Another text for one channel.")
    type: InputType = "text"
    save: Id = Field(description="A variable of the same type; of the type int for a number.")
    min: AnyBound | None = Field(
        default=None, description="The least: a number, a date (2026-12-31, today, today+14d) or a time (09:00)."
    )
    max: AnyBound | None = Field(default=None, description="The most, written like `min`.")
    skip: Reference | None = Field(default=None, description="Where it goes on when somebody does not want to answer.")
    otherwise: Otherwise | None = None
    next: Reference | None = None


class AssessNode(Node):
    """Asks a list of questions and weighs the answers."""

    assess: Assess
    on: dict[Id, Reference] = Field(
        default_factory=dict, description="How it goes on, by band; `stopped` for whoever stops in the middle."
    )


class Arm(Strict):
    """One way out of a branch: the first whose condition holds is taken."""

    when: Expression | None = None
    else_: Literal[True] | None = Field(default=None, alias="else")
    next: Reference | None = None
    untested: Untested


class BranchNode(Node):
    """Goes on by what is known."""

    branch: Annotated[list[Arm], Field(max_length=100)]


class SetNode(Node):
    """Remembers something and goes on."""

    set: Annotated[dict[Id, AnyValue], Field(min_length=1)]
    next: Reference | None = None


class CallNode(Node):
    """Runs another flow, then goes on."""

    call: Id
    next: Reference | None = None


class HandoverNode(Node):
    """Asks for a human."""

    handover: Handover
    on: Exits = Field(default_factory=Exits)
    timeout: LongWait | None = Field(default=None, description="Where it goes on when nobody comes in time.")


class CallbackNode(Node):
    """Agrees on a call, or on none any more."""

    callback: Literal["choose", "book", "prove", "confirm", "withdraw"] = Field(
        description="Offer what is free; book it; compare the code word; say yes; take it back."
    )
    on: CallExits = Field(default_factory=CallExits)


class PauseNode(Node):
    """Is quiet for a while, or until the person writes."""

    pause: Duration
    next: Reference | None = None


class Nothing(Strict):
    """An empty map: {}."""


class EndNode(Node):
    """Goes back to where the flow was called, or lets the conversation rest."""

    end: Nothing
    leave_queue: bool = Field(default=False, description="The person no longer waits for a human.")
    wipe: Literal["all", "ours"] | None = Field(
        default=None, description="Forget everything, as the words do: with the messages in the chat, or only ours."
    )


KINDS: dict[str, type[Node]] = {
    "say": SayNode,
    "phrase": PhraseNode,
    "page": PageNode,
    "ask": AskNode,
    "pick": PickNode,
    "input": InputNode,
    "assess": AssessNode,
    "branch": BranchNode,
    "set": SetNode,
    "call": CallNode,
    "handover": HandoverNode,
    "callback": CallbackNode,
    "pause": PauseNode,
    "end": EndNode,
}
"""The key that names the kind of a node, and what that kind holds."""


def kind_of(node: object) -> str | None:
    """Return the tag of a node's kind, which the place of a finding leaves out again."""
    if isinstance(node, Node):
        return next((f"kind:{kind}" for kind, model in KINDS.items() if type(node) is model), None)
    return next((f"kind:{kind}" for kind in KINDS if kind in node), None) if isinstance(node, dict) else None


PlainModel = (
    SayNode
    | PhraseNode
    | PageNode
    | AskNode
    | PickNode
    | InputNode
    | BranchNode
    | SetNode
    | CallNode
    | HandoverNode
    | CallbackNode
    | PauseNode
    | EndNode
)
"""A node that is one place of a conversation."""
NodeModel = PlainModel | AssessNode
"""A node of any kind, as it is written."""
AnyNode = Annotated[
    Annotated[SayNode, Tag("kind:say")]
    | Annotated[PhraseNode, Tag("kind:phrase")]
    | Annotated[PageNode, Tag("kind:page")]
    | Annotated[AskNode, Tag("kind:ask")]
    | Annotated[PickNode, Tag("kind:pick")]
    | Annotated[InputNode, Tag("kind:input")]
    | Annotated[AssessNode, Tag("kind:assess")]
    | Annotated[BranchNode, Tag("kind:branch")]
    | Annotated[SetNode, Tag("kind:set")]
    | Annotated[CallNode, Tag("kind:call")]
    | Annotated[HandoverNode, Tag("kind:handover")]
    | Annotated[CallbackNode, Tag("kind:callback")]
    | Annotated[PauseNode, Tag("kind:pause")]
    | Annotated[EndNode, Tag("kind:end")],
    Discriminator(kind_of, custom_error_type="E005", custom_error_message=f"a node needs one of {', '.join(KINDS)}"),
]
