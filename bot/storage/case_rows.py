"""How a case lies in its row."""

from typing import Any

from sqlalchemy import Row

from bot.model import Case, CaseId, CaseState, ConversationId, StaffId, Urgency
from bot.storage.case_ends import end_of
from bot.storage.codec import CARDS, Card
from bot.storage.vault import FieldKey, Place, pad, unpad

_CARD = Place("handover_case", "card")


def sealed_card(key: FieldKey, case: Case) -> bytes:
    """Return what of a case is sealed with the key of its conversation."""
    about = (case.asked_at, case.language, case.channel, case.card, case.hops, case.wishes, case.region)
    card: Card = (*about, case.counted)
    return key.seal(_CARD, case.id, pad(CARDS.write(card)))


def opened_case(key: FieldKey, row: Row[Any]) -> Case:
    """Return the case of a row.

    Raises:
        Unreadable: the key is another, or the row was altered.
    """
    asked_at, language, channel, card, hops, wishes, region, counted = CARDS.read(
        unpad(key.open(_CARD, row.id, row.card))
    )
    ending, outcomes = end_of(row)
    return Case(
        CaseId(row.id),
        ConversationId(row.conv_id),
        CaseState(row.state),
        urgency=Urgency(row.urgency),
        place=row.place,
        language=language,
        channel=channel,
        asked_at=asked_at,
        card=card,
        claimed_by=None if row.claimed_by is None else StaffId(row.claimed_by),
        ending=ending,
        outcomes=outcomes,
        fence=row.fence,
        hops=hops,
        wishes=wishes,
        region=region,
        counted=counted,
    )
