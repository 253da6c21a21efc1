"""Counts how many talks at once could be taken, once in each part of a day: what stands beside how many asked."""

from datetime import timedelta

from bot.handover.floor import Floor
from bot.looking import look_for_ever
from bot.model import Happening, LogEvent
from bot.ports import Clock, Job, Journal, Store, Transaction

EVERY = timedelta(minutes=1)
INTO_THE_PART = timedelta(minutes=90)
"""It is looked in the middle of a part: by then a shift that begins in it has begun, and one that ended is over."""


class SeatCount:
    """Counts for as long as it runs; a part in which nothing served has no count."""

    def __init__(self, store: Store, floor: Floor, *, clock: Clock, journal: Journal) -> None:
        """Count those who take cases at `floor`."""
        self._store = store
        self._floor = floor
        self._clock = clock
        self._journal = journal
        self._counted: tuple[int, int] | None = None

    async def look(self) -> None:
        """Count once in this part, if it is time; a process that counted before it was restarted did."""
        self._counted = await self._store.run(Job(self._count)) or self._counted

    def _count(self, tx: Transaction) -> tuple[int, int] | None:
        here = tx.event_log.wall()
        if here == self._counted or tx.event_log.wall(tx.now - INTO_THE_PART) != here:
            return None
        day, part = here
        known = tx.event_log.between(day, day)
        if not any(one.what is Happening.SEATS and one.part == part for one in known):
            crew = self._floor.crew(tx)
            seats = sum(crew.able(one).seats for one in crew.on_duty)
            tx.event_log.add(LogEvent(Happening.SEATS, day, part, amount=seats))
        return here

    async def run(self) -> None:
        """Look once a minute; what goes wrong is noted and tried again."""
        await look_for_ever(self.look, every=EVERY, clock=self._clock, journal=self._journal, fault="seats_failed")
