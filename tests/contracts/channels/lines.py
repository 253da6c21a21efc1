"""What a channel brings so that the suite can hold it to what all channels promise: its other side, and what it can do.

A new channel fills `Line` and `Phone` in one file beside this one, and adds a line to `conftest.py`.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.model import (
    Bubble,
    ConversationId,
    Inbound,
    InboundKind,
    MessageRef,
    Option,
    Outbound,
    OutboundId,
    Purpose,
    Sender,
)
from bot.ports import Channel, Listener
from tests.fakes import PATIENCE_S, FakeClock, RememberingListener

YES_OR_NO = (Option("yes", "Ja"), Option("no", "Nee"))
PROMPT = "3-9f2c1a"


@dataclass(frozen=True, slots=True, kw_only=True)
class Can:
    """What a channel can do. All else is asked of every channel; each of these is tested where it is not there too.

    Attributes:
        buttons: Options are tapped. Without: they are numbered lines, and a number is typed.
        edits: A message can be changed after it was sent.
        files: Something can be sent that is no text.
        repeats: The platform may hand the same event over twice.
        keeps: What is written while nobody hears comes after the next start. Without: whoever comes is a stranger.
        acknowledges: So does what was handed over and not kept yet. Without: it is lost.
        gaps: The bot is told when something may have been lost on a connection that broke.
        tells_goodbye: Somebody who blocks us or leaves for good is heard of.
        knows_gone: A bubble to somebody who is gone comes back as undeliverable.
        refs: Each message of ours has an id of its own.
        unsends: What we said can be taken out of the chat, so long after it was said; None: not at all.
        unsends_theirs: What the person wrote can be as well.
        sets_timer: Messages disappear by themselves, a time after they were read, from our first word on.
        shows_once: A row that comes twice is shown once.
        language: The person's app tells its language.
        longest: Bytes of UTF-8 that one message holds at most; 0: there is no limit that a bubble meets.
    """

    buttons: bool
    edits: bool
    files: bool
    repeats: bool
    keeps: bool
    acknowledges: bool
    gaps: bool
    tells_goodbye: bool
    knows_gone: bool
    refs: bool
    unsends: timedelta | None
    unsends_theirs: bool
    sets_timer: bool
    shows_once: bool
    language: bool
    longest: int


class Phone(Protocol):
    """Somebody with this channel on their telephone."""

    @property
    def sender(self) -> Sender:
        """How the bot knows them."""

    @property
    def screen(self) -> list[str]:
        """What we said that stands there now, message by message, with its options as they are read."""

    @property
    def chat(self) -> list[str]:
        """What they wrote that we could take away and did not; empty where it is theirs alone."""

    @property
    def timers(self) -> list[int]:
        """Every time, in seconds, that we set for messages to disappear."""

    def opens(self) -> None:
        """Open the chat, as people do there: with a button, a first word, or by being there."""

    def says(self, text: str, *, twice: bool = False) -> None:
        """Write a text; the platform may hand it over twice."""

    def edits(self, text: str) -> None:
        """Change what they wrote last into this, or try to, as an altered app might."""

    def sends_a_photo(self) -> None:
        """Send something that is no text, or try to."""

    def chooses(self, number: int) -> None:
        """Choose an option of the newest message that has any."""

    def leaves(self) -> None:
        """Be gone for good."""

    async def reads(self, *words: str) -> None:
        """Wait until all of these stand on the screen."""


class Line(Protocol):
    """A channel, and the platform behind it."""

    @property
    def can(self) -> Can:
        """What the suite holds it to."""

    @property
    def clock(self) -> FakeClock:
        """The time of the bot and of the platform; `time_passes` moves it."""

    @property
    def channel(self) -> Channel:
        """The way out."""

    @property
    def gaps(self) -> int:
        """How often the bot was told that something may be lost."""

    def phone(self, number: int = 0) -> Phone:
        """Return somebody; the same number is the same person. Before anybody hears."""

    def hears(self, listener: Listener) -> AbstractAsyncContextManager[None]:
        """Let a process hear people, and be able to write to them, as long as the block lasts; its end is a kill."""

    async def breaks(self) -> None:
        """Break off every connection that stands; the process and the platform find each other again."""

    async def spoils_the_next(self, phone: Phone) -> None:
        """Let a message to them fail, whichever comes after the next that arrives."""

    def time_passes(self, time: timedelta) -> None:
        """Let time go by."""


class Ear(RememberingListener):
    """A `Listener` that keeps each event once, except that a chat was opened; it can be held before it keeps one."""

    def __init__(self) -> None:
        super().__init__()
        self.may_keep = asyncio.Event()
        self.may_keep.set()
        self.is_reached = asyncio.Event()

    async def hear(self, inbound: Inbound) -> None:
        """Keep an event."""
        if inbound.kind is InboundKind.START:
            return
        self.is_reached.set()
        await self.may_keep.wait()
        await super().hear(inbound)
        async with self._changed:
            self._changed.notify_all()

    async def is_told(self, times: int) -> None:
        """Wait until it was told of events so often, of new and of known ones."""
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: sum(self.times_told.values()) >= times)


class Mortal:
    """Hands events on to a listener, and is killed in the middle of all that it does."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._hearing: set[asyncio.Task[None]] = set()

    async def hear(self, inbound: Inbound) -> None:
        """Hand an event on."""
        task = asyncio.get_running_loop().create_task(self._listener.hear(inbound))
        self._hearing.add(task)
        try:
            await task
        finally:
            self._hearing.discard(task)

    async def dies(self) -> None:
        """Leave everything as it is at this moment."""
        for task in self._hearing:
            task.cancel()
        await asyncio.gather(*self._hearing, return_exceptions=True)


def row(text: str, options: tuple[Option, ...] = (), *, number: int = 2, purpose: Purpose = Purpose.REPLY) -> Outbound:
    """Return a row of the outbox; 1 is the first of a conversation, and the same number is the same row."""
    bubble = Bubble(text, options, PROMPT if options else "")
    return Outbound(OutboundId(number.to_bytes(16)), ConversationId(bytes(16)), number, purpose, bubble)


def refs_in(inbound: Inbound) -> list[MessageRef]:
    """Return the id of what they wrote, where there is one that could be deleted."""
    return [inbound.message_ref] if inbound.deletable else []
