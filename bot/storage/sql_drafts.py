"""The drafts of one transaction, in the words of the port.

A draft is bound to one claim by the case's fence, as the version of its row: what an older claim left behind, or
somebody put back, opens in no later one.
"""

from sqlalchemy import bindparam, delete, insert, select, update

from bot.errors import Unreadable
from bot.model import Case, CaseState, ConversationId, Draft
from bot.storage.codec import DRAFTS
from bot.storage.tables import draft as drafts
from bot.storage.tables import handover_case
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("draft", "payload")
_THIS = drafts.c.case_id == bindparam("of_case")
_GET = select(drafts).where(_THIS)
_SET = update(drafts).where(_THIS).values(payload=bindparam("sealed"))
_ADD = insert(drafts)
HOLD_CLAIM = (
    select(handover_case.c.id)
    .where(
        handover_case.c.id == bindparam("of_case"),
        handover_case.c.state == CaseState.CLAIMED.value,
        handover_case.c.fence == bindparam("fence"),
    )
    .with_for_update()
)
"""Whoever ends the claim at this moment waits, or was first."""
END_DRAFT = delete(drafts).where(_THIS)
"""For whatever ends a claim."""


class SqlDrafts:
    """A `Drafts`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute

    def of(self, case: Case) -> Draft | None:
        row = self._run(_GET, {"of_case": case.id}).one_or_none()
        if row is None or self._unit.rows.is_gone(ConversationId(row.conv_id)):
            return None
        key = self._unit.rows.key(ConversationId(row.conv_id))
        try:
            return DRAFTS.read(unpad(key.open(_PLACE, case.id, row.payload, version=case.fence)))
        except Unreadable:
            return None  # altered, or of another claim: the talk goes on without it

    def keep(self, case: Case, draft: Draft, *, seen: int) -> Draft | None:
        if self._run(HOLD_CLAIM, {"of_case": case.id, "fence": case.fence}).one_or_none() is None:
            return None
        kept = self.of(case)
        if not draft.may_replace(kept, seen=seen):
            return kept
        key = self._unit.rows.key(case.conversation_id)
        sealed = key.seal(_PLACE, case.id, pad(DRAFTS.write(draft)), version=case.fence)
        if not self._run(_SET, {"of_case": case.id, "sealed": sealed}).rowcount:
            self._run(_ADD, {"case_id": case.id, "conv_id": case.conversation_id, "payload": sealed})
        return draft
