"""Limits over a sliding window."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.web import limits
from bot.web.limits import Limit
from tests.fakes import A_MONDAY_AFTERNOON

WITHIN = timedelta(minutes=5)


@given(st.lists(st.integers(min_value=0, max_value=120), max_size=200))
def test_no_five_minutes_hold_more_than_five_tries(pauses_s: list[int]) -> None:
    """Whenever somebody tries: in no stretch of five minutes are more than five let through."""
    limit, now = Limit(5, WITHIN), A_MONDAY_AFTERNOON
    let_through = []
    for pause_s in pauses_s:
        now += timedelta(seconds=pause_s)
        if not limit.wait("key", now):
            limit.count("key", now)
            let_through.append(now)

    assert all(later - earlier >= WITHIN for earlier, later in zip(let_through, let_through[5:], strict=False))


def test_the_wait_is_exactly_as_long_as_needed() -> None:
    """Who waits as told is let through; a moment earlier is too early."""
    limit = Limit(2, WITHIN)
    limit.count("key", A_MONDAY_AFTERNOON)
    limit.count("key", A_MONDAY_AFTERNOON + timedelta(minutes=1))

    wait = limit.wait("key", A_MONDAY_AFTERNOON + timedelta(minutes=2))

    assert wait == timedelta(minutes=3)
    assert limit.wait("key", A_MONDAY_AFTERNOON + timedelta(minutes=2) + wait) == timedelta()
    assert limit.wait("other", A_MONDAY_AFTERNOON + timedelta(minutes=2)) == timedelta()


def test_a_flood_of_keys_fills_no_memory() -> None:
    """Beyond the most keys, the one that was used longest ago is forgotten."""
    limit = Limit(1, WITHIN)
    for number in range(limits.MOST_KEYS + 1):
        limit.count(number, A_MONDAY_AFTERNOON)

    assert limit.wait(0, A_MONDAY_AFTERNOON) == timedelta()
    assert limit.wait(1, A_MONDAY_AFTERNOON) == WITHIN


def test_what_succeeded_does_not_count() -> None:
    """A try that is taken back leaves room for another."""
    limit = Limit(1, WITHIN)
    limit.count("key", A_MONDAY_AFTERNOON)
    limit.take_back("key")
    limit.take_back("key")

    assert limit.wait("key", A_MONDAY_AFTERNOON) == timedelta()
