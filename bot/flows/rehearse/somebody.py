"""Who a rehearsal is played with: one help-seeker, of whom nothing is real."""

from datetime import datetime

from bot.flows.bundle import Bundle
from bot.model import CaseId, Conversation, ConversationId, Sender

SOMEBODY = ConversationId(b"somebody who wri")
THEIR_CASE = CaseId(b"the case of them")


def stranger(bundle: Bundle, sender: Sender, now: datetime) -> Conversation:
    """Return the conversation of somebody who has not written yet."""
    return Conversation(
        id=SOMEBODY,
        sender=sender,
        language=bundle.default_language,
        bundle=bundle.hash,
        born_on=now.date(),
    )
