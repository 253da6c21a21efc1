"""`ajar flows sim`: the production engine in this terminal, with a clock and a desk that obey; nothing is kept."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TextIO

from bot.channels.terminal import TerminalChannel, lines_of
from bot.content_files import read_content
from bot.errors import BotError
from bot.flows.bundle import compile_bundle
from bot.flows.rehearse.simulation import HELP, Setting, Simulation
from bot.model import ConversationId, Inbound, InboundKind, Outbound, OutboundId, Purpose
from bot.ops.clock import SystemClock
from bot.rehearsal import keep
from bot.settings import Settings

QUIT, DUMP, SHOW_HELP = ":quit", ":dump", ":help"
_NO_ROW, _NOBODY = OutboundId(b""), ConversationId(b"")


async def simulate(settings: Settings, setting: Setting, *, at: str, typed: TextIO, shown: TextIO) -> int:
    """Play until the input ends.

    Args:
        settings: Say what is served.
        setting: How the conversation begins.
        at: The node to begin at, with what is remembered, as `:at` takes it; empty for the opening.
        typed: What is typed, line by line.
        shown: Takes what is seen.

    Raises:
        ContentError: the conversation can't be served as it is written.
        BotError: `at` is no place to begin at.
    """
    bundle = compile_bundle(read_content(settings.flows, settings.content), whereabouts=settings.whereabouts)
    simulation = Simulation(bundle, setting, keep=keep)

    def write(text: str) -> None:
        shown.write(text)
        shown.flush()

    channel = TerminalChannel(
        _until_quit(lines_of(typed)),
        write,
        clock=SystemClock(),
        language=setting.language,
        hint=bundle.say("numbered_hint", setting.language),
    )
    write(f"A rehearsal: nothing is kept, and nobody reads it. {SHOW_HELP} tells what can be done.\n")
    if at:
        simulation.take(f":at {at}")
    await channel.talk(_Table(simulation, channel, write, begins_with_start=not at))
    return 0


async def _until_quit(lines: AsyncIterator[str]) -> AsyncIterator[str]:
    async for line in lines:
        if line.strip() == QUIT:
            return
        yield line


class _Table:
    """Hears what the terminal channel hands over, as the use case does in production."""

    def __init__(
        self, simulation: Simulation, channel: TerminalChannel, write: Callable[[str], None], *, begins_with_start: bool
    ) -> None:
        self._simulation = simulation
        self._channel = channel
        self._write = write
        self._begins_with_start = begins_with_start

    async def hear(self, inbound: Inbound) -> None:
        """Let a line take effect, and show what came of it."""
        if inbound.kind is InboundKind.LEFT:
            return
        try:
            if inbound.kind is InboundKind.TEXT:
                self._take(inbound.text)
            elif self._begins_with_start:
                self._simulation.start()
        except BotError as fault:
            self._write(f"\n{fault}\n")
            return
        await self._show()

    def _take(self, line: str) -> None:
        command, _, rest = line.partition(" ")
        if command == SHOW_HELP:
            self._write(f"\n{HELP}\n")
        elif command == DUMP:
            self._dump(rest.strip())
        else:
            self._simulation.take(line)

    def _dump(self, name: str) -> None:
        path = Path(name)
        if not name or path.exists():
            raise BotError("A dump needs a file that is not there yet.", where=name, fix="Type :dump new_file.yaml")
        path.write_text(self._simulation.recording.text(), encoding="utf-8")
        self._write(f"\nWrote {path}; play it with: ajar flows test {path}\n")

    async def _show(self) -> None:
        happened = self._simulation.world.take_what_happened()
        for seq, bubble in enumerate(happened.bubbles):
            row = Outbound(_NO_ROW, _NOBODY, seq, Purpose.REPLY, bubble)
            await self._channel.send(self._channel.sender, row)
        self._write(f"\n{self._simulation.status(happened)}\n")
