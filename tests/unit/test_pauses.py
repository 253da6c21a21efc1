"""The rule of a pause after a talk: when it ends, and how many minutes of work it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import PAUSE_MINUTES, Pause, after_talk, ended_early

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    """Return a length of time."""
    return timedelta(minutes=count)


def test_no_pause_is_none() -> None:
    """Whoever chooses none has none."""
    assert after_talk(None, 0, NOW) is None


@pytest.mark.parametrize("chosen", [5, 10, 15])
def test_a_pause_lasts_as_long_as_was_chosen(chosen: int) -> None:
    """To the moment: at its end the next one may come."""
    pause = after_talk(None, chosen, NOW)

    assert pause == Pause(NOW, NOW + minutes(chosen))
    assert pause.lasts(NOW + minutes(chosen) - timedelta(microseconds=1))
    assert not pause.lasts(NOW + minutes(chosen))
    assert pause.minutes == chosen


@pytest.mark.parametrize(
    ("chosen", "left"),
    [(0, 8), (5, 8), (10, 10), (15, 15)],
)
def test_the_longer_of_two_pauses_holds(chosen: int, left: int) -> None:
    """A second talk that ends inside of a pause takes nothing from it, and may make it longer."""
    running = Pause(NOW - minutes(2), NOW + minutes(8))

    assert after_talk(running, chosen, NOW) == Pause(running.began_at, NOW + minutes(left))


def test_a_pause_that_is_over_is_no_beginning() -> None:
    """The minutes between two pauses are not counted."""
    over = Pause(NOW - minutes(30), NOW - minutes(20))

    assert after_talk(over, 5, NOW) == Pause(NOW, NOW + minutes(5))


@pytest.mark.parametrize(("passed", "counted"), [(0, 0), (0.1, 1), (4, 4), (4.5, 5), (20, 10)])
def test_what_is_left_of_a_pause_does_not_count(passed: float, counted: int) -> None:
    """A minute that began is one; after the end there is nothing to end."""
    assert ended_early(Pause(NOW, NOW + minutes(10)), NOW + minutes(passed)).minutes == counted


@given(
    st.lists(
        st.tuples(st.timedeltas(timedelta(), minutes(20)), st.sampled_from((*PAUSE_MINUTES, None))),
        max_size=12,
    )
)
def test_any_history_ends_in_time_and_counts_what_was(history: list[tuple[timedelta, int | None]]) -> None:
    """However talks end and pauses are broken off: none lasts longer than a quarter of an hour from now."""
    running: Pause | None = None
    now = NOW
    for passed, chosen in history:
        now += passed
        if chosen is not None:
            running = after_talk(running, chosen, now)
        elif running is not None:
            running = ended_early(running, now)
        if running is not None:
            assert running.began_at <= min(now, running.ends_at)
            assert running.ends_at <= now + minutes(15)
            assert timedelta() <= minutes(running.minutes) - (running.ends_at - running.began_at) < minutes(1)
        if running is not None and chosen is not None:
            assert not chosen or running.ends_at >= now + minutes(chosen)
