"""The client of signal-cli: keeps a connection for as long as it is wanted, and notices when the daemon hangs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from msgspec import Raw

from bot.channels.pacing import Pauses
from bot.channels.signal.event import CHANNEL
from bot.channels.signal.wire import TICK, Broken, Handle, Link, Params, connect
from bot.errors import DeliveryError, PerhapsSent, TryLater
from bot.ports import Clock, Journal

ANSWER_WITHIN = timedelta(seconds=30)
BEAT_EVERY, BEAT_WITHIN = timedelta(seconds=15), timedelta(seconds=10)
"""A daemon that hangs is noticed within their sum."""


class SignalClient:
    """Calls the daemon of one account.

    Args:
        rpc: AJAR_SIGNAL_RPC.
        account: AJAR_SIGNAL_ACCOUNT, which a daemon with several accounts wants to know of each call.
        alive: Called whenever the daemon answers a heartbeat.

    Attributes:
        connections: How often it was connected.
    """

    def __init__(
        self,
        rpc: str,
        account: str,
        *,
        clock: Clock,
        journal: Journal,
        alive: Callable[[], None] = lambda: None,
    ) -> None:
        self._alive = alive
        self._rpc = rpc
        self._account = account
        self._clock = clock
        self._journal = journal
        self._link: Link | None = None
        self._was_tried = asyncio.Event()
        self.connections = 0

    async def call(self, method: str, params: Params, *, within: timedelta = ANSWER_WITHIN) -> Raw:
        """Call a method of signal-cli and return its result, unread.

        Args:
            method: As signal-cli writes it: `remoteDelete`.
            params: Its parameters. A misspelt one is passed over in silence.
            within: How long the answer may take.

        Raises:
            Undeliverable: this person is gone.
            Refused: this call will never be taken.
            TryLater: certainly not done; those of `faults` need somebody.
            PerhapsSent: no readable answer came; it may have been done.
        """
        link = await self.connection()
        return await link.call(method, {**params, "account": self._account}, within)

    async def connection(self) -> Link:
        """Return the connection that stands; after a start, once it was tried: what waited for it need not wait more.

        Raises:
            TryLater: there is none.
        """
        await self._was_tried.wait()
        if self._link is None:
            raise TryLater("signal-cli can't be reached.")
        return self._link

    async def run(
        self, handle: Handle, greet: Callable[[], Awaitable[None]], lost: Callable[[], None] = lambda: None
    ) -> None:
        """Stay connected until cancelled.

        Args:
            handle: Takes what signal-cli hands over, at once.
            greet: Called over each new connection; while it fails, the connection is made anew.
            lost: Called when a connection over which all was greeted has broken.
        """
        pauses = Pauses(self._clock)
        while True:
            try:
                link = await connect(self._rpc, handle)
            except TryLater as fault:
                self._was_tried.set()
                self._journal.note("signal_failed", channel=CHANNEL, reason=str(fault))
            else:
                if await self._serve(link, greet):
                    pauses.reset()
                    lost()
            await pauses.wait()

    async def _serve(self, link: Link, greet: Callable[[], Awaitable[None]]) -> bool:
        """Use a connection until it is of no use; tells whether it was greeted."""
        self.connections += 1
        self._link = link
        self._was_tried.set()
        is_greeted = False

        async def be_polite() -> None:
            nonlocal is_greeted
            try:
                await greet()
            except DeliveryError as fault:
                self._journal.note("signal_failed", channel=CHANNEL, reason=str(fault))
                raise Broken from None
            is_greeted = True
            self._alive()

        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(link.read())
                tasks.create_task(self._watch(link))
                tasks.create_task(be_polite())
        except* Broken:
            self._journal.note("signal_failed", channel=CHANNEL, reason="The connection to signal-cli ended.")
        finally:
            self._link = None
            link.close()
        return is_greeted

    async def _watch(self, link: Link) -> None:
        """Count the seconds, and ask now and then whether the daemon is there."""
        async with asyncio.TaskGroup() as tasks:
            ticks = unreadable = 0
            while True:
                await self._clock.sleep(TICK)
                link.tick()
                ticks += 1
                if link.unreadable > unreadable:
                    new, unreadable = link.unreadable - unreadable, link.unreadable
                    self._journal.note("signal_warned", channel=CHANNEL, reason="unreadable lines", count=new)
                if ticks % (BEAT_EVERY // TICK) == 0:
                    tasks.create_task(self._beat(link))

    async def _beat(self, link: Link) -> None:
        try:
            await link.call("version", {}, BEAT_WITHIN)
        except PerhapsSent:
            self._journal.note("signal_failed", channel=CHANNEL, reason="signal-cli hangs: it answers nothing.")
            raise Broken from None
        except DeliveryError:
            pass  # it answers, whatever it says
        self._alive()
