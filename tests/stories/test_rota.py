"""Counsellors enter their shifts, coordinators everybody's; what was agreed with somebody never vanishes with one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.handover.rota import RotaView
from bot.handover.shift_rules import RotaRefused, SeenShift, Wanted
from bot.handover.slots import Uncovered, free_days
from bot.handover.timetables import booked, seats_in, timetable
from bot.model import Role, Sender, Shift, Slot, Staff, StaffId
from bot.ports import Job, Store
from bot.web.staff import begin_anew, close_account
from tests.booking import NO, wanted, wants
from tests.fakes import FakeClock
from tests.house import House
from tests.unit.flows.small import SOURCES

ADA, BO, COOS, EVA = (StaffId(name) for name in ("Ada", "Bo", "Coos", "Eva"))
ROLES: Mapping[StaffId, Role] = {
    ADA: Role.COUNSELLOR,
    BO: Role.COUNSELLOR,
    COOS: Role.COORDINATOR,
    EVA: Role.EDITOR,
}
MONDAY = date(2026, 11, 23)
"""The day on which stories begin, at three in the afternoon of Amsterdam."""
TUESDAY = MONDAY + timedelta(days=1)
A_WEEK = timedelta(days=7)
HOURS = 'schema: 1\nweek:\n  monday: ["19:00-22:00"]\n  tuesday: ["19:00-22:00"]\n  saturday: ["19:00-04:00"]\n'
EIGHT = Slot(datetime(2026, 11, 24, 19, tzinfo=UTC), 60)
"""Eight in the evening of Tuesday."""
_COMPILED: list[Bundle] = []


def with_hours() -> Bundle:
    """Compile a small conversation with hours once for all stories."""
    if not _COMPILED:
        _COMPILED.append(compile_bundle({**SOURCES, "hours.yaml": HOURS}))
    return _COMPILED[0]


@pytest.fixture
async def house(store: Store, clock: FakeClock) -> House:
    """A house with hours, and somebody of each kind."""
    house = House(store, clock, with_hours())
    staff = [Staff(name, role, "x") for name, role in ROLES.items()]
    await store.run(Job(lambda tx: [tx.staff.add(one) for one in staff]))
    return house


def evening(day: date = TUESDAY, start: int = 19, end: int = 22, calls: int = 1) -> Wanted:
    """Return a shift as it is wanted."""
    return Wanted(day, time(start % 24), time(end % 24), calls)


async def week(house: House, by: StaffId = ADA, day: date | None = None) -> RotaView:
    """Look at the rota."""
    return await house.rota.view(by, day)


def shifts(view: RotaView) -> list[Shift]:
    """Return all shifts of a view."""
    return [one.shift for day in view.days for one in day.shifts]


def told(view: RotaView) -> list[tuple[str, str, tuple[int, int], int]]:
    """Return the shifts of a view as people read them."""
    return [(one.staff_id, f"{one.day:%a}", one.span, one.calls) for one in shifts(view)]


async def seen(house: House, number: int = 0) -> SeenShift:
    """Return a shift of this week as it is."""
    shift = shifts(await week(house))[number]
    return SeenShift(shift.id, shift.version)


async def free(house: House) -> list[str]:
    """Return what could be offered now, by the wall."""
    work = Job(lambda tx: timetable(tx, with_hours(), Counter(booked(tx)) + Counter(house.booked)))
    table = await house.store.run(work)
    days = free_days(table, with_hours().call_rules, house.clock.now())
    return [one.told.wall.isoformat(timespec="hours") for day in days for one in day.slots]


async def refusal(house: House, by: StaffId, whose: StaffId, wanted: Wanted) -> str:
    """Return why a shift can't be entered; empty if it was."""
    try:
        await house.rota.add(by, whose, wanted)
    except RotaRefused as refused:
        return refused.code
    return ""


async def test_a_shift_makes_a_day_free_and_another_one_makes_it_freer(house: House) -> None:
    """Within the opening hours; what was agreed is taken off."""
    nothing = await free(house)
    await house.rota.add(ADA, ADA, evening(end=24))
    house.booked[EIGHT] = 1

    assert nothing == []
    assert await free(house) == ["2026-11-24T19", "2026-11-24T21"]
    await house.rota.add(COOS, BO, evening(start=20))
    assert await free(house) == ["2026-11-24T19", "2026-11-24T20", "2026-11-24T21"]


