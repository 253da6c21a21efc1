"""When somebody can be called: slots of real time on every night, and what hours, shifts and calls leave of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.calendar import DAY, Hours, Span, is_open
from bot.handover.shift_rules import left_alone
from bot.handover.slots import (
    CallRules,
    PartOfDay,
    Timetable,
    Uncovered,
    as_told,
    capacity,
    first_moment,
    free_days,
    is_within_hours,
    slots_of,
    times_of,
    uncovered,
)
from bot.model import Shift, ShiftId, Slot, StaffId, ToldSlot, slot_of
from bot.model.slots import SLOT_MINUTES

AMSTERDAM, BRUSSELS, LONDON = (ZoneInfo(f"Europe/{name}") for name in ("Amsterdam", "Brussels", "London"))
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
"""Where the clock is put forward by half an hour."""
ZONES = (AMSTERDAM, BRUSSELS, LONDON)
A_DAY, MINUTE, QUARTER = timedelta(days=1), timedelta(minutes=1), timedelta(minutes=15)
FORWARD = (date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26))
BACK = (date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29))
MONDAY = date(2026, 11, 30)
RULES = CallRules(60, timedelta(hours=2), 7)
ADA, BO = StaffId("Ada"), StaffId("Bo")


def wall(text: str, zone: ZoneInfo = AMSTERDAM, *, fold: int = 0) -> datetime:
    """Return a moment by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def slot(text: str, minutes: int = 60, *, fold: int = 0) -> Slot:
    """Return the slot that begins then in Amsterdam."""
    return Slot(wall(text, fold=fold), minutes)


def shift(day: date, start: int, end: int, *, staff: StaffId = ADA, calls: int = 1, number: int = 0) -> Shift:
    """Return a shift from one hour of the wall to another."""
    return Shift(ShiftId(bytes([number]) * 16), staff, day, (start * 60, end * 60), calls)


def hours(*spans: Span) -> Hours:
    """Return hours that are the same on each day."""
    return Hours((spans,) * 7, AMSTERDAM, "NL", on_holidays=None)


EVENING = hours((19 * 60, 22 * 60))
NO_HOURS = hours()


def free(table: Timetable, now: datetime, rules: CallRules = RULES) -> dict[str, int]:
    """Return what is free, by the wall, with what is left."""
    days = free_days(table, rules, now)
    return {one.told.wall.isoformat(timespec="minutes"): one.left for day in days for one in day.slots}


def every_slot(zone: ZoneInfo, first: date, days: int, minutes: int = 15) -> list[ToldSlot]:
    """Return all slots of some days."""
    told = (slots_of(first + A_DAY * ahead, zone, minutes, zone_name=zone.key) for ahead in range(days))
    return [one for day in told for one in day]


def is_whole(told: list[ToldSlot], zone: ZoneInfo, first: date, days: int) -> bool:
    """Tell whether slots fill all real time of some days, none doubled and none lost."""
    begin, end = (datetime(one.year, one.month, one.day, tzinfo=zone) for one in (first, first + A_DAY * days))
    joined = all(one.slot.end_at == other.slot.start_at for one, other in pairwise(told))
    return joined and (told[0].slot.start_at, told[-1].slot.end_at) == (begin.astimezone(UTC), end.astimezone(UTC))


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
@pytest.mark.parametrize("changes", [*FORWARD, *BACK], ids=str)
def test_around_each_change_of_the_clock_every_quarter_of_an_hour_is_one_slot(zone: ZoneInfo, changes: date) -> None:
    """Each wall time is one half-open stretch of UTC; what a clock skips is none, what it shows twice is two."""
    told = every_slot(zone, changes - A_DAY, 3)
    starts = [(one.wall, one.fold) for one in told]

    assert is_whole(told, zone, changes - A_DAY, 3)
    assert len(set(starts)) == len(starts) == len({one.slot for one in told})
    assert len(starts) == 3 * 96 + (4 if changes in BACK else -4)
    assert all(one.slot.start_at.astimezone(zone).replace(tzinfo=None, fold=0) == one.wall for one in told)
    assert all(slot_of(one.slot.id) == one.slot for one in told)
    twice = [one for one in told if one.fold is not None]
    assert [one.fold for one in twice] == ([0] * 4 + [1] * 4 if changes in BACK else [])
    skipped = {
        datetime.fromisoformat(f"{changes}T0{1 if zone is LONDON else 2}:00") + QUARTER * number for number in range(4)
    }
    assert (changes in BACK) == bool(skipped & {one.wall for one in told})


