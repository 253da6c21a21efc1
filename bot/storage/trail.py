"""The audit trail in the database: each line's code covers the one before it, under a key that is kept elsewhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.engine import CursorResult

from bot.errors import AuditBroken
from bot.model import AuditLine, AuditMark, StaffId
from bot.storage.tables import audit
from bot.storage.vault import chain

Run = Callable[..., CursorResult[Any]]
"""Executes a statement in a transaction."""

_BEGINNING = bytes(32)
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARKS = select(audit.c.number, audit.c.mac)
_LAST = _MARKS.order_by(audit.c.number.desc()).limit(1)
_ONE = _MARKS.where(audit.c.number == bindparam("one"))
_ADD = insert(audit)
_ALL = select(audit).order_by(audit.c.number)


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
        before, lines = _BEGINNING, []
        for row in self._run(_ALL).mappings():
            values = {name: row[name] for name in ("number", "minute", "staff_id", "action", "subject")}
            if row["mac"] != self._chained(before, values):
                raise AuditBroken(row["number"])
            before = row["mac"]
            at = _EPOCH + row["minute"] * _MINUTE
            lines.append(AuditLine(row["number"], at, StaffId(row["staff_id"]), row["action"], row["subject"]))
        return tuple(lines)

    def verify(self, seen: AuditMark | None) -> None:
        """Check the whole chain, and that it still holds a line that was seen.

        Raises:
            AuditBroken: it was cut, altered or reordered.
        """
        self.lines()
        if seen is not None and self.mark(seen.number) != seen:
            raise AuditBroken(seen.number)

    def mark(self, number: int | None = None) -> AuditMark | None:
        """Return a line's number and code, of the last one without a number; None: there is no such line."""
        row = (self._run(_LAST) if number is None else self._run(_ONE, {"one": number})).one_or_none()
        return None if row is None else AuditMark(row.number, row.mac)

    def _chained(self, before: bytes, values: dict[str, Any]) -> bytes:
        number, minute = values["number"].to_bytes(8), values["minute"].to_bytes(8)
        words = (values["staff_id"].encode(), values["action"].encode())
        return chain(self._key, before, number, minute, *words, values["subject"])
