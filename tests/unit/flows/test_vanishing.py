"""When messages vanish, in any history: never too early, never too late, and never left behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent
from bot.flows.handing import LONGEST_AGREED_MINUTES
from bot.flows.vanishing import (
    BEFORE_THE_END,
    MOST_HOURS,
    SHORTEST,
    brought_along,
    by_a_choice,
    by_a_message,
    chosen,
    vanished,
)
from bot.model import BundleHash, Conversation, ConversationId, Phase, Sender, Vanish, changed
from bot.model.promises import HARD_LIFE_DAYS, REPLY_WINDOW, VANISH_AFTER, VANISH_LATEST, last_day
from tests.unit.flows.small import SOURCES

BEGIN = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
GAPS = st.lists(st.integers(0, 30 * 60), min_size=1, max_size=40).map(
    lambda minutes: [timedelta(minutes=one) for one in minutes]
)


class Chat:
    """A conversation and what stands in its chat; whatever is due happens at its moment."""

    def __init__(self, hours: int) -> None:
        somebody = Conversation(
            ConversationId(b"somebody"), Sender("telegram", "1"), "nl", BundleHash("b"), BEGIN.date(), heard_at=BEGIN
        )
        begun = replace(somebody, vanish_after=VANISH_AFTER)
        self.conversation = replace(begun, vanish_after=chosen(begun, hours))
        self.stands: list[datetime] = []
        self.gone: list[tuple[datetime, datetime]] = []
        """Messages, with the moment at which each vanished."""

    @property
    def after(self) -> timedelta:
        return self.conversation.vanish_after or VANISH_AFTER

    def goes_on_until(self, until: datetime) -> None:
        wakes = 0
        while (due := self.conversation.vanish_by) is not None and due <= until:
            step = vanished(self.conversation, due)
            self.conversation = step.conversation
            for effect in step.effects:
                assert isinstance(effect, Vanish)
                self.gone += [(one, due) for one in self.stands if one <= effect.until]
                self.stands = [one for one in self.stands if one > effect.until]
            wakes += 1
            assert wakes < 100

    def lives_through(self, gaps: list[timedelta]) -> datetime:
        """Hear messages with these gaps between them, and return when the last came."""
        now = BEGIN
        for gap in gaps:
            now += gap
            self.hears(now)
            assert all(now - one <= VANISH_LATEST for one in self.stands)
        return now

    def hears(self, now: datetime) -> None:
        self.goes_on_until(now)
        self.stands.append(now)
        heard = replace(self.conversation, heard_at=now)
        self.conversation = changed(heard, **by_a_message(heard, now))


@given(GAPS, st.integers(1, MOST_HOURS))
def test_nothing_stays_too_long_or_goes_too_soon(gaps: list[timedelta], hours: int) -> None:
    """Whatever was written when: an empty chat after the silence, and no message that is too old to be deleted."""
    chat = Chat(hours)
    now = chat.lives_through(gaps)

    chat.goes_on_until(now + chat.after)

    assert chat.stands == []
    for sent, went in chat.gone:
        is_last_chance = went >= _end_of(sent, BEGIN) - BEFORE_THE_END
        assert went - sent >= (REPLY_WINDOW if is_last_chance else min(chat.after, timedelta(hours=hours)))
        assert went - sent <= VANISH_LATEST


def _end_of(heard_at: datetime, born: datetime) -> datetime:
    day = last_day(heard_at, born.date())
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


@given(GAPS, st.integers(1, MOST_HOURS))
def test_a_chat_is_empty_before_its_ids_are_unreadable(gaps: list[timedelta], hours: int) -> None:
    """They die with the key of the conversation's last day; after 30 days that is the day, whoever writes."""
    chat = Chat(hours)
    now = chat.lives_through(gaps)
    end = _end_of(now, BEGIN)

    chat.goes_on_until(end)

    assert [one for one in chat.stands if one < end - BEFORE_THE_END - REPLY_WINDOW] == []


@given(st.none() | st.integers() | st.booleans() | st.text())
def test_a_choice_is_never_out_of_bounds(answer: int | str | None) -> None:
    """Whatever a flow put into the variable."""
    chat = Chat(5)

    assert SHORTEST <= (chosen(chat.conversation, answer) or timedelta()) <= VANISH_AFTER