@pytest.mark.long
@pytest.mark.parametrize("minutes", [15, 30, 60])
@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
def test_three_years_of_slots_have_no_gap_and_no_double(zone: ZoneInfo, minutes: int) -> None:
    """2026 to 2028, from midnight to midnight."""
    first = date(2026, 1, 1)
    days = (date(2029, 1, 1) - first).days
    told = every_slot(zone, first, days, minutes)

    assert is_whole(told, zone, first, days)
    assert len({one.slot.id for one in told}) == len(told) == days * DAY // minutes


def test_a_slot_in_which_the_clock_is_changed_is_none() -> None:
    """Where it is changed by half an hour, an hour of that night is not whole on the wall, and is not offered."""
    forward = every_slot(LORD_HOWE, date(2026, 10, 4), 1, 60)
    back = every_slot(LORD_HOWE, date(2026, 4, 5), 1, 60)

    assert [one.wall.hour for one in forward] == [0, 1, *range(3, 24)]
    assert [one.wall.hour for one in back] == list(range(24))  # the half hour that comes again is in no whole one
    assert not is_whole(back, LORD_HOWE, date(2026, 4, 5), 1)
    assert is_whole(every_slot(LORD_HOWE, date(2026, 10, 3), 3, 30), LORD_HOWE, date(2026, 10, 3), 3)
    assert is_whole(every_slot(LORD_HOWE, date(2026, 4, 4), 3, 30), LORD_HOWE, date(2026, 4, 4), 3)


def test_a_slot_is_named_by_its_moment_and_its_length() -> None:
    """The same for ever, and nothing else is a name of one."""
    assert slot("2026-12-01T20:00").id == "s20261201t1900_60"
    assert slot_of("s20261201t1900_60") == slot("2026-12-01T20:00")
    for other in (
        "",
        "s20261201t1900",
        "s20261301t1900_60",
        "s20261201t1900_0",
        "s20261201t1900_60 ",
        "20261201t1900_60",
    ):
        assert slot_of(other) is None
    with pytest.raises(ValueError, match="whole minute of UTC"):
        Slot(datetime(2026, 12, 1, 20, tzinfo=AMSTERDAM), 60)
    with pytest.raises(ValueError, match="whole minute of UTC"):
        Slot(datetime(2026, 12, 1, 20, 0, 1, tzinfo=UTC), 60)


def test_slots_lie_in_hours_and_in_a_shift_from_beginning_to_end() -> None:
    """Neither a shift outside of hours nor hours without a shift are offered, nor half of a slot."""
    table = Timetable(hours((19 * 60 + 30, 22 * 60)), (shift(MONDAY, 18, 24), shift(MONDAY + A_DAY, 9, 12)))

    assert free(table, wall("2026-11-30T08:00")) == {"2026-11-30T20:00": 1, "2026-11-30T21:00": 1}
    half = Timetable(EVENING, (replace(shift(MONDAY, 19, 21), span=(19 * 60, 20 * 60 + 59)),))
    assert free(half, wall("2026-11-30T08:00")) == {"2026-11-30T19:00": 1}


def test_hours_that_touch_are_one() -> None:
    """Also over midnight, from a day to the next."""
    table = Timetable(hours((0, 60), (19 * 60, 20 * 60 + 30), (20 * 60 + 30, DAY)), (shift(MONDAY, 19, 26, calls=2),))

    assert free(table, wall("2026-11-30T17:00")) == {
        **{f"2026-11-30T{hour}:00": 2 for hour in range(19, 24)},
        "2026-12-01T00:00": 2,
    }


def test_what_is_agreed_is_taken_off_and_whoever_is_there_adds_up() -> None:
    """Two counsellors with three places; one with two shifts at the same time counts once."""
    shifts = (
        shift(MONDAY, 19, 22, calls=2),
        shift(MONDAY, 20, 21, calls=1, number=1),
        shift(MONDAY, 19, 21, staff=BO, number=2),
    )
    booked = {slot("2026-11-30T19:00"): 3, slot("2026-11-30T20:00"): 1}
    table = Timetable(EVENING, shifts, booked)

    assert free(table, wall("2026-11-30T08:00")) == {"2026-11-30T20:00": 2, "2026-11-30T21:00": 2}
    assert [capacity(table, slot(f"2026-11-30T{hour}:00")) for hour in (18, 19, 20, 21, 22)] == [0, 3, 3, 2, 0]


