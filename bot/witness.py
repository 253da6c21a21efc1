"""Remembers outside of the database how far the audit trail had come, so that its end can't be cut off unseen."""

import asyncio
from datetime import timedelta
from typing import Protocol

from bot.errors import AuditBroken, BotError, StoreDown
from bot.model import AuditMark
from bot.ports import Clock, Job, Journal, Store, Transaction

EVERY = timedelta(minutes=1)


class Memory(Protocol):
    """Where the newest line that was seen is written down."""

    def read(self) -> AuditMark | None:
        """Return what was written down; None: nothing was."""

    def write(self, mark: AuditMark) -> None:
        """Write down another line in its place."""


def attested(tx: Transaction, seen: AuditMark | None) -> AuditMark | None:
    """Return the newest line, after a look whether the one that was seen is still there.

    Raises:
        AuditBroken: it is gone, or another stands in its place.
    """
    if seen is not None and seen.number >= tx.staff.audit_first() and tx.staff.audit_mark(seen.number) != seen:
        raise AuditBroken(seen.number)
    return tx.staff.audit_mark()


class Witness:
    """Looks at the trail every minute; the chain itself is checked by `ajar doctor` and `ajar staff audit`."""

    def __init__(self, store: Store, memory: Memory, *, clock: Clock, journal: Journal, kept: timedelta) -> None:
        """Look at the trail of `store` by `clock`, and let its lines go when they are older than `kept`."""
        self._store = store
        self._kept = kept
        self._memory = memory
        self._clock = clock
        self._journal = journal

    async def run(self) -> None:
        """Look for ever."""
        while True:
            try:
                await self.look()
            except StoreDown:
                pass  # told by everybody else
            except BotError as fault:
                self._journal.note("audit_failed", reason=fault.what)
            await self._clock.sleep(EVERY)

    async def look(self) -> None:
        """Write down the newest line, and let lines go that are past their time.

        Raises:
            AuditBroken: what was seen before is not there any more; it stays written down.
        """
        seen = await asyncio.to_thread(self._memory.read)
        last = await self._store.run(Job(lambda tx: self._looked_at(tx, seen)))
        if last is not None and last != seen:
            await asyncio.to_thread(self._memory.write, last)

    def _looked_at(self, tx: Transaction, seen: AuditMark | None) -> AuditMark | None:
        attested(tx, seen)
        tx.staff.cut_audit(tx.now - self._kept)
        return tx.staff.audit_mark()
