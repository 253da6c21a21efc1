"""Days, weeks and buckets: the arithmetic of forgetting."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.model import BundleHash, Conversation, ConversationId, Sender
from bot.storage.lifetimes import bucket_after, bucket_of, day_of, last_day, living_weeks, week_of

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def conversation(born_on: date, heard_at: datetime | None) -> Conversation:
    """Return a conversation with these two dates."""
    return Conversation(
        ConversationId(b"c" * 16), Sender("telegram", "1"), "nl", BundleHash("0"), born_on, heard_at=heard_at
    )


def test_a_day_is_the_same_for_everybody() -> None:
    """It is the day in UTC, whatever the zone of the moment."""
    midnight_in_amsterdam = datetime(2026, 11, 24, 0, 30, tzinfo=timezone(timedelta(hours=1)))

    assert day_of(midnight_in_amsterdam) == date(2026, 11, 23).toordinal()


def test_weeks_begin_on_mondays_also_over_new_year() -> None:
    """They are ISO weeks, counted on without a break."""
    days = [date(2026, 11, 23) + timedelta(days=n) for n in range(90)]

    assert [week_of(day.toordinal()) - week_of(days[0].toordinal()) for day in days] == [n // 7 for n in range(90)]
    for day in days:
        assert (week_of(day.toordinal()) == week_of(days[0].toordinal())) == (
            day.isocalendar()[:2] == days[0].isocalendar()[:2]
        )


def test_five_weeks_are_alive_this_one_first() -> None:
    """The others are those before it."""
    this = week_of(MONDAY.toordinal())

    assert list(living_weeks(MONDAY.toordinal())) == [this, this - 1, this - 2, this - 3, this - 4]


@pytest.mark.parametrize(
    ("born_days_ago", "heard_hours_ago", "lives_until"),
    [
        (0, 0, 1),  # until the end of tomorrow
        (0, 13, 1),
        (0, 15, 0),  # heard yesterday, so until the end of today
        (0, None, 1),
        (29, 0, 1),
        (30, 0, 0),  # never longer than 30 days
        (31, 0, -1),
    ],
)
def test_a_conversation_lives_a_day_of_silence_and_thirty_days_at_most(
    born_days_ago: int, heard_hours_ago: int | None, lives_until: int
) -> None:
    """Counted from the last sign of life, and from the first day."""
    heard_at = None if heard_hours_ago is None else MONDAY - timedelta(hours=heard_hours_ago)
    born_on = (MONDAY - timedelta(days=born_days_ago)).date()

    assert last_day(conversation(born_on, heard_at), MONDAY) - day_of(MONDAY) == lives_until


def test_a_bucket_that_is_over_began_at_or_after_its_moment() -> None:
    """What is due in a bucket is never done too early, and at most five minutes late."""
    for seconds in (0, 1, 299, 300, 301):
        due = MONDAY + timedelta(seconds=seconds)
        at_last = next(n for n in range(700) if bucket_of(MONDAY + timedelta(seconds=n)) >= bucket_after(due))

        assert seconds <= at_last < seconds + 300
