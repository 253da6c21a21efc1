"""What asking for a human, and changing one's mind, does to a case; in the transaction of the turn."""

from bot.model import Case, CaseId, CaseState, ChangeCard, Conversation, OpenCase, Urgency
from bot.ports import NewId, Transaction


def open_new(tx: Transaction, new_id: NewId, conversation: Conversation, *, wanted: OpenCase) -> CaseId:
    """Put somebody in the queue, behind all who are as urgent; returns the case."""
    case = Case(
        id=CaseId(new_id()),
        conversation_id=conversation.id,
        state=CaseState.WAITING,
        urgency=wanted.urgency,
        place=0,
        language=conversation.language,
        channel=conversation.sender.channel,
        asked_at=tx.now,
        card=wanted.card,
    )
    return tx.cases.open(case).id


def open_again(tx: Transaction, case_id: CaseId | None, wanted: OpenCase) -> CaseId | None:
    """Return the case that is open still, back in its old place, with the card that was agreed to now; None: none is.

    Whoever asks after the neutral opening may be somebody else: they read the same as a stranger, and the talk goes on
    only when a counsellor claims it again.
    """
    case = None if case_id is None else tx.cases.get(case_id)
    if case is None or case.state is CaseState.CLOSED:
        return None
    if case.claimed_by is not None:
        tx.cases.give_back(case.id, case.claimed_by)
    change_card(tx, case.id, ChangeCard(wanted.card, wanted.stays))
    if wanted.urgency is Urgency.URGENT:
        tx.cases.make_urgent(case.id)
    return case.id


def change_card(tx: Transaction, case_id: CaseId, wanted: ChangeCard) -> None:
    """Let something else be seen of whoever waits; what a counsellor has read already stays as it is."""
    case = tx.cases.get(case_id)
    if case is not None:
        tx.cases.change_card(case_id, wanted.on(case.card))
