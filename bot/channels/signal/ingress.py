"""The way in from Signal: what signal-cli hands over is heard, in the order of each sender, and kept before all else.

signal-cli knows no acknowledgement: what it wrote to us is gone from Signal. So nothing is taken that can't be kept:
while the database is away, or too much waits here, nothing is subscribed to, and Signal keeps it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Raw

from bot.channels.budget import Budget, Urgency, usual
from bot.channels.hearing import Ear
from bot.channels.pacing import Pauses
from bot.channels.signal.channel import USUAL_PER_SECOND
from bot.channels.signal.client import SignalClient
from bot.channels.signal.event import CHANNEL, Ignore, Leave
from bot.channels.signal.reader import Reader
from bot.errors import DeliveryError, Refused, StoreDown, TryLater
from bot.model import Inbound
from bot.ports import Clock, Journal, Listener

Spawn = Callable[[Coroutine[Any, Any, None]], object]
"""Starts a task in the TaskGroup that app.py owns."""

MOST_WAITING = 500
"""Events that wait here to be heard; with more, Signal keeps the rest until these are done."""
QUIET = {"readReceipts": False, "typingIndicators": False, "linkPreviews": False}
"""What the account never sends."""


async def _nothing() -> None:
    """Note nothing."""


class SignalIngress:
    """Hears help-seekers on Signal.

    Args:
        reader: Tells what is handed over.
        messages_per_second: How many may leave to all people together; nobody may ask for more than a share.
        urgency: Tells of a text whether it is heard however much its sender sends, and of which kind it is.
        opens: Called before each time that something can come; what can be lost from then on has to be noted.
        gap: Called when something may have been lost on the way; nobody knows what, or of whom.

    Attributes:
        counts: How many events were `heard`, `ignored`, `poison`, `given_up` or `over_budget`, how often somebody was
            `told` of the last, and how often a group was `left`.
    """

    def __init__(  # noqa: PLR0913 - the composition root names them all
        self,
        client: SignalClient,
        listener: Listener,
        reader: Reader,
        *,
        clock: Clock,
        journal: Journal,
        spawn: Spawn,
        messages_per_second: float = USUAL_PER_SECOND,
        urgency: Urgency = lambda *_: "",
        opens: Callable[[], Awaitable[None]] = _nothing,
        gap: Callable[[], None] = lambda: None,
    ) -> None:
        self._client = client
        self._reader = reader
        self._clock = clock
        self._journal = journal
        self._spawn = spawn
        self._opens = opens
        self._gap = gap
        budget = Budget(clock, usual(messages_per_second), urgency=urgency)
        self._ear = Ear(listener, CHANNEL, clock=clock, journal=journal, budget=budget)
        self.counts = self._ear.counts
        self._waiting: dict[str, deque[tuple[Inbound, float]]] = {}
        self._count = 0
        self._subscription: int | None = None
        self._may_come = False
        self._is_held = False
        self._is_leaving = False
        self._idle = asyncio.Event()
        self._idle.set()
        self._told_mode = False
        self._quitting: set[str] = set()

    async def run(self) -> None:
        """Work until cancelled. A daemon that is down is waited for."""
        await self._client.run(self._take, self._greet, self._lose)

    async def leave(self) -> bool:
        """Take nothing more, and wait until what was taken is kept; tells whether a stop loses nothing after this."""
        self._is_leaving = True
        await self._unsubscribe()
        await self._idle.wait()
        return not self._may_come

    async def _greet(self) -> None:
        self._lose()  # a connection that broke before it was known whether anything came over it
        with suppress(Refused):  # a device that is linked to a telephone follows the telephone
            await self._client.call("updateConfiguration", QUIET)
        await self._subscribe()

    async def _subscribe(self) -> None:
        """Let Signal's messages come, unless this is not the time."""
        if self._is_leaving or (self._is_held and self._waiting):
            return
        self._is_held = False
        await self._opens()
        self._subscription, self._may_come = None, True
        try:
            answer = await self._client.call("subscribeReceive", {})
        except (Refused, TryLater):
            self._may_come = False
            raise
        with suppress(msgspec.MsgspecError):
            self._subscription = msgspec.json.decode(answer, type=int)

    async def _unsubscribe(self) -> None:
        """Let Signal keep what comes. Until that is certain, something may come, and be lost."""
        number = self._subscription
        if number is None:
            return
        with suppress(DeliveryError):
            with suppress(Refused):  # there is no such subscription
                await self._client.call("unsubscribeReceive", {"subscription": number})
            if self._subscription == number:
                self._subscription, self._may_come = None, False

    def _lose(self) -> None:
        """Note that the connection broke: what was on it is lost, unless nothing could be."""
        if self._may_come:
            self._subscription, self._may_come = None, False
            self._gap()

    def _take(self, params: Raw) -> None:
        heard = self._reader.read(params)
        if heard.is_poison:
            self._ear.count_poison()
        if heard.is_uncalled and not self._told_mode:
            self._told_mode = True
            self._journal.note("signal_warned", channel=CHANNEL, reason="The daemon needs --receive-mode manual.")
        match heard.event:
            case Inbound() as inbound:
                self._queue(inbound, heard.said_at)
            case Leave(group_id=group_id):
                self.counts["left"] += 1
                if group_id not in self._quitting:
                    self._quitting.add(group_id)
                    self._spawn(self._quit(group_id))
            case Ignore():
                self.counts["ignored"] += 1

    def _queue(self, inbound: Inbound, said_at: float) -> None:
        """Let it be heard after what the same sender sent before."""
        self._count += 1
        self._idle.clear()
        mine = self._waiting.get(inbound.sender.native_id)
        if mine is not None:
            mine.append((inbound, said_at))
        else:
            self._waiting[inbound.sender.native_id] = deque([(inbound, said_at)])
            self._spawn(self._hear_all_of(inbound.sender.native_id))
        if self._count >= MOST_WAITING and not self._is_held:
            self._hold()

    async def _hear_all_of(self, sender: str) -> None:
        mine = self._waiting[sender]
        while mine:
            await self._hear(*mine[0])
            mine.popleft()
            self._count -= 1
        del self._waiting[sender]
        if not self._waiting:
            self._idle.set()
            if self._is_held:
                await self._go_on()

    async def _hear(self, inbound: Inbound, said_at: float) -> None:
        """Hear one event, however long the database is away."""
        pauses = Pauses(self._clock)
        while True:
            try:
                await self._ear.hear(inbound, said_at)
            except StoreDown:
                self._journal.note("store_failed", channel=CHANNEL, count=1)
                if not self._is_held:
                    self._hold()
                await pauses.wait()
            else:
                return

    def _hold(self) -> None:
        self._is_held = True
        self._spawn(self._unsubscribe())

    async def _go_on(self) -> None:
        with suppress(DeliveryError):  # a connection that broke subscribes when it is made anew
            await self._subscribe()

    async def _quit(self, group_id: str) -> None:
        with suppress(DeliveryError):  # it is left at its next message
            await self._client.call("quitGroup", {"groupId": group_id, "delete": True})
        self._quitting.discard(group_id)
