"""The guests of talks of one transaction, in the words of the port: one row a case, found by the hash of a token."""

from sqlalchemy import bindparam, delete, insert, select, update

from bot.errors import Unreadable
from bot.model import Case, CaseId, CaseState, ConversationId, Guest
from bot.storage.codec import GUESTS
from bot.storage.tables import guest as guests
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("guest", "payload")
_OF_CASE = guests.c.case_id == bindparam("of_case")
_GET = select(guests).where(_OF_CASE)
_FIND = select(guests.c.case_id).where(guests.c.digest == bindparam("token"))
_EXCHANGE = (
    update(guests)
    .where(_OF_CASE, guests.c.digest == bindparam("token"))
    .values(digest=bindparam("new"), payload=bindparam("sealed"))
)
_ADD = insert(guests)
END_GUEST = delete(guests).where(_OF_CASE)
"""For whatever ends a claim."""


class SqlGuests:
    """A `Guests`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute

    def of(self, case: Case, *, over_too: bool = False) -> Guest | None:
        row = self._run(_GET, {"of_case": case.id}).one_or_none()
        if row is None or self._unit.rows.is_gone(ConversationId(row.conv_id)):
            return None
        key = self._unit.rows.key(ConversationId(row.conv_id))
        try:
            guest = GUESTS.read(unpad(key.open(_PLACE, case.id, row.payload, version=case.fence)))
        except Unreadable:
            return None  # altered, or of another claim: nobody comes in by it
        lasts = over_too or self._unit.now < guest.ends_at
        return guest if guest.digest == row.digest and lasts else None

    def find(self, digest: bytes) -> CaseId | None:
        found = self._run(_FIND, {"token": digest}).scalar_one_or_none()
        return None if found is None else CaseId(found)

    def let_in(self, case: Case, guest: Guest) -> None:
        if case.state is not CaseState.CLAIMED or self._unit.rows.is_gone(case.conversation_id):
            return
        self.send_away(case.id)
        values = {"case_id": case.id, "conv_id": case.conversation_id, "digest": guest.digest}
        self._run(_ADD, {**values, "payload": self._sealed(case, guest)})

    def exchange(self, case: Case, digest: bytes, guest: Guest) -> bool:
        values = {"of_case": case.id, "token": digest, "new": guest.digest, "sealed": self._sealed(case, guest)}
        return bool(self._run(_EXCHANGE, values).rowcount)

    def send_away(self, case_id: CaseId) -> bool:
        return bool(self._run(END_GUEST, {"of_case": case_id}).rowcount)

    def _sealed(self, case: Case, guest: Guest) -> bytes:
        key = self._unit.rows.key(case.conversation_id)
        return key.seal(_PLACE, case.id, pad(GUESTS.write(guest)), version=case.fence)
