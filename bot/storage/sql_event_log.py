"""The events of one transaction, and the places of senders, in the words of the ports."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select

from bot.errors import Unreadable
from bot.model import LogEvent, Sender
from bot.model.event_log import wall_of
from bot.storage.event_seal import FOLDED_BYTES, EventSeal, together
from bot.storage.lifetimes import first_day_of_log, quarter_of
from bot.storage.people_places import lots, place_of
from bot.storage.tables import event_log, person_place
from bot.storage.unit import Unit

_FROM_TO = select(event_log).where(event_log.c.day.between(bindparam("first"), bindparam("last")))
_DROP_OLD = delete(event_log).where(event_log.c.day < bindparam("first"))
_DROP = delete(event_log).where(event_log.c.day == bindparam("on"), event_log.c.id == bindparam("one"))
_DAYS_AT_ONCE = 5
"""So many are folded in one transaction: nobody who writes has to wait long."""
_TO_FOLD = (
    select(event_log.c.day)
    .where(event_log.c.day < bindparam("before"))
    .group_by(event_log.c.day)
    .having(func.count() > 1, func.min(func.length(event_log.c.sealed)) < FOLDED_BYTES)
    .order_by(event_log.c.day)
    .limit(_DAYS_AT_ONCE)
)
_OF_QUARTER = person_place.c.quarter == bindparam("of")
_TAKEN = select(person_place.c.place).where(_OF_QUARTER)
_ADD = insert(person_place)
_DROP_PAST = delete(person_place).where(person_place.c.quarter < bindparam("of"))


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
        found: list[LogEvent] = []
        for day, row_id, sealed in self._unit.connection.execute(_FROM_TO, {"first": first_day, "last": last_day}):
            try:
                found += self._seal.opened(day, row_id, sealed)
            except Unreadable:
                continue
        return found

    def tidy(self) -> int:
        """Delete the events that nobody can read any more, and fold days that are over; returns how many went."""
        self._seal.let_go()
        gone = self._unit.connection.execute(_DROP_OLD, {"first": first_day_of_log(self._unit.now)}).rowcount
        for day in self._unit.connection.execute(_TO_FOLD, {"before": self.wall()[0] - 1}).scalars().all():
            self._fold(day)
        return gone

    def _fold(self, day: int) -> None:
        """Let the events of a day lie together, those that are the same as one: a year is read in a moment then."""
        run, ids = self._unit.connection.execute, []
        events: list[LogEvent] = []
        for _, row_id, sealed in run(_FROM_TO, {"first": day, "last": day}).all():
            with suppress(Unreadable):
                events += self._seal.opened(day, row_id, sealed)
                ids.append({"on": day, "one": row_id})
        if ids:
            run(_DROP, ids)
        self._unit.events += self._seal.folded(together(events)) if events else []


class SqlPeople:
    """A `People`. A row is a number below a thousand: it tells neither whose it is nor when it came.

    They are so few that the first who asks reads all of them, for everybody of the same transaction.
    """

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute
        self._quarter = quarter_of(wall_of(unit.now, unit.zone)[0])
        self._taken: set[int] = set()

    def note(self, sender: Sender) -> bool:
        key = self._unit.secrets.keyring.quarter_key(self._quarter)
        if key is None:
            return False
        if not self._taken:
            self._taken.update(self._run(_TAKEN, {"of": self._quarter}).scalars())
        if not self._taken:
            self._take([*lots()])
        place = place_of(key, sender)
        if place in self._taken:
            return False
        self._take([place])
        return True

    def _take(self, places: Collection[int]) -> None:
        self._run(_ADD, [{"quarter": self._quarter, "place": place} for place in places])
        self._taken.update(places)

    def tidy(self) -> int:
        """Delete the places of quarters that are over; returns how many."""
        return self._run(_DROP_PAST, {"of": self._quarter}).rowcount
