"""Who a rehearsal is played with: one help-seeker, of whom nothing is real."""

from collections.abc import Mapping
from datetime import datetime

from bot.flows.bundle import Bundle
from bot.flows.with_whom import MOST_NEVER
from bot.model import (
    CaseId,
    Conversation,
    ConversationId,
    DeskEvent,
    DeskEventKind,
    Sender,
    StaffId,
    Value,
    Wishes,
    all_ticked,
    given_back,
)

SOMEBODY = ConversationId(b"somebody who wri")
THEIR_CASE = CaseId(b"the case of them")
COUNSELLORS = tuple(StaffId(f"counsellor{number}") for number in range(MOST_NEVER + 2))
"""Who may take their case: the first with whom they are willing to talk."""


def stranger(bundle: Bundle, sender: Sender, now: datetime) -> Conversation:
    """Return the conversation of somebody who has not written yet."""
    return Conversation(
        id=SOMEBODY,
        sender=sender,
        language=bundle.default_language,
        bundle=bundle.hash,
        born_on=now.date(),
    )


def taker(conversation: Conversation, wishes: Wishes, now: datetime) -> StaffId:
    """Return who takes the case: whom they asked for, as long as it is kept for that one; then somebody else."""
    late = {wishes.first} if wishes.held_for(now) is None else set()
    return next(one for one in COUNSELLORS if one not in {*conversation.never_with, *late})


def news(kind: DeskEventKind, *, by: StaffId, card: Mapping[str, Value], to_somebody: bool) -> DeskEvent:
    """Return what the desk tells: who claims a case; of one that is given back, whether somebody is there."""
    if kind is DeskEventKind.RETURNED:
        return given_back(to_somebody=to_somebody)
    return DeskEvent(kind, all_ticked(card, words=True), by if kind is DeskEventKind.CLAIMED else None)
