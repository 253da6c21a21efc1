"""A day, as people say it: "31 dec", "morgen", "volgende week dinsdag", "next tuesday", "le 1er mars".

What can mean two days comes out as two; whoever asks has to ask again then. Nothing is guessed from half a text.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.flows.values.vocabulary import MONTHS, NUMBER, WEEKDAYS, any_of, number_of
from bot.flows.words import spellings
from bot.model import Language

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
WEEK = 7
_TURN_OF_CENTURY = 10
"""Years from now: "26" is 2026, and so is what lies at most so far ahead; other short years are of the last century."""
_LEAP_YEARS = 9
"""Years in which any day of the year comes by."""
_ROUND_MONTHS = 12

_SAID = {
    phrase: days
    for days, phrases in (
        (0, "vandaag|vanochtend|vanmiddag|vanavond|today|tonight|aujourd hui|aujourdhui|ce soir"),
        (1, "morgen|morgenvroeg|morgenochtend|morgenmiddag|morgenavond|morgen vroeg|morgen ochtend|morgen avond"),
        (1, "tomorrow|tomorrow morning|tomorrow evening|demain|demain matin|demain soir"),
        (2, "overmorgen|day after tomorrow|apres demain"),
        (-1, "gisteren|gisteravond|yesterday|hier"),
        (-2, "eergisteren|day before yesterday|avant hier"),
    )
    for phrase in phrases.split("|")
}
_DUTCH_FOR_HERE = "hier"
_UNITS = {
    "day": "dag dagen day days jour jours",
    "week": "week weken weeks semaine semaines",
    "month": "maand maanden month months mois",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}

_WEEKDAY = rf"(?P<weekday>{any_of(WEEKDAYS)})s?(?: ?(?:avond|middag|ochtend|morgen|soir|matin|evening|morning))?"
_DAY = r"(?P<day>[0-9]{1,2})(?:e|de|ste|st|nd|rd|th|er)?"
_MONTH = rf"(?P<month>{any_of(MONTHS)})"
_YEAR = r"(?: (?P<year>[0-9]{4}|[0-9]{2}))?"
_LEAD = re.compile(r"\A(?:op|on|graag|liever|pour|het wordt|dat is|c est) (?=.)")
_TRAIL = re.compile(r"(?<=.) (?:graag|hoor|aub|svp|stp|alsjeblieft|alstublieft|please|thanks|merci|dank je|dank u)\Z")

_IN_NUMBERS = re.compile(r"(?P<day>[0-9]{1,2}) (?P<month>[0-9]{1,2})(?: (?P<year>[0-9]{4}|[0-9]{2}))?")
_ISO = re.compile(r"(?P<year>[0-9]{4}) (?P<month>[0-9]{1,2}) (?P<day>[0-9]{1,2})")
_DAY_AND_MONTH = re.compile(rf"(?:(?:le )?{_WEEKDAY} )?(?:(?:de|the|le) )?{_DAY} (?:(?:of|de|van) )?{_MONTH}{_YEAR}")
_MONTH_AND_DAY = re.compile(rf"(?:{_WEEKDAY} )?{_MONTH} (?:the )?{_DAY}{_YEAR}")
_DAY_ALONE = re.compile(rf"(?:{_WEEKDAY} )?(?:de|the|le) {_DAY}|(?P<day_too>[0-9]{{1,2}})(?:e|ste|st|nd|rd|th)")
_AHEAD = re.compile(rf"(?:over|in|dans) (?:(?P<count>{NUMBER}|a|an) )(?P<unit>{any_of(_UNIT)})")
_AGO = re.compile(
    rf"(?P<count>{NUMBER}|a|an) (?P<unit>{any_of(_UNIT)}) (?:geleden|ago)"
    rf"|il y a (?P<count_too>{NUMBER}) (?P<unit_too>{any_of(_UNIT)})"
)
_WEEKS = {
    1: r"volgende week|komende week|next week|(?:de )?la semaine prochaine|semaine prochaine",
    0: r"deze week|this week|(?:de )?cette semaine",
    -1: r"vorige week|afgelopen week|last week|(?:de )?la semaine (?:derniere|passee)|semaine (?:derniere|passee)",
}
_OF_A_WEEK = {
    weeks: re.compile(
        rf"(?:{words}) (?:op |on |le )?{_WEEKDAY}|(?:le )?{_WEEKDAY.replace('<weekday>', '<other>')} "
        rf"(?:in |of )?(?:{words})"
    )
    for weeks, words in _WEEKS.items()
}
_COMING = re.compile(
    rf"(?:(?:deze|komende|aanstaande|aankomende|eerstvolgende|this|coming|this coming|ce|le) )?{_WEEKDAY}"
    r"(?: (?P<late>aanstaande))?"
)
_NEXT = re.compile(rf"(?:volgende|next) {_WEEKDAY}|(?:le )?{_WEEKDAY.replace('<weekday>', '<other>')} prochaine?")
_LAST = re.compile(
    rf"(?:vorige|afgelopen|last) {_WEEKDAY}|(?:le )?{_WEEKDAY.replace('<weekday>', '<other>')} (?:derniere?|passee?)"
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a day is counted from.

    Attributes:
        language: Of the conversation; it decides between 3 May and March 5th only where the other one is no day.
        looks_back: A day without a year is one that was, not one that will be.
    """

    today: date
    language: Language
    looks_back: bool = False


