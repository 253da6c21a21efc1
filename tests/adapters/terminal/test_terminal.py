"""The terminal channel: lines in, bubbles out, over plain streams."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.terminal import TerminalChannel
from bot.errors import StoreDown
from bot.model import Bubble, ConversationId, Inbound, InboundKind, Option, Outbound, OutboundId, Purpose
from tests.fakes import FakeClock, Tasks

pytestmark = pytest.mark.usefixtures("watched_loop")


class Ear:
    """A `Listener` that remembers, and answers each start with a question."""

    def __init__(self) -> None:
        self.heard: list[Inbound] = []
        self.faults: list[Exception] = []

    async def hear(self, inbound: Inbound) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.heard.append(inbound)


async def typed(*lines: str) -> AsyncIterator[str]:
    """What somebody types."""
    for line in lines:
        yield line


def row(text: str, *options: Option) -> Outbound:
    """Make a row of the outbox."""
    bubble = Bubble(text, options, "p1" if options else "")
    return Outbound(OutboundId(bytes(16)), ConversationId(bytes(16)), 1, Purpose.REPLY, bubble)


async def test_what_is_typed_is_heard_in_order_until_the_end() -> None:
    """A start, each line, and the end of the input as leaving; every event has an id of its own."""
    ear = Ear()
    channel = TerminalChannel(typed("hallo\n", "\n", "  2 \r\n", "é 🙂"), print, clock=FakeClock(), language="fr")

    await channel.talk(ear)

    kinds = [(inbound.kind, inbound.text) for inbound in ear.heard]
    assert kinds == [
        (InboundKind.START, ""),
        (InboundKind.TEXT, "hallo"),
        (InboundKind.TEXT, "2"),
        (InboundKind.TEXT, "é 🙂"),
        (InboundKind.LEFT, ""),
    ]
    assert len({inbound.external_id for inbound in ear.heard}) == 5
    assert {inbound.sender for inbound in ear.heard} == {channel.sender}
    assert {inbound.language_hint for inbound in ear.heard} == {"fr"}


async def test_a_bubble_is_written_with_its_options_numbered() -> None:
    """What can be tapped elsewhere can be typed here."""
    written: list[str] = []
    channel = TerminalChannel(typed(), written.append, clock=FakeClock(), hint="Typ een nummer.")

    refs = await channel.send(channel.sender, row("Kun je vrij typen?", Option("y", "Ja"), Option("n", "Nee")))
    await channel.send(channel.sender, row("Dag."))

    assert refs == ()
    assert written == ["\nKun je vrij typen?\n\n1 · Ja\n2 · Nee\n\nTyp een nummer.\n", "\nDag.\n"]


async def test_a_bubble_can_not_steer_the_terminal() -> None:
    """Escape sequences in somebody's words are not obeyed."""
    written: list[str] = []
    channel = TerminalChannel(typed(), written.append, clock=FakeClock())

    await channel.send(channel.sender, row("a\x1b[2Jb\x07c\x9b31md\re\tf\ng\x7f"))

    assert written == ["\na[2Jbc31mde\tf\ng\n"]


async def test_what_is_no_text_is_not_handed_over() -> None:
    """NUL and bytes that are not UTF-8 become something that can be kept."""
    ear = Ear()

    await TerminalChannel(typed("a\x00b\udcffc", "\x00"), print, clock=FakeClock()).talk(ear)

    assert [inbound.text for inbound in ear.heard[1:-1]] == ["ab?c"]


async def test_a_line_beyond_the_limit_becomes_several_events() -> None:
    """Nothing is cut off."""
    ear = Ear()

    await TerminalChannel(typed("x" * 45_000), print, clock=FakeClock()).talk(ear)

    assert [len(inbound.text) for inbound in ear.heard[1:-1]] == [20_000, 20_000, 5_000]


async def test_a_line_waits_while_the_store_is_away() -> None:
    """The same event is tried again until it is kept, and the person sees why nothing comes."""
    clock, ear, written = FakeClock(), Ear(), list[str]()
    ear.faults += [StoreDown(), StoreDown()]
    channel = TerminalChannel(typed("hallo"), written.append, clock=clock)
    tasks = Tasks(clock)

    tasks.spawn(channel.talk(ear))
    for _ in range(2):
        await tasks.settle()
        assert ear.heard == []
        clock.advance(channel.pause)
    await tasks.settle()

    assert [inbound.kind for inbound in ear.heard] == [InboundKind.START, InboundKind.TEXT, InboundKind.LEFT]
    assert len(written) == 2
