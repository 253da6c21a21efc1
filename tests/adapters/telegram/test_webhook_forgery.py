"""Forged requests leave no row, and tell nothing about the secret, not even by the time that they take."""

import random
import time
from collections.abc import AsyncIterator
from math import sqrt
from pathlib import Path
from statistics import fmean, variance

import aiohttp
import pytest
from aiohttp.test_utils import make_mocked_request
from sqlalchemy import create_engine, func, select
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from bot.channels.telegram import TelegramIngress
from bot.channels.telegram.hearing import Spawn
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.storage import tables
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.adapters.telegram.door import SECRET, Door, open_door, update
from tests.adapters.telegram.forgeries import Forgery, forgeries
from tests.adapters.telegram.rig import Rig
from tests.fakes import FakeClock
from tests.house import House

ROUNDS = 20_000
ALIKE = 4.5
"""Below this, Welch's t tells no difference, as in tests for leaks by timing."""
FORGERIES = list(forgeries())


class HouseRig(Rig):
    """A rig with the real bot behind the door, on a database."""

    house: House

    def ingress(self, spawn: Spawn, **details: str) -> TelegramIngress:
        """Return the way in to the house."""
        return TelegramIngress(
            self.client,
            self.house.conversations,
            clock=self.clock,
            journal=self.journal,
            spawn=spawn,
            webhook_url=details["webhook_url"],
            webhook_secret=details["webhook_secret"],
        )


@pytest.fixture
async def door(rig: Rig, tmp_path: Path) -> AsyncIterator[Door]:
    """The door of a house whose rows lie in a file."""
    clock = FakeClock()
    store = SqlStore(f"sqlite:///{tmp_path / 'ajar.db'}", MemoryKeyring(clock.now()), clock)
    await store.open()
    housed = HouseRig(rig.api, rig.session)
    housed.house = House(store, clock)
    async with open_door(housed) as opened:
        yield opened
    await housed.house.tasks.end()
    await store.close()


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """The eyes of somebody who has the database."""
    return create_engine(f"sqlite:///{tmp_path / 'ajar.db'}", poolclass=NullPool)


def rows(engine: Engine) -> int:
    """Count the rows of all tables but the one row that names who serves."""
    with engine.connect() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables.metadata.sorted_tables
            if table is not tables.serving
        )


async def posts(door: Door, forgery: Forgery) -> int:
    """Send a request; returns the status of the answer, 0 where the door was shut while it still talked."""
    if forgery.lines:
        head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{forgery.lines}\r\n"
        answer = await door.speak(f"{head}Content-Length: {len(forgery.body)}\r\n\r\n".encode() + forgery.body)
        return int(answer.split()[1])
    try:
        status, _ = await door.knock(
            forgery.body, forgery.secret, method=forgery.method, path=forgery.path, headers=forgery.headers
        )
    except aiohttp.ClientError:
        return 0
    return status


async def test_forged_requests_leave_no_row(door: Door, engine: Engine) -> None:
    """More than fifty of them, each with an update that would be heard; the real one afterwards is."""
    answers = {forgery.name: await posts(door, forgery) for forgery in FORGERIES}
    after_forgeries = rows(engine)

    status, _ = await door.knock(update())

    assert len(answers) >= 70
    assert {name: answer for name, answer in answers.items() if answer and answer < 400} == {}
    assert after_forgeries == 0
    assert (status, rows(engine) > 0) == (200, True)


@pytest.mark.long
async def test_a_wrong_secret_takes_the_same_time_wherever_it_is_wrong(rig: Rig) -> None:
    """Who measures how long a refusal takes learns no letter of the secret: 20,000 times each way, |t| < 4.5."""
    ingress = rig.ingress(lambda _: None, webhook_url="https://bot.example.org", webhook_secret=SECRET)
    (route,) = ingress.routes()
    guesses = {"nothing right": "x" * len(SECRET), "all but the last right": SECRET[:-1] + "x"}
    requests = {
        name: make_mocked_request("POST", "/telegram", headers={SECRET_HEADER: guess})
        for name, guess in guesses.items()
    }
    order = [name for name in guesses for _ in range(ROUNDS)]
    random.Random(7).shuffle(order)  # noqa: S311 - an order that can be repeated
    took_ns: dict[str, list[int]] = {name: [] for name in guesses}

    for name in order:
        begun = time.perf_counter_ns()
        answer = await route.handler(requests[name])
        took_ns[name].append(time.perf_counter_ns() - begun)
        assert answer.status == 403

    assert abs(welch(*(undisturbed(times) for times in took_ns.values()))) < ALIKE


def undisturbed(times: list[int]) -> list[int]:
    """Leave out the slowest tenth: what the machine did meanwhile says nothing about the secret."""
    return sorted(times)[: len(times) * 9 // 10]


def welch(one: list[int], other: list[int]) -> float:
    """Return Welch's t of two samples."""
    return (fmean(one) - fmean(other)) / sqrt(variance(one) / len(one) + variance(other) / len(other))
