"""What the stories about Telegram are told with: a listener, a clock that never waits, a rig of both sides."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.channels.telegram import TelegramChannel, TelegramClient, TelegramIngress
from bot.channels.telegram.hearing import Spawn
from bot.model import Bubble, ConversationId, Inbound, Option, Outbound, OutboundId, Purpose, Sender
from tests.fakes import A_MONDAY_AFTERNOON, FakeJournal
from tests.peers.botapi import BotApi, Person

PATIENCE_S = 20.0
MIA, NOOR = 1001, 1002


class SwiftClock:
    """A `Clock` on which every wait is over at once, and is remembered."""

    def __init__(self) -> None:
        self._now = A_MONDAY_AFTERNOON
        self.waits: list[timedelta] = []

    def now(self) -> datetime:
        """Return the moment that the waits have reached."""
        return self._now

    async def sleep(self, duration: timedelta) -> None:
        """Let others run, and be there."""
        self.waits.append(duration)
        self._now += duration
        await asyncio.sleep(0)


class RememberingListener:
    """A `Listener` that keeps what it hears, each event once, as the store does; faults can be laid in its way."""

    def __init__(self) -> None:
        self.heard: list[Inbound] = []
        self.times_told: dict[str, int] = {}
        self.faults: list[Exception] = []
        self.fault_for: dict[str, Exception] = {}
        self.is_kept = asyncio.Event()
        self.may_return = asyncio.Event()
        self.may_return.set()
        self._changed = asyncio.Condition()

    async def hear(self, inbound: Inbound) -> None:
        """Keep an event, or run into the next fault."""
        self.times_told[inbound.external_id] = self.times_told.get(inbound.external_id, 0) + 1
        fault = self.fault_for.get(inbound.text)
        if fault is None and self.faults:
            fault = self.faults.pop(0)
        if fault is not None:
            raise fault
        if inbound.external_id not in {one.external_id for one in self.heard}:
            self.heard.append(inbound)
            async with self._changed:
                self._changed.notify_all()
        self.is_kept.set()
        await self.may_return.wait()

    async def hears(self, count: int) -> list[Inbound]:
        """Wait until so many events were kept, and return them."""
        async with asyncio.timeout(PATIENCE_S), self._changed:
            await self._changed.wait_for(lambda: len(self.heard) >= count)
        return self.heard

    @property
    def texts(self) -> list[str]:
        """What was written, in the order in which it was kept."""
        return [inbound.text for inbound in self.heard]


class Rig:
    """The channel and the way in on one side, the Bot API server on the other."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session
        self.clock = SwiftClock()
        self.journal = FakeJournal()
        self.listener = RememberingListener()
        self.client = TelegramClient(api.token, session, api_url=api.url, answer_within_s=PATIENCE_S)
        self.channel = TelegramChannel(self.client, self.clock, messages_per_second=10_000)

    def person(self, person_id: int = MIA) -> Person:
        """Return somebody who has opened the chat, without an update that waits."""
        person = self.api.person(person_id)
        person.has_started = True
        return person

    def ingress(self, spawn: Spawn, **details: Any) -> TelegramIngress:  # noqa: ANN401 - of TelegramIngress
        """Return the way in, not yet running."""
        client = details.pop("client", self.client)
        return TelegramIngress(client, self.listener, clock=self.clock, journal=self.journal, spawn=spawn, **details)

    @asynccontextmanager
    async def listening(self, **details: Any) -> AsyncIterator[TelegramIngress]:  # noqa: ANN401 - of TelegramIngress
        """Let the bot listen, as a process would; at the end it is gone as after a kill."""
        tasks: set[asyncio.Task[None]] = set()

        def spawn(work: Coroutine[Any, Any, None]) -> None:
            task = asyncio.get_running_loop().create_task(work)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        ingress = self.ingress(details.pop("spawn", spawn), **details)
        run = asyncio.get_running_loop().create_task(ingress.run())
        try:
            yield ingress
        finally:
            for task in (run, *tasks):
                task.cancel()
            outcomes = await asyncio.gather(run, *tasks, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    @property
    def events(self) -> list[str]:
        """The names of what the operator could read."""
        return [event for event, _ in self.journal.lines]


def sender(person_id: int = MIA) -> Sender:
    """Return how the bot knows somebody."""
    return Sender("telegram", str(person_id))


def outbound(text: str = "Hoi.", options: tuple[Option, ...] = (), *, number: int = 1) -> Outbound:
    """Return a row of the outbox."""
    bubble = Bubble(text, options, "3-9f2c1a" if options else "")
    return Outbound(OutboundId(number.to_bytes(16)), ConversationId(bytes(16)), number, Purpose.REPLY, bubble)


YES_OR_NO = (Option("yes", "Ja"), Option("no", "Nee"))
