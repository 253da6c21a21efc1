"""What ends a day: everything of it goes, its key is destroyed, and that is written down. In this order, and again.

    1. what was due with the day is deleted, some thousand conversations at a time
    2. the database says that nothing is left under the day's key
    3. the keyring is written anew without it
    4. the audit says so

What lives on lies under a later day already: the save that prolonged it wrapped its key anew, in one transaction. So a
crash between any two steps only delays the shredding, and the next round does what is left. A database that does not
answer delays it by an hour, not more: a key whose day is over opens nothing that anybody may still read. A clock that
leaps ahead by days ends none of them before somebody had the time to put it right (`reckoning`).
"""

import asyncio
from datetime import date, datetime, timedelta

from bot.errors import BotError, Fenced
from bot.model import KEYS_GONE, StaffId
from bot.ports import Clock, Job, Journal, Keyring, Store, Transaction
from bot.reckoning import EVERY, Reckoning, days_ended

KEPT_UP = timedelta(seconds=5)
"""How often a process that stands by takes in what was made and destroyed: so long it may hold a key that is gone."""
AUDITED = KEYS_GONE
"""The action in the audit: no key is left of this day and the days before."""
HERSELF = StaffId("ajar")
"""Who did it: the service, not a person."""


async def keep_up(keyring: Keyring, *, clock: Clock, journal: Journal) -> None:
    """Let no key stay in the memory of a process that stands by when the one that serves has destroyed it."""
    await clock.sleep(KEPT_UP)
    journal.note("stands_by")
    while True:
        try:
            await asyncio.to_thread(keyring.refresh)
        except BotError as fault:
            journal.note("keys_failed", reason=fault.what)
        await clock.sleep(KEPT_UP)


class DayChange:
    """Ends days for as long as it runs. There are keys for a month, so making them is never urgent."""

    def __init__(self, keyring: Keyring, store: Store, *, clock: Clock, journal: Journal) -> None:
        """End the days of `keyring` by `clock`, unless it leaps."""
        self._keyring = keyring
        self._store = store
        self._clock = clock
        self._journal = journal
        self._reckoning = Reckoning()
        self._written_down = 0

    @property
    def is_in_doubt(self) -> bool:
        """Whether days are not to be ended now, because the clock may be wrong by days."""
        return self._reckoning.is_in_doubt

    async def run(self) -> None:
        """Do it now and every ten minutes; what goes wrong is noted and tried again."""
        while True:
            await self.round()
            await self._clock.sleep(EVERY)

    async def round(self, *, is_confirmed: bool = False) -> None:
        """Make the keys of the days to come, and end the days that are over.

        Args:
            is_confirmed: The operator said that the clock is right, so that more than one day may end.

        Raises:
            Fenced: another process serves, and will do it.
        """
        try:
            try:
                await asyncio.to_thread(self._keyring.refresh)
            finally:  # also where the keyring is away: the days go by, and were seen going by
                clock = self._clock.now()
                moment = self._look(clock, is_confirmed=is_confirmed)
            await asyncio.to_thread(self._keyring.make_ahead, max(clock, moment or clock))
            if moment is not None:
                await self._end_days(moment)
            if not await asyncio.to_thread(self._keyring.erase):
                self._journal.note("erase_failed")
        except Fenced:
            raise
        except BotError as fault:
            # There are keys for a month: people are served on while the operator mends what is in the way.
            self._journal.note("keys_failed", reason=fault.what)

    def _look(self, clock: datetime, *, is_confirmed: bool) -> datetime | None:
        """Return the moment by which is forgotten; None, and a line in the log, where nobody knows."""
        first_day = self._keyring.first_day()
        moment = self._reckoning.look(clock, first_day, is_confirmed=is_confirmed)
        if self.is_in_doubt:
            self._journal.note("clock_failed", count=days_ended(first_day, clock))
        return moment

    async def _end_days(self, now: datetime) -> None:
        late = await asyncio.to_thread(self._keyring.late, now)
        if late:
            self._journal.note("keys_late", count=len(late))
        days = await asyncio.to_thread(self._keyring.over, now)
        if days:
            await self._empty(days[-1], is_late=bool(late))
            await asyncio.to_thread(self._keyring.destroy, now)
            self._journal.note("keys_destroyed", count=len(days))
        gone = self._keyring.first_day() - 1
        if gone != self._written_down:
            await self._store.run(Job(lambda tx: _write_down(tx, gone)))
            self._written_down = gone

    async def _empty(self, day: int, *, is_late: bool) -> None:
        """Delete what was due with this day, until the database says that nothing is left.

        Raises:
            BotError: it could not be deleted, and the key may wait a while longer.
        """
        try:
            while await self._store.run(Job(lambda tx: tx.conversations.left_under(day))):
                await self._store.run(Job(lambda tx: tx.conversations.forget_until(day)))
        except Fenced:
            raise
        except BotError as fault:
            if not is_late:
                raise
            self._journal.note("keys_unproven", reason=fault.what)


def _write_down(tx: Transaction, gone: int) -> None:
    """Audit up to which day no key is left, unless that is the last thing that was said of it."""
    subject = date.fromordinal(gone).isoformat().encode()
    said = [line.subject for line in tx.staff.audit_trail() if line.action == AUDITED]
    if not said or said[-1] < subject:
        tx.staff.audit(HERSELF, AUDITED, subject)
