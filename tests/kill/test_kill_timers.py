"""The bot is killed with SIGKILL while conversations stand on a timer: none is lost, and none takes effect twice."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from tests.kill.lives import Bot, Kill, Moment, WatchedApi, schedule
from tests.kill.rings import Ring, write_ring

PEOPLE = 12
SEED = 20261126
MANY = 60
FEW = (
    Kill(Moment.ACCEPTED, nth=30),
    Kill(Moment.ANSWERED, nth=17, delay_s=0.3),
    Kill(Moment.ACCEPTED, nth=8, delay_s=1.0),
)
"""One right when a bubble was sent, two a while after it, when everybody stands on a timer."""


@pytest.fixture
async def api() -> AsyncIterator[WatchedApi]:
    """A Bot API server that tells when a moment to kill is there."""
    async with WatchedApi(seed=SEED) as server:
        yield server


async def survives(api: WatchedApi, bot: Bot, kills: tuple[Kill, ...]) -> Ring:
    """Kill the bot as planned, then let it work in peace; everybody must have come round, each step once."""
    ring = Ring(api, PEOPLE)
    ring.enter()
    for kill in kills:
        await bot.live_until(kill)
        assert ring.wrong == [], kill
        ring.life += 1
    ring.come_to_an_end()
    await bot.live_until_set(ring.all_done)

    assert ring.waiting() == [], "a timer was lost"
    assert ring.wrong == []
    assert [place for place, count in ring.doubles.items() if count > 1] == [], "more than one double of a person"
    assert not any(life == 0 for _, life in ring.doubles), "a double before the first kill"
    return ring


def settings_of(tmp_path: Path) -> Mapping[str, str]:
    """Serve the conversation that goes round."""
    return write_ring(tmp_path / "content")


@pytest.mark.timeout(600)
async def test_a_few_kills_lose_and_double_no_timer(api: WatchedApi, tmp_path: Path) -> None:
    """A pause and a timeout each go on once, however often the process dies in between."""
    await survives(api, Bot(api, tmp_path, settings_of(tmp_path)), FEW)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_many_kills_lose_and_double_no_timer(
    request: pytest.FixtureRequest, api: WatchedApi, tmp_path: Path, database: str
) -> None:
    """The same with many more kills, on both databases."""
    settings = dict(settings_of(tmp_path))
    bot = Bot(api, tmp_path, settings)
    if database == "postgresql":
        bot = Bot(api, tmp_path, {**settings, "AJAR_DATABASE_URL": request.getfixturevalue("postgres_url")})
        await bot.command("keys", "init")

    ring = await survives(api, bot, tuple(schedule(MANY, SEED)))

    assert ring.rounds > PEOPLE
