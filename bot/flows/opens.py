"""The fact {opens}: when somebody is to be at the desk again, as people say it: "morgen vanaf 9 uur".

It depends on the moment, so it is filled in when a text is said. Its sentence falls away where nothing true can be
told: without hours, and while the desk is open by them and nobody is there.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.content.hours_schema import HoursFile
from bot.flows.days import day_in_words
from bot.flows.facts import Filling
from bot.flows.values.reading import Whereabouts
from bot.flows.values.vocabulary import SHOWN_WEEKDAYS
from bot.handover.calendar import DAY, Hours, Span, is_open, next_opening
from bot.model import Language

MARK = "{opens}"
"""The fact, as a text names it."""
_SENTENCE = re.compile(r"(?:^|(?<=[.?!:]) )[A-ZÀ-Þ][^.?!:\n]*\{opens\}[^.?!:\n]*\.(?=[ \n]|$)")
_A_WEEK = timedelta(days=7)
_NEAR: Mapping[Language, tuple[str, str]] = {
    "nl": ("vandaag", "morgen"),
    "en": ("today", "tomorrow"),
    "fr": ("aujourd'hui", "demain"),
}
_WEEKDAY: Mapping[Language, str] = {"nl": "{}", "en": "on {}", "fr": "{}"}
_DATE: Mapping[Language, str] = {"nl": "{}", "en": "on {}", "fr": "le {}"}


def hours_of(file: HoursFile, at: Whereabouts) -> Hours | None:
    """Return the hours of a sound file; None where it has none."""
    if not file.tells_any:
        return None
    return Hours(
        tuple(spans_of(day) for day in file.week.days),
        at.zone,
        at.country,
        on_holidays=() if file.holidays == "closed" else None,
        exceptions={date.fromisoformat(day): spans_of(spans) for day, spans in file.exceptions.items()},
    )


def with_days(hours: Hours | None, days: Mapping[date, tuple[Span, ...]], at: Whereabouts) -> Hours | None:
    """Return hours with those of single days that a coordinator set, in the place of any that were set before."""
    if hours is None:
        return Hours(((),) * 7, at.zone, at.country, set_days=days) if days else None
    return replace(hours, set_days=days)


def spans_of(texts: Iterable[str]) -> tuple[Span, ...]:
    """Return spans as minutes of the day; one that ends before it begins ends on the day after."""
    return tuple(_span(text) for text in texts)


def _span(text: str) -> Span:
    start, end = (int(hour) * 60 + int(minute) for hour, minute in (one.split(":") for one in text.split("-")))
    return start, end if end >= start else end + DAY


def opens(hours: Hours | None, now: datetime, language: Language) -> str:
    """Return when the desk opens next, in words; empty where that can't be told, or it is to be open now."""
    if hours is None or is_open(hours, now):
        return ""
    opening = next_opening(hours, now)
    today = now.astimezone(hours.zone).date()
    return "" if opening is None else in_words(opening.astimezone(hours.zone), today, language)


def in_words(opening: datetime, today: date, language: Language) -> str:
    """Return a moment on the wall as people say it: "vandaag vanaf 19 uur", "le lundi 4 janvier à partir de 9 h"."""
    day, hour, minute = _day_in_words(opening.date(), today, language), opening.hour, opening.minute
    match language:
        case "nl":
            return f"{day} vanaf {hour}.{minute:02} uur" if minute else f"{day} vanaf {hour} uur"
        case "fr":
            return f"{day} à partir de {hour} h {minute:02}" if minute else f"{day} à partir de {hour} h"
        case _:
            return f"{day} from {hour}:{minute:02}"


def _day_in_words(day: date, today: date, language: Language) -> str:
    ahead = day - today
    if ahead.days < len(_NEAR[language]):
        return _NEAR[language][ahead.days]
    weekday = SHOWN_WEEKDAYS[language][day.weekday()]
    if ahead < _A_WEEK:
        return _WEEKDAY[language].format(weekday)
    return _DATE[language].format(day_in_words(day, language))


def with_opening(text: str, tell: Callable[[], str]) -> str:
    """Return a text with the next opening in it, or without the sentence that would tell it.

    Args:
        text: As it is compiled.
        tell: Returns the words, empty for none; asked only where the text wants them.
    """
    if MARK not in text:
        return text
    words = tell()
    return text.replace(MARK, words) if words else without_opening(text)


def without_opening(text: str) -> str:
    """Return a text without the sentence that tells the next opening."""
    return _SENTENCE.sub("", text).lstrip()


def at_its_longest(fill: Filling) -> Filling:
    """Return what puts facts into a text, the next opening too, in as many words as it can ever have."""
    far = datetime(2026, 12, 30, 19, 30)  # noqa: DTZ001 - a wall that hangs nowhere
    return lambda text, language: with_opening(fill(text, language), lambda: in_words(far, date(2026, 11, 1), language))
