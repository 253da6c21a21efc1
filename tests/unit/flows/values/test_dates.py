"""Days, as people say them in three languages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.values.dates import EARLIEST, LATEST, Calendar, read_date
from bot.flows.values.reading import shown
from bot.model import LANGUAGES

THURSDAY = date(2026, 11, 26)


def read(text: str, language: str = "nl", *, today: date = THURSDAY, looks_back: bool = False) -> list[str]:
    """Return the days that a text can mean."""
    return [day.isoformat() for day in read_date(text, Calendar(today, language, looks_back=looks_back))]


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("nl", "31 dec", "2026-12-31"),
        ("nl", "31 december 2027", "2027-12-31"),
        ("nl", "31/12", "2026-12-31"),
        ("nl", "31-12-26", "2026-12-31"),
        ("nl", "31.12.98", "1998-12-31"),
        ("nl", "1 maart", "2027-03-01"),
        ("nl", "29 feb", "2028-02-29"),
        ("nl", "de 31e", "2026-12-31"),
        ("nl", "Vandaag", "2026-11-26"),
        ("nl", "morgen", "2026-11-27"),
        ("nl", "morgenavond", "2026-11-27"),
        ("nl", "overmorgen graag", "2026-11-28"),
        ("nl", "over 3 dagen", "2026-11-29"),
        ("nl", "over een week", "2026-12-03"),
        ("nl", "over twee maanden", "2027-01-26"),
        ("nl", "dinsdag", "2026-12-01"),
        ("nl", "op zo", "2026-11-29"),
        ("nl", "dinsdagavond", "2026-12-01"),
        ("nl", "dinsdag 1 december", "2026-12-01"),
        ("nl", "volgende week dinsdag", "2026-12-01"),
        ("nl", "dinsdag volgende week", "2026-12-01"),
        ("nl", "deze week vrijdag", "2026-11-27"),
        ("nl", "vorige week vrijdag", "2026-11-20"),
        ("nl", "afgelopen maandag", "2026-11-23"),
        ("nl", "gisteren", "2026-11-25"),
        ("nl", "3 dagen geleden", "2026-11-23"),
        ("en", "tomorrow", "2026-11-27"),
        ("en", "the 3rd", "2026-12-03"),
        ("en", "31st of December", "2026-12-31"),
        ("en", "December 31, 2026", "2026-12-31"),
        ("en", "3/4", "2027-04-03"),
        ("en", "12/31/2026", "2026-12-31"),
        ("en", "next Tuesday", "2026-12-01"),
        ("en", "Tuesday next week", "2026-12-01"),
        ("en", "in two weeks", "2026-12-10"),
        ("en", "3 days ago", "2026-11-23"),
        ("en", "day before yesterday", "2026-11-24"),
        ("fr", "demain", "2026-11-27"),
        ("fr", "après-demain", "2026-11-28"),
        ("fr", "hier", "2026-11-25"),
        ("fr", "aujourd’hui", "2026-11-26"),
        ("fr", "le 1er janvier", "2027-01-01"),
        ("fr", "mardi prochain", "2026-12-01"),
        ("fr", "mardi de la semaine prochaine", "2026-12-01"),
        ("fr", "samedi soir", "2026-11-28"),
        ("fr", "dans trois jours", "2026-11-29"),
        ("fr", "il y a 3 jours", "2026-11-23"),
    ],
)
def test_a_day_is_read_as_it_is_said(language: str, text: str, day: str) -> None:
    """One day, and no other."""
    assert read(text, language) == [day]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        *("", "?", "3", "12", "misschien", "weet ik niet", "no", "may", "volgende week", "31 februari", "31/13"),
        *("19:30", "19:12", "niet morgen", "voor dinsdag", "2 of 3 december", "3-5 december", "woensdag 1 december"),
        *("1 december 1800", "@@@", "0612345678"),
    ],
)
def test_what_is_no_day_is_not_guessed(language: str, text: str) -> None:
    """A number alone, half a date, a time, and a weekday on another day are nothing."""
    assert read(text, language) == []


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (date(2027, 1, 31), "over een maand", "2027-02-28"),
        (date(2028, 1, 31), "over 1 maand", "2028-02-29"),
        (date(2026, 12, 31), "over twee maanden", "2027-02-28"),
        (date(2026, 10, 31), "1 month ago", "2026-09-30"),
    ],
)
def test_a_month_from_its_last_day_is_the_last_day_of_another(today: date, text: str, day: str) -> None:
    """The 31st of February is no reason not to understand somebody."""
    assert read(text, today=today) == [day]


def test_here_is_no_day() -> None:
    """`hier` is yesterday in French, and here in Dutch."""
    assert read("hier", "nl") == []


def test_what_can_mean_two_days_comes_out_as_two() -> None:
    """The weekday of today, and "next Friday" before this Friday."""
    assert read("donderdag") == ["2026-11-26", "2026-12-03"]
    assert read("volgende vrijdag") == ["2026-11-27", "2026-12-04"]
    assert read("vrijdag") == ["2026-11-27"]


def test_a_day_without_a_year_is_one_that_was_where_nothing_else_fits() -> None:
    """Such as when something happened."""
    assert read("31 dec", looks_back=True) == ["2025-12-31"]
    assert read("26 november", looks_back=True) == ["2026-11-26"]
    assert read("dinsdag", looks_back=True) == ["2026-11-24"]
    assert read("de 31e", looks_back=True) == ["2026-10-31"]
    assert read("donderdag", looks_back=True) == ["2026-11-26", "2026-11-19"]


@given(
    day=st.dates(EARLIEST, LATEST),
    today=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    language=st.sampled_from(LANGUAGES),
)
def test_a_day_is_read_back_as_itself(day: date, today: date, language: str) -> None:
    """In the form in which it is kept, and as it stands on a button."""
    assert read(day.isoformat(), language, today=today) == [day.isoformat()]
    assert read(shown(day.isoformat(), language), language, today=today) == [day.isoformat()]


@given(text=st.text(max_size=40), language=st.sampled_from(LANGUAGES))
def test_no_text_does_harm(text: str, language: str) -> None:
    """Whatever is typed, it is a few days or none."""
    assert len(read(text, language)) <= 2


@given(ahead=st.integers(0, 13), today=st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_weekday_is_never_one_that_was(ahead: int, today: date) -> None:
    """Next Tuesday is one of the two that are coming."""
    day = today + timedelta(days=ahead)
    name = shown(day.isoformat(), "nl").split()[0]

    for text in (name, f"volgende {name}", f"komende {name}"):
        assert all(found >= today.isoformat() for found in read(text, today=today)), text