def read_date(text: str, calendar: Calendar) -> tuple[date, ...]:
    """Return the days that a text can mean, the nearest first; none where it is no day."""
    if ":" in text:  # that is a time
        return ()
    plain = _TRAIL.sub("", _LEAD.sub("", spellings(text)[0], count=1))
    found = next((days for days in _readings(plain, calendar) if days), ())
    return tuple(day for day in dict.fromkeys(found) if EARLIEST <= day <= LATEST)


def _readings(plain: str, calendar: Calendar) -> Iterator[tuple[date, ...]]:
    yield _said(plain, calendar)
    yield _in_numbers(plain, calendar)
    yield _by_name(plain, calendar)
    yield _counted(plain, calendar)
    yield _weekday(plain, calendar)


def _said(plain: str, calendar: Calendar) -> tuple[date, ...]:
    phrase = plain.removeprefix("de ").removeprefix("the ")
    if phrase not in _SAID or (phrase == _DUTCH_FOR_HERE and calendar.language != "fr"):
        return ()
    return (calendar.today + timedelta(days=_SAID[phrase]),)


def _in_numbers(plain: str, calendar: Calendar) -> tuple[date, ...]:
    found = _ISO.fullmatch(plain) or _IN_NUMBERS.fullmatch(plain)
    if found is None:
        return ()
    day, month, year = int(found["day"]), int(found["month"]), found["year"]
    days = _of_the_year(day, month, year, calendar=calendar)
    if not days and calendar.language == "en" and found.re is _IN_NUMBERS:
        days = _of_the_year(month, day, year, calendar=calendar)
    return days


def _by_name(plain: str, calendar: Calendar) -> tuple[date, ...]:
    found = _DAY_AND_MONTH.fullmatch(plain) or _MONTH_AND_DAY.fullmatch(plain)
    if found is not None:
        days = _of_the_year(int(found["day"]), MONTHS[found["month"]], found["year"], calendar=calendar)
        return _on(days, found["weekday"])
    found = _DAY_ALONE.fullmatch(plain)
    if found is None:
        return ()
    return _on(_of_a_month(int(found["day"] or found["day_too"]), calendar), found["weekday"])


def _on(days: tuple[date, ...], weekday: str | None) -> tuple[date, ...]:
    """Return only the days on that day of the week: "dinsdag 2 december" is nothing when it is a Wednesday."""
    return tuple(day for day in days if weekday is None or day.weekday() == WEEKDAYS[weekday])


