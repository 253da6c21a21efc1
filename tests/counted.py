"""What a store has counted, as tests look at it."""

from collections import Counter
from collections.abc import Iterable

from bot.model import Dimension, Happening, LogEvent
from bot.ports import Job, Store

ALL_DAYS = (1, 3_000_000)


async def events_of(store: Store, *what: Happening) -> list[LogEvent]:
    """Return what was counted of these happenings, or of all, in an order of its own."""
    found = await store.run(Job(lambda tx: tx.event_log.between(*ALL_DAYS)))
    return sorted((one for one in found if not what or one.what in what), key=str)


def in_words(events: Iterable[LogEvent]) -> Counter[str]:
    """Return how often each thing happened, with the way in which it did."""
    counted: Counter[str] = Counter()
    for one in events:
        counted[" ".join(filter(None, (one.what.value, one.told.get(Dimension.HOW, ""))))] += one.amount
    return Counter({what: times for what, times in counted.items() if times})


async def counted(store: Store, *, without: Iterable[str] = ("person",)) -> Counter[str]:
    """Return everything that was counted, in words, but for what the story is not about."""
    apart = set(without)
    return in_words(one for one in await events_of(store) if one.what.value not in apart)
