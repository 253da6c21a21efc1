"""The terminal as the suite sees it: two streams of text. docs/new-channel.md shows it as an example."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Self

from bot.channels.terminal import TerminalChannel
from bot.model import Sender
from bot.ports import Listener
from tests.contracts.channels.lines import Can, Mortal, Phone
from tests.fakes import PATIENCE_S, FakeClock, SwiftClock


class Terminal:
    """A `Phone` that is a terminal: what is typed there waits in a queue, what is shown in a list."""

    chat: list[str] = []  # noqa: RUF012 - what was typed stands there until the window is closed
    timers: list[int] = []  # noqa: RUF012 - nobody adds to it: a terminal has none

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._typed: asyncio.Queue[str] = asyncio.Queue()
        self._changed = asyncio.Event()
        self.begins()

    @property
    def sender(self) -> Sender:
        return self.channel.sender

    @property
    def screen(self) -> list[str]:
        return list(self._shown)

    def begins(self) -> None:
        """Start the program: whoever types is a stranger again."""
        self.channel = TerminalChannel(self._lines(), self._show, clock=SwiftClock())

    def opens(self) -> None:
        """Do nothing: the program was started."""

    def says(self, text: str, *, twice: bool = False) -> None:
        for _ in range(1 + twice):
            self._typed.put_nowait(text)

    def edits(self, text: str) -> None:
        self._typed.put_nowait("\x00")

    def sends_a_photo(self) -> None:
        self._typed.put_nowait("\x00")

    def chooses(self, number: int) -> None:
        self.says(str(number))

    def leaves(self) -> None:
        self._typed.put_nowait("")

    async def reads(self, *words: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not all(word in "\n".join(self.screen) for word in words):
                self._changed.clear()
                await self._changed.wait()

    async def _lines(self) -> AsyncIterator[str]:
        while line := await self._typed.get():
            yield line

    def _show(self, text: str) -> None:
        self._shown.append(text.strip("\n"))
        self._changed.set()


class TerminalLine:
    """A `Line` of people at terminals, each with a program of their own; the bot writes to the first."""

    can = Can(
        buttons=False,
        edits=False,
        files=False,
        repeats=False,
        keeps=False,
        acknowledges=False,
        gaps=False,
        tells_goodbye=True,
        knows_gone=False,
        refs=False,
        unsends=None,
        unsends_theirs=False,
        sets_timer=False,
        shows_once=False,
        language=True,
        longest=0,
    )
    gaps = 0

    def __init__(self) -> None:
        self.clock = FakeClock()
        self._phones: dict[int, Terminal] = {}

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Self]:
        """Yield one."""
        yield cls()

    @property
    def channel(self) -> TerminalChannel:
        return self.phone(0).channel

    def phone(self, number: int = 0) -> Terminal:
        return self._phones.setdefault(number, Terminal())

    @asynccontextmanager
    async def hears(self, listener: Listener) -> AsyncIterator[None]:
        heart, loop = Mortal(listener), asyncio.get_running_loop()
        talks = [loop.create_task(one.channel.talk(heart)) for one in self._phones.values()]
        yield
        await heart.dies()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        for one in self._phones.values():
            one.begins()

    async def breaks(self) -> None:
        """Do nothing: there is no connection that could."""

    async def spoils_the_next(self, phone: Phone) -> None:
        raise NotImplementedError("A bubble is written at once.")

    def time_passes(self, time: timedelta) -> None:
        self.clock.advance(time)