def test_a_slot_of_another_length_that_was_agreed_before_takes_its_place() -> None:
    """The service went over from half hours to whole ones, with a call agreed at half past seven."""
    table = Timetable(EVENING, (shift(MONDAY, 19, 22),), {slot("2026-11-30T19:30", 30): 1})

    assert free(table, wall("2026-11-30T08:00")) == {"2026-11-30T20:00": 1, "2026-11-30T21:00": 1}
    assert free(table, wall("2026-11-30T08:00"), replace(RULES, minutes=30)).keys() == {
        f"2026-11-30T{hour}" for hour in ("19:00", "20:00", "20:30", "21:00", "21:30")
    }


@pytest.mark.parametrize(
    ("now", "first"),
    [("2026-11-30T17:00", "2026-11-30T19:00"), ("2026-11-30T17:01", "2026-11-30T20:00"), ("2026-11-30T20:30", None)],
)
def test_nothing_is_offered_sooner_than_the_lead(now: str, first: str | None) -> None:
    """To the minute."""
    table = Timetable(EVENING, (shift(MONDAY, 19, 22),))

    assert next(iter(free(table, wall(now))), None) == first


def test_nothing_is_offered_further_ahead_than_days_are() -> None:
    """The whole of the last day, and nothing of the one after it."""
    table = Timetable(EVENING, tuple(shift(MONDAY + A_DAY * n, 19, 22, number=n) for n in range(12)))
    days = free_days(table, replace(RULES, ahead_days=2), wall("2026-11-30T21:00"))

    assert [one.day for one in days] == [MONDAY + A_DAY, MONDAY + A_DAY * 2]
    assert [one.told.wall.hour for one in days[-1].slots] == [19, 20, 21]


def test_days_are_divided_as_people_divide_them() -> None:
    """In order; a part without a free slot is not there, and a shift without calls offers none."""
    table = Timetable(
        hours((0, DAY)), (shift(MONDAY, 5, 7), shift(MONDAY, 17, 19, number=1), shift(MONDAY, 12, 13, calls=0))
    )
    (day,) = free_days(table, RULES, wall("2026-11-30T00:00"))

    assert [(part, [one.told.wall.hour for one in slots]) for part, slots in day.parts] == [
        (PartOfDay.NIGHT, [5]),
        (PartOfDay.MORNING, [6]),
        (PartOfDay.AFTERNOON, [17]),
        (PartOfDay.EVENING, [18]),
    ]


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        (replace(EVENING, set_days={MONDAY: ()}), []),
        (replace(EVENING, exceptions={MONDAY: ()}), []),
        (replace(EVENING, set_days={MONDAY: ((1200, 1260),)}, exceptions={MONDAY: ()}), ["2026-11-30T20:00"]),
    ],
    ids=["set", "exception", "both"],
)
def test_a_day_that_is_closed_or_opened_is_offered_so(opened: Hours, expected: list[str]) -> None:
    """By the file, and by a coordinator, who wins."""
    assert list(free(Timetable(opened, (shift(MONDAY, 19, 22),)), wall("2026-11-30T08:00"))) == expected


def test_without_hours_the_shifts_decide() -> None:
    """But for a day that is closed, by a coordinator or in the file."""
    shifts = (shift(MONDAY, 12, 14), shift(MONDAY + A_DAY, 23, 25, number=1))

    assert list(free(Timetable(NO_HOURS, shifts), wall("2026-11-30T08:00"))) == [
        "2026-11-30T12:00",
        "2026-11-30T13:00",
        "2026-12-01T23:00",
        "2026-12-02T00:00",
    ]
    tuesday: dict[date, tuple[Span, ...]] = {MONDAY + A_DAY: ()}
    for closed in (replace(NO_HOURS, set_days=tuesday), replace(NO_HOURS, exceptions=tuesday)):
        assert list(free(Timetable(closed, shifts), wall("2026-11-30T13:00"))) == ["2026-12-02T00:00"]


