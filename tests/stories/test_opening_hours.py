"""Coordinators close the line and open it for longer: what people read at a closed door, at once and no longer."""

from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.handover.opening_hours import MOST_DAYS, HoursRefused
from bot.model import StaffId
from bot.ports import Job, Store
from bot.publishing import Publishing, Served
from tests.fakes import FakeClock
from tests.house import House, shipped_sources
from tests.stories.test_the_whole_way import TO_A_HUMAN
from tests.unit.flows.small import SOURCES

COOS = StaffId("Coos")
MONDAY = date(2026, 11, 23)
"""The day on which stories begin, at three in the afternoon of Amsterdam."""
RULE = 'schema: 1\nweek:\n  monday: ["09:00-12:30", "19:00-22:00"]\n  tuesday: ["19:00-02:00"]\n'
_COMPILED: list[Bundle] = []


def sources_with_hours() -> Mapping[str, str]:
    """Return the shipped conversation of a service that has hours."""
    return {**shipped_sources(), "hours.yaml": RULE}


def with_hours() -> Bundle:
    """Compile it once for all stories."""
    if not _COMPILED:
        _COMPILED.append(compile_bundle(sources_with_hours()))
    return _COMPILED[0]


@pytest.fixture
def open_house(store: Store, clock: FakeClock) -> House:
    """A house with hours on the door."""
    return House(store, clock, with_hours())


async def hears(house: House, name: str) -> str:
    """Somebody asks for a human at a closed door; returns what is said there."""
    person = house.person(name)
    await person.starts()
    await person.chooses("ja", "nederland", "binnen", "mens", "ja")
    if "m30" in {option.id for option in person.screen[-1].options}:
        await person.chooses("m30")
    told = person.screen[-1].text
    assert "kan nu niet" in told
    return told


async def test_a_line_that_is_closed_now_tells_the_next_day(open_house: House) -> None:
    """At once, without a new publication; and the rule again once that is taken back."""
    by_the_rule = await hears(open_house, "Mia")
    await open_house.hours.close_now(COOS)
    closed = await hears(open_house, "Noor")
    (today,) = [one for one in (await open_house.hours.view()).days if one.version]
    await open_house.hours.let_the_rule_hold(COOS, today.day, today.version)

    assert "Normaal zijn we er vandaag vanaf 19 uur weer." in by_the_rule
    assert "Normaal zijn we er morgen vanaf 19 uur weer." in closed
    assert (today.day, today.spans, today.ruled) == (MONDAY, ((540, 750),), ((540, 750), (1140, 1320)))
    assert "vandaag vanaf 19 uur" in await hears(open_house, "Ben")


async def test_days_that_are_closed_are_passed_over(open_house: House) -> None:
    """Both ends included, and the night that belongs to the last evening too."""
    await open_house.hours.close_days(COOS, MONDAY, MONDAY + timedelta(days=7))

    assert "Normaal zijn we er dinsdag 1 december vanaf 19 uur weer." in await hears(open_house, "Mia")


async def test_extra_hours_are_told_and_take_nothing_away(open_house: House) -> None:
    """Said for a day that has hours already; the later of two wins where they speak of the same day."""
    await open_house.hours.open_extra(COOS, MONDAY, start=time(16, 30), end=time(17))
    told = await hears(open_house, "Mia")
    (today,) = [one for one in (await open_house.hours.view()).days if one.version]
    await open_house.hours.close_days(COOS, MONDAY, MONDAY)

    assert "vandaag vanaf 16.30 uur" in told
    assert today.spans == ((540, 750), (990, 1020), (1140, 1320))
    assert "morgen vanaf 19 uur" in await hears(open_house, "Noor")


async def test_a_service_without_hours_can_tell_of_one_evening(house: House) -> None:
    """And tells nothing again when it is over."""
    silent = await hears(house, "Mia")
    await house.hours.open_extra(COOS, MONDAY + timedelta(days=1), start=time(20), end=time(2))
    told = await hears(house, "Noor")
    house.clock.advance(timedelta(days=3))
    await house.store.run(Job(lambda tx: tx.tidy()))

    assert "Normaal" not in silent
    assert "Normaal zijn we er morgen vanaf 20 uur weer." in told
    assert [one for one in (await house.hours.view()).days if one.version] == []
    assert await hears(house, "Ben") == silent


