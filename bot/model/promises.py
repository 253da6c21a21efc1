"""What help-seekers are told about time, and what the code enforces: one number for both, so that they can't differ.

The texts say these lengths as facts in braces (`bot.flows.facts`); storage, delivery and flows act by them.
"""

from datetime import UTC, date, datetime, timedelta

REPLY_WINDOW = timedelta(minutes=10)
"""After a sign of life we may write this long."""
SILENCE = timedelta(minutes=15)
"""After this the next message meets the opening, whoever may hold the telephone now."""
CLOCKS_DIFFER = timedelta(minutes=3)
"""The clocks of two hosts that serve one after the other may differ by this; `ajar doctor` tells of more."""
IDLE_LIFE = timedelta(hours=24)
"""A conversation can be gone on with this long after the last sign of life, and to the end of that day."""
RETURN_LIFE = timedelta(days=7)
"""A return phrase opens what it protects this long, and to the end of that day."""
KEY_GRACE = timedelta(hours=1)
"""A key outlives its day or week by this, since the clocks of hosts may differ: by minutes, never by a day."""
INDEX_WEEKS = 5
"""A person is found again by the keyed hashes of this many weeks; the key of an earlier one is destroyed."""
BLOCK_DAYS = 7
"""So long a block lasts unless somebody chooses otherwise."""
MOST_BLOCK_DAYS = 30
"""No block lasts longer than this, nor longer than the key of its hash."""
BLOCK_PROPOSED = timedelta(days=3)
"""So long somebody may confirm a block that was proposed; then it is forgotten."""
EMERGENCY_ASKED = timedelta(minutes=15)
"""So long a second person may confirm that somebody reads a case in an emergency; then it is forgotten."""
EMERGENCY_OPEN = timedelta(minutes=30)
"""So long that one may read it then."""
HARD_LIFE_DAYS = 30
"""No conversation lives longer than this after its first day, whatever happens."""
CALLBACK_LIFE = timedelta(hours=24)
"""The conversation of an open callback lives so long after the end of its slot, and to the end of that day."""
DOWN_FOR_A_NIGHT = timedelta(hours=20)
"""What destroys keys may stand still so long without making a promise untrue."""
LINE_LIFE = timedelta(minutes=15)
"""The lines of a talk stay this long after its end."""
FIRST_WITHIN = timedelta(minutes=2)
"""So long a case is kept for whom somebody talked with before and asks for; then it is for everybody."""
DELETABLE = timedelta(hours=48)
"""Telegram deletes a message for both sides until this long after it was sent."""
VANISH_AFTER = timedelta(hours=24)
"""So long after the last message a chat is emptied by itself, unless the person chose a shorter time."""
VANISH_LATEST = DELETABLE - timedelta(hours=1)
"""In a chat that is never silent so long, no message stays longer than this: an hour is left for trying again."""
SIGNAL_DELETABLE = timedelta(hours=24)
"""Signal's apps take nothing back that is older than this, and do not say so."""
SIGNAL_TIMER = timedelta(hours=1)
"""On Signal messages of both sides disappear so long after they were read, unless the person chose a shorter time."""
SIGNAL_SENT_LOG = timedelta(hours=25)
"""signal-cli keeps what it sent for a day, to send it again to whoever could not decipher it; it looks once an hour."""

_DAY = timedelta(days=1)
_QUARTER = timedelta(minutes=15)
_TIDYING = timedelta(minutes=6)
"""Times in the database are buckets of five minutes, and it is tidied once a minute."""


def last_day(heard_at: datetime, born_on: date, slot_end: datetime | None = None) -> date:
    """Return the day, in UTC, at whose end a conversation is forgotten.

    Args:
        heard_at: The last sign of life.
        born_on: The first day.
        slot_end: Of an open callback, when its slot is over; None without one.
    """
    ends = [heard_at + IDLE_LIFE, *([] if slot_end is None else [slot_end + CALLBACK_LIFE])]
    return min(max(ends).astimezone(UTC).date(), hard_last_day(born_on))


def hard_last_day(born_on: date) -> date:
    """Return the day at whose end a conversation is forgotten whatever happens."""
    return born_on + timedelta(days=HARD_LIFE_DAYS)


def kept() -> timedelta:
    """Return how long after the last sign of life answers can be read at most, in whole days."""
    return _readable_at_most(IDLE_LIFE)


def phrase_kept() -> timedelta:
    """Return how long what a return phrase protects is kept at most, in whole days."""
    return _readable_at_most(RETURN_LIFE)


def block_kept() -> timedelta:
    """Return how long it can be known at most that a sender was blocked, or was to be, in whole days."""
    longest = timedelta(weeks=INDEX_WEEKS) + KEY_GRACE + DOWN_FOR_A_NIGHT
    return -(-longest // _DAY) * _DAY


def signal_copy() -> timedelta:
    """Return how long what we said stays at most with the program that brings it to Signal, in whole days."""
    return -(-(SIGNAL_SENT_LOG + DOWN_FOR_A_NIGHT) // _DAY) * _DAY


def _readable_at_most(life: timedelta) -> timedelta:
    """Return when what lives so long, and to the end of that day, has lost its key, with a night to spare."""
    longest = life + _DAY + KEY_GRACE + DOWN_FOR_A_NIGHT
    return -(-longest // _DAY) * _DAY


def talk_kept() -> timedelta:
    """Return how long after its end a talk is kept at most, in whole quarters of an hour."""
    return -(-(LINE_LIFE + _TIDYING) // _QUARTER) * _QUARTER
