"""The audit trail in the database: each line's code covers the one before it, under a key that is kept elsewhere.

Lines go after their time, from the old end. The last of them stays in its place as an anchor: it keeps its code, which
the next line covers, and instead of what it said it holds a proof that whoever cut here has the key.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import CursorResult

from bot.errors import AuditBroken
from bot.model import AUDIT_CUT, CUT_WRITTEN_DOWN, AuditLine, AuditMark, StaffId
from bot.storage.tables import audit
from bot.storage.vault import chain

Run = Callable[..., CursorResult[Any]]
"""Executes a statement in a transaction."""

CUT_AT_ONCE = timedelta(days=30)
"""Lines are taken away when so many days of them are past their time: a few cuts a year, each a line of the trail."""
HERSELF = StaffId("ajar")

_BEGINNING = bytes(32)
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARKS = select(audit.c.number, audit.c.mac)
_LAST = _MARKS.order_by(audit.c.number.desc()).limit(1)
_ONE = _MARKS.where(audit.c.number == bindparam("one"))
_ADD = insert(audit)
_ALL = select(audit).order_by(audit.c.number)
_NEWEST = select(audit).order_by(audit.c.number.desc()).limit(100)
_FIRST_TWO = _ALL.limit(2)
_DROP = delete(audit).where(audit.c.number < bindparam("one"))
_ANCHOR = (
    update(audit)
    .where(audit.c.number == bindparam("one"))
    .values(minute=bindparam("at"), staff_id=bindparam("by"), action=bindparam("what"), subject=bindparam("proof"))
)


class Trail:
    """The trail as one transaction sees it."""

    def __init__(self, run: Run, key: bytes) -> None:
        """Write and read with the key of the trail, which no database holds."""
        self._run = run
        self._key = key

    def add(self, staff_id: StaffId, action: str, subject: bytes, *, now: datetime) -> None:
        """Append a line; whoever calls lets no other transaction take the same number."""
        last = self.mark()
        number, before = (1, _BEGINNING) if last is None else (last.number + 1, last.mac)
        minute = (now - _EPOCH) // _MINUTE
        values = {"number": number, "minute": minute, "staff_id": staff_id, "action": action, "subject": subject}
        self._run(_ADD, {**values, "mac": self._chained(before, values)})

    def lines(self) -> tuple[AuditLine, ...]:
        """Return every line in order, after a check of the whole chain.

        Raises:
            AuditBroken: a line was altered, moved, or is missing before it.
        """
        before = _BEGINNING
        lines: list[AuditLine] = []
        for row in self._run(_ALL).mappings():
            is_anchor = not lines and self._is_anchor(row)
            if not is_anchor and not self._carries(row, before):
                raise AuditBroken(row["number"])
            before, subject = row["mac"], b"" if is_anchor else row["subject"]
            at = _EPOCH + row["minute"] * _MINUTE
            lines.append(AuditLine(row["number"], at, StaffId(row["staff_id"]), row["action"], subject))
        return tuple(lines)

    def fits(self) -> bool:
        """Tell whether the key is the one of this trail: one line that carries its code is enough, or no line at all.

        Somebody who altered lines is found by `lines`; another key fits none of them.
        """
        rows = [*self._run(_NEWEST).mappings()][::-1]
        befores = [_BEGINNING, *(row["mac"] for row in rows)]
        pairs = zip(befores, rows, strict=False)
        return not rows or any(self._is_anchor(row) or self._carries(row, before) for before, row in pairs)

    def first(self) -> int:
        """Return the number from which on every line has to be there."""
        row = self._run(_FIRST_TWO).mappings().first()
        return row["number"] if row is not None and self._is_anchor(row) else 1

    def cut(self, until: datetime, *, now: datetime) -> int:
        """Take away the lines from before a moment, when there are enough of them; returns how many went.

        Whoever calls lets no other transaction add a line meanwhile.

        Raises:
            AuditBroken: the chain does not hold; nothing is taken away.
        """
        oldest = next((row for row in self._run(_FIRST_TWO).mappings() if not self._is_anchor(row)), None)
        if oldest is None or _EPOCH + oldest["minute"] * _MINUTE >= until - CUT_AT_ONCE:
            return 0
        lines = self.lines()[self.first() != 1 : -1]
        old = list(takewhile(lambda line: line.at < until, lines))
        if not old:
            return 0
        row = self._run(_ONE, {"one": old[-1].number}).one()
        last = AuditMark(row.number, row.mac)
        minute = (now - _EPOCH) // _MINUTE
        self._run(_DROP, {"one": last.number})
        anchor = {"at": minute, "by": HERSELF, "what": AUDIT_CUT, "proof": self._proof(last, minute)}
        self._run(_ANCHOR, {"one": last.number, **anchor})
        self.add(HERSELF, CUT_WRITTEN_DOWN, last.number.to_bytes(8), now=now)
        return len(old)

    def verify(self, seen: AuditMark | None) -> None:
        """Check the whole chain, and that it still holds a line that was seen.

        Raises:
            AuditBroken: it was cut, altered or reordered.
        """
        self.lines()
        if seen is not None and seen.number >= self.first() and self.mark(seen.number) != seen:
            raise AuditBroken(seen.number)

    def mark(self, number: int | None = None) -> AuditMark | None:
        """Return a line's number and code, of the last one without a number; None: there is no such line."""
        row = (self._run(_LAST) if number is None else self._run(_ONE, {"one": number})).one_or_none()
        return None if row is None else AuditMark(row.number, row.mac)

    def _carries(self, row: Mapping[Any, Any], before: bytes) -> bool:
        """Tell whether a line carries its code, by what it says and the code of the line before it."""
        values = {name: row[name] for name in ("number", "minute", "staff_id", "action", "subject")}
        return bool(row["mac"] == self._chained(before, values))

    def _is_anchor(self, row: Mapping[Any, Any]) -> bool:
        """Tell whether a line says that the trail was cut at it, and proves that it was cut by us."""
        proof = self._proof(AuditMark(row["number"], row["mac"]), row["minute"])
        return bool(row["action"] == AUDIT_CUT and row["subject"] == proof)

    def _proof(self, last: AuditMark, minute: int) -> bytes:
        return chain(self._key, b"cut", last.number.to_bytes(8), minute.to_bytes(8), last.mac)

    def _chained(self, before: bytes, values: dict[str, Any]) -> bytes:
        number, minute = values["number"].to_bytes(8), values["minute"].to_bytes(8)
        words = (values["staff_id"].encode(), values["action"].encode())
        return chain(self._key, before, number, minute, *words, values["subject"])
