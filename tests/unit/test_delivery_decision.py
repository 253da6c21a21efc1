"""The one function that every bubble passes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    Appointment,
    Bubble,
    BundleHash,
    CallbackId,
    Conversation,
    ConversationId,
    Outbound,
    OutboundId,
    Phase,
    Purpose,
    Sender,
    Slot,
)
from bot.model.promises import REPLY_WINDOW
from bot.safe_contact import Decision, delivery_decision, may_write

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
MIA = Conversation(
    ConversationId(b"m" * 16), Sender("telegram", "7"), "nl", BundleHash("0" * 32), NOW.date(), heard_at=NOW
)
MOMENTS = st.none() | st.integers(-120, 120).map(lambda minutes: NOW + timedelta(minutes=minutes))


def row(purpose: Purpose) -> Outbound:
    """Return a row of this purpose."""
    return Outbound(OutboundId(b"o" * 16), MIA.id, 1, purpose)


@pytest.mark.parametrize("purpose", [Purpose.REPLY, Purpose.NOTICE, Purpose.TALK])
def test_ten_minutes_after_a_sign_of_life_nothing_leaves(purpose: Purpose) -> None:
    """The last moment of the window counts, the first after it does not."""
    last = MIA.heard_at + REPLY_WINDOW if MIA.heard_at else NOW

    assert delivery_decision(row(purpose), MIA, last) is Decision.SEND
    assert delivery_decision(row(purpose), MIA, last + timedelta(microseconds=1)) is Decision.HOLD


def test_while_somebody_waits_we_write_only_as_long_as_they_agreed() -> None:
    """No agreement: no news from the queue. Agreement for 30 minutes: until the 30th."""
    silent = replace(MIA, phase=Phase.WAITING, heard_at=NOW - timedelta(minutes=20))
    agreed = replace(silent, write_until=NOW + timedelta(minutes=10))

    assert delivery_decision(row(Purpose.NOTICE), silent, NOW) is Decision.HOLD
    assert delivery_decision(row(Purpose.NOTICE), agreed, NOW) is Decision.SEND
    assert delivery_decision(row(Purpose.NOTICE), agreed, NOW + timedelta(minutes=11)) is Decision.HOLD


def test_in_a_talk_the_words_of_either_side_keep_the_window_open() -> None:
    """A counsellor who wrote nine minutes ago may go on; outside a talk that counts for nothing."""
    talk = replace(MIA, phase=Phase.TALKING, heard_at=NOW - timedelta(minutes=18), spoke_at=NOW - timedelta(minutes=9))

    assert delivery_decision(row(Purpose.TALK), talk, NOW) is Decision.SEND
    assert delivery_decision(row(Purpose.TALK), replace(talk, phase=Phase.BOT), NOW) is Decision.HOLD


def test_after_a_wipe_only_the_deletions_and_the_last_line_leave() -> None:
    """What was on its way when somebody wiped is never shown."""
    wiped = replace(MIA, phase=Phase.WIPED)

    assert delivery_decision(row(Purpose.REPLY), wiped, NOW) is Decision.DROP
    assert delivery_decision(row(Purpose.TALK), wiped, NOW) is Decision.DROP
    assert delivery_decision(row(Purpose.FAREWELL), wiped, NOW) is Decision.SEND
    assert delivery_decision(row(Purpose.FAREWELL), wiped, NOW + timedelta(hours=1)) is Decision.DROP
    assert delivery_decision(row(Purpose.DELETE), wiped, NOW + timedelta(hours=1)) is Decision.SEND


@pytest.mark.parametrize("phase", Phase)
def test_messages_vanish_whenever_it_is_due_until_somebody_wipes(phase: Phase) -> None:
    """It puts nothing on the screen. After a wipe the deletion takes all of it, or all was asked to be left."""
    silent = replace(MIA, phase=phase, heard_at=NOW - timedelta(days=1))
    wanted = Decision.DROP if phase is Phase.WIPED else Decision.SEND

    assert delivery_decision(row(Purpose.VANISH), silent, NOW) is wanted


ASKS_AT = NOW + timedelta(hours=5)
APPOINTMENT = Appointment(
    CallbackId(b"c" * 16), Slot(NOW + timedelta(hours=29), 30), ASKS_AT, "suit_ask_now", token="7-suits", is_last=True
)
CALLED = replace(MIA, appointment=APPOINTMENT)
QUESTION = replace(row(Purpose.CALLBACK), seq=7, bubble=Bubble("Past het zo?", prompt="7-suits"))


@given(st.integers(-3_600, 3 * 3_600).map(lambda seconds: ASKS_AT + timedelta(seconds=seconds)))
def test_whether_a_callback_suits_is_asked_in_the_chosen_moment_alone(now: datetime) -> None:
    """Hours after their last word, for as long as the slot is; and no other bubble leaves by it."""
    is_then = ASKS_AT <= now < ASKS_AT + timedelta(minutes=30)

    assert (delivery_decision(QUESTION, CALLED, now) is Decision.SEND) == is_then
    assert delivery_decision(row(Purpose.REPLY), CALLED, now) is Decision.HOLD
    assert delivery_decision(row(Purpose.NOTICE), CALLED, now) is Decision.HOLD


@pytest.mark.parametrize(
    "conversation",
    [
        MIA,
        replace(CALLED, phase=Phase.WIPED),
        replace(CALLED, phase=Phase.TALKING),
        replace(CALLED, phase=Phase.WAITING),
        replace(CALLED, opened_seq=8),
        replace(CALLED, heard_at=ASKS_AT + timedelta(hours=1)),
        replace(CALLED, appointment=replace(APPOINTMENT, is_confirmed=True)),
        replace(CALLED, appointment=replace(APPOINTMENT, is_decided=False)),
        replace(CALLED, appointment=replace(APPOINTMENT, token="9-suits")),
        replace(CALLED, appointment=APPOINTMENT.unasked()),
    ],
)
def test_it_is_asked_of_nobody_else(conversation: Conversation) -> None:
    """Without a callback, after a wipe, with a human, or for whoever held the telephone before the opening.

    Nor under a clock that was put back, once the yes is there, before a counsellor decided, or by an earlier question.
    """
    assert delivery_decision(QUESTION, CALLED, ASKS_AT) is Decision.SEND
    assert delivery_decision(QUESTION, conversation, ASKS_AT) is not Decision.SEND


@given(
    st.sampled_from([Purpose.REPLY, Purpose.NOTICE, Purpose.TALK, Purpose.FAREWELL]),
    st.sampled_from(Phase),
    MOMENTS,
    MOMENTS,
    MOMENTS,
)
def test_nothing_is_shown_to_somebody_who_gave_no_sign(
    purpose: Purpose, phase: Phase, heard: datetime | None, spoke: datetime | None, until: datetime | None
) -> None:
    """Whatever the history: a bubble leaves only where writing is agreed at this very moment."""
    conversation = replace(MIA, phase=phase, heard_at=heard, spoke_at=spoke, write_until=until)

    if delivery_decision(row(purpose), conversation, NOW) is Decision.SEND:
        assert may_write(conversation, NOW)
        assert any(moment is not None and NOW - moment <= REPLY_WINDOW for moment in (heard, spoke, until))
