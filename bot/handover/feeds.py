"""The address at which a counsellor's own calendar finds their shifts. Use cases; no web, no SQL.

Whoever has the address needs no login, so it opens nothing but times: no name, and nothing that a help-seeker did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.flows.bundle import Bundle
from bot.handover.calendar import FURTHEST
from bot.handover.slots import times_of
from bot.handover.timetables import takes_calls
from bot.model import Language, Shift, StaffId
from bot.ports import Job, Store, Transaction

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FedShift:
    """A shift in a calendar.

    Attributes:
        start_at: On the clock of the service.
        end_at: On the same clock; later.
    """

    shift: Shift
    start_at: datetime
    end_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar finds.

    Attributes:
        language: Its owner's.
        zone: The clock of the service.
        now: When it was looked at.
    """

    shifts: tuple[FedShift, ...]
    language: Language
    zone: tzinfo
    now: datetime


def on_the_clock(shift: Shift, zone: tzinfo) -> FedShift:
    """Return a shift as a calendar tells it."""
    start, end = times_of(shift, zone)
    return FedShift(shift, start.astimezone(zone), end.astimezone(zone))


class ShiftFeeds:
    """The use cases. An address is made, and known, by the SHA-256 of its token alone."""

    def __init__(self, store: Store, bundle: Callable[[], Bundle]) -> None:
        """Tell shifts on the clock of the bundle that is served."""
        self._store = store
        self._bundle = bundle

    async def renew(self, by: StaffId, digest: bytes) -> None:
        """Let an address open one's own shifts; the one before opens nothing any more."""

        def work(tx: Transaction) -> None:
            tx.feeds.keep(by, digest)
            tx.staff.audit(by, "feed_made")

        await self._store.run(Job(work))

    async def end(self, by: StaffId) -> None:
        """Let one's address open nothing any more; without one nothing happens."""

        def work(tx: Transaction) -> None:
            if tx.feeds.drop(by):
                tx.staff.audit(by, "feed_ended")

        await self._store.run(Job(work))

    async def open(self, digest: bytes) -> Feed | None:
        """Return what an address opens: the shifts of its owner that are kept. None: it opens nothing.

        Nobody's address opens anything once their account is closed, or they take no talks any more.
        """

        def work(tx: Transaction) -> Feed | None:
            owner = tx.feeds.owner(digest)
            staff = None if owner is None else tx.staff.get(owner)
            if staff is None or not takes_calls(staff):
                return None
            at = self._bundle().whereabouts
            today = at.day(tx.now)
            shifts = tx.shifts.between(today - FURTHEST, today + FURTHEST + _A_DAY)
            own = (one for one in shifts if one.staff_id == owner)
            fed = (on_the_clock(one, at.zone) for one in own)
            return Feed(tuple(one for one in fed if one.start_at < one.end_at), staff.language, at.zone, tx.now)

        return await self._store.run(Job(work))
