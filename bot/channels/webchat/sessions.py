"""Open pages and what is on its way to each, in memory only: a session lives as long as its tab, and no longer."""

import asyncio
import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol
from uuid import UUID, uuid4

from bot.channels.webchat.frames import Answer, Bubble, Clear, Option, Shown, Welcome
from bot.channels.webchat.limits import Budget, Limits
from bot.errors import Undeliverable
from bot.model import Sender
from bot.ports import Clock

CHANNEL: Final = "webchat"
_REMEMBERED: Final = 2_000
"""So many pages that went away are remembered for what they still have to be told."""
_TURNS, _LETTERS = 60, 40_000
"""So much is shown on a page without a script, and remembered for it."""


class Socket(Protocol):
    """The connection of a page."""

    async def say(self, answer: Answer) -> None:
        """Send one frame; a connection that is gone swallows it."""

    def drop(self) -> None:
        """Cut the connection without a word: the page came back by another one."""

    async def close(self) -> None:
        """Say that the page has to come back a little later, and close."""


def new_token() -> str:
    """Make the key to a session: 32 random bytes, base64url."""
    return urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


def is_token(text: str) -> bool:
    """Tell whether this has the form of a key to a session."""
    return re.fullmatch(r"[A-Za-z0-9_-]{43}", text) is not None


