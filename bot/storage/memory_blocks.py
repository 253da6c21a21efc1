"""The blocks of one transaction, in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from bot.model import Block, CaseId, Sender
from bot.storage.codec import BLOCKS
from bot.storage.lifetimes import day_of, last_moment_of_week_key, week_of, weeks_to_look_in
from bot.storage.memory_shelves import KeptBlock, Shelves
from bot.storage.vault import pad


class MemoryBlocks:
    """A `Blocks`."""

    def __init__(self, shelves: Shelves, now: datetime) -> None:
        self._blocks = shelves.blocks
        self._now = now

    def of(self, sender: Sender) -> Block | None:
        weeks = weeks_to_look_in(self._now)
        rows = (kept for kept in self._blocks.values() if kept.sender == sender and kept.week in weeks)
        return next(self._living(rows), None)

    def get(self, case_id: CaseId) -> Block | None:
        kept = self._blocks.get(case_id)
        return None if kept is None else next(self._living([kept]), None)

    def all(self) -> tuple[Block, ...]:
        return tuple(sorted(self._living(self._blocks.values()), key=lambda one: (one.ends_at, one.case_id)))

    def propose(self, sender: Sender, block: Block) -> bool:
        if self.of(sender) is not None or block.case_id in self._blocks:
            return False
        week = week_of(day_of(self._now))
        for over in [one for one, kept in self._blocks.items() if (kept.sender, kept.week) == (sender, week)]:
            del self._blocks[over]
        self._keep(KeptBlock(sender, week, block))
        return True

    def change(self, block: Block) -> bool:
        kept = self._blocks.get(block.case_id)
        if kept is None or kept.block.version != block.version:
            return False
        self._keep(replace(kept, block=block))
        return True

    def drop(self, block: Block) -> bool:
        kept = self._blocks.get(block.case_id)
        if kept is None or kept.block.version != block.version:
            return False
        del self._blocks[block.case_id]
        return True

    def wait(self, sender: Sender, case_id: CaseId | None) -> None:
        block = self.of(sender)
        if block is not None and block.place != case_id:
            self.change(replace(block, place=case_id))

    def set_aside(self) -> frozenset[CaseId]:
        return frozenset(one.place for one in self.all() if one.is_confirmed and one.place is not None)

    def tidy(self) -> int:
        """Delete what is over; returns how many."""
        today = day_of(self._now)
        over = [one for one, kept in self._blocks.items() if min(day_of(kept.block.ends_at), _last(kept)) < today]
        for one in over:
            del self._blocks[one]
        return len(over)

    def _keep(self, kept: KeptBlock) -> None:
        pad(BLOCKS.write(kept.block))  # refuses what a database would refuse
        after = replace(kept.block, version=kept.block.version + 1)
        self._blocks[after.case_id] = replace(kept, block=after)

    def _living(self, rows: Iterable[KeptBlock]) -> Iterator[Block]:
        for kept in rows:
            latest = last_moment_of_week_key(kept.week)
            if self._now < min(kept.block.ends_at, latest):
                yield replace(kept.block, latest_at=latest)


def _last(kept: KeptBlock) -> int:
    return day_of(last_moment_of_week_key(kept.week))
