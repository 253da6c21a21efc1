"""The weeks that are over, as they may be seen: read from the log once, a day at a time, and kept."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from bot.figures.becoming import TELLING, count_week
from bot.figures.by_week import Choice, ShownWeek, show_every_way
from bot.figures.periods import Quarter
from bot.figures.tally import Tally
from bot.figures.weeks import Week, quarters_to_look_at, settled_weeks
from bot.looking import look_for_ever
from bot.model import LogEvent
from bot.ports import Clock, Job, Journal, Store, Transaction

EVERY = timedelta(hours=6)
"""So often it is looked whether a week is over: nobody who opens the page waits until it is counted."""
Seen = Mapping[Choice | None, ShownWeek]
"""A week, as a whole and by each choice."""


class LookingBack:
    """Counts the weeks of which nothing changes any more, each of them once as long as this process lives.

    A day is a transaction of its own: so on a store with one thread nobody who writes waits for a year of figures. It
    is counted in a thread beside the loop, and only what may be seen is kept.
    """

    def __init__(self, store: Store, clock: Clock, journal: Journal) -> None:
        """Read from this store."""
        self._store = store
        self._clock = clock
        self._journal = journal
        self._seen: dict[Week, Seen] = {}
        self._reading = asyncio.Lock()

    async def run(self) -> None:
        """Count what is over before somebody asks; what goes wrong is noted, and tried again when they do."""
        await look_for_ever(
            self.look, every=EVERY, clock=self._clock, journal=self._journal, fault="looking_back_failed"
        )

    async def look(self) -> None:
        """Count all weeks that can be shown and are not counted yet."""
        today = await self.today()
        for quarter in quarters_to_look_at(today):
            await self.weeks(quarter, today)

    async def today(self) -> date:
        """Return the day that the wall of the desk shows."""
        return date.fromordinal(await self._store.run(Job(lambda tx: tx.event_log.wall()[0])))

    async def weeks(self, quarter: Quarter, today: date, choice: Choice | None = None) -> Sequence[ShownWeek]:
        """Return the weeks of a quarter that are over; none if its events can't be read any more.

        Args:
            quarter: Which one.
            today: The day by the wall of the desk.
            choice: Only those of one channel, of one language, or of one part of the day; None: all.
        """
        readable = quarters_to_look_at(today)
        async with self._reading:
            self._seen = {week: known for week, known in self._seen.items() if week.quarter in readable}
            wanted = settled_weeks(quarter, today) if quarter in readable else ()
            for week in wanted:
                if week not in self._seen:
                    self._seen[week] = await asyncio.to_thread(_seen, await self._events(week), week)
            return [self._seen[week][choice] for week in wanted]

    async def _events(self, week: Week) -> Sequence[LogEvent]:
        found: list[LogEvent] = []
        for day in range(week.period.first.toordinal(), week.period.until.toordinal()):
            found += await self._store.run(Job(partial(_of_day, day)))
        return found


def _of_day(day: int, tx: Transaction) -> Sequence[LogEvent]:
    return [one for one in tx.event_log.between(day, day) if one.what in TELLING]


def _seen(events: Sequence[LogEvent], week: Week) -> Seen:
    return show_every_way(count_week(Tally(events, week.period), week))