def test_an_hour_that_comes_twice_is_offered_twice_and_a_skipped_one_never() -> None:
    """With which of the two it is."""
    nights = hours((60, 4 * 60))
    autumn = free_days(Timetable(nights, (shift(BACK[0], 1, 4),)), RULES, wall("2026-10-24T12:00"))
    spring = free_days(Timetable(nights, (shift(FORWARD[1], 1, 4),)), RULES, wall("2027-03-27T12:00"))
    in_the_gap = Timetable(nights, (shift(FORWARD[1], 2, 3),))

    assert [(one.told.wall.hour, one.told.fold) for one in autumn[0].slots] == [(1, None), (2, 0), (2, 1), (3, None)]
    assert autumn[0].slots[2].told.slot == slot("2026-10-25T02:00", fold=1)
    assert [(one.told.wall.hour, one.told.fold) for one in spring[0].slots] == [(1, None), (3, None)]
    assert free(in_the_gap, wall("2027-03-27T12:00")) == {}


def test_a_shift_is_one_stretch_as_a_calendar_draws_it() -> None:
    """It ends when the clock shows its end for the first time, and what is skipped begins when it is skipped."""
    ends_in_it = replace(shift(BACK[0], 1, 3), span=(60, 150))
    begins_in_it = replace(shift(BACK[0], 2, 4), span=(150, 240))
    in_the_gap = replace(shift(FORWARD[1], 2, 4), span=(150, 240))

    assert times_of(ends_in_it, AMSTERDAM) == (wall("2026-10-25T01:00"), wall("2026-10-25T02:30"))
    assert times_of(begins_in_it, AMSTERDAM) == (wall("2026-10-25T02:30"), wall("2026-10-25T04:00"))
    assert times_of(in_the_gap, AMSTERDAM) == (wall("2027-03-28T03:00"), wall("2027-03-28T04:00"))
    assert times_of(shift(FORWARD[1], 2, 3), AMSTERDAM) == (wall("2027-03-28T03:00"),) * 2
    assert first_moment(datetime.fromisoformat("2026-10-04T02:10"), LORD_HOWE) == wall("2026-10-04T02:30", LORD_HOWE)


@pytest.mark.parametrize(
    ("told", "rules", "now_at"),
    [
        ("2026-12-01T20:00", AMSTERDAM, "2026-12-01T19:00"),
        ("2027-07-01T20:00", timezone(timedelta(hours=1)), "2027-07-01T19:00"),  # summer time was given up
        ("2026-12-01T20:00", timezone(timedelta(hours=2)), "2026-12-01T18:00"),  # or winter time
    ],
)
def test_if_the_rules_of_a_zone_change_what_was_told_holds(told: str, rules: tzinfo, now_at: str) -> None:
    """Eight in the evening stays eight in the evening."""
    one = ToldSlot(slot(told), datetime.fromisoformat(told), "Europe/Amsterdam")

    assert as_told(one, rules) == Slot(datetime.fromisoformat(now_at).replace(tzinfo=UTC), 60)


def test_an_hour_that_is_told_and_does_not_come_is_when_it_is_skipped() -> None:
    """And of one that comes twice by now the one that was told is meant, or the first."""
    skipped = ToldSlot(
        Slot(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), 30),
        datetime.fromisoformat("2027-03-28T02:30"),
        "Europe/Amsterdam",
    )
    twice = ToldSlot(
        slot("2026-10-25T02:00", fold=1), datetime.fromisoformat("2026-10-25T02:00"), "Europe/Amsterdam", 1
    )

    assert as_told(skipped, AMSTERDAM) == Slot(datetime(2027, 3, 28, 1, tzinfo=UTC), 30)
    assert as_told(twice, AMSTERDAM) == twice.slot
    assert as_told(replace(twice, fold=None), AMSTERDAM) == slot("2026-10-25T02:00")


def test_agreed_calls_without_anybody_are_told_until_they_are_over() -> None:
    """A shift was taken away, the day was closed, or one of two counsellors went: none of it is dropped in silence."""
    eight, nine = slot("2026-11-30T20:00"), slot("2026-11-30T21:00")
    booked = {nine: 1, eight: 2}
    both = (shift(MONDAY, 19, 22), shift(MONDAY, 19, 22, staff=BO, number=1))
    now = wall("2026-11-30T20:30")

    assert uncovered(Timetable(EVENING, both, booked), now) == ()
    assert uncovered(Timetable(EVENING, both[:1], booked), now) == (Uncovered(eight, 2, 1),)
    assert uncovered(Timetable(EVENING, (), booked), now) == (Uncovered(eight, 2, 0), Uncovered(nine, 1, 0))
    assert uncovered(Timetable(EVENING, (), booked), wall("2026-11-30T21:00")) == (Uncovered(nine, 1, 0),)
    closed = Timetable(replace(EVENING, set_days={MONDAY: ()}), both, booked)
    assert uncovered(closed, now) == (Uncovered(eight, 2, 0), Uncovered(nine, 1, 0))


