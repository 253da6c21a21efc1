"""The calendar that a counsellor's own program reads: right to the hour, about nobody, and closed to who guesses."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component

from bot.handover.feeds import Feed, on_the_clock
from bot.handover.shift_rules import Wanted
from bot.model import Shift, ShiftId, StaffId
from bot.web.headers import ON_EVERY_RESPONSE
from bot.web.sessions import digest_of
from bot.web.shift_feed import TRIES, WITHIN, as_calendar
from tests.adapters.web.front import Front

TOKEN = "a" * 43
ANNA = StaffId("Anna")
NOW = datetime(2026, 11, 23, 14, tzinfo=UTC)
ZONES = [ZoneInfo(f"Europe/{name}") for name in ("Amsterdam", "Brussels", "London")] + [
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("UTC"),
]


def feed(zone: ZoneInfo, *shifts: Shift) -> Feed:
    """Return what a calendar finds on a clock."""
    return Feed(tuple(on_the_clock(one, zone) for one in shifts), "en", zone, NOW)


def shift(day: date, start: int, end: int, *, calls: int = 1, version: int = 1) -> Shift:
    """Return a shift of whole hours."""
    return Shift(ShiftId(b"\7" * 16), ANNA, day, (start * 60, end * 60), calls, version)


def parts(calendar: bytes, name: str) -> list[Any]:
    """Return what of a kind stands in a calendar."""
    return Calendar.from_ical(calendar).walk(name)


def onsets(zone: Component) -> list[tuple[datetime, timedelta]]:
    """Return from when on a calendar says that the clock shows what; each is told on the clock before it."""
    return sorted(
        ((part.decoded("dtstart") - part.decoded("tzoffsetfrom")).replace(tzinfo=UTC), part.decoded("tzoffsetto"))
        for part in zone.subcomponents
    )


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
def test_the_clock_is_explained_to_the_minute(zone: ZoneInfo) -> None:
    """Whoever reads the calendar by its own words reads the same moments as we do, when clocks change too."""
    calendar = as_calendar(feed(zone, shift(date(2026, 11, 24), 19, 22), shift(date(2027, 10, 1), 19, 22)))
    (told,) = parts(calendar, "VTIMEZONE")
    known = onsets(told)
    around = [datetime(*day, tzinfo=UTC) for day in ((2026, 10, 24), (2027, 3, 27), (2027, 4, 3), (2027, 10, 2))]
    moments = [begin + timedelta(minutes=30 * n - late) for begin in around for n in range(96) for late in (0, 1)]

    assert told["TZID"] == zone.key
    for one in moments:
        assert max(begin for begin in known if begin[0] <= one)[1] == one.astimezone(zone).utcoffset(), one


def test_a_shift_is_told_on_the_clock_of_the_service() -> None:
    """A night on which the clock is changed too, one of no calls by its word alone, and which version it is."""
    night = shift(date(2027, 3, 27), 23, 28, calls=0, version=3)
    first, second = parts(as_calendar(feed(ZONES[0], shift(date(2026, 11, 24), 19, 22, calls=2), night)), "VEVENT")

    assert first["DTSTART"].to_ical() == b"20261124T190000"
    assert first["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert (first["SUMMARY"], second["SUMMARY"]) == ("Shift · 2", "Shift")
    assert (second["DTEND"].dt - second["DTSTART"].dt.astimezone(UTC)) == timedelta(hours=4)
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 2)
    assert first["UID"] == f"{'07' * 16}@shifts"


def test_nothing_else_is_in_it() -> None:
    """No name of anybody or of the service, no place, no words: a list of all that there may be."""
    calendar = as_calendar(feed(ZONES[0], shift(date(2026, 11, 24), 19, 22, calls=2)))
    (event,) = parts(calendar, "VEVENT")

    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "CLASS"}
    assert set(Calendar.from_ical(calendar)) == {"PRODID", "VERSION", "X-WR-CALNAME"}
    assert not any(word in calendar.lower() for word in (b"anna", b"ajar", b"help", b"call", b"http", b"bot"))


def test_without_shifts_it_is_an_empty_calendar() -> None:
    """Not an error: a calendar program would drop the subscription."""
    assert parts(as_calendar(feed(ZONES[0])), "VEVENT") == []


@pytest.fixture
async def fed(front: Front) -> Front:
    """A house in which Anna has a shift and an address."""
    await front.house.rota.add(ANNA, ANNA, Wanted(date(2026, 11, 24), time(19), time(22), 2))
    await front.house.feeds.renew(ANNA, digest_of(TOKEN))
    return front


async def test_whoever_has_the_address_needs_no_login(fed: Front) -> None:
    """In the language of its owner, kept nowhere on the way."""
    async with fed.visitor() as stranger:
        answer = await stranger.session.get(f"{fed.base}/rota/feed/{TOKEN}.ics")
        calendar = await answer.read()

    assert (answer.status, answer.content_type) == (200, "text/calendar")
    assert answer.headers["Cache-Control"] == ON_EVERY_RESPONSE["Cache-Control"] == "no-store"
    assert [str(one["SUMMARY"]) for one in parts(calendar, "VEVENT")] == ["Dienst · 2"]


async def test_an_address_that_opens_nothing_is_a_page_that_is_not_there(fed: Front) -> None:
    """One that never was, one that was, one that can't be, and any other page: the same words."""
    await fed.house.feeds.end(ANNA)
    async with fed.visitor() as stranger:
        paths = (f"/rota/feed/{TOKEN}.ics", f"/rota/feed/{'b' * 43}.ics", "/rota/feed/x.ics", "/rota/feed/", "/nothing")
        answers = [await stranger.session.get(f"{fed.base}{path}") for path in paths]
        told = {(one.status, one.content_type, await one.text()) for one in answers}

    assert len(told) == 1
    assert {status for status, _, _ in told} == {404}


async def test_who_asks_too_often_waits_whether_there_is_something_or_not(fed: Front) -> None:
    """And is let in again later."""
    async with fed.visitor() as stranger:
        for _ in range(TRIES):
            await stranger.session.get(f"{fed.base}/rota/feed/{'b' * 43}.ics")
        refused = [await stranger.session.get(f"{fed.base}/rota/feed/{one * 43}.ics") for one in "ab"]
        fed.clock.advance(WITHIN)
        later = await stranger.session.get(f"{fed.base}/rota/feed/{TOKEN}.ics")

    assert [one.status for one in refused] == [429, 429]
    assert later.status == 200