def _of_the_year(day: int, month: int, year: str | None, *, calendar: Calendar) -> tuple[date, ...]:
    if year is not None:
        return tuple(_days(day, month, (_whole_year(int(year), calendar.today),)))
    this, step = calendar.today.year, -1 if calendar.looks_back else 1
    return _nearest(_days(day, month, range(this, this + step * _LEAP_YEARS, step)), calendar)


def _of_a_month(day: int, calendar: Calendar) -> tuple[date, ...]:
    step = -1 if calendar.looks_back else 1
    first = calendar.today.year * _ROUND_MONTHS + calendar.today.month - 1
    months = (divmod(first + step * number, _ROUND_MONTHS) for number in range(_ROUND_MONTHS))
    return _nearest((one for year, month in months for one in _days(day, month + 1, (year,))), calendar)


def _days(day: int, month: int, years: Iterable[int]) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _nearest(days: Iterable[date], calendar: Calendar) -> tuple[date, ...]:
    """Return the first of some days that has not been; looking back, the first that has come."""
    today = calendar.today
    near = next((day for day in days if (day <= today if calendar.looks_back else day >= today)), None)
    return () if near is None else (near,)


def _whole_year(year: int, today: date) -> int:
    if year >= EARLIEST.year:
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year + _TURN_OF_CENTURY else century - 100 + year


def _counted(plain: str, calendar: Calendar) -> tuple[date, ...]:
    ahead, ago = _AHEAD.fullmatch(plain), _AGO.fullmatch(plain)
    if ahead is not None:
        return _shifted(calendar.today, ahead["count"], ahead["unit"], sign=1)
    if ago is not None:
        return _shifted(calendar.today, ago["count"] or ago["count_too"], ago["unit"] or ago["unit_too"], sign=-1)
    return ()


def _shifted(today: date, count: str, unit: str, *, sign: int) -> tuple[date, ...]:
    number = sign * (1 if count in {"a", "an"} else number_of(count))
    if _UNIT[unit] == "month":
        year, month = divmod(today.year * _ROUND_MONTHS + today.month - 1 + number, _ROUND_MONTHS)
        last = monthrange(year, month + 1)[1]
        return (date(year, month + 1, min(today.day, last)),)
    return (today + timedelta(days=number * (WEEK if _UNIT[unit] == "week" else 1)),)


def _weekday(plain: str, calendar: Calendar) -> tuple[date, ...]:
    monday = calendar.today - timedelta(days=calendar.today.weekday())
    for weeks, pattern in _OF_A_WEEK.items():
        found = pattern.fullmatch(plain)
        if found is not None:
            return (monday + timedelta(days=weeks * WEEK + WEEKDAYS[found["weekday"] or found["other"]]),)
    return _coming(plain, calendar, monday)


def _coming(plain: str, calendar: Calendar, monday: date) -> tuple[date, ...]:
    """Return the days of a weekday alone; "next Friday" on a Monday may be this week's or the one after."""
    today = calendar.today
    last, coming, following = _LAST.fullmatch(plain), _COMING.fullmatch(plain), _NEXT.fullmatch(plain)
    if last is not None:
        back = (today.weekday() - WEEKDAYS[last["weekday"] or last["other"]] - 1) % WEEK + 1
        return (today - timedelta(days=back),)
    if following is not None:
        weekday = WEEKDAYS[following["weekday"] or following["other"]]
        return (_after(today, weekday), monday + timedelta(days=WEEK + weekday))
    if coming is None:
        return ()
    ahead = _after(today, WEEKDAYS[coming["weekday"]])
    near = ahead - timedelta(days=WEEK)
    if calendar.looks_back:
        return (near, near - timedelta(days=WEEK)) if near == today else (near,)
    return (today, ahead) if near == today else (ahead,)


def _after(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % WEEK + 1)
