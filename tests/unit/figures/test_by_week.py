"""What the board shows of a week: what the log says, and no small count, however one looks at it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.becoming import CHOICES, OTHER, PART, Became, WeekCounts, count_week
from bot.figures.by_week import CHOSEN, Choice, ShownWeek, Waits, show_every_way, show_week
from bot.figures.sheet import Percent
from bot.figures.small_numbers import ON_THE_BOARD, Rule, Shown
from bot.figures.tally import Tally
from bot.figures.weeks import Week
from bot.model.event_log import PARTS_OF_DAY, Dimension, Happening, LogEvent
from tests.event_log import events, happened

WEEK = Week(date(2026, 2, 2))
A_DAY = WEEK.monday.toordinal() - 1
CHANNELS = CHOICES[Dimension.CHANNEL]


def counted(*log: LogEvent) -> WeekCounts:
    """Count a week in which this happened."""
    return count_week(Tally(log, WEEK.period), WEEK)


def answered(times: int, seconds: int, channel: str = "", language: str = "") -> list[LogEvent]:
    """Return so many who asked and were answered after so long."""
    return [
        happened(Happening.ASKED, times=times, channel=channel, language=language),
        happened(Happening.ANSWERED, times=times, seconds=seconds, channel=channel, language=language),
    ]


A_WEEK = (
    *answered(50, 60, channel="telegram", language="nl"),
    *answered(10, 400, channel="telegram", language="nl"),
    *answered(3, 20, channel="signal", language="fr"),
    happened(Happening.ASKED, times=6, channel="telegram", language="nl"),
    happened(Happening.ABANDONED, "left", seconds=100, times=6, channel="telegram", language="nl"),
    happened(Happening.TURNED_AWAY, times=2, channel="webchat", language="nl"),
)


def seen(week: ShownWeek) -> Mapping[str, int | str | None]:
    """Return what is seen of each kind that is not nought."""
    return {
        str(kind): "<5" if one.is_small else one.count
        for kind, one in week.became.items()
        if one != Shown(0, at_most=0)
    }


def test_each_who_asked_is_in_one_kind() -> None:
    """Fewer than five are told as that, and how many asked in all as far as it follows."""
    week = show_week(counted(*A_WEEK))

    assert seen(week) == {"in_time": 53, "later": 10, "gone_soon": 6, "unmet": "<5"}
    assert week.asked == Shown(None, at_least=70, at_most=73)
    assert week.service_level == Percent(84, 84)


def test_one_channel_is_seen_as_far_as_no_other_follows_from_it() -> None:
    """Of Signal it is said that it is little; so how many there were on Telegram is not."""
    telegram, signal, webchat = (show_week(counted(*A_WEEK), (Dimension.CHANNEL, one)) for one in CHANNELS)

    assert seen(telegram) == {"in_time": None, "later": 10, "gone_soon": 6, "unmet": None}
    assert seen(signal) == {"in_time": "<5", "unmet": None}
    assert seen(webchat) == {"unmet": None}, "of a small count nothing is told, noughts and all"


def test_waits_are_those_of_many() -> None:
    """Half of them, nine of ten, and what five waited at least."""
    assert show_week(counted(*A_WEEK)).waits == Waits(median=60, p90=390, longest=390)
    assert show_week(counted(*answered(9, 60))).waits == Waits()
    assert show_week(counted(*A_WEEK), (Dimension.LANGUAGE, "nl")).waits == Waits(), "they would tell of the others"


def test_that_a_wait_is_shown_tells_nothing_of_how_many_were_late() -> None:
    """Eight in time and two late are ten; that there is a median would tell that the few are not one."""
    weeks = [show_week(counted(*answered(8, 60), *answered(late, 400))) for late in (1, 2, 4)]

    assert [week.waits for week in weeks] == [Waits()] * 3
    assert weeks[0].became == weeks[1].became == weeks[2].became


@pytest.mark.parametrize("kind", Became)
def test_nobody_is_lost_and_nobody_counted_twice(kind: Became) -> None:
    """The parts of each choice add up to the whole."""
    counts = counted(*A_WEEK)

    for by in counts.by.values():
        assert sum(of.get(kind, 0) for of in by.values()) == counts.became[kind]


def readings(whole: Shown, parts: Mapping[str, Shown]) -> Iterator[Mapping[str, int]]:
    """Yield each way to fill in the parts, that of the rest too, which looks the same to whoever sees all pages."""
    assert whole.count is not None
    for values in product(*(_fitting(one, whole.count) for one in parts.values())):
        if sum(values) <= whole.count:
            yield {**dict(zip(parts, values, strict=True)), OTHER: whole.count - sum(values)}


def _fitting(cell: Shown, most: int) -> range:
    if cell.is_small:
        return range(1, ON_THE_BOARD.threshold)
    return range(most + 1) if cell.count is None else range(cell.count, cell.count + 1)


@settings(max_examples=80)
@given(st.tuples(*[st.integers(0, 9)] * 4))
def test_whoever_looks_at_every_channel_learns_no_small_count(parts: tuple[int, int, int, int]) -> None:
    """All pages side by side, by trying everything: each of the four small values stays possible."""
    truth = dict(zip((*CHANNELS, OTHER), parts, strict=True))
    log = [happened(Happening.TURNED_AWAY, times=n, channel=one) for one, n in truth.items() if n]
    whole = show_week(counted(*log)).became[Became.UNMET]
    pages = {one: show_week(counted(*log), (Dimension.CHANNEL, one)).became[Became.UNMET] for one in CHANNELS}

    if whole.count is None:
        assert {(one.count, one.is_small) for one in pages.values()} == {(None, False)}
        return
    possible = list(readings(whole, pages))
    assert truth in possible
    for cell in (one for one, count in truth.items() if ON_THE_BOARD.is_small(count)):
        assert {one[cell] for one in possible} >= {1, 2, 3, 4}, (cell, whole, pages)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), st.permutations(range(PARTS_OF_DAY)))
def test_whoever_looks_at_every_part_of_the_day_learns_no_small_count(amounts: list[int], where: list[int]) -> None:
    """As above; here nothing is left over that nobody can choose, so all parts add up to what is on the page beside."""
    truth = dict.fromkeys(map(str, range(PARTS_OF_DAY)), 0) | {
        str(part): amount for part, amount in zip(where, amounts, strict=False)
    }
    log = [happened(Happening.TURNED_AWAY, times=n, part=int(one)) for one, n in truth.items() if n]
    whole = show_week(counted(*log)).became[Became.UNMET]
    pages = {one: show_week(counted(*log), (PART, one)).became[Became.UNMET] for one in truth}

    if whole.count is None:
        assert {(one.count, one.is_small) for one in pages.values()} == {(None, False)}
        return
    if all(one.count is None and not one.is_small for one in pages.values()):
        return  # nothing is told of any
    fitting = [_fitting(one, whole.count) for one in pages.values()]
    possible = [values for values in product(*fitting) if sum(values) == whole.count]
    assert tuple(truth.values()) in possible
    for place, count in enumerate(truth.values()):
        if ON_THE_BOARD.is_small(count):
            assert {values[place] for values in possible} >= {1, 2, 3, 4}, (whole, pages)


def recounted(log: list[LogEvent], choice: Choice | None) -> Mapping[Became, int]:
    """Count by hand, event by event."""
    found = dict.fromkeys(Became, 0)
    for one in log:
        value = "" if choice is None else str(one.part) if choice[0] == PART else one.told.get(Dimension(choice[0]))
        if one.day not in WEEK.period or (choice is not None and value != choice[1]):
            continue
        quick, is_open = one.seconds is not None and one.seconds < 300, Dimension.DOOR not in one.told
        if one.what is Happening.TURNED_AWAY:
            found[Became.UNMET] += one.amount
        elif one.what is Happening.ANSWERED and is_open:
            found[Became.IN_TIME if quick else Became.LATER] += one.amount
        elif one.what is Happening.ABANDONED and is_open:
            kind = Became.GONE_SOON if quick else Became.GONE_LATE
            found[Became.GONE_AT_ONCE if one.told[Dimension.HOW] == "short" else kind] += one.amount
        elif one.what is Happening.ASKED and is_open:
            found[Became.OPEN] += one.amount
    found[Became.OPEN] -= sum(found[one] for one in Became if one not in {Became.OPEN, Became.UNMET})
    return {one: max(0, count) for one, count in found.items()}


IN_THE_WEEK = events().map(lambda one: replace(one, day=A_DAY + one.day % 9))
"""Anything, in the week or on a day beside it."""


@settings(max_examples=25)
@given(st.lists(IN_THE_WEEK, max_size=40), st.sampled_from(CHOSEN))
def test_what_may_be_seen_is_a_recount_of_the_log(log: list[LogEvent], choice: Choice) -> None:
    """Were nothing small, each view would show what somebody counts by hand; what is shown is that, or nothing."""
    counts, everything = counted(*log), Rule(threshold=1, spread=1)
    whole, part = recounted(log, None), recounted(log, choice)

    assert {kind: one.count for kind, one in show_week(counts, rule=everything).became.items()} == whole
    bare, shown = show_week(counts, choice, rule=everything), show_week(counts, choice)
    for kind in Became:
        assert {bare.became[kind].count, shown.became[kind].count} <= {part[kind], None}
        if sum(of[kind] for of in counts.by[choice[0]].values() if kind in of) == whole[kind]:
            assert bare.became[kind].count == part[kind]


def test_a_part_of_the_day_stands_beside_its_seats() -> None:
    """Of one part what became of those who asked in it, and how many could be helped then."""
    log = [
        happened(Happening.TURNED_AWAY, part=7, times=9),
        happened(Happening.TURNED_AWAY, part=3, times=20),
        *(happened(Happening.SEATS, on=WEEK.monday + timedelta(days=day), part=7, times=day % 2) for day in range(4)),
    ]
    evening, night = (show_week(counted(*log), (PART, part)) for part in ("7", "1"))

    assert (seen(evening), evening.asked.count, evening.seats) == ({"unmet": 9}, 9, 0.5)
    assert (seen(night), night.seats) == ({}, None)
    assert show_week(counted(*log)).seats is None


@settings(max_examples=25)
@given(st.lists(IN_THE_WEEK, max_size=40))
def test_whatever_happened_no_small_count_stands_on_the_page(log: list[LogEvent]) -> None:
    """Nor does a history with holes break it."""
    for shown in show_every_way(counted(*log)).values():
        assert not any(one.count is not None and ON_THE_BOARD.is_small(one.count) for one in shown.became.values())
        assert shown.asked.at_most is None or shown.asked.at_least <= shown.asked.at_most
