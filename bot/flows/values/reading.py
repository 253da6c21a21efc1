"""What a text means where a kind of value is asked for: none, one, or several of which somebody has to choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.flows.values.canonical import InputType, is_canonical
from bot.flows.values.dates import Calendar, read_date
from bot.flows.values.limits import Limits
from bot.flows.values.numbers import read_number
from bot.flows.values.phones import read_phone
from bot.flows.values.places import read_place
from bot.flows.values.times import in_part_of_day, read_time
from bot.flows.values.vocabulary import SHOWN_MONTHS, SHOWN_WEEKDAYS
from bot.model import Language, Value

_ONE_VALUE = frozenset({"number", "date", "time"})
_UNSURE = frozenset("<>≤≥+%")
"""Signs that say "less", "more" or "about": what stands beside them is not the answer."""
MOST_READINGS = 4
"""More than this no text means."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the bot is at home, as the settings say.

    Attributes:
        zone: In which people say times and days.
        country: As two capitals, for the telephone numbers of people who did not say where they are.
    """

    zone: tzinfo
    country: str

    def day(self, now: datetime) -> date:
        """Return the day that it is there."""
        return now.astimezone(self.zone).date()


WHEREABOUTS = Whereabouts(ZoneInfo("Europe/Amsterdam"), "NL")
"""Where nobody set anything else."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who typed, and when.

    Attributes:
        today: Where the bot is at home.
        dials_in: The country in which the person dials, as `read_phone` takes it.
        home: The country of the service.
    """

    language: Language
    today: date
    dials_in: str
    home: str

    def read(self, text: str, kind: InputType, limits: Limits) -> tuple[Value, ...]:
        """Return what a text can mean, in the form in which it is kept; what lies outside the limits too.

        Args:
            text: As it was typed.
            kind: What is asked for; a plain text is itself.
            limits: Of this day; where nothing after today fits, a day without a year is one that was.
        """
        if kind in _ONE_VALUE and not _UNSURE.isdisjoint(text):
            return ()
        found: tuple[Value | None, ...]
        match kind:
            case "text":
                found = (text.strip() or None,)
            case "number":
                found = (read_number(text),)
            case "date":
                found = tuple(day.isoformat() for day in read_date(text, self._calendar(limits)))
            case "time":
                found = tuple(one.isoformat("minutes") for one in read_time(text, self.language))
            case "phone":
                found = (read_phone(text, self.dials_in, home=self.home),)
            case "place":
                found = (read_place(text),)
            case _:
                assert_never(kind)
        return tuple(value for value in found if value is not None)[:MOST_READINGS]

    def _calendar(self, limits: Limits) -> Calendar:
        looks_back = isinstance(limits.high, str) and limits.high <= self.today.isoformat()
        return Calendar(self.today, self.language, looks_back=looks_back)


def among(text: str, choices: Iterable[str]) -> tuple[str, ...]:
    """Return those of some times that a text points at: "'s avonds"; none where it points at none."""
    times = [time.fromisoformat(choice) for choice in choices if is_canonical("time", choice)]
    return tuple(one.isoformat("minutes") for one in in_part_of_day(text, times))


def shown(value: Value, language: Language) -> str:
    """Return a value as it is read: "dinsdag 1 december 2026"; times and numbers are themselves."""
    if not isinstance(value, str) or not is_canonical("date", value):
        return str(value)
    day = date.fromisoformat(value)
    first = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{SHOWN_WEEKDAYS[language][day.weekday()]} {first} {SHOWN_MONTHS[language][day.month - 1]} {day.year}"
