"""The bot is killed with SIGKILL at every kind of moment, under load, and nobody who writes can tell.

The one thing that can be told is a bubble that comes twice: Telegram has no way to ask whether a message arrived. A
kill may double the one bubble of a person that was on its way, and no other.
"""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tests.kill.lives import Bot, Kill, WatchedApi, schedule
from tests.kill.steps import OPENING, ROUNDS, clean_run, steps_of
from tests.kill.walkers import Crowd

PEOPLE = 28
FEW, MANY = 5, 200
"""Each kind of moment comes equally often: once at once, forty times on each database in the long tests."""
SEED = 20261122


@pytest.fixture
async def api() -> AsyncIterator[WatchedApi]:
    """A Bot API server that tells when a moment to kill is there."""
    async with WatchedApi(seed=SEED) as server:
        yield server


@pytest.fixture
async def crowd(api: WatchedApi) -> Crowd:
    """28 people who have just begun, each with the rounds in an order of their own."""
    scripts = [await clean_run(steps_of(number, len(ROUNDS))) for number in range(len(ROUNDS))]
    people = Crowd(api, [scripts[number % len(scripts)] for number in range(PEOPLE)], seed=SEED)
    people.enter()
    return people


async def survives(bot: Bot, crowd: Crowd, kills: Sequence[Kill]) -> None:
    """Kill the bot as planned, then let it work in peace; everybody must have read what a run without kills shows."""
    for kill in kills:
        await bot.live_until(kill)
        assert crowd.wrong == [], kill
        crowd.life += 1
    crowd.come_to_an_end()
    await bot.live_until_set(crowd.all_done)

    assert crowd.waiting() == [], "a turn was lost"
    assert crowd.wrong == []
    assert [place for place, count in crowd.doubles.items() if count > 1] == [], "more than one double of a person"
    assert not any(life == 0 for _, life in crowd.doubles), "a double before the first kill"


async def test_a_round_shows_the_same_every_time() -> None:
    """What the other tests compare with does not depend on how often a person went round."""
    once = await clean_run(steps_of(0, len(ROUNDS)))
    twice = await clean_run(steps_of(0, 2 * len(ROUNDS)))

    assert twice == [*once, *once[len(OPENING) :]]


@pytest.mark.timeout(600)
async def test_a_kill_at_each_kind_of_moment_loses_nothing(api: WatchedApi, crowd: Crowd, tmp_path: Path) -> None:
    """No turn is lost, none takes effect twice, and a kill doubles at most one bubble of a person."""
    await survives(Bot(api, tmp_path), crowd, schedule(FEW, SEED))


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_two_hundred_kills_lose_nothing(
    request: pytest.FixtureRequest, api: WatchedApi, crowd: Crowd, tmp_path: Path, database: str
) -> None:
    """The same with forty times as many kills, on both databases."""
    bot = Bot(api, tmp_path)
    if database == "postgresql":
        bot = Bot(api, tmp_path, {"AJAR_DATABASE_URL": request.getfixturevalue("postgres_url")})
        await bot.command("keys", "init")

    await survives(bot, crowd, schedule(MANY, SEED + 1))
