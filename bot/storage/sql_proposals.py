"""What waits for a second admin, in the words of the port."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from bot.errors import Unreadable
from bot.model import Proposal, StaffId
from bot.storage.codec import PROPOSALS
from bot.storage.tables import staff_proposal
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PROPOSED = Place("staff_proposal", "sealed")

_ALL = select(staff_proposal)
_ONE = _ALL.where(staff_proposal.c.id == bindparam("one"))
_ADD = insert(staff_proposal)
_DROP = delete(staff_proposal).where(staff_proposal.c.id == bindparam("one"))


class SqlProposals:
    """A `Proposals`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute
        self._key = unit.secrets.staff

    def all(self) -> tuple[Proposal, ...]:
        waiting = [proposal for _, proposal in self._kept() if proposal is not None]
        return tuple(sorted(waiting, key=lambda one: one.about))

    def make(self, proposal: Proposal) -> bool:
        for row, kept in self._kept():
            if kept is None:
                self._run(_DROP, {"one": row.id})
            elif kept.about == proposal.about:
                return False
        content = pad(PROPOSALS.write((proposal.power, proposal.by, proposal.ends_at, proposal.code)))
        sealed = self._key.seal(_PROPOSED, proposal.id + proposal.about.encode(), content)
        self._run(_ADD, {"staff_id": proposal.about, "id": proposal.id, "sealed": sealed})
        return True

    def take(self, proposal_id: bytes) -> Proposal | None:
        row = self._run(_ONE, {"one": proposal_id}).one_or_none()
        if row is None or not self._run(_DROP, {"one": proposal_id}).rowcount:
            return None
        return self._opened(row)

    def drop(self, staff_id: StaffId) -> None:
        for row, kept in self._kept():
            if kept is None or staff_id in {kept.about, kept.by}:
                self._run(_DROP, {"one": row.id})

    def _kept(self) -> list[tuple[Row[Any], Proposal | None]]:
        return [(row, self._opened(row)) for row in self._run(_ALL).all()]

    def _opened(self, row: Row[Any]) -> Proposal | None:
        """Return what a row proposes; nothing of one that has ended, or that was altered: it may give nobody power."""
        try:
            content = unpad(self._key.open(_PROPOSED, row.id + row.staff_id.encode(), row.sealed))
            power, by, ends_at, code = PROPOSALS.read(content)
        except Unreadable:
            return None
        proposal = Proposal(row.id, power, StaffId(row.staff_id), by=StaffId(by), ends_at=ends_at, code=code)
        return proposal if self._unit.now < ends_at else None
