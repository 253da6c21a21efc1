"""Deletes what is past its day. Only tidiness depends on it: what is past its day has no key any more."""

from datetime import timedelta

from sqlalchemy import BindParameter, CursorResult, bindparam, delete, select, tuple_

from bot.model import CaseState, ConversationId
from bot.storage.lifetimes import bucket_of, living_weeks
from bot.storage.tables import conversation, handover_case, message_ref, relay, seen, timer, way_back
from bot.storage.unit import Unit

_AT_ONCE = 5_000
"""So many rows of a kind are deleted in one transaction, so that nobody who writes has to wait long."""

_DUE: BindParameter[int] = bindparam("today")
_OLD_SEEN = select(seen.c.channel, seen.c.external_id).where(seen.c.forget_on < _DUE).limit(_AT_ONCE)
_OLD_REFS = select(message_ref.c.conv_id, message_ref.c.id).where(message_ref.c.forget_on < _DUE).limit(_AT_ONCE)
_OLD_WAYS = select(way_back.c.tag).where(way_back.c.expires_on < _DUE).limit(_AT_ONCE)
_DELETES = (
    delete(way_back).where(way_back.c.tag.in_(_OLD_WAYS)),
    delete(seen).where(tuple_(seen.c.channel, seen.c.external_id).in_(_OLD_SEEN)),
    delete(message_ref).where(tuple_(message_ref.c.conv_id, message_ref.c.id).in_(_OLD_REFS)),
)
# A timer that fires is set anew or deleted with it, and goes with its conversation: what a race left over has none.
# What was due while nothing ran for a day has one still, and is due still.
_HAS_A_CONVERSATION = select(conversation.c.id).where(conversation.c.id == timer.c.conv_id).exists()
_OLD_TIMERS = delete(timer).where(timer.c.bucket < bindparam("yesterday"), ~_HAS_A_CONVERSATION)
_EXPIRED = select(conversation.c.id).where(conversation.c.expires_on < _DUE).limit(_AT_ONCE)
_TALK_IS_OVER = (
    select(handover_case.c.id)
    .where(
        handover_case.c.id == relay.c.case_id,
        handover_case.c.state == CaseState.CLOSED.value,
        handover_case.c.purge_after <= bindparam("bucket"),
    )
    .exists()
)
# Lines are few, cases stay for ever: so each line asks for its case.
_PURGE = delete(relay).where(_TALK_IS_OVER)


def tidy(unit: Unit, *, days_too: bool) -> int:
    """Delete what is due, at most a few thousand rows of a kind; returns how many rows went."""
    unit.flush()
    run = unit.connection.execute
    purged: CursorResult[tuple[()]] = run(_PURGE, {"bucket": bucket_of(unit.now)})
    count = purged.rowcount
    if days_too and unit.tidied_on != unit.today:
        rows = [run(statement, {"today": unit.today}).rowcount for statement in _DELETES]
        run(_OLD_TIMERS, {"yesterday": bucket_of(unit.now - timedelta(days=1))})
        expired = [ConversationId(one) for one in run(_EXPIRED, {"today": unit.today}).scalars()]
        count += sum(rows) + unit.forget(expired)
        unit.secrets.index.drop_before(min(living_weeks(unit.today)))
        if max(*rows, len(expired)) < _AT_ONCE:
            unit.tidied_on = unit.today
    return count
