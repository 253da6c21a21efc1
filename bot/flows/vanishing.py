"""When the messages in a chat vanish by themselves: so long after the last of them as the person chose. Pure.

Only where messages can be deleted at all. Whoever picks up the phone later finds an empty chat, and a conversation that
was silently forgotten leaves nothing behind: the ids of messages die with its key, so the chat is emptied before.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.model import Conversation, Phase, Step, Value, Vanish, changed
from bot.model.promises import REPLY_WINDOW, VANISH_AFTER, VANISH_LATEST, last_day

SHORTEST = timedelta(hours=1)
"""Sooner than this nothing vanishes: what a counsellor wrote could be gone before it was read. And so long we may write
first at most, so that nothing is still on its way to a chat when that is emptied."""
FEWEST_HOURS = SHORTEST // timedelta(hours=1)
MOST_HOURS = VANISH_AFTER // timedelta(hours=1)
"""Nobody can choose more: the conversation itself is forgotten soon after."""
BEFORE_THE_END = timedelta(minutes=30)
"""So long before the end of its last day the chat of a conversation is emptied at the latest: time to try again."""


def chosen(conversation: Conversation, hours: Value | None) -> timedelta | None:
    """Return after which time messages vanish, by what the person chose; None where none can be deleted."""
    if conversation.vanish_after is None or not isinstance(hours, int) or isinstance(hours, bool):
        return conversation.vanish_after
    return timedelta(hours=min(max(hours, FEWEST_HOURS), MOST_HOURS))


def by_a_choice(conversation: Conversation, hours: Value | None, now: datetime) -> Mapping[str, object]:
    """Return what of a conversation is changed by another choice, for `changed`: it holds for what stands there too."""
    after = chosen(conversation, hours)
    if after == conversation.vanish_after:
        return {}
    return {"vanish_after": after, "vanish_by": _look_at(vanishes_at(changed(conversation, vanish_after=after)), now)}


def by_a_message(conversation: Conversation, now: datetime) -> Mapping[str, object]:
    """Return what of a conversation is changed by messages of either side that come into the chat, for `changed`.

    A moment that is set already stays: it is moved when it has come, so an ordinary turn writes no timer. After a wipe
    there is none: what was asked for then holds for the chat.
    """
    if conversation.phase is Phase.WIPED:
        return {"vanish_by": None}
    if conversation.vanish_after is None:
        return {}
    if conversation.vanish_by is not None:
        return {"newest_at": now}
    came = {"oldest_at": conversation.oldest_at or now, "newest_at": now}
    return {**came, "vanish_by": _look_at(vanishes_at(changed(conversation, **came)), now)}


def brought_along(was: Conversation, now: Conversation) -> timedelta | None:
    """Return after which time messages vanish in the chat in which somebody goes on: the shorter of both times.

    None where none can be deleted there.
    """
    if was.vanish_after is None or now.vanish_after is None:
        return now.vanish_after
    return min(was.vanish_after, now.vanish_after)


def vanishes_at(conversation: Conversation) -> datetime | None:
    """Return when messages are next to be deleted; None where none stand in the chat, or none can be deleted."""
    after, oldest, newest = conversation.vanish_after, conversation.oldest_at, conversation.newest_at
    if after is None or oldest is None or newest is None:
        return None
    return min(newest + after, oldest + VANISH_LATEST, _last_chance(conversation, newest))


def vanished(conversation: Conversation, now: datetime) -> Step:
    """Return the conversation without the messages whose time has come, and what is to be deleted.

    After a silence that is all. In a chat that was never silent so long, it is what has stood there that long. If
    somebody wrote since the moment was set, it is only moved.
    """
    due = vanishes_at(conversation)
    if due is None or now < due:
        return Step(replace(conversation, vanish_by=_look_at(due, now)))
    after, newest = conversation.vanish_after or VANISH_AFTER, conversation.newest_at or now
    if now < min(newest + after, _last_chance(conversation, newest)):
        left = replace(conversation, oldest_at=now - after)
        return Step(replace(left, vanish_by=_look_at(vanishes_at(left), now)), (Vanish(now - after),))
    return Step(replace(conversation, oldest_at=None, newest_at=None, vanish_by=None), (Vanish(now),))


def _look_at(due: datetime | None, now: datetime) -> datetime | None:
    """Return when to look: at the moment itself if it is near, else at the full hour before.

    The five minutes of a timer lie in the clear; for most of the day they tell no more than the hour of a conversation.
    """
    if due is None or due - now <= SHORTEST:
        return due
    return due.replace(minute=0, second=0, microsecond=0)


def _last_chance(conversation: Conversation, newest: datetime) -> datetime:
    """Return the moment from which on the ids may soon be unreadable; what was just said can be read nevertheless."""
    day = last_day(conversation.heard_at or newest, conversation.born_on)
    end = datetime.combine(day + timedelta(days=1), time(), UTC)
    return max(end - BEFORE_THE_END, newest + REPLY_WINDOW)
