"""The weeks that are over, as they were counted: read from the log once, a day at a time, and kept."""

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import partial

from bot.figures.becoming import WeekCounts, count_week
from bot.figures.periods import Quarter
from bot.figures.tally import Tally
from bot.figures.weeks import Week, quarters_to_look_at, settled_weeks
from bot.model import LogEvent
from bot.ports import Job, Store, Transaction


class LookingBack:
    """Counts the weeks of which nothing changes any more, each of them once as long as this process lives.

    A day is a transaction of its own: so on a store with one thread nobody who writes waits for a year of figures.
    """

    def __init__(self, store: Store) -> None:
        """Read from this store."""
        self._store = store
        self._counted: dict[Week, WeekCounts] = {}
        self._reading = asyncio.Lock()

    async def today(self) -> date:
        """Return the day that the wall of the desk shows."""
        return date.fromordinal(await self._store.run(Job(lambda tx: tx.event_log.wall()[0])))

    async def weeks(self, quarter: Quarter, today: date) -> Sequence[WeekCounts]:
        """Return the weeks of a quarter that are over; none if its events can't be read any more."""
        readable = quarters_to_look_at(today)
        async with self._reading:
            self._counted = {week: known for week, known in self._counted.items() if week.quarter in readable}
            wanted = settled_weeks(quarter, today) if quarter in readable else ()
            for week in wanted:
                if week not in self._counted:
                    self._counted[week] = count_week(Tally(await self._events(week), week.period), week)
            return [self._counted[week] for week in wanted]

    async def _events(self, week: Week) -> Sequence[LogEvent]:
        found: list[LogEvent] = []
        for day in range(week.period.first.toordinal(), week.period.until.toordinal()):
            found += await self._store.run(Job(partial(_of_day, day)))
        return found


def _of_day(day: int, tx: Transaction) -> Sequence[LogEvent]:
    return tx.event_log.between(day, day)
