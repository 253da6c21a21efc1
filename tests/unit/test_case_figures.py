"""Counting cases again and again: it only counts on, and comes to what a count of everything comes to."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.handover.case_figures import ABANDONED, DAYS, ENDS, SHORT, Recount
from bot.model import Outcome
from bot.model.event_log import Dimension, Happening, LogEvent

TODAY = 739_000


def outcome(how: str, day: int = TODAY, amount: int = 1) -> LogEvent:
    """Return what came of a case."""
    return LogEvent(Happening.OUTCOME, day, told={Dimension.HOW: how}, amount=amount)


def answered(seconds: int, day: int = TODAY) -> LogEvent:
    """Return an answer."""
    return LogEvent(Happening.ANSWERED, day, seconds=seconds)


def test_what_was_before_the_first_count_is_no_part_of_it() -> None:
    """Counters of a process begin at nought; what comes to a day that had something counts on from there."""
    recount = Recount()
    before = [outcome("listened"), answered(60)]

    first = recount.take(TODAY, before)
    second = recount.take(TODAY, [*before, outcome("listened"), answered(60), answered(90)])

    assert (first.ends, first.waits) == ({}, {})
    assert (second.ends, second.waits) == ({"listened": 1}, {60: 1, 90: 1})


def test_days_that_are_not_read_any_more_stay_counted() -> None:
    """So a counter never goes back, which Prometheus would take for a new start."""
    recount = Recount()
    recount.take(TODAY, [])
    recount.take(TODAY, [outcome("police")])

    later = recount.take(TODAY + DAYS, [outcome("police", TODAY + DAYS)])

    assert later.ends == {"police": 2}


def test_an_outcome_that_is_said_after_all_stays_counted_where_it_was() -> None:
    """It is taken back in the log, and in the report; a counter can't."""
    recount = Recount()
    recount.take(TODAY, [])
    unrecorded = outcome("unrecorded")
    recount.take(TODAY, [unrecorded])

    said = recount.take(TODAY, [unrecorded, outcome("unrecorded", amount=-1), outcome("listened")])

    assert said.ends == {"unrecorded": 1, "listened": 1}


def test_whoever_is_gone_at_once_is_counted_apart_and_other_events_not_at_all() -> None:
    """Nobody could have answered them."""
    recount = Recount()
    recount.take(TODAY, [])
    gone = [LogEvent(Happening.ABANDONED, TODAY, told={Dimension.HOW: how}) for how in ("short", "exit", "left")]

    counted = recount.take(TODAY, [*gone, LogEvent(Happening.STARTED, TODAY), LogEvent(Happening.ENDED, TODAY)])

    assert counted.ends == {SHORT: 1, ABANDONED: 2}
    assert {*counted.ends, *(one.value for one in Outcome)} <= set(ENDS)


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from([60, 90, "listened", "police"])), max_size=40))
def test_however_often_it_is_counted_the_sum_is_that_of_one_count(course: list[tuple[int, int | str]]) -> None:
    """Each look reads the days anew, and days go by; nothing is counted twice and nothing is left out."""
    recount, log, day = Recount(), list[LogEvent](), TODAY
    counted = recount.take(day - DAYS + 1, log)
    for days, what in course:
        day += days
        log.append(answered(what, day) if isinstance(what, int) else outcome(what, day))
        counted = recount.take(day - DAYS + 1, [one for one in log if one.day > day - DAYS])

    said = [what for _, what in course]
    assert counted.waits == Counter(one for one in said if isinstance(one, int))
    assert counted.ends == Counter(one for one in said if isinstance(one, str))