def test_agreed_calls_of_two_lengths_share_the_hour_in_which_they_overlap() -> None:
    """The length of a slot was changed: one counsellor can't make the call of an hour and the one of half of it."""
    hour, half = slot("2026-11-30T20:00"), Slot(slot("2026-11-30T20:00").start_at, 30)
    both = (shift(MONDAY, 19, 22), shift(MONDAY, 19, 22, staff=BO, number=1))
    table, now = Timetable(EVENING, both, {hour: 1, half: 1}), wall("2026-11-30T19:30")

    assert uncovered(table, now) == ()
    assert uncovered(replace(table, shifts=both[:1]), now) == (Uncovered(half, 2, 1), Uncovered(hour, 2, 1))
    assert left_alone(table, both[1], None, now=now) > 0


def test_a_span_is_within_hours_or_not() -> None:
    """For the page of shifts, which says so; where there are none, nothing lies outside."""
    assert is_within_hours(EVENING, MONDAY, (19 * 60, 22 * 60))
    assert not is_within_hours(EVENING, MONDAY, (18 * 60, 22 * 60))
    assert is_within_hours(hours((20 * 60, 26 * 60)), MONDAY, (22 * 60, 26 * 60))
    assert not is_within_hours(replace(EVENING, set_days={MONDAY: ()}), MONDAY, (19 * 60, 20 * 60))
    assert is_within_hours(NO_HOURS, MONDAY, (18 * 60, 26 * 60))


spans = st.tuples(st.integers(0, DAY - 1), st.integers(15, DAY)).map(lambda one: (one[0], sum(one)))


@given(
    begin=st.sampled_from([*FORWARD, *BACK, MONDAY]),
    opened=st.lists(spans, max_size=3),
    worked=st.lists(st.tuples(spans, st.sampled_from([ADA, BO]), st.integers(0, 2)), max_size=4),
    taken=st.lists(st.integers(0, 200), max_size=4),
    minutes=st.sampled_from([15, 30, 60]),
)
def test_whatever_is_offered_can_be_kept(
    begin: date,
    opened: list[Span],
    worked: list[tuple[Span, StaffId, int]],
    taken: list[int],
    minutes: int,
) -> None:
    """Looked at minute by minute: open, worked by as many as are told, and not agreed already."""
    table_hours = hours(*opened) if opened else NO_HOURS
    shifts = tuple(Shift(ShiftId(bytes(16)), who, begin, span, calls) for span, who, calls in worked)
    now = datetime.combine(begin - A_DAY, datetime.min.time(), AMSTERDAM).astimezone(UTC)
    booked = {Slot(now + QUARTER * (96 + number), minutes): 1 for number in taken}
    table = Timetable(table_hours, shifts, booked)
    times = [(one.staff_id, one.calls, *times_of(one, AMSTERDAM)) for one in shifts]

    offered = [one for day in free_days(table, CallRules(minutes, timedelta(), 3), now) for one in day.slots]
    for one in offered:
        real = one.told.slot
        moments = [real.start_at + MINUTE * minute for minute in range(0, minutes, 5)]
        able = {who: calls for who, calls, start, end in sorted(times) if start <= real.start_at and real.end_at <= end}
        agreed = sum(other.start_at < real.end_at and real.start_at < other.end_at for other in booked)
        assert not opened or all(is_open(table_hours, moment) for moment in moments)
        assert one.left == sum(able.values()) - agreed > 0
        assert capacity(table, real) == one.left + agreed
    assert [one.told.slot for one in offered] == sorted({one.told.slot for one in offered})


RASTER = st.builds(
    lambda number, minutes: Slot(wall("2026-12-01T00:00") + number * QUARTER, minutes),
    st.integers(0, 12),
    st.sampled_from(SLOT_MINUTES),
)


@given(RASTER, RASTER)
def test_a_slot_names_all_that_overlap_it_and_no_other(one: Slot, other: Slot) -> None:
    """Of every length that can be offered, and of every quarter in which one can begin."""
    assert (other in one.overlapping()) == one.overlaps(other) == (one in other.overlapping())
