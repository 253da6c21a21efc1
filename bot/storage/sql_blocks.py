"""The blocks of one transaction, in the words of the port; everything goes to the database at once."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from bot.errors import BotError, Unreadable
from bot.model import Block, CaseId, Sender
from bot.storage.codec import BLOCKS
from bot.storage.lifetimes import day_of, last_moment_of_week_key, week_of, weeks_to_look_in
from bot.storage.tables_of_the_line import block as blocks
from bot.storage.unit import Unit
from bot.storage.vault import Place, pad, unpad

_PLACE = Place("block", "sealed")
_ALL = select(blocks)
_GET = _ALL.where(blocks.c.case_id == bindparam("one"))
_FOUND = _ALL.where(blocks.c.tag.in_(bindparam("tags", expanding=True)))
_ADD = insert(blocks)
_OF_WEEK = _ALL.where(blocks.c.tag == bindparam("tag"), blocks.c.week == bindparam("week"))
_THIS = (blocks.c.case_id == bindparam("one"), blocks.c.version == bindparam("before"))
_CHANGE = (
    update(blocks)
    .where(*_THIS)
    .values(version=bindparam("after"), forget_on=bindparam("last_day"), sealed=bindparam("content"))
)
_DROP = delete(blocks).where(*_THIS)
_DROP_PAST = delete(blocks).where(blocks.c.forget_on < bindparam("today"))


class SqlBlocks:
    """A `Blocks`. A row opens only beside the hash that it was sealed with: nobody is blocked by another's row."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute
        self._key = unit.secrets.staff

    def of(self, sender: Sender) -> Block | None:
        weeks = weeks_to_look_in(self._unit.now)
        found = {tag: week for week in weeks if (tag := self._unit.secrets.index.block_tag(sender, week)) is not None}
        rows = (row for row in self._run(_FOUND, {"tags": list(found)}) if found[row.tag] == row.week)
        return next(self._living(rows), None)

    def get(self, case_id: CaseId) -> Block | None:
        return next(self._living(self._run(_GET, {"one": case_id})), None)

    def all(self) -> tuple[Block, ...]:
        return tuple(sorted(self._living(self._run(_ALL)), key=lambda one: (one.ends_at, one.case_id)))

    def propose(self, sender: Sender, block: Block) -> bool:
        if self.of(sender) is not None or self._run(_GET, {"one": block.case_id}).one_or_none() is not None:
            return False
        week = week_of(self._unit.today)
        tag = self._unit.secrets.index.block_tag(sender, week)
        if tag is None:
            raise BotError("The key of this week is missing.", fix="Look at `ajar keys status`.")
        self._forget_what_is_over(tag, week)
        self._run(_ADD, {"case_id": block.case_id, "tag": tag, "week": week, **self._fields(block, tag, week)})
        return True

    def change(self, block: Block) -> bool:
        row = self._run(_GET, {"one": block.case_id}).one_or_none()
        if row is None:
            return False
        new = self._fields(block, row.tag, row.week)
        values = {"after": new["version"], "last_day": new["forget_on"], "content": new["sealed"]}
        return bool(self._run(_CHANGE, {"one": block.case_id, "before": block.version, **values}).rowcount)

    def drop(self, block: Block) -> bool:
        return bool(self._run(_DROP, {"one": block.case_id, "before": block.version}).rowcount)

    def wait(self, sender: Sender, case_id: CaseId | None) -> None:
        block = self.of(sender)
        if block is not None and block.place != case_id:
            self.change(replace(block, place=case_id))

    def set_aside(self) -> frozenset[CaseId]:
        return frozenset(one.place for one in self.all() if one.is_confirmed and one.place is not None)

    def tidy(self) -> int:
        """Delete what is over; returns how many."""
        return self._run(_DROP_PAST, {"today": self._unit.today}).rowcount

    def _forget_what_is_over(self, tag: bytes, week: int) -> None:
        """Make room for a new one where an earlier one is over, or was altered, and not yet deleted.

        One that a colleague added since stands: then the unique hash refuses ours, and the turn begins anew.
        """
        rows = self._run(_OF_WEEK, {"tag": tag, "week": week}).all()
        living = {block.case_id for block in self._living(rows)}
        for row in rows:
            if row.case_id not in living:
                self._run(_DROP, {"one": row.case_id, "before": row.version})

    def _living(self, rows: Iterable[Row[Any]]) -> Iterator[Block]:
        for row in rows:
            try:
                content = self._key.open(_PLACE, row.case_id + row.tag, row.sealed, version=row.version)
                kept = BLOCKS.read(unpad(content))
            except Unreadable:
                continue
            latest = last_moment_of_week_key(row.week)
            if self._unit.now < min(kept.ends_at, latest):
                yield replace(kept, case_id=CaseId(row.case_id), latest_at=latest, version=row.version)

    def _fields(self, block: Block, tag: bytes, week: int) -> dict[str, Any]:
        after = block.version + 1
        last = min(day_of(block.ends_at), day_of(last_moment_of_week_key(week)))
        sealed = self._key.seal(_PLACE, block.case_id + tag, pad(BLOCKS.write(block)), version=after)
        return {"version": after, "forget_on": last, "sealed": sealed}
