"""The referrals of one transaction, in the words of the port. Each is sealed for its case and its number."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from bot.errors import Unreadable
from bot.model import Case, CaseId, CaseState, ConversationId, Referral
from bot.storage.codec import HOPS
from bot.storage.tables import referral as referrals
from bot.storage.unit import Unit
from bot.storage.vault import FieldKey, Place, pad, unpad

_PLACE = Place("referral", "payload")
_OF_CASE = referrals.c.case_id == bindparam("of_case")
_GET = select(referrals).where(_OF_CASE).order_by(referrals.c.number)
_SET = (
    update(referrals)
    .where(_OF_CASE, referrals.c.number == bindparam("which"))
    .values(conv_id=bindparam("owner"), payload=bindparam("sealed"))
)
_ADD = insert(referrals)


class SqlReferrals:
    """A `Referrals`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute

    def of(self, case: Case) -> tuple[Referral, ...]:
        return tuple(_opened(self._unit, case))

    def keep(self, case: Case, referral: Referral) -> None:
        if case.state is CaseState.CLOSED or self._unit.rows.is_gone(case.conversation_id):
            return
        key = self._unit.rows.key(case.conversation_id)
        sealed = _sealed(key, case.id, referral)
        where = {"of_case": case.id, "which": referral.number, "owner": case.conversation_id, "sealed": sealed}
        if not self._run(_SET, where).rowcount:
            values = {"case_id": case.id, "number": referral.number, "conv_id": case.conversation_id, "payload": sealed}
            self._run(_ADD, values)


def drop_words(unit: Unit, case: Case) -> None:
    """Leave of the referrals of a case that ends only which partner it was, and whether it was agreed to."""
    for one in tuple(_opened(unit, case)):
        _put(unit, case, one.without_words(), owner=case.conversation_id)


def move_referrals(unit: Unit, case: Case, owner: ConversationId) -> None:
    """Let the referrals of a case belong to another conversation; `case` is as it was before."""
    for one in tuple(_opened(unit, case)):
        _put(unit, case, one, owner=owner)


def _put(unit: Unit, case: Case, one: Referral, *, owner: ConversationId) -> None:
    sealed = _sealed(unit.rows.key(owner), case.id, one)
    unit.connection.execute(_SET, {"of_case": case.id, "which": one.number, "owner": owner, "sealed": sealed})


def _opened(unit: Unit, case: Case) -> Iterator[Referral]:
    rows = unit.connection.execute(_GET, {"of_case": case.id}).all()
    if not rows or unit.rows.is_gone(case.conversation_id):
        return
    key = unit.rows.key(case.conversation_id)
    for row in rows:
        one = _read(key, row)
        if one is not None:
            yield one


def _read(key: FieldKey, row: Row[Any]) -> Referral | None:
    try:
        return HOPS.read(unpad(key.open(_PLACE, _id_of(row.case_id, row.number), row.payload)))
    except Unreadable:
        return None  # altered: nobody agreed to anything by it


def _sealed(key: FieldKey, case_id: CaseId, referral: Referral) -> bytes:
    return key.seal(_PLACE, _id_of(case_id, referral.number), pad(HOPS.write(referral)))


def _id_of(case_id: bytes, number: int) -> bytes:
    return case_id + number.to_bytes(4)