async def test_hours_never_open_or_close_a_door(open_house: House) -> None:
    """Who is there and takes talks decides: a closed line with a counsellor at the desk is open."""
    await open_house.hours.close_now(COOS)
    open_house.counsellor("Ada")
    person = open_house.person("Mia")
    await person.starts()
    await person.chooses(*TO_A_HUMAN)

    assert len(await open_house.desk.queue()) == 1


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (MONDAY - timedelta(days=1), MONDAY, "past"),
        (MONDAY, MONDAY - timedelta(days=1), "order"),
        (MONDAY, MONDAY + timedelta(days=MOST_DAYS), "too_many"),
        (MONDAY + timedelta(days=367), MONDAY + timedelta(days=367), "too_far"),
    ],
)
async def test_days_that_make_no_sense_are_refused(open_house: House, first: date, last: date, code: str) -> None:
    """With the reason; nothing is set and nothing is written down."""
    with pytest.raises(HoursRefused) as refused:
        await open_house.hours.close_days(COOS, first, last)

    assert refused.value.code == code
    assert await open_house.store.run(Job(lambda tx: (tx.day_hours.all(), tx.staff.audit_trail()))) == ((), ())


@pytest.mark.parametrize(
    ("day", "start", "end", "code"),
    [
        (MONDAY, time(9), time(15), "never_comes"),  # it is three o'clock
        (MONDAY, time(19), time(19), "no_length"),
        (date(2027, 3, 28), time(2, 5), time(2, 55), "never_comes"),  # the clock goes forward over it
        (MONDAY - timedelta(days=1), time(19), time(20), "past"),
    ],
)
async def test_hours_that_make_no_sense_are_refused(
    open_house: House, day: date, start: time, end: time, code: str
) -> None:
    """With the reason; what holds stays."""
    with pytest.raises(HoursRefused) as refused:
        await open_house.hours.open_extra(COOS, day, start=start, end=end)

    assert refused.value.code == code
    assert await open_house.store.run(Job(lambda tx: tx.day_hours.all())) == ()


async def test_closing_twice_and_taking_back_twice_are_refused(open_house: House) -> None:
    """The second one reads why."""
    await open_house.hours.close_now(COOS)
    with pytest.raises(HoursRefused) as twice:
        await open_house.hours.close_now(COOS)
    await open_house.hours.let_the_rule_hold(COOS, MONDAY, 1)
    with pytest.raises(HoursRefused) as moved:
        await open_house.hours.let_the_rule_hold(COOS, MONDAY, 1)

    assert (twice.value.code, moved.value.code) == ("closed_already", "moved")


async def test_the_trail_says_who_set_which_days(open_house: House) -> None:
    """And when the rule was let hold again."""
    await open_house.hours.close_now(COOS)
    await open_house.hours.close_days(COOS, MONDAY + timedelta(days=1), MONDAY + timedelta(days=3))
    await open_house.hours.open_extra(COOS, MONDAY + timedelta(days=4), start=time(20), end=time(22))
    await open_house.hours.let_the_rule_hold(COOS, MONDAY, 1)
    trail = await open_house.store.run(Job(lambda tx: tx.staff.audit_trail()))

    assert [(line.staff_id, line.action, line.about) for line in trail] == [
        ("Coos", "hours_closed", "2026-11-23"),
        ("Coos", "hours_closed", "2026-11-24/2026-11-26"),
        ("Coos", "hours_opened", "2026-11-27"),
        ("Coos", "hours_ruled", "2026-11-23"),
    ]


async def test_what_is_set_outlives_a_publication_and_a_restart(open_house: House) -> None:
    """Another process that begins to serve has it, one that serves notices it, and new files change only the rule."""
    house = open_house
    served = Served(house.store, house.clock, house.journal)
    sources = {**SOURCES, "hours.yaml": RULE}
    await served.begin(sources, always_files=False)
    await house.hours.close_now(COOS)
    before = served.shelf.newest.hours
    await served.look()
    noticed = served.shelf.newest.hours
    later = {**sources, "hours.yaml": RULE.replace("19:00-22:00", "20:00-22:00")}
    await Publishing(house.store).publish(later, author="eva")
    await served.look()
    published = served.shelf.newest.hours
    again = Served(house.store, house.clock, house.journal)
    await again.begin(later, always_files=False)
    restarted = again.shelf.newest.hours

    assert before is not None
    assert noticed is not None
    assert published is not None
    assert restarted == published
    assert (before.of(MONDAY), noticed.of(MONDAY)) == (((540, 750), (1140, 1320)), ((540, 750),))
    assert (published.of(MONDAY), published.ruled(MONDAY)) == (((540, 750),), ((540, 750), (1200, 1320)))
