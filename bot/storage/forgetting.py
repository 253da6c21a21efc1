"""Deletes what belongs to a conversation, wherever it lies; decides nothing."""

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import BindParameter, Connection, bindparam, case, delete, func, select, update

from bot.model import CallbackOutcome, CaseState, ConversationId, Ending, Outcome
from bot.storage.tables import (
    callback,
    conversation,
    draft,
    emergency,
    guest,
    handover_case,
    message_ref,
    outbox,
    referral,
    relay,
    timer,
    transfer,
)

_AT_ONCE = 500
_IDS: BindParameter[Sequence[bytes]] = bindparam("ids", expanding=True)
_DELETES = [
    delete(conversation).where(conversation.c.id.in_(_IDS)),
    *(
        delete(table).where(table.c.conv_id.in_(_IDS))
        for table in (outbox, message_ref, relay, draft, transfer, referral, guest, emergency, timer)
    ),
]
_WAS_GIVEN_BACK = (
    (handover_case.c.state != CaseState.CLOSED.value)
    & handover_case.c.claimed_by.is_(None)
    & (handover_case.c.fence > 0)
)
_END_CASES = (
    update(handover_case)
    .where(handover_case.c.conv_id.in_(_IDS))
    .values(
        conv_id=None,
        card=None,
        # Whoever had it is asked what came of it; the code is all that is left of the case then.
        claimed_by=case((handover_case.c.outcome.is_(None), handover_case.c.claimed_by), else_=None),
        outcome=case((_WAS_GIVEN_BACK, Outcome.UNRECORDED.value), else_=handover_case.c.outcome),
        state=CaseState.CLOSED.value,
        ending=func.coalesce(handover_case.c.ending, Ending.LEFT.value),
        ended_on=func.coalesce(handover_case.c.ended_on, bindparam("today")),
    )
)


_IS_EXPIRED = (
    select(conversation.c.id)
    .where(conversation.c.id == callback.c.conv_id, conversation.c.expires_on < bindparam("today"))
    .exists()
)
_END_CALLBACKS = (
    update(callback)
    .where(callback.c.conv_id.in_(_IDS))
    .values(
        conv_id=None,
        tag=None,
        sealed=None,
        fence=callback.c.fence + 1,
        # Whose day is over had an appointment that nobody ended; who is forgotten before took it back.
        outcome=case((_IS_EXPIRED, CallbackOutcome.MISSED.value), else_=CallbackOutcome.WITHDRAWN.value),
        ended_on=bindparam("today"),
    )
)
"""Before the conversations go. Callbacks that are over belong to none."""


def forget(connection: Connection, ids: Sequence[ConversationId], today: int) -> int:
    """Delete the conversations with their keys and all their rows; returns how many rows went.

    Their cases keep id, ending, outcome and day; an open one ends as left.
    """
    rows, rest = 0, iter(ids)
    while part := list(islice(rest, _AT_ONCE)):
        connection.execute(_END_CALLBACKS, {"ids": part, "today": today})
        rows += sum(connection.execute(statement, {"ids": part}).rowcount for statement in _DELETES)
        connection.execute(_END_CASES, {"ids": part, "today": today})
    return rows
