"""S22: whoever has all sheets of two years and an integer solver works out no small number."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.periods import Quarter
from bot.figures.small_numbers import PUBLISHED
from bot.figures.weeks import weeks_of
from bot.model.event_log import Dimension, Happening, LogEvent
from bot.ops.report.sample import sample_log
from tests.attacker import Attacker
from tests.event_log import A_QUARTER, events, happened

TWO_YEARS = [Quarter(year, number) for year in (2025, 2026) for number in (1, 2, 3, 4)]
TODAY = 480
"""Conversations a year."""


def test_the_attacker_finds_what_is_badly_protected() -> None:
    """Were the small count alone left out, the solver would find it: so it would be seen."""
    attacker = Attacker()
    attacker.read([happened(Happening.TURNED_AWAY, times=100), happened(Happening.ASKED, times=2)], A_QUARTER)
    assert attacker.derived() == {}

    attacker.windows |= {f"{A_QUARTER}.demand": (102, 102), f"{A_QUARTER}.unmet": (98, 102)}

    assert attacker.derived()[f"{A_QUARTER}.offered"] == (1, 4)


def test_no_small_number_of_a_quarter_is_derived() -> None:
    """All marginals of one quarter, at the volume of today."""
    attacker = Attacker()
    attacker.read(list(sample_log(A_QUARTER, a_year=TODAY)), A_QUARTER)

    assert attacker.derived() == {}


@settings(max_examples=5)
@given(st.lists(events(), min_size=20, max_size=60))
def test_no_small_number_of_any_history_is_derived(log: list[LogEvent]) -> None:
    """Whatever happened, and in whatever proportions; with the drawing of the quarter beside the sheet."""
    attacker = Attacker()
    attacker.read(log, A_QUARTER)
    attacker.read_ways(log, A_QUARTER)

    assert attacker.derived() == {}


def turned_away(*by_week: int, of: Quarter) -> list[LogEvent]:
    """Return so many who found nobody, in each of the first whole weeks of a quarter."""
    weeks = zip(weeks_of(of), by_week, strict=False)
    return [happened(Happening.TURNED_AWAY, on=week.monday, times=times) for week, times in weeks if times]


@pytest.mark.parametrize("by_week", [(11, 1), (94, 4), (101, 1), (9, 1), (12, 1, 1), (40, 4, 4), (50, 2)])
def test_no_small_week_follows_from_the_sheet_of_its_quarter(by_week: tuple[int, ...]) -> None:
    """On the board all weeks but the small ones are told; the sheet tells of their sum, and not what is left."""
    attacker, log = Attacker(), turned_away(*by_week, of=A_QUARTER)
    printed = attacker.read(log, A_QUARTER)
    attacker.read_weeks(log, A_QUARTER)
    assert attacker.derived_weeks() == {}

    total = printed.counts["unmet"]
    assert total in {None, PUBLISHED.rounded(sum(by_week))}


def test_a_sheet_that_looked_at_no_week_would_give_one_away() -> None:
    """A hundred and two are printed as a hundred, a hundred and one stand on the board: so the last week is one."""
    attacker, log = Attacker(), turned_away(101, 1, of=A_QUARTER)
    attacker.read(log, A_QUARTER)
    attacker.read_weeks(log, A_QUARTER)

    attacker.windows |= {f"{A_QUARTER}.unmet": (98, 102), f"{A_QUARTER}.demand": (98, 102)}

    assert list(attacker.derived_weeks().values()) == [1]


KINDS = (
    [happened(Happening.TURNED_AWAY)],
    [happened(Happening.ASKED), happened(Happening.ANSWERED, seconds=60)],
    [happened(Happening.ASKED), happened(Happening.ANSWERED, seconds=900)],
    [happened(Happening.ASKED), happened(Happening.ABANDONED, "left", seconds=90)],
    [happened(Happening.ASKED), happened(Happening.ABANDONED, "short", seconds=10)],
)
SOME = st.tuples(
    st.integers(0, 11), st.integers(0, 2), st.sampled_from(KINDS), st.sampled_from((1, 2, 3, 4, 5, 9, 11, 30, 97))
)


def reads_the_board(log: list[LogEvent]) -> Attacker:
    """Let the attacker have the sheet of a quarter, its weeks, and each part of the day of these."""
    attacker = Attacker()
    attacker.read(log, A_QUARTER)
    attacker.read_weeks(log, A_QUARTER)
    attacker.read_parts(log, A_QUARTER)
    return attacker


@pytest.mark.long
@settings(max_examples=40)
@given(st.lists(SOME, min_size=2, max_size=8))
def test_no_small_count_of_the_board_follows_from_any_sheet(some: list[tuple[int, int, list[LogEvent], int]]) -> None:
    """A few weeks in which there was anything at all: there the sum of a quarter tells most."""
    weeks = weeks_of(A_QUARTER)
    log = [
        replace(one, day=weeks[week].monday.toordinal(), part=part, amount=times)
        for week, part, kind, times in some
        for one in kind
    ]

    assert reads_the_board(log).derived_weeks() == {}


@pytest.mark.long
@pytest.mark.parametrize("a_year", [60, TODAY, 3000, 20_000])
def test_no_small_count_of_the_board_follows_from_a_plausible_sheet(a_year: int) -> None:
    """From a tiny line to a large one."""
    assert reads_the_board(list(sample_log(A_QUARTER, a_year=a_year))).derived_weeks() == {}


LIST = "check.lijst"
QUESTIONS = [f"{LIST}:{name}" for name in ("contact", "geld", "werk", "steun")]


def answered_lists(log: list[LogEvent], *, seed: int) -> list[LogEvent]:
    """Return the log, and how those went on who begin a list in it: a random half of them at each question."""
    chance, seen = Random(seed), Counter[tuple[str, str]]()  # noqa: S311 - a year that never was
    checks = [one.told[Dimension.HOW] for one in log if one.what is Happening.CHECK for _ in range(one.amount)]
    ends = [len(QUESTIONS)] * checks.count("finished")
    ends += [chance.randrange(len(QUESTIONS)) for _ in range(checks.count("begun") - len(ends))]
    for end in ends:
        for number, place in enumerate(QUESTIONS[: end + 1]):
            if chance.random() < 0.5:
                seen[place, "answered" if number < end else chance.choice(("stopped", "elsewhere"))] += 1
    went = [happened(Happening.WENT_ON, how, on=A_QUARTER.first, times=n, place=at) for (at, how), n in seen.items()]
    return [*log, *went]


def knows_the_list(attacker: Attacker) -> None:
    """Let the attacker know what a list is: who is seen in it began it, and who stops in it did not finish it."""
    of = f"{A_QUARTER}."
    for place in QUESTIONS:
        if f"{of}{place}" in attacker.truth:
            attacker.note({f"{of}{place}": 1, f"{of}checks_begun": -1}, most=0)
    stops = [f"{of}{place}.{how}" for place in QUESTIONS for how in ("stopped", "elsewhere")]
    row = {one: 1.0 for one in stops if one in attacker.truth}
    attacker.note({**row, f"{of}checks_unfinished": -1}, most=0)
    last = f"{of}{QUESTIONS[-1]}.answered"
    if last in attacker.truth:
        attacker.note({last: 1, f"{of}checks_finished": -1}, most=0)


def reads_both(a_year: int, seed: int) -> Attacker:
    """Let the attacker have the sheet and the drawing of a quarter."""
    attacker, log = Attacker(), answered_lists(list(sample_log(A_QUARTER, a_year=a_year, seed=seed)), seed=seed)
    attacker.read(log, A_QUARTER)
    attacker.read_ways(log, A_QUARTER)
    knows_the_list(attacker)
    return attacker


def test_the_drawing_beside_the_sheet_gives_nobody_away() -> None:
    """How people went on from each question, and all marginals of the same quarter, at the volume of today."""
    attacker = reads_both(TODAY, seed=1)

    assert any(QUESTIONS[0] in cell for cell in attacker.truth)
    assert attacker.derived() == {}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("a_year", [60, 150, 300, TODAY, 1000, 3000])
def test_no_drawing_gives_anybody_away_beside_the_sheet(a_year: int, seed: int) -> None:
    """As above, from a small line to a large one."""
    assert reads_both(a_year, seed).derived() == {}


def two_years(a_year: int, seed: int) -> Iterator[tuple[list[LogEvent], Quarter]]:
    """Yield eight quarters."""
    for quarter in TWO_YEARS:
        yield list(sample_log(quarter, a_year=a_year, seed=seed)), quarter


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("a_year", [20, 60, 150, 300, TODAY, 1000, 3000])
def test_no_small_number_of_two_years_is_derived(a_year: int, seed: int) -> None:
    """Eight quarters together with all their marginals, from a tiny line to a large one."""
    attacker = Attacker()
    for log, quarter in two_years(a_year, seed):
        attacker.read(log, quarter)

    assert attacker.derived() == {}


@pytest.mark.long
@settings(max_examples=400)
@given(st.lists(events(), min_size=10, max_size=120))
def test_no_small_number_of_many_histories_is_derived(log: list[LogEvent]) -> None:
    """As above, at length."""
    attacker = Attacker()
    attacker.read(log, A_QUARTER)
    attacker.read_ways(log, A_QUARTER)

    assert attacker.derived() == {}
