"""A year that never was, for training and for pictures: made from a seed, kept nowhere, about nobody."""

from collections.abc import Iterator, Mapping
from datetime import date
from math import exp
from random import Random

from bot.figures.periods import Quarter
from bot.model.event_log import PARTS_OF_DAY, PLACES, TAKEN_BY_LOT, Dimension, Happening, LogEvent, coarse

CONVERSATIONS_A_YEAR = 480
_TOLD: Mapping[Dimension, Mapping[str, float]] = {
    Dimension.CHANNEL: {"telegram": 40, "signal": 22, "webchat": 38},
    Dimension.LANGUAGE: {"nl": 78, "en": 14, "fr": 8},
    Dimension.COUNTRY: {"nl": 68, "be": 27, "anders": 5},
    Dimension.ROLE: {"binnen": 31, "weg": 27, "naaste": 29, "beroep": 8, "jong": 5},
    Dimension.URGENCY: {"normal": 91, "urgent": 9},
}
_OUTCOMES: Mapping[str, float] = {
    "listened": 42,
    "information": 38,
    "practical": 9,
    "health": 12,
    "protection": 6,
    "police": 4,
    "legal": 5,
    "hoc": 14,
    "sas": 6,
    "peers": 11,
    "professional_advised": 7,
    "unsafe": 2,
    "no_contact": 3,
    "wrong_service": 3,
}
_CALLS: Mapping[str, float] = {
    "reached": 68,
    "no_answer": 9,
    "wrong_person": 1,
    "missed": 3,
    "withdrawn": 11,
    "not_confirmed": 8,
}
_GONE: Mapping[str, float] = {"left": 60, "exit": 12, "short": 23, "claimed": 5}
_DEMAND_BY_PART = (6, 1, 2, 11, 15, 16, 23, 26)
_SEATS_BY_PART = (0, 0, 0, 2, 2, 2, 3, 2)
_SEASON = {1: 1.1, 2: 0.95, 3: 0.85, 4: 1.1}
_SESSIONS = 3.2
"""So many sessions there are for each conversation: most people find what they need without a human."""
_OFTEN = {
    "told": 0.94,
    "check": 0.4,
    "finished": 0.71,
    "call": 0.06,
    "asks": 0.455,
    "gone": 0.12,
    "both": 0.97,
    "more": 0.3,
    "offered": 0.24,
    "agreed": 0.62,
    "back": 0.05,
    "wiped": 0.07,
    "first": 0.72,
    "again": 0.17,
}
"""How often something happens, of all the times that it could."""
_GROUPS = 0.27
_MOST_GROUPS = 90


class _Chance(Random):  # noqa: S311 - a picture, and it has to come out the same
    def comes(self, what: str) -> bool:
        return self.random() < _OFTEN[what]

    def one_of(self, weights: Mapping[str, float]) -> str:
        return self.choices(list(weights), list(weights.values()))[0]


def sample_log(quarter: Quarter, *, a_year: int = CONVERSATIONS_A_YEAR, seed: int = 0) -> Iterator[LogEvent]:
    """Yield the events of a quarter that never was; the same ones each time.

    Args:
        quarter: Which one.
        a_year: So many conversations, about, make a year.
        seed: Another one makes another quarter.
    """
    chance = _Chance(f"{quarter} {a_year} {seed}")
    sessions = round(a_year / 4 * _SESSIONS * _SEASON[quarter.number])
    days = range(quarter.first.toordinal(), quarter.next().first.toordinal())
    for day in days:
        yield from _staffing(day, chance)
    for _ in range(sessions):
        yield from _session(chance.choice(days), chance)
    counted = {"first": told_apart(round(sessions * _OFTEN["first"])), "again": round(sessions * _OFTEN["again"])}
    for how, people in counted.items():
        yield from (LogEvent(Happening.PERSON, days[0], told={Dimension.HOW: how}) for _ in range(people))
    groups = min(_MOST_GROUPS, round(a_year / 4 * _GROUPS))
    yield from (LogEvent(Happening.GROUP, days[0]) for _ in range(groups))


def told_apart(people: int) -> int:
    """Return how many of so many people are counted, as a rule: who meets a place that is taken is not."""
    return round((PLACES - TAKEN_BY_LOT) * (1 - exp(-people / PLACES)))


def _staffing(day: int, chance: _Chance) -> Iterator[LogEvent]:
    for part in range(PARTS_OF_DAY):
        seats = _seats(day, part)
        yield LogEvent(Happening.SEATS, day, part, amount=seats and max(1, seats + chance.choice((-1, 0, 0, 1))))


def _seats(day: int, part: int) -> int:
    is_weekend = date.fromordinal(day).weekday() in {5, 6}
    return 0 if is_weekend and part < PARTS_OF_DAY - 2 else _SEATS_BY_PART[part]


def _session(day: int, chance: _Chance) -> Iterator[LogEvent]:
    told = {one: chance.one_of(weights) for one, weights in _TOLD.items() if chance.comes("told")}
    start = LogEvent(Happening.STARTED, day, chance.choices(range(PARTS_OF_DAY), _DEMAND_BY_PART)[0], told)
    yield start
    if chance.comes("back"):
        yield _then(start, Happening.BACK)
    if chance.comes("wiped"):
        yield _then(start, Happening.WIPED)
    if chance.comes("check"):
        yield _then(start, Happening.CHECK, "begun")
        if chance.comes("finished"):
            yield _then(start, Happening.CHECK, "finished")
    if chance.comes("call"):
        yield _then(start, Happening.CALLBACK, chance.one_of(_CALLS))
    if chance.comes("asks"):
        yield from _asking(start, chance)


def _then(start: LogEvent, what: Happening, how: str = "", *, seconds: float | None = None) -> LogEvent:
    told = {**start.told, Dimension.HOW: how} if how else start.told
    return LogEvent(what, start.day, start.part, told, None if seconds is None else coarse(seconds))


def _asking(start: LogEvent, chance: _Chance) -> Iterator[LogEvent]:
    if not _seats(start.day, start.part):
        yield _then(start, Happening.TURNED_AWAY)
        return
    yield _then(start, Happening.ASKED)
    if chance.comes("gone"):
        how = chance.one_of(_GONE)
        waited = chance.uniform(2, 29) if how == "short" else chance.uniform(30, 900)
        yield _then(start, Happening.ABANDONED, how, seconds=waited)
        return
    reaction = chance.expovariate(1 / 35)
    yield _then(start, Happening.ANSWERED, seconds=reaction + chance.expovariate(1 / 85))
    yield _then(start, Happening.REACTED, seconds=reaction)
    how = "both_wrote" if chance.comes("both") else "one_wrote"
    yield _then(start, Happening.ENDED, how, seconds=chance.lognormvariate(7.0, 0.6))
    yield from _what_came_of_it(start, chance)


def _what_came_of_it(start: LogEvent, chance: _Chance) -> Iterator[LogEvent]:
    codes = {chance.one_of(_OUTCOMES)} | ({chance.one_of(_OUTCOMES)} if chance.comes("more") else set())
    for code in sorted(codes):
        yield _then(start, Happening.OUTCOME, code)
    if chance.comes("offered"):
        yield _then(start, Happening.REFERRED, "agreed" if chance.comes("agreed") else "declined")
