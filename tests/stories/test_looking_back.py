"""Looking back at the weeks that are over: counted before anybody asks, and each of them once."""

import asyncio
from datetime import date
from typing import TypeVar

from bot.errors import StoreDown
from bot.figures.becoming import Became
from bot.figures.periods import Quarter
from bot.looking_back import EVERY, LookingBack
from bot.model.event_log import Happening
from bot.ports import Job, Store, Work
from tests.event_log import happened
from tests.fakes import FakeClock, FakeJournal
from tests.house import House

T = TypeVar("T")
QUARTER, TODAY = Quarter(2026, 4), date(2026, 11, 23)
A_WEEK_AGO = date(2026, 11, 11)


class ClosableStore:
    """A `Store` that can be away."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.is_away = False

    async def run(self, work: Work[T]) -> T:
        """Run the work, unless it is away."""
        if self.is_away:
            raise StoreDown
        return await self._store.run(work)


async def turned_away(store: Store, times: int) -> None:
    """Let so many find nobody, in a week that is over."""
    event = happened(Happening.TURNED_AWAY, on=A_WEEK_AGO, times=times, channel="signal")
    await store.run(Job(lambda tx: tx.event_log.add(event)))


async def unmet(past: LookingBack) -> list[int | None]:
    """Return how many found nobody, in each week."""
    return [week.became[Became.UNMET].count for week in await past.weeks(QUARTER, TODAY)]


async def comes_to_rest(clock: FakeClock) -> None:
    """Wait until nothing is done any more before the clock goes on."""
    while not clock.sleepers:
        clock.somebody_lay_down.clear()
        await clock.somebody_lay_down.wait()


async def test_weeks_are_counted_before_anybody_asks_and_each_once(house: House) -> None:
    """Whoever opens the page waits for no database, and what comes late changes nothing that was seen."""
    store, clock = ClosableStore(house.store), FakeClock()
    await turned_away(house.store, 7)
    past = LookingBack(store, clock, FakeJournal())
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        running = group.create_task(past.run())
        await comes_to_rest(clock)
        running.cancel()
    await turned_away(house.store, 1)
    store.is_away = True

    assert await unmet(past) == [0, 0, 0, 0, 0, 7]
    assert await past.weeks(Quarter(2026, 1), TODAY) == [], "its events can't be read any more"


async def test_what_goes_wrong_is_noted_and_tried_again(house: House) -> None:
    """A database that is away for a while is no reason to end."""
    store, clock, journal = ClosableStore(house.store), FakeClock(), FakeJournal()
    past = LookingBack(store, clock, journal)
    store.is_away = True
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        running = group.create_task(past.run())
        await comes_to_rest(clock)
        assert [event for event, _ in journal.lines] == ["looking_back_failed"]

        store.is_away = False
        clock.advance(EVERY)
        await comes_to_rest(clock)
        running.cancel()
    store.is_away = True
    assert await unmet(past) == [0] * 6


async def test_where_nobody_counted_before_it_is_counted_when_somebody_asks(house: House) -> None:
    """A quarter is there as soon as it is wanted."""
    await turned_away(house.store, 7)

    assert sum(one or 0 for one in await unmet(LookingBack(house.store, FakeClock(), FakeJournal()))) == 7
