"""How people went on in the last quarter of which nothing changes any more: read from the log once, and kept."""

from datetime import date

from bot.figures.periods import Quarter, last_settled
from bot.figures.tally import Tally
from bot.figures.ways import WaysOn, ways_on
from bot.ports import Job, Store, Transaction


class LastQuarter:
    """Reads as long as this process lives. A quarter that goes on is never shown: two looks could be subtracted."""

    def __init__(self, store: Store) -> None:
        """Read from this store."""
        self._store = store
        self._known: WaysOn | None = None

    async def ways(self) -> WaysOn:
        """Return how people went on, as far as it can be shown.

        Raises:
            StoreDown: nobody knows.
            Fenced: another process serves this database.
        """
        found = await self._store.run(Job(self._look))
        self._known = found
        return found

    def _look(self, tx: Transaction) -> WaysOn:
        quarter = last_settled(date.fromordinal(tx.event_log.wall()[0]))
        known = self._known
        return known if known is not None and known.quarter == quarter else last_ways(tx, quarter)


def last_ways(tx: Transaction, quarter: Quarter) -> WaysOn:
    """Return how people went on in a quarter that is over; all of it lies under its first day."""
    first = quarter.first.toordinal()
    return ways_on(Tally(tx.event_log.between(first, first), quarter.period), quarter)
