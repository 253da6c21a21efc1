"""S22: whoever has all sheets of two years and an integer solver works out no small number."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.figures.periods import Quarter
from bot.model.event_log import Happening, LogEvent
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
    """Whatever happened, and in whatever proportions."""
    attacker = Attacker()
    attacker.read(log, A_QUARTER)

    assert attacker.derived() == {}


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

    assert attacker.derived() == {}
