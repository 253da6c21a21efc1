"""How long each thing lives: plain arithmetic on days, weeks and buckets; reads no clock, deletes nothing.

A day is `date.toordinal()` in UTC, a week counts Mondays since the year 1 (so it is an ISO week), a bucket is five
minutes since 1970: whole numbers, so that both databases hold the same and no row tells a moment.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from bot.model import Conversation, promises
from bot.model.event_log import LOG_DAYS
from bot.model.promises import DELETABLE, HARD_LIFE_DAYS, INDEX_WEEKS, KEY_GRACE, RETURN_LIFE

KEYS_AHEAD_DAYS = 31
"""Keys of days to come are made this early, so that a save never waits for a key."""
KEY_LATE = timedelta(hours=1)
"""A key that is there so long after it was due is reported."""
LIVING_WEEKS = INDEX_WEEKS
"""A help-seeker is found again by the hashes of this many weeks."""
QUARTER_MONTHS = 3
SEEN_DAYS = 7
"""After a week without updates Telegram's ids start anywhere, so older ones could be taken for duplicates."""
REF_LIFE = DELETABLE + timedelta(minutes=5)
"""So long the deletion of a message is tried. The platform judges by its own clock, and ours may be ahead of it; what
it refuses spoils nothing."""
REF_DAYS = 2
SHIFT_DAYS = 15
"""The Monday of last week is two weeks past on the Sunday of this one, and a day more by the clock of some zones."""

_BUCKET_S = 300


def day_of(moment: datetime) -> int:
    """Return the day of a moment."""
    return moment.astimezone(UTC).toordinal()


def week_of(day: int) -> int:
    """Return the week of a day; weeks begin on Mondays."""
    return (day - 1) // 7


def quarter_of(day: int) -> int:
    """Return the quarter of a day, counted from the year 0: what is counted lives by quarters of the calendar."""
    named = date.fromordinal(day)
    return named.year * (12 // QUARTER_MONTHS) + (named.month - 1) // QUARTER_MONTHS


def living_weeks(day: int) -> range:
    """Return the weeks by which a help-seeker may still be found, this one first."""
    this = week_of(day)
    return range(this, this - LIVING_WEEKS, -1)


def is_near_a_week_change(moment: datetime) -> bool:
    """Tell whether the clock of another host may stand in another week."""
    return week_of(day_of(moment - KEY_GRACE)) != week_of(day_of(moment + KEY_GRACE))


def weeks_to_look_in(moment: datetime) -> list[int]:
    """Return the weeks by which a help-seeker may be found, this one first.

    Near a week's end the next is one of them: on a host whose clock is ahead somebody may have begun in it already.
    """
    this, *earlier = living_weeks(day_of(moment))
    following = week_of(day_of(moment + KEY_GRACE))
    return [this, *([following] if following != this else []), *earlier]


def last_moment_of_week_key(week: int) -> datetime:
    """Return when nobody is found any more by the hashes of a week."""
    return datetime.fromordinal((week + LIVING_WEEKS) * 7 + 1).replace(tzinfo=UTC)


def days_over(days: Iterable[int], now: datetime, *, late: timedelta = timedelta()) -> list[int]:
    """Return those of the days whose keys are due to be destroyed, or have been due for longer than `late`."""
    first = day_of(now - KEY_GRACE - late)
    return sorted(day for day in days if day < first)


def weeks_over(weeks: Iterable[int], now: datetime) -> list[int]:
    """Return those of the weeks by whose hashes nobody can be found any more, on any host."""
    first = week_of(day_of(now - KEY_GRACE)) - LIVING_WEEKS + 1
    return sorted(week for week in weeks if week < first)


def quarters_over(quarters: Iterable[int], now: datetime) -> list[int]:
    """Return those of the quarters in which nothing is counted any more, on any host."""
    first = quarter_of(day_of(now - KEY_GRACE))
    return sorted(quarter for quarter in quarters if quarter < first)


def logs_over(quarters: Iterable[int], now: datetime) -> list[int]:
    """Return those of the quarters whose events are not to be read any more."""
    first = quarter_of(day_of(now - KEY_GRACE) - LOG_DAYS)
    return sorted(quarter for quarter in quarters if quarter < first)


def first_day_of_log(now: datetime) -> int:
    """Return the first day of the oldest quarter whose events can be read still."""
    year, place = divmod(quarter_of(day_of(now) - LOG_DAYS), 12 // QUARTER_MONTHS)
    return date(year, place * QUARTER_MONTHS + 1, 1).toordinal()


def last_day(conversation: Conversation, now: datetime) -> int:
    """Return the day at whose end the conversation is forgotten."""
    slot_end = None if conversation.appointment is None else conversation.appointment.slot.end_at
    return promises.last_day(conversation.heard_at or now, conversation.born_on, slot_end).toordinal()


def last_day_after(before: Conversation | None, kept_until: int, after: Conversation, *, now: datetime) -> int:
    """Return the last day of a conversation that is saved.

    It comes nearer only where a callback was over, changed or taken back, and is never in the past: the key of that
    day may be gone.

    Args:
        before: As it was kept; None for a new one.
        kept_until: Its last day so far; 0 for a new one.
        after: As it is kept now.
        now: The moment.
    """
    day = last_day(after, now)
    if before is None or before.appointment is None or after.appointment == before.appointment:
        return max(kept_until, day)
    return max(day, day_of(now))


def last_day_of_way(conversation: Conversation, now: datetime) -> int:
    """Return the day at whose end it is forgotten what a return phrase protects."""
    return min(day_of(now + RETURN_LIFE), conversation.born_on.toordinal() + HARD_LIFE_DAYS)


def first_day_of_hours(now: datetime) -> int:
    """Return the first day whose hours still count: yesterday's reach into the night, by the clock of any zone."""
    return day_of(now) - 2


def first_day_of_shifts(now: datetime) -> int:
    """Return the first day whose shifts are still kept: of last week, so that on its last day it can be copied."""
    return day_of(now) - SHIFT_DAYS


def bucket_of(moment: datetime) -> int:
    """Return the five minutes in which a moment lies."""
    return int(moment.timestamp()) // _BUCKET_S


def bucket_after(moment: datetime) -> int:
    """Return the first five minutes that begin at or after a moment."""
    return -(-int(moment.timestamp()) // _BUCKET_S)
