"""The bot is killed with SIGKILL at every kind of moment, under load, and nobody who writes can tell."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kill.lives import Bot, Kill, WatchedApi, schedule
from tests.kill.steps import ROUNDS, clean_run, steps_of
from tests.kill.walkers import Crowd

PEOPLE = 28
SEED = 20261122


@pytest.fixture
async def api() -> AsyncIterator[WatchedApi]:
    """A Bot API server that tells when a moment to kill is there."""
    async with WatchedApi(seed=SEED) as server:
        yield server


async def people(api: WatchedApi) -> Crowd:
    """Let 28 people begin, each with the rounds in an order of their own."""
    scripts = [await clean_run(steps_of(number, len(ROUNDS))) for number in range(len(ROUNDS))]
    crowd = Crowd(api, [scripts[number % len(scripts)] for number in range(PEOPLE)], seed=SEED)
    crowd.enter()
    return crowd


async def survives(bot: Bot, crowd: Crowd, kills: list[Kill]) -> None:
    """Kill the bot as planned, let it work in peace at last, and see that everybody read what a clean run shows."""
    for kill in kills:
        await bot.live_until(kill)
        crowd.life += 1
        assert crowd.wrong == [], kill
    crowd.come_to_an_end()
    await bot.live_until_set(crowd.all_done)

    assert crowd.wrong == []
    assert crowd.waiting() == []
    doubles = crowd.doubles
    assert {place: count for place, count in doubles.items() if count > 1} == {}
    assert not any(life == 0 for _, life in doubles)


async def test_twenty_kills_lose_nothing(api: WatchedApi, tmp_path: Path) -> None:
    """No turn is lost, none takes effect twice, and a kill doubles at most one bubble of a person."""
    crowd = await people(api)

    await survives(Bot(api, tmp_path), crowd, schedule(20, SEED))