async def test_a_counsellor_enters_own_shifts_and_a_coordinator_everybodys(house: House) -> None:
    """Nobody works without being one who talks."""
    assert await refusal(house, ADA, ADA, evening()) == ""
    assert await refusal(house, ADA, BO, evening()) == "not_yours"
    assert await refusal(house, COOS, BO, evening()) == ""
    assert await refusal(house, COOS, COOS, evening()) == "nobody"
    assert await refusal(house, COOS, EVA, evening()) == "nobody"
    assert await refusal(house, COOS, StaffId("Zoë"), evening()) == "nobody"

    assert told(await week(house)) == [("Ada", "Tue", (1140, 1320), 1), ("Bo", "Tue", (1140, 1320), 1)]
    assert (await week(house)).staff == (ADA,)
    assert (await week(house, COOS)).staff == (ADA, BO)
    mine = {one.shift.staff_id: one.may_change for day in (await week(house)).days for one in day.shifts}
    assert mine == {ADA: True, BO: False}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (evening(MONDAY - timedelta(days=2)), "past"),
        (evening(MONDAY, 12, 15), "past"),  # it is three o'clock
        (evening(date(9999, 12, 31)), "too_far"),
        (evening(date(1, 1, 1)), "past"),
        (evening(start=19, end=19), "no_length"),
        (evening(calls=6), "calls"),
        (evening(calls=-1), "calls"),
        (evening(date(2027, 3, 28), 2, 3), "never_comes"),  # the clock goes forward over it
        (evening(start=21, end=23), "overlaps"),
        (evening(MONDAY, 21, 20), "overlaps"),  # it goes on into the evening after
    ],
)
async def test_shifts_that_make_no_sense_are_refused(house: House, wanted: Wanted, code: str) -> None:
    """With the reason; nothing is kept and nothing is written down."""
    await house.rota.add(ADA, ADA, evening())
    before = told(await week(house))

    assert await refusal(house, ADA, ADA, wanted) == code
    assert told(await week(house)) == before
    assert len(await house.store.run(Job(lambda tx: tx.staff.audit_trail()))) == 1


async def test_shifts_may_touch_and_go_on_into_the_night(house: House) -> None:
    """Also into one on which the clock is put back."""
    await house.rota.add(ADA, ADA, evening(start=17, end=19))
    await house.rota.add(ADA, ADA, evening())
    await house.rota.add(ADA, ADA, evening(start=22, end=2))

    assert [one.span for one in shifts(await week(house))] == [(1020, 1140), (1140, 1320), (1320, 1560)]


async def test_a_shift_outside_the_hours_is_entered_and_said_to_be_so(house: House) -> None:
    """Whole or in part; it offers nothing there."""
    await house.rota.add(ADA, ADA, evening(start=9, end=12))
    await house.rota.add(ADA, ADA, evening(start=18))
    await house.rota.add(BO, BO, evening())

    days = (await week(house)).days
    assert [one.is_outside for one in days[1].shifts] == [True, True, False]
    assert await free(house) == ["2026-11-24T19", "2026-11-24T20", "2026-11-24T21"]


async def test_two_who_change_a_shift_at_once_do_not_overwrite_each_other(house: House) -> None:
    """The second reads that it was changed; whoever it belongs to or coordinates may."""
    await house.rota.add(ADA, ADA, evening())
    before = await seen(house)
    await house.rota.change(COOS, before, evening(start=20, calls=2))

    with pytest.raises(RotaRefused) as moved:
        await house.rota.remove(ADA, before)
    with pytest.raises(RotaRefused) as foreign:
        await house.rota.remove(BO, await seen(house))
    assert (moved.value.code, foreign.value.code) == ("moved", "not_yours")
    assert told(await week(house)) == [("Ada", "Tue", (1200, 1320), 2)]
    await house.rota.remove(ADA, await seen(house))
    assert told(await week(house)) == []


async def test_agreed_calls_are_told_before_their_shift_goes_and_stay_when_it_went(house: House) -> None:
    """Nothing is dropped in silence: first the number; if it is wanted all the same, on the page until covered."""
    await house.rota.add(ADA, ADA, evening(calls=2))
    house.booked[EIGHT] = 2

    with pytest.raises(RotaRefused) as removed:
        await house.rota.remove(ADA, await seen(house))
    with pytest.raises(RotaRefused) as fewer:
        await house.rota.change(ADA, await seen(house), evening(calls=1))
    with pytest.raises(RotaRefused) as later:
        await house.rota.change(ADA, await seen(house), evening(start=21, calls=2))
    assert [(one.value.code, one.value.calls) for one in (removed, fewer, later)] == [
        ("booked", 2),
        ("booked", 1),
        ("booked", 2),
    ]
    assert (await week(house)).uncovered == ()

    await house.rota.change(ADA, await seen(house), evening(start=18, calls=2))
    await house.rota.remove(ADA, await seen(house), anyway=True)
    assert (await week(house, BO)).uncovered == (Uncovered(EIGHT, 2, 0),)
    await house.rota.add(BO, BO, evening())
    assert (await week(house, BO)).uncovered == (Uncovered(EIGHT, 2, 1),)
    await house.rota.add(COOS, ADA, evening())
    assert (await week(house, BO)).uncovered == ()


