"""A conversation over two streams of text, as `ajar chat` has it: lines in, bubbles out, nothing kept."""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final, TextIO

from bot.channels.text import numbered
from bot.errors import StoreDown
from bot.graphemes import split
from bot.model import Inbound, InboundKind, Language, MessageRef, Outbound, Sender
from bot.ports import Clock, Leaves, Listener, unnoted

LONGEST_TEXT: Final = 20_000
"""Characters of one event; a longer line becomes several."""
_FIRST_PRINTABLE: Final = " "
_CONTROLS_END: Final = "\x9f"
_DELETE: Final = "\x7f"


class TerminalChannel:
    """A `Channel` to one person at a terminal: give it to the delivery, and let `talk` run.

    What was written to a terminal can't be deleted again, so `send` returns no message ids.
    """

    name = "terminal"
    pause = timedelta(seconds=1)
    """How long to wait between tries while the store is away."""

    def __init__(
        self,
        lines: AsyncIterator[str],
        write: Callable[[str], object],
        *,
        clock: Clock,
        language: Language = "nl",
        hint: str = "",
    ) -> None:
        """Talk with one stranger, who is a new one with every object.

        Args:
            lines: What is typed; its end means that the person left.
            write: Takes what is said, whole lines.
            clock: Times the tries while the store is away.
            language: What the person reads.
            hint: A sentence that tells how to choose; shown below options.
        """
        self.sender = Sender(self.name, secrets.token_hex(16))
        self._lines = lines
        self._write = write
        self._clock = clock
        self._language = language
        self._hint = hint

    async def talk(self, listener: Listener) -> None:
        """Hand over everything that is typed, until there is no more; then the person has left."""
        await self._tell(listener, InboundKind.START)
        async for line in self._lines:
            for text in split(_storable(line), LONGEST_TEXT):
                if text:
                    await self._tell(listener, InboundKind.TEXT, text)
        await self._tell(listener, InboundKind.LEFT)

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:  # noqa: ARG002 - there is one person
        await leaves()
        bubble = outbound.bubble
        self._write(f"\n{_harmless(numbered(bubble.text, bubble.options, self._hint))}\n")
        return ()

    async def delete(self, to: Sender, refs: Sequence[MessageRef]) -> Sequence[MessageRef]:  # noqa: ARG002
        """Do nothing: a terminal keeps what it shows until it is closed."""
        return ()

    async def _tell(self, listener: Listener, kind: InboundKind, text: str = "") -> None:
        """Hand one event over, again and again while nothing can be kept."""
        inbound = Inbound(self.sender, secrets.token_hex(16), kind, text=text, language_hint=self._language)
        while True:
            try:
                return await listener.hear(inbound)
            except StoreDown as fault:
                self._write(f"\n{fault}\n")
                await self._clock.sleep(self.pause)


async def lines_of(typed: TextIO) -> AsyncIterator[str]:
    """Read lines without blocking the loop, in a thread that nobody waits for: Ctrl-C ends the talk at once."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            for line in typed:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, name="ajar-chat", daemon=True).start()
    while line := await lines.get():
        yield line


def _storable(line: str) -> str:
    """Replace what is no text: NUL, and bytes that the stream could not read."""
    return line.replace("\x00", "").encode("utf-8", "replace").decode().strip()


def _harmless(text: str) -> str:
    """Take out what would steer the terminal instead of being read, and replace what it could not write."""
    readable = text.encode("utf-8", "replace").decode()
    return "".join(letter for letter in readable if letter in "\n\t" or not _steers(letter))


def _steers(letter: str) -> bool:
    return letter < _FIRST_PRINTABLE or _DELETE <= letter <= _CONTROLS_END
