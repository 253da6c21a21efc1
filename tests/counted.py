"""What a store has counted, as tests look at it; and what has to be true of it, whatever happened."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from bot.handover.claims import RECORD_WITHIN
from bot.model import Dimension, Happening, LogEvent, Outcome, Urgency
from bot.model.event_log import PARTS_OF_DAY, WAYS, coarse, first_of_quarter
from bot.ports import Job, Store
from tests.house import House

_WORDS: dict[Dimension, set[str]] = {
    Dimension.CHANNEL: {"telegram", "webchat"},
    Dimension.LANGUAGE: {"nl", "en", "fr"},
    Dimension.COUNTRY: {"nl", "be", "anders", "onbekend"},
    Dimension.ROLE: {"binnen", "weg", "naaste", "beroep", "jong", "onbekend"},
    Dimension.URGENCY: {one.value for one in Urgency},
    Dimension.DOOR: {"closed"},
}


_OF_A_PLACE = {Dimension.PLACE, Dimension.HOW}
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


def _ways(what: Happening) -> set[str]:
    return {one.value for one in Outcome} if what is Happening.OUTCOME else set(WAYS.get(what, ()))


def _is_about_nobody(event: LogEvent) -> bool:
    """Tell whether an event holds nothing but words of closed lists, a day and its part, and a coarse length."""
    if event.what is Happening.WENT_ON:
        return event.day == first_of_quarter(event.day) and not event.part and {*event.told} == _OF_A_PLACE
    words = all(value in _WORDS.get(one, _ways(event.what)) for one, value in event.told.items())
    return (
        words and 0 <= event.part < PARTS_OF_DAY and (event.seconds is None or event.seconds == coarse(event.seconds))
    )


async def each_case_is_counted_once(house: House) -> None:
    """Each case that was asked for is answered, or abandoned, or waits still; and nobody is in any event."""
    found = await counted(house.store)
    cases = [case.counted for case in await house.store.run(Job(lambda tx: tx.cases.queue()))]
    is_open = [case for case in cases if case is not None]
    waits = sum(case.answered_at is None for case in is_open)
    gone = sum(n for what, n in found.items() if what.startswith("abandoned"))
    ended = sum(n for what, n in found.items() if what.startswith("ended"))

    assert found["asked"] == found["answered"] + gone + waits
    assert found["answered"] >= ended + len(is_open) - waits
    assert all(_is_about_nobody(one) for one in await events_of(house.store))


async def every_talk_ends_in_the_figures(house: House) -> None:
    """Let the time go by in which it can be said what came of a talk: then each that is over has its end."""
    for _ in range(3):
        house.clock.advance(RECORD_WITHIN / 2 + timedelta(minutes=1))
        await house.watch.look()
    found = await counted(house.store)
    cases = [case.counted for case in await house.store.run(Job(lambda tx: tx.cases.queue()))]
    talks = sum(case is not None and case.answered_at is not None for case in cases)
    ended = sum(n for what, n in found.items() if what.startswith("ended"))
    outcomes = sum(n for what, n in found.items() if what.startswith("outcome"))

    assert found["answered"] == ended + talks
    assert outcomes >= ended