async def test_a_call_that_is_agreed_takes_its_place_and_gives_it_back(house: House) -> None:
    """Booked for real, by the number of places that the rota has; taken back, its slot is free and its shift may go."""
    mia = Sender("telegram", "Mia")
    await house.rota.add(ADA, ADA, evening())
    seats = await house.store.run(Job(lambda tx: seats_in(tx, with_hours(), EIGHT)))
    await house.store.run(wants(mia, wanted(EIGHT.start_at), seats=seats))
    taken = await free(house)
    with pytest.raises(RotaRefused) as refused:
        await house.rota.remove(ADA, await seen(house))
    await house.rota.remove(ADA, await seen(house), anyway=True)
    alone = (await week(house)).uncovered
    await house.rota.add(ADA, ADA, evening())
    await house.store.run(wants(mia, NO))

    assert (seats, taken) == (1, ["2026-11-24T19", "2026-11-24T21"])
    assert (refused.value.code, refused.value.calls) == ("booked", 1)
    assert alone == (Uncovered(EIGHT, 1, 0),)
    assert await free(house) == ["2026-11-24T19", "2026-11-24T20", "2026-11-24T21"]
    await house.rota.remove(ADA, await seen(house))


async def test_a_shift_may_go_where_colleagues_cover_its_calls(house: House) -> None:
    """Without a question."""
    await house.rota.add(ADA, ADA, evening())
    await house.rota.add(BO, BO, evening())
    house.booked[EIGHT] = 1

    await house.rota.remove(ADA, await seen(house))
    assert (await week(house)).uncovered == ()


async def test_a_day_that_closes_or_an_account_that_does_leaves_calls_on_the_page(house: House) -> None:
    """And what is open again covers them again."""
    await house.rota.add(ADA, ADA, evening())
    house.booked[EIGHT] = 1
    await house.hours.close_days(COOS, TUESDAY, TUESDAY)
    closed = (await week(house)).uncovered
    await house.hours.let_the_rule_hold(COOS, TUESDAY, 1)
    open_again = (await week(house)).uncovered
    await house.store.run(Job(lambda tx: close_account(tx, Staff(ADA, Role.COUNSELLOR, "x"))))

    assert (closed, open_again) == ((Uncovered(EIGHT, 1, 0),), ())
    assert (await week(house, BO)).uncovered == (Uncovered(EIGHT, 1, 0),)
    assert [one.is_idle for day in (await week(house, BO)).days for one in day.shifts] == [True]
    assert await free(house) == []


async def test_last_week_is_copied_without_what_can_not_be(house: House) -> None:
    """One's own, or everybody's for whoever coordinates; what is there already stays as it is."""
    await house.rota.add(ADA, ADA, evening(calls=2))
    await house.rota.add(ADA, ADA, evening(MONDAY, 19, 22))
    await house.rota.add(BO, BO, evening())
    await house.rota.add(BO, BO, evening(TUESDAY + A_WEEK, 20, 21))
    copied = await house.rota.copy_week(ADA, TUESDAY + A_WEEK)
    with pytest.raises(RotaRefused) as again:
        await house.rota.copy_week(ADA, MONDAY + A_WEEK)
    with pytest.raises(RotaRefused) as taken:
        await house.rota.copy_week(COOS, MONDAY + A_WEEK)

    assert copied == 2
    assert (again.value.code, taken.value.code) == ("nothing_to_copy", "nothing_to_copy")
    assert told(await week(house, ADA, MONDAY + A_WEEK)) == [
        ("Ada", "Mon", (1140, 1320), 1),
        ("Ada", "Tue", (1140, 1320), 2),
        ("Bo", "Tue", (1200, 1260), 1),
    ]


