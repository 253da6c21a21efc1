"""What a case is when a human is asked for; pure."""

from datetime import datetime

from bot.model import Case, CaseId, CaseState, Conversation, OpenCase


def new_case(case_id: CaseId, conversation: Conversation, wanted: OpenCase, *, now: datetime) -> Case:
    """Return the case of somebody who asks for a human; it gets its place when it is kept."""
    return Case(
        id=case_id,
        conversation_id=conversation.id,
        state=CaseState.WAITING,
        urgency=wanted.urgency,
        place=0,
        language=conversation.language,
        channel=conversation.sender.channel,
        asked_at=now,
        card=wanted.card,
    )
