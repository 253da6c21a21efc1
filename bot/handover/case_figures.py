"""What became of cases since this process began, for metrics: counted again and again over the events of the last days.

The events are those of which every figure is a count, so the page of metrics and a report never tell two things.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.model import Outcome
from bot.model.event_log import Dimension, Happening, LogEvent
from bot.ports import Job, Store, Transaction

DAYS = 3
"""So many days of asking for a human are counted again: what comes of a case later is left to the report."""
ABANDONED, SHORT = "abandoned", "abandoned_short"
"""Gone before an answer; and gone within half a minute, when nobody could have answered."""
ENDS = (*(one.value for one in Outcome), ABANDONED, SHORT)
"""Everything that can become of a case."""

_Key = tuple[Happening, str | int]


@dataclass(frozen=True, slots=True)
class CaseTotals:
    """What was counted since the beginning; it only counts on.

    Attributes:
        waits: How many were answered, by the coarse seconds that they had waited.
        ends: How often each of `ENDS` came of a case.
    """

    waits: Mapping[int, int] = field(default_factory=dict)
    ends: Mapping[str, int] = field(default_factory=dict)


class Recount:
    """Keeps what was counted, from count to count."""

    def __init__(self) -> None:
        """Nothing was counted yet."""
        self._days: dict[int, Counter[_Key]] = {}
        self._before: Counter[_Key] | None = None
        self._told: Counter[_Key] = Counter()

    def take(self, first_day: int, events: Iterable[LogEvent]) -> CaseTotals:
        """Take in all events of cases asked for on this day or later, counted before or not; returns what is new.

        What had happened before the first count is no part of it. An outcome that is taken back stays counted.
        """
        self._days = {day: counts for day, counts in self._days.items() if day < first_day}
        for event in events:
            key = _key(event)
            if key is not None:
                self._days.setdefault(event.day, Counter())[key] += event.amount
        total = sum(self._days.values(), Counter[_Key]())
        if self._before is None:
            self._before = total
        self._told |= total - self._before
        return _totals(self._told)


class CaseFigures:
    """Reads and counts."""

    def __init__(self, store: Store) -> None:
        """Read the events of this store."""
        self._store = store
        self._recount = Recount()

    async def read(self) -> CaseTotals:
        """Return what became of cases since the first call.

        Raises:
            StoreDown: nobody knows.
            Fenced: another process serves this database.
        """

        def look(tx: Transaction) -> tuple[int, tuple[LogEvent, ...]]:
            today, _ = tx.event_log.wall()
            return today - DAYS + 1, tuple(tx.event_log.between(today - DAYS + 1, today))

        return self._recount.take(*await self._store.run(Job(look)))


def _key(event: LogEvent) -> _Key | None:
    """Return as what an event is counted here; None: as nothing."""
    how = event.told.get(Dimension.HOW, "")
    match event.what:
        case Happening.ANSWERED if event.seconds is not None:
            return event.what, event.seconds
        case Happening.OUTCOME:
            return event.what, how
        case Happening.ABANDONED:
            return event.what, SHORT if how == "short" else ABANDONED
        case _:
            return None


def _totals(told: Counter[_Key]) -> CaseTotals:
    waits = {value: count for (_, value), count in told.items() if isinstance(value, int)}
    ends = {value: count for (_, value), count in told.items() if isinstance(value, str)}
    return CaseTotals(waits, ends)