async def test_on_sunday_the_whole_of_last_week_can_still_be_copied(house: House) -> None:
    """It is kept so long for that, and days later it is gone."""
    await house.rota.add(ADA, ADA, evening(MONDAY))
    await house.rota.add(ADA, ADA, evening(MONDAY + timedelta(days=6), 19, 22))
    house.clock.advance(timedelta(days=13))
    await house.store.run(Job(lambda tx: tx.tidy()))
    copied = await house.rota.copy_week(COOS)  # all but the Monday, which is past
    seen_then = told(await week(house, COOS, MONDAY))
    house.clock.advance(timedelta(days=4))
    await house.store.run(Job(lambda tx: tx.tidy()))

    assert copied == 1
    assert seen_then == [("Ada", "Mon", (1140, 1320), 1), ("Ada", "Sun", (1140, 1320), 1)]
    assert await house.store.run(Job(lambda tx: tx.shifts.between(MONDAY, MONDAY))) == ()


async def test_what_is_over_is_changed_no_more(house: House) -> None:
    """Of last week it is shown how it was; further back and further ahead than a year nothing is."""
    await house.rota.add(ADA, ADA, evening(MONDAY, 16, 18))
    house.clock.advance(timedelta(hours=4))
    with pytest.raises(RotaRefused) as over:
        await house.rota.remove(ADA, await seen(house))

    assert over.value.code == "past"
    assert (await week(house, ADA, date(1, 1, 20))).days[0].day == MONDAY - A_WEEK
    assert (await week(house, ADA, date(9999, 12, 1))).days[0].day == date(2027, 11, 22)


async def test_the_trail_says_whose_shifts_were_entered_and_for_which_day(house: House) -> None:
    """Also that an address for a calendar was made."""
    await house.rota.add(COOS, ADA, evening())
    await house.rota.change(ADA, await seen(house), evening(start=20))
    await house.rota.copy_week(ADA, TUESDAY + A_WEEK)
    await house.rota.remove(COOS, await seen(house))
    await house.feeds.renew(ADA, b"d" * 32)
    await house.feeds.end(ADA)
    await house.feeds.end(ADA)
    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))

    assert [(line.staff_id, line.action, line.about) for line in trail] == [
        ("Coos", "shift_added", "2026-11-24 Ada"),
        ("Ada", "shift_changed", "2026-11-24 Ada"),
        ("Ada", "shifts_copied", "2026-11-30"),
        ("Coos", "shift_removed", "2026-11-24 Ada"),
        ("Ada", "feed_made", ""),
        ("Ada", "feed_ended", ""),
    ]


async def test_a_calendar_finds_the_shifts_of_its_owner_alone(house: House) -> None:
    """On the clock of the service, until the address is renewed or ended, or its owner takes no talks any more."""
    await house.rota.add(ADA, ADA, evening(calls=2))
    await house.rota.add(BO, BO, evening())
    await house.rota.add(ADA, ADA, evening(date(2027, 3, 27), 23, 4))
    await house.feeds.renew(ADA, b"a" * 32)
    feed = await house.feeds.open(b"a" * 32)
    await house.feeds.renew(ADA, b"b" * 32)

    assert feed is not None
    assert [(one.start_at.isoformat(), one.end_at.isoformat()) for one in feed.shifts] == [
        ("2026-11-24T19:00:00+01:00", "2026-11-24T22:00:00+01:00"),
        ("2027-03-27T23:00:00+01:00", "2027-03-28T04:00:00+02:00"),
    ]
    assert await house.feeds.open(b"a" * 32) is None
    assert await house.feeds.open(b"b" * 32) is not None
    unheard = await house.feeds.open(b"x" * 32)
    coordinating = replace(Staff(ADA, Role.COUNSELLOR, "x"), role=Role.COORDINATOR)
    await house.store.run(Job(lambda tx: tx.staff.change(coordinating)))
    assert (unheard, await house.feeds.open(b"b" * 32)) == (None, None)


async def test_an_address_dies_with_the_account_and_with_every_new_start(house: House) -> None:
    """Whoever found it on a lost phone sees nothing, also once the account is open again."""
    ada, bo = (Staff(name, Role.COUNSELLOR, "x") for name in (ADA, BO))
    await house.feeds.renew(ADA, b"a" * 32)
    await house.feeds.renew(BO, b"b" * 32)
    await house.store.run(Job(lambda tx: close_account(tx, ada)))
    await house.store.run(Job(lambda tx: begin_anew(tx, bo, "y")))
    await house.store.run(Job(lambda tx: tx.staff.change(ada)))

    assert [await house.feeds.open(one * 32) for one in (b"a", b"b")] == [None, None]
    assert (await week(house, ADA)).feed_since is None
