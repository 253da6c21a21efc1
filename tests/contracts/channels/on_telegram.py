"""Telegram as the suite sees it: the Bot API server of the tests, over polling or a webhook."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Self

import aiohttp

from bot.channels.telegram import TelegramChannel
from bot.model import Sender
from bot.model.promises import DELETABLE
from bot.ops.clock import SystemClock
from bot.ports import Listener
from tests.adapters.telegram.door import open_door
from tests.adapters.telegram.rig import MIA, Rig
from tests.contracts.channels.lines import Can, Mortal, Phone
from tests.fakes import FakeClock
from tests.peers.botapi import BotApi, Fault, Person


class TelegramPhone:
    """A `Phone` with Telegram on it."""

    timers: list[int] = []  # noqa: RUF012 - nobody adds to it: a bot can't set one

    def __init__(self, api: BotApi, person: Person) -> None:
        self._api = api
        self.person = person
        self.sender = Sender("telegram", str(person.id))
        self._wrote: dict[int, str] = {}

    @property
    def screen(self) -> list[str]:
        standing = [shown for shown in self.person.seen if not shown.is_deleted]
        return ["\n".join((shown.text, *(label for label, _ in shown.buttons))) for shown in standing]

    @property
    def chat(self) -> list[str]:
        standing = self._api.world.sent_at
        return [text for number, text in self._wrote.items() if (self.person.id, number) in standing]

    def opens(self) -> None:
        self.says("/start")

    def says(self, text: str, *, twice: bool = False) -> None:
        self._api.updates.again += twice
        self._wrote[self.person.says(text)] = text

    def edits(self, text: str) -> None:
        self.person.edits(max(self._wrote), text)

    def sends_a_photo(self) -> None:
        self.person.sends_photo("kijk")

    def chooses(self, number: int) -> None:
        self.person.taps(str(number))

    def leaves(self) -> None:
        self.person.blocks()

    async def reads(self, *words: str) -> None:
        await self._api.until(lambda: all(word in "\n".join(self.screen) for word in words))


class TelegramLine:
    """A `Line` over polling."""

    can = Can(
        buttons=True,
        edits=True,
        files=True,
        repeats=True,
        keeps=True,
        acknowledges=True,
        gaps=False,
        tells_goodbye=True,
        knows_gone=True,
        refs=True,
        unsends=DELETABLE,
        unsends_theirs=True,
        sets_timer=False,
        shows_once=False,
        language=True,
        longest=3 * 4096,
    )
    gaps = 0

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.clock = FakeClock()
        self.api = api
        self.rig = Rig(api, session)
        self.channel = TelegramChannel(self.rig.client, self.rig.clock, messages_per_second=10_000)
        self.time_passes(timedelta())

    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Self]:
        """Yield one on a server of its own."""
        jar = aiohttp.DummyCookieJar()
        async with BotApi(time_scale=0.001) as api, aiohttp.ClientSession(cookie_jar=jar) as session:
            yield cls(api, session)

    def phone(self, number: int = 0) -> TelegramPhone:
        return TelegramPhone(self.api, self.rig.person(MIA + number))

    @asynccontextmanager
    async def hears(self, listener: Listener) -> AsyncIterator[None]:
        self.rig.listener = heart = Mortal(listener)
        async with self.rig.listening(messages_per_second=100):
            yield
            await heart.dies()

    async def breaks(self) -> None:
        await self.api.until(lambda: self.api.polling.is_waiting)
        self.api.cut_all()

    async def spoils_the_next(self, phone: Phone) -> None:
        seen = len(phone.screen)
        self.api.world.on_accepted = lambda _: self._spoil() if len(phone.screen) > seen else None

    def time_passes(self, time: timedelta) -> None:
        self.clock.advance(time)
        self.api.clock_offset_s = (self.clock.now() - SystemClock().now()).total_seconds()

    def _spoil(self) -> None:
        self.api.plan(Fault.FLOOD)
        self.api.world.on_accepted = None


class TelegramWebhookLine(TelegramLine):
    """The same over a webhook."""

    @asynccontextmanager
    async def hears(self, listener: Listener) -> AsyncIterator[None]:
        self.rig.listener = heart = Mortal(listener)
        async with open_door(self.rig, messages_per_second=100):
            yield
            await heart.dies()

    async def breaks(self) -> None:
        self.api.cut_all()
