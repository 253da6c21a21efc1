"""What can happen to a callback, and what is due with one: by its state and by the clock, nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.booking import ask_at
from bot.handover.due_calls import SAY_WITHIN, is_left, may_open, outcome_by_itself
from bot.handover.rules import CALLING, Refused, after_calling
from bot.model import (
    Asking,
    Callback,
    CallbackId,
    CallbackOutcome,
    CallbackState,
    ConversationId,
    Slot,
    StaffId,
    ToldSlot,
)
from tests.booking import told

START = datetime(2026, 11, 25, 19, tzinfo=UTC)
MINUTES = st.integers(-3_000, 3_000).map(lambda minutes: START + timedelta(minutes=minutes))
CALLBACKS = st.builds(
    Callback,
    st.just(CallbackId(b"c" * 16)),
    st.just(ConversationId(b"m" * 16)),
    st.sampled_from(CallbackState),
    st.sampled_from([15, 30, 60]).map(lambda minutes: told(START, minutes=minutes)),
    st.just("nl"),
    st.just("telegram"),
    st.just(START - timedelta(days=3)),
    asking=st.sampled_from(Asking),
    confirmed_at=st.none() | MINUTES,
    attempts=st.integers(0, 1),
    claimed_by=st.none() | st.just(StaffId("ada")),
)


def test_only_what_was_confirmed_leads_to_a_call() -> None:
    """Each way to a call sheet goes over a yes, and each way to what a caller says over the sheet."""
    ways = {(trigger, source) for trigger, source, _ in CALLING}

    assert {source for trigger, source in ways if trigger == "open_sheet"} == {
        CallbackState.CONFIRMED,
        CallbackState.CALLING,
    }
    assert {source for trigger, source in ways if trigger == "say"} == {CallbackState.CALLING}
    assert {target for _, source, target in CALLING if source is CallbackState.ASKED} == {
        CallbackState.BOOKED,
        CallbackState.DONE,
    }


def test_whatever_is_not_in_the_table_is_refused() -> None:
    """Nothing follows a callback that is done."""
    known = {(trigger, source): target for trigger, source, target in CALLING}
    triggers = {trigger for trigger, _, _ in CALLING}

    for trigger, state in product(triggers, CallbackState):
        if (trigger, state) in known:
            assert after_calling(state, trigger) is known[trigger, state]
        else:
            with pytest.raises(Refused):
                after_calling(state, trigger)


@given(CALLBACKS, MINUTES)
def test_a_sheet_opens_in_the_window_with_a_yes_of_the_last_day(callback: Callback, now: datetime) -> None:
    """Whatever else is true of it; and what is over by itself opens no sheet any more."""
    if may_open(callback, now):
        said_at = callback.confirmed_at
        assert said_at is not None
        assert START - timedelta(hours=24) <= said_at <= now
        assert START - timedelta(minutes=10) <= now < callback.slot.end_at
        assert callback.state in {CallbackState.CONFIRMED, CallbackState.CALLING}
        assert outcome_by_itself(callback, now) is None


@given(CALLBACKS)
def test_each_that_is_open_is_over_by_itself_at_last(callback: Callback) -> None:
    """At the latest an hour after its slot; and once it is over it stays over."""
    if callback.state is not CallbackState.DONE:
        assert outcome_by_itself(callback, callback.slot.end_at + SAY_WITHIN) is not None
        assert outcome_by_itself(callback, START - timedelta(minutes=1)) is None


@given(CALLBACKS, MINUTES)
def test_what_we_missed_was_left_to_us_before(callback: Callback, now: datetime) -> None:
    """Nobody reads “missed” of whom nobody outside was called for: an hour earlier, or from five minutes on."""
    if outcome_by_itself(callback, now) is CallbackOutcome.MISSED:
        before = callback.slot.end_at if callback.state is CallbackState.CONFIRMED else START
        assert is_left(callback, before - timedelta(minutes=1))


def test_the_moment_is_told_by_the_clock_on_the_wall() -> None:
    """The same time of the day before; 24 hours where that would be 25; nothing that is over already."""
    now = datetime(2026, 10, 20, tzinfo=UTC)
    autumn, spring = datetime(2026, 10, 25, 19, tzinfo=UTC), datetime(2027, 3, 28, 18, tzinfo=UTC)

    assert ask_at(Asking.DAY_BEFORE, told(autumn), now) == autumn - timedelta(hours=24)
    assert ask_at(Asking.DAY_BEFORE, told(spring), now) == spring - timedelta(hours=23)
    assert ask_at(Asking.AT_START, told(autumn), now) == autumn
    assert ask_at(Asking.NEVER, told(autumn), now) is None
    assert ask_at(Asking.DAY_BEFORE, told(autumn), autumn - timedelta(hours=24)) is None


def test_asked_a_day_before_at_a_time_that_the_clock_skips_it_is_when_it_is_skipped() -> None:
    """Half past two of Monday is agreed; on the Sunday before there is none, and the clock leaps at one in UTC."""
    start = datetime(2027, 3, 29, 0, 30, tzinfo=UTC)
    moment = ask_at(Asking.DAY_BEFORE, told(start), start - timedelta(days=3))

    assert moment == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_a_list_tells_nothing_of_whom() -> None:
    """Neither number nor names nor words."""
    told_slot = ToldSlot(Slot(START, 60), START.replace(tzinfo=None), "Europe/Amsterdam")
    callback = Callback(
        CallbackId(b"c" * 16), ConversationId(b"m" * 16), CallbackState.BOOKED, told_slot, "nl", "telegram", START
    )
    assert replace(callback, details=None) == callback.listed()
    assert "612987054" not in repr(callback)
