"""What goes between the preview in the browser and the server, as strict types; nothing else is read or written."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import msgspec

from bot.figures.ways import WaysOn
from bot.flows.bundle import Bundle
from bot.flows.format.codes import CODES, as_block
from bot.flows.format.examples import EXAMPLES
from bot.flows.rehearse.side_by_side import Doing, Played, Side
from bot.model import Value
from bot.model.event_log import STOPPED
from bot.web.preview.workshop import Look, Noted, Reading, parts_of
from bot.web.sockets import FromBrowser, Here, ToBrowser

LONGEST_TEXT = 20_000
"""Characters of one message, as in the web chat."""
MOST_DOINGS = 300
"""Of one conversation."""
MOST_MINUTES = 7 * 24 * 60
"""That the clock goes on at once."""
LARGEST_FRAME_BYTES = 256 * 1024

Name = Annotated[str, msgspec.Meta(max_length=200)]


class DoingSent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that the person did: see `Doing`."""

    channel: Literal["webchat", "telegram", "signal"]
    text: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT, pattern=r"\A[^\x00]*\Z")] = ""
    option: Name = ""
    minutes: Annotated[int, msgspec.Meta(ge=0, le=MOST_MINUTES)] = 0


class Play(FromBrowser, frozen=True, tag="play"):
    """Play this conversation, and play it again whenever the files change; replaces the one before.

    Attributes:
        number: Comes back with the answer.
        node: Where to begin; empty for the front door.
        staffed: Whether somebody is at the desk.
    """

    number: Annotated[int, msgspec.Meta(ge=0, le=2**31)]
    language: Literal["nl", "en", "fr"]
    doings: Annotated[list[DoingSent], msgspec.Meta(max_length=MOST_DOINGS)]
    node: Name = ""
    staffed: bool = True


Heard = Play | Here


class FindingShown(msgspec.Struct, frozen=True):
    """One finding: see `Noted`; `text` is the line itself."""

    file: str
    line: int
    column: int
    code: str
    what: str
    warning: bool
    node: str
    text: str


class CodeShown(msgspec.Struct, frozen=True):
    """What a code means: see `Code`; `sound` is an example of how it may be, empty for none."""

    title: str
    why: str
    cure: str
    sound: str


class FlowShown(msgspec.Struct, frozen=True):
    """One flow and its nodes."""

    id: str
    nodes: list[str]


class PlaceShown(msgspec.Struct, frozen=True):
    """How people went on from a question: see `Place`; each way by the id of its option, or its name in the file."""

    node: str
    came: int
    stopped: int
    ways: list[tuple[str, int]]


class WaysShown(msgspec.Struct, frozen=True):
    """How people went on in a quarter; only places that are still in the files."""

    quarter: str
    places: list[PlaceShown]


class ServedFrame(ToBrowser, frozen=True, tag="served"):
    """What is on disk now.

    Attributes:
        reading: Counts how often the files were read.
        bundle: Names what is played; empty when nothing can be.
        sound: What is played is what is on disk; else it is the newest without faults.
        codes: What the codes of the findings mean.
        ways: How people went on; None where nobody counts, or nobody knows now.
    """

    reading: int
    bundle: str
    sound: bool
    languages: list[str]
    flows: list[FlowShown]
    findings: list[FindingShown]
    codes: dict[str, CodeShown]
    ways: WaysShown | None = None


class MessageShown(msgspec.Struct, frozen=True):
    """One message as the channel shows it; a button is an id and its words."""

    text: str
    buttons: list[tuple[str, str]]
    answerable: bool


class TurnShown(msgspec.Struct, frozen=True):
    """What the person did, and what came of it."""

    said: str
    messages: list[MessageShown]
    news: tuple[str, ...]
    minutes: int


class SideShown(msgspec.Struct, frozen=True):
    """The conversation in one channel."""

    channel: str
    node: str
    turns: list[TurnShown]


class PlayedFrame(ToBrowser, frozen=True, tag="played"):
    """How a conversation goes.

    Attributes:
        doings: As many as could be done; what the browser had sent beyond is not offered any more.
    """

    number: int
    doings: list[DoingSent]
    node: str
    phase: str
    language: str
    variables: dict[str, Value]
    sides: list[SideShown]
    minutes_left: int


class BrokenFrame(ToBrowser, frozen=True, tag="broken"):
    """The engine did what it must never do with this conversation."""

    number: int


def as_served(reading: Reading, ways: WaysOn | None = None) -> ServedFrame:
    """Return what is on disk as the browser reads it, with how people went on in it."""
    bundle = reading.bundle
    return ServedFrame(
        reading=reading.number,
        bundle="" if bundle is None else bundle.hash,
        sound=reading.is_sound,
        languages=[] if bundle is None else list(bundle.languages),
        flows=[] if bundle is None else [FlowShown(flow, nodes) for flow, nodes in parts_of(bundle).items()],
        findings=[_as_finding(noted) for noted in reading.findings],
        codes={code: _as_code(code) for code in sorted({noted.finding.code for noted in reading.findings})},
        ways=None if ways is None else WaysShown(str(ways.quarter), list(_places(ways, bundle))),
    )


def _places(ways: WaysOn, bundle: Bundle | None) -> Iterator[PlaceShown]:
    for node in bundle.nodes if bundle is not None else ():
        if (place := ways.places.get(node)) is not None:
            others = [(way.removeprefix("option:"), count) for way, count in place.ways.items() if way != STOPPED]
            yield PlaceShown(node, place.came, place.stopped, others)


def _as_code(code: str) -> CodeShown:
    return CodeShown(*CODES[code], sound=as_block(EXAMPLES[code].sound) if code in EXAMPLES else "")


def _as_finding(noted: Noted) -> FindingShown:
    one = noted.finding
    return FindingShown(
        one.file, one.line, one.column, one.code, one.what, warning=one.is_warning, node=noted.node, text=noted.line
    )


def as_doing(sent: DoingSent) -> Doing:
    """Return a doing as the engine plays it."""
    return Doing(sent.channel, sent.text, sent.option, sent.minutes)


def as_played(number: int, played: Played, *, looks: Mapping[str, Look], hint: str) -> PlayedFrame:
    """Return a conversation as the browser reads it.

    Args:
        number: Of the frame that asked for it.
        played: How it went.
        looks: How each channel shows a bubble.
        hint: The sentence that tells how to choose where there are no buttons.
    """
    return PlayedFrame(
        number,
        doings=[msgspec.convert(msgspec.to_builtins(doing), DoingSent) for doing in played.doings],
        node=played.node,
        phase=played.phase.value,
        language=played.language,
        variables=dict(played.variables),
        sides=[_as_side(side, looks[side.channel], hint) for side in played.sides],
        minutes_left=played.minutes_left,
    )


def _as_side(side: Side, look: Look, hint: str) -> SideShown:
    turns = []
    for turn in side.turns:
        messages = [
            MessageShown(
                seen.text,
                [(button.id, button.label) for button in seen.buttons],
                answerable=bool(seen.buttons) and bubble.prompt == side.open_prompt,
            )
            for bubble in turn.bubbles
            for seen in look(bubble, hint)
        ]
        turns.append(TurnShown(turn.said, messages, turn.news, turn.minutes))
    return SideShown(side.channel, side.node, turns)
