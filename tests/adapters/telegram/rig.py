"""What the stories about Telegram are told with: a rig of both sides."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.channels.telegram import TelegramChannel, TelegramClient, TelegramIngress
from bot.channels.telegram.hearing import Spawn
from bot.model import Bubble, ConversationId, Option, Outbound, OutboundId, Purpose, Sender
from tests.fakes import FakeJournal, RememberingListener, SwiftClock
from tests.peers.botapi import BotApi, Person

PATIENCE_S = 20.0
MIA, NOOR = 1001, 1002


class Rig:
    """The channel and the way in on one side, the Bot API server on the other."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session
        self.clock = SwiftClock()
        self.journal = FakeJournal()
        self.listener: Any = RememberingListener()
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
