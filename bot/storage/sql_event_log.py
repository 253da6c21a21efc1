"""The events of one transaction, and the marks of senders, in the words of the ports."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.errors import Unreadable
from bot.model import LogEvent, Sender, wall_of
from bot.storage.event_seal import EventSeal
from bot.storage.lifetimes import first_day_of_log, quarter_of
from bot.storage.tables import event_log, person_mark
from bot.storage.unit import Unit

MARK_BYTES = 16
_FROM_TO = select(event_log).where(event_log.c.day.between(bindparam("first"), bindparam("last")))
_DROP_OLD = delete(event_log).where(event_log.c.day < bindparam("first"))
_THIS = (person_mark.c.quarter == bindparam("of"), person_mark.c.mark == bindparam("one"))
_GET = select(person_mark.c.mark).where(*_THIS)
_ADD = insert(person_mark)
_DROP = delete(person_mark).where(*_THIS)
_DROP_PAST = delete(person_mark).where(person_mark.c.quarter < bindparam("of"))
_NEXT = {"first": "again", "again": ""}
"""What is noted after what."""


class SqlEventLog:
    """An `EventLog`; what is added is written with all else that the transaction writes at its end."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._seal: EventSeal = unit.secrets.events

    def wall(self, moment: datetime | None = None) -> tuple[int, int]:
        return wall_of(moment or self._unit.now, self._unit.zone)

    def add(self, event: LogEvent) -> None:
        row = self._seal.row(event)
        if row is not None:
            self._unit.events.append(row)

    def between(self, first_day: int, last_day: int) -> Sequence[LogEvent]:
        self._unit.flush()
        found = []
        for day, row_id, sealed in self._unit.connection.execute(_FROM_TO, {"first": first_day, "last": last_day}):
            try:
                found.append(self._seal.opened(day, row_id, sealed))
            except Unreadable:
                continue
        return found

    def tidy(self) -> int:
        """Delete the events that nobody can read any more; returns how many."""
        return self._unit.connection.execute(_DROP_OLD, {"first": first_day_of_log(self._unit.now)}).rowcount


class SqlKnownPeople:
    """A `KnownPeople`. Rows lie in the order of their marks: none tells when it came, or which other is of the same."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute
        self._quarter = quarter_of(wall_of(unit.now, unit.zone)[0])

    def note(self, sender: Sender) -> str:
        what = "first"
        while what:
            mark = self._mark(sender, what)
            if mark is None:
                return ""
            if not self._is_there(mark):
                self._run(_ADD, {"quarter": self._quarter, "mark": mark})
                return what
            what = _NEXT[what]
        return ""

    def forget(self, sender: Sender) -> bool:
        marks = {what: self._mark(sender, what) for what in _NEXT}
        gone = {
            what: self._run(_DROP, {"of": self._quarter, "one": mark}).rowcount for what, mark in marks.items() if mark
        }
        self._unit.shredded = self._unit.shredded or any(gone.values())
        return bool(gone.get("first"))

    def tidy(self) -> int:
        """Delete the marks of quarters that are over; returns how many."""
        return self._run(_DROP_PAST, {"of": self._quarter}).rowcount

    def _is_there(self, mark: bytes) -> bool:
        return self._run(_GET, {"of": self._quarter, "one": mark}).one_or_none() is not None

    def _mark(self, sender: Sender, what: str) -> bytes | None:
        key = self._unit.secrets.keyring.quarter_key(self._quarter)
        if key is None:
            return None
        said = f"person\0{what}\0{sender.channel}\0{sender.native_id}"
        return hmac.digest(key, said.encode("utf-8", "surrogatepass"), "sha256")[:MARK_BYTES]
