"""The bot is killed with SIGKILL while it asks for the yes to callbacks: none is lost, and none is asked for thrice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.model import Asking, Callback, CallbackState, Sender
from bot.opening import opened
from bot.ports import Job
from bot.settings import Settings
from tests.booking import wanted, wants
from tests.kill.lives import Bot, Kill, Moment, WatchedApi
from tests.peers.telegram.people import Shown

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

PEOPLE = 12
FIRST_CHAT = 7_001
SUITS, NOTED = "Past het zo?", "Oké."
KILLS = (
    Kill(Moment.STARTING, delay_s=0.6),
    Kill(Moment.ACCEPTED, nth=2),
    Kill(Moment.ANSWERED, nth=3),
    Kill(Moment.ACCEPTED, nth=1),
    Kill(Moment.ANSWERED, nth=4),
)
"""Before anything was asked, right when a question was shown, while the yes is heard, and between."""


@pytest.fixture
async def api() -> AsyncIterator[WatchedApi]:
    """A Bot API server that tells when a moment to kill is there."""
    async with WatchedApi(seed=7) as server:
        yield server


class Called:
    """People who say yes when they are asked."""

    def __init__(self, api: WatchedApi) -> None:
        self.people = {chat: api.person(chat) for chat in range(FIRST_CHAT, FIRST_CHAT + PEOPLE)}
        self.asked: Counter[int] = Counter()
        self.noted: Counter[int] = Counter()
        self.all_done = asyncio.Event()
        for person in self.people.values():
            person.has_started = True
        api.on_shown = self._reads

    def _reads(self, shown: Shown) -> None:
        if shown.text == SUITS:
            self.asked[shown.chat_id] += 1
            self.people[shown.chat_id].taps("ja", shown)
        elif shown.text == NOTED:
            self.noted[shown.chat_id] += 1
        if len(self.noted) == PEOPLE:
            self.all_done.set()


async def everybody_books(settings: Settings) -> None:
    """Let everybody have a callback that begins with the next minute."""
    async with opened(settings) as kept:
        for number in range(PEOPLE):
            start = (kept.clock.now() + timedelta(seconds=65)).replace(second=0, microsecond=0)
            sender = Sender("telegram", str(FIRST_CHAT + number))
            await kept.store.run(wants(sender, wanted(start, asking=Asking.AT_START), seats=PEOPLE))


async def callbacks_in(settings: Settings) -> tuple[Callback, ...]:
    """Return what is open."""
    async with opened(settings) as kept:
        return await kept.store.run(Job(lambda tx: tx.callbacks.open()))


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_kills_lose_and_double_no_callback(
    request: pytest.FixtureRequest, api: WatchedApi, tmp_path: Path, database: str
) -> None:
    """Everybody is asked, at most once more after a kill, and each yes is kept; on both databases."""
    settings, bot = Settings(home=tmp_path), Bot(api, tmp_path)
    if database == "postgresql":
        url = request.getfixturevalue("postgres_url")
        settings, bot = (
            Settings(home=tmp_path, database_url=SecretStr(url)),
            Bot(api, tmp_path, {"AJAR_DATABASE_URL": url}),
        )
        await bot.command("keys", "init")
    await everybody_books(settings)
    called = Called(api)

    for kill in KILLS:
        await bot.live_until(kill)
    await bot.live_until_set(called.all_done)

    found = await callbacks_in(settings)
    assert {one.state for one in found} == {CallbackState.CONFIRMED}
    assert len(found) == PEOPLE
    assert set(called.asked) == set(called.people)
    assert max(called.asked.values()) <= 2