def sender_of(token: str) -> Sender:
    """Return who holds this token. The id tells nothing about the token, so no memory or table holds a key."""
    return Sender(CHANNEL, hashlib.sha256(token.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that stands on a page without a script.

    Attributes:
        id: Of the bubble, or of the event by which the person said it.
    """

    id: UUID
    author: Literal["bot", "human", "you"]
    text: str
    prompt: str = ""
    options: Sequence[Option] = ()


@dataclass(slots=True)
class _OnItsWay:
    """A frame that the page has not acknowledged."""

    frame: Shown
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    person_left: bool = False


class Session:
    """One page: its connection, if it has one, and what it has not acknowledged."""

    def __init__(self, sender: Sender, budget: Budget) -> None:
        self.sender = sender
        self.budget = budget
        self.language = ""
        self.turn = asyncio.Lock()
        """Held while an event is handed over, so that two connections can't change their order."""
        self.turns: dict[UUID, Turn] = {}
        """What a page without a script shows: it can keep nothing itself from one press to the next."""
        self.is_expected = False
        """Their page went away without a word; they may come back."""
        self.awaited: asyncio.Task[None] | None = None
        """Ends when they count as gone; cancelled when they are back, or left."""
        self._socket: Socket | None = None
        self._on_its_way: dict[UUID, _OnItsWay] = {}
        self._unread = 0

    @property
    def is_idle(self) -> bool:
        """Nobody is there and nothing waits."""
        return self._socket is None and not self._on_its_way and not self.turns and not self.is_expected

    @property
    def lingers(self) -> bool:
        """Nobody is there, and at most a deletion waits for their return, or what they were shown."""
        return self._socket is None and all(isinstance(it.frame, Clear) for it in self._on_its_way.values())

    def may_write(self, most_unread: int) -> bool:
        """Tell whether one more event is taken from a page that has not yet acknowledged what it was shown.

        A page that never does would fill the outbox for as long as it writes.
        """
        self._unread = self._unread + 1 if self._on_its_way else 0
        return self._unread <= most_unread

    async def attach(self, socket: Socket, token: str) -> None:
        """Go on with this connection: what was not acknowledged comes again, in its order."""
        earlier, self._socket = self._socket, socket
        self.expect_no_more()
        if earlier is not None:
            earlier.drop()
        await socket.say(Welcome(token))
        for waiting in tuple(self._on_its_way.values()):
            await socket.say(waiting.frame)

    def detach(self, socket: Socket) -> bool:
        """The connection is gone; a later one of the same page stays. Tells whether nobody is there now."""
        if self._socket is not socket:
            return False
        self._socket = None
        for waiting in self._on_its_way.values():
            if isinstance(waiting.frame, Clear):
                waiting.settled.set()
        return True

    def acknowledge(self, frame_id: UUID) -> bool:
        """The page did it. False: it said so before, or it was withdrawn."""
        waiting = self._on_its_way.pop(frame_id, None)
        if waiting is None:
            return False
        waiting.settled.set()
        self._unread = 0
        return True

    def remember(self, turn: Turn) -> None:
        """Keep what a page without a script shows, in memory; the oldest goes when it gets much."""
        self.turns[turn.id] = turn
        letters = sum(len(one.text) for one in self.turns.values())
        while len(self.turns) > _TURNS or (letters > _LETTERS and len(self.turns) > 1):
            letters -= len(self.turns.pop(next(iter(self.turns))).text)

    def leave(self) -> None:
        """The person left: nothing that waits will ever be shown, and nothing again."""
        self.turns.clear()
        self.expect_no_more()
        for waiting in self._on_its_way.values():
            waiting.person_left = True
            waiting.settled.set()
        self._on_its_way.clear()

    def end_page(self) -> None:
        """Cut the connection, if there is one."""
        if self._socket is not None:
            self._socket.drop()

    async def show(self, frame: Bubble) -> None:
        """Return when the page has shown it; cancelled, it is withdrawn.

        Raises:
            Undeliverable: the person left instead.
        """
        waiting = self._on_its_way[frame.id] = _OnItsWay(frame)
        try:
            await self._say(frame)
            await waiting.settled.wait()
        finally:
            self._on_its_way.pop(frame.id, None)
        if waiting.person_left:
            raise Undeliverable

    async def clear(self, patience_s: float) -> None:
        """Return when the page has removed everything, or when it is away: then it does so first when it comes back."""
        self.turns.clear()
        for frame_id in [name for name, it in self._on_its_way.items() if isinstance(it.frame, Clear)]:
            self._on_its_way.pop(frame_id).settled.set()
        waiting = _OnItsWay(Clear(uuid4()))
        self._on_its_way[waiting.frame.id] = waiting
        if self._socket is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await self._say(waiting.frame)
                await waiting.settled.wait()

    async def close(self) -> None:
        """Close the connection, if there is one, and wait for nobody."""
        self.expect_no_more()
        if self._socket is not None:
            await self._socket.close()

    def expect_no_more(self) -> None:
        """They are here, or will never be."""
        self.is_expected = False
        if self.awaited is not None:
            self.awaited.cancel()

    async def _say(self, frame: Shown) -> None:
        if self._socket is not None:
            await self._socket.say(frame)


class Sessions:
    """All sessions by the id of their sender. What nobody needs any more is dropped at once."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._open: dict[str, Session] = {}
        self._lingering: OrderedDict[str, None] = OrderedDict()
        self._left: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    def of(self, sender: Sender) -> Session:
        """Return the session of this person, a new one if need be; `tidy` it when done."""
        session = self._open.get(sender.native_id)
        if session is None:
            session = Session(sender, Budget(self._limits.events_per_minute, self._clock))
            self._open[sender.native_id] = session
        return session

    def holds(self, session: Session) -> bool:
        """Tell whether this is still the session of its person."""
        return self._open.get(session.sender.native_id) is session

    def tidy(self, session: Session) -> None:
        """Drop the session if nobody needs it, or later, if it only waits for somebody who may never come back."""
        name = session.sender.native_id
        self._lingering.pop(name, None)
        if session.is_idle:
            self._open.pop(name, None)
        elif session.lingers:
            self._lingering[name] = None
            if len(self._lingering) > _REMEMBERED:
                self._open.pop(self._lingering.popitem(last=False)[0], None)

    async def close(self) -> None:
        """Close every connection; the pages come back when a server answers again, and nothing is lost."""
        await asyncio.gather(*(session.close() for session in tuple(self._open.values())))

    def end_page(self, sender: Sender) -> None:
        """End the page of somebody who leaves by another connection."""
        session = self._open.get(sender.native_id)
        if session is not None:
            session.end_page()

    def has_left(self, sender: Sender) -> bool:
        """Tell whether this person said goodbye and did not come back."""
        return sender.native_id in self._left

    def leave(self, sender: Sender) -> None:
        """The person left for good."""
        self._left[sender.native_id] = None
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
        session = self._open.get(sender.native_id)
        if session is not None:
            session.leave()
            self.tidy(session)

    def come_back(self, sender: Sender) -> None:
        """Somebody who left is here again after all."""
        self._left.pop(sender.native_id, None)