@given(st.none() | st.booleans() | st.text())
def test_what_is_no_number_chooses_nothing(answer: str | bool | None) -> None:
    """The earlier choice stays, and so does the moment."""
    chat = Chat(5)
    chat.hears(BEGIN)

    assert by_a_choice(chat.conversation, answer, BEGIN) == {}


def test_another_choice_holds_for_what_stands_there_already() -> None:
    """The moment is moved with it, whether or not a message comes; the same choice again moves nothing."""
    chat = Chat(24)
    chat.hears(BEGIN)
    later = BEGIN + timedelta(minutes=10)

    chosen_anew = changed(chat.conversation, **by_a_choice(chat.conversation, 1, later))

    assert chosen_anew.vanish_after == timedelta(hours=1)
    assert chosen_anew.vanish_by == BEGIN + timedelta(hours=1)
    assert by_a_choice(chosen_anew, 1, later) == {}


def test_what_stood_there_before_is_not_forgotten_when_the_moment_is_set_anew() -> None:
    """The oldest message tells how long the chat can wait."""
    chat = Chat(24)
    chat.hears(BEGIN)
    moved = replace(chat.conversation, vanish_by=None)
    now = BEGIN + timedelta(hours=23)

    moved = changed(replace(moved, heard_at=now), **by_a_message(moved, now))

    assert (moved.oldest_at, moved.newest_at) == (BEGIN, now)
    assert moved.vanish_by is not None


def test_what_is_said_in_the_last_minutes_can_be_read() -> None:
    """On the thirtieth day all goes half an hour before midnight; what comes later stands as long as we may write."""
    now = BEGIN.replace(hour=23, minute=40)
    last = replace(Chat(24).conversation, born_on=BEGIN.date() - timedelta(days=HARD_LIFE_DAYS), heard_at=now)

    assert changed(last, **by_a_message(last, now)).vanish_by == now + REPLY_WINDOW


def test_after_a_wipe_nothing_is_waited_for() -> None:
    """What was asked for then, all gone or all left, is done apart from this."""
    chat = Chat(24)
    chat.hears(BEGIN)
    wiped = replace(chat.conversation, phase=Phase.WIPED)

    assert changed(wiped, **by_a_message(wiped, BEGIN)).vanish_by is None


@pytest.mark.parametrize(
    ("was", "now", "then"), [(1, 24, 1), (24, 1, 1), (5, 5, 5), (None, 24, 24), (1, None, None), (None, None, None)]
)
def test_the_shorter_time_comes_along_to_where_messages_can_be_deleted(
    was: int | None, now: int | None, then: int | None
) -> None:
    """And to nowhere else."""
    there, here = (replace(Chat(24).conversation, vanish_after=_hours(one)) for one in (was, now))

    assert brought_along(there, here) == _hours(then)


def _hours(hours: int | None) -> timedelta | None:
    return None if hours is None else timedelta(hours=hours)


def test_nothing_can_be_on_its_way_to_a_chat_that_is_emptied() -> None:
    """Nobody agreed to be written to for longer than the shortest choice."""
    assert timedelta(minutes=LONGEST_AGREED_MINUTES) <= SHORTEST
    assert REPLY_WINDOW <= SHORTEST


def test_an_ordinary_turn_sets_no_timer() -> None:
    """The moment stays where it is, and is moved when it has come."""
    chat = Chat(24)
    chat.hears(BEGIN)
    first = chat.conversation.vanish_by

    chat.hears(BEGIN + timedelta(minutes=5))

    assert chat.conversation.vanish_by == first == BEGIN + VANISH_AFTER


@given(st.integers(0, 24 * 60 - 1))
def test_a_timer_of_a_day_tells_only_the_hour(minute: int) -> None:
    """It lies in the clear, to five minutes; the moment when somebody wrote would lie there for a day."""
    chat, now = Chat(24), BEGIN + timedelta(minutes=minute)

    chat.hears(now)

    assert chat.conversation.vanish_by is not None
    assert chat.conversation.vanish_by.minute == 0


def test_a_variable_that_is_no_number_of_hours_is_refused() -> None:
    """With its place, and what it has to be."""
    faulty = SOURCES["flows.yaml"].replace("\ninterrupts:", "\nvanish_after: land\n\ninterrupts:", 1)
    what = '"land" has to be a variable of the type int, in hours, with "min: 1" and "max: 24", or less'

    with pytest.raises(FaultyContent) as told:
        compile_bundle({**SOURCES, "flows.yaml": faulty})

    assert [(one.code, one.what) for one in told.value.findings] == [("E607", f"vanish_after: {what}")]
