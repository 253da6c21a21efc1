"""The open transfers of one transaction, in the words of the port.

As a draft is, a transfer is bound to one claim by the case's fence. Whoever changes one holds the row of its case, as
whoever ends a claim does: so of an answer and of an end at the same moment one comes first, and the other finds that.
"""

from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from bot.errors import Unreadable
from bot.model import Case, CaseId, CaseState, ConversationId, StaffId, Transfer, TransferState
from bot.storage.codec import TRANSFERS
from bot.storage.sql_drafts import HOLD_CLAIM
from bot.storage.tables import handover_case
from bot.storage.tables import transfer as transfers
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("transfer", "payload")
_THIS = transfers.c.case_id == bindparam("of_case")
_GET = select(transfers, handover_case.c.fence).join(handover_case, handover_case.c.id == transfers.c.case_id)
_GET_THIS = _GET.where(_THIS)
_GET_OPEN = _GET.where(handover_case.c.state == CaseState.CLAIMED.value).order_by(handover_case.c.place)
_ADD = insert(transfers)
END_TRANSFER = delete(transfers).where(_THIS)
"""For whatever ends a claim."""


class SqlTransfers:
    """A `Transfers`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute

    def of(self, case: Case) -> Transfer | None:
        row = self._run(_GET_THIS, {"of_case": case.id}).one_or_none()
        return self._opened(row) if row is not None and row.fence == case.fence else None

    def open(self) -> tuple[Transfer, ...]:
        rows = self._run(_GET_OPEN).all()
        self._unit.rows.load(ConversationId(row.conv_id) for row in rows)
        return tuple(one for one in map(self._opened, rows) if one is not None)

    def change(self, case: Case, before: Transfer | None, after: Transfer | None) -> bool:
        if self._run(HOLD_CLAIM, {"of_case": case.id, "fence": case.fence}).one_or_none() is None:
            return False
        if self.of(case) != before:
            return False
        self._run(END_TRANSFER, {"of_case": case.id})  # also one that can't be read
        if after is not None:
            key = self._unit.rows.key(case.conversation_id)
            body = (after.holder, after.receiver, after.note, after.state.value, after.until)
            sealed = key.seal(_PLACE, case.id, pad(TRANSFERS.write(body)), version=case.fence)
            self._run(_ADD, {"case_id": case.id, "conv_id": case.conversation_id, "payload": sealed})
        return True

    def _opened(self, row: Row[Any]) -> Transfer | None:
        """Return the transfer of a row; one that was altered, or is of another claim, is none and stops no talk."""
        owner = ConversationId(row.conv_id)
        if self._unit.rows.is_gone(owner):
            return None
        try:
            sealed = self._unit.rows.key(owner).open(_PLACE, row.case_id, row.payload, version=row.fence)
            holder, receiver, note, state, until = TRANSFERS.read(unpad(sealed))
        except Unreadable:
            return None
        return Transfer(CaseId(row.case_id), StaffId(holder), StaffId(receiver), note, TransferState(state), until)
