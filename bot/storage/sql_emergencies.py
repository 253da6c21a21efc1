"""The emergencies of one transaction, in the words of the port: one row a case, sealed as its card is."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from bot.errors import Unreadable
from bot.model import Case, CaseId, ConversationId, Emergency
from bot.storage.codec import EMERGENCIES
from bot.storage.tables import handover_case
from bot.storage.tables_of_emergencies import emergency as emergencies
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("emergency", "payload")
_IS_OF_CASE = (handover_case.c.id == emergencies.c.case_id) & (handover_case.c.conv_id == emergencies.c.conv_id)
# A case that goes on in another conversation leaves this behind, as it does a claim.
_ALL = select(emergencies).join(handover_case, _IS_OF_CASE)
_THIS = emergencies.c.case_id == bindparam("of_case")
_GET = _ALL.where(_THIS)
_IDS = select(emergencies.c.case_id)
_HOLD = (
    select(handover_case.c.id)
    .where(handover_case.c.id == bindparam("of_case"), handover_case.c.conv_id == bindparam("owner"))
    .with_for_update()
)
_ADD = insert(emergencies)
_END = delete(emergencies).where(_THIS)


class SqlEmergencies:
    """An `Emergencies`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute

    def of(self, case: Case) -> Emergency | None:
        row = self._run(_GET, {"of_case": case.id}).one_or_none()
        return None if row is None else self._opened(row)

    def all(self) -> Mapping[CaseId, Emergency]:
        rows = self._run(_ALL).all()
        self._unit.rows.load(ConversationId(row.conv_id) for row in rows)
        found = ((CaseId(row.case_id), self._opened(row)) for row in rows)
        living = [(case_id, one) for case_id, one in found if one is not None]
        return dict(sorted(living, key=lambda pair: (pair[1].ends_at, pair[0])))

    def keep(self, case: Case, emergency: Emergency) -> bool:
        if self._unit.rows.is_gone(case.conversation_id):
            return False
        self.end(case.id)  # before the case is held, as whoever forgets the person does: neither waits for the other
        if self._run(_HOLD, {"of_case": case.id, "owner": case.conversation_id}).one_or_none() is None:
            return False
        sealed = self._unit.rows.key(case.conversation_id).seal(_PLACE, case.id, pad(EMERGENCIES.write(emergency)))
        self._run(_ADD, {"case_id": case.id, "conv_id": case.conversation_id, "payload": sealed})
        return True

    def end(self, case_id: CaseId) -> bool:
        return bool(self._run(_END, {"of_case": case_id}).rowcount)

    def end_old(self) -> int:
        """Delete what is over, was altered, or was left behind; returns how many rows went.

        When one is over is sealed, so each is opened: there is hardly ever one.
        """
        living = self.all()
        return sum(self.end(one) for one in self._run(_IDS).scalars().all() if one not in living)

    def _opened(self, row: Row[Any]) -> Emergency | None:
        owner = ConversationId(row.conv_id)
        if self._unit.rows.is_gone(owner):
            return None
        try:
            content = unpad(self._unit.rows.key(owner).open(_PLACE, row.case_id, row.payload))
            one = EMERGENCIES.read(content)
        except Unreadable:
            return None  # altered: nobody reads anything by it
        return one if self._unit.now < one.ends_at else None
