"""Who is at the desk, and what changed there: in memory, for the one process that serves; not a store."""

from asyncio import Event
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.handover.crew import Crew
from bot.handover.rules import free_seats
from bot.handover.seats import seats_taken
from bot.model import CaseId, StaffId, Wishes
from bot.ports import Clock, Transaction

GRACE = timedelta(minutes=2)
"""So long a desk may be away before its talks go back to the queue with the help-seeker's next word."""


NOBODY = StaffId("")
"""Stands for whoever only watches."""


class OpenDesk:
    """One desk that stands open in a browser.

    Attributes:
        on_duty: This counsellor takes cases; the door is open while one of those who do has a seat free.
    """

    def __init__(self, staff_id: StaffId, *, on_duty: bool) -> None:
        """Open with everything marked as changed, so that the first look reads everything."""
        self.staff_id = staff_id
        self.on_duty = on_duty
        self._queue_changed = True
        self._cases: set[CaseId] = set()
        self._typing: set[CaseId] = set()
        self._something = Event()
        self._something.set()

    def mark(self, case_id: CaseId | None) -> None:
        """Note a change: of one talk, or of the queue when `case_id` is None."""
        if case_id is None:
            self._queue_changed = True
        else:
            self._cases.add(case_id)
        self._something.set()

    def mark_typing(self, case_id: CaseId) -> None:
        """Note that the other one of a talk types at this moment."""
        self._typing.add(case_id)
        self._something.set()

    def take_typing(self) -> frozenset[CaseId]:
        """Return in which talks somebody typed since this was last asked."""
        typing = frozenset(self._typing)
        self._typing.clear()
        return typing

    async def changes(self) -> tuple[bool, frozenset[CaseId]]:
        """Wait for the next change; returns whether the queue changed, and which talks did.

        Many changes between two looks are one: a slow browser never has a backlog.
        """
        await self._something.wait()
        self._something.clear()
        queue_changed, cases = self._queue_changed, frozenset(self._cases)
        self._queue_changed = False
        self._cases.clear()
        return queue_changed, cases


class Floor:
    """All open desks: a `Duty` for the conversations and a `Deskbell` for everybody."""

    def __init__(self, clock: Clock, *, open_door: bool = False) -> None:
        """Begin with nobody there; with `open_door` people are let in all the same, for a demo."""
        self._clock = clock
        self._open_door = open_door
        self._desks: set[OpenDesk] = set()
        self._watchers: set[OpenDesk] = set()
        self._changes = 0
        self._began_at = clock.now()
        self._left_at: dict[StaffId, datetime] = {}
        self._paused: dict[StaffId, datetime] = {}

    @contextmanager
    def desk(self, staff_id: StaffId, *, on_duty: bool = True) -> Iterator[OpenDesk]:
        """Keep a desk open as long as its browser is connected."""
        desk = OpenDesk(staff_id, on_duty=on_duty)
        self._desks.add(desk)
        self.queue_changed()
        try:
            yield desk
        finally:
            self._desks.discard(desk)
            self._left_at[staff_id] = self._clock.now()
            self.queue_changed()

    @contextmanager
    def watcher(self) -> Iterator[OpenDesk]:
        """Hear of every change without being at the desk, as long as the block lasts."""
        watcher = OpenDesk(NOBODY, on_duty=False)
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)

    def set_duty(self, desk: OpenDesk, *, on_duty: bool) -> None:
        """Take cases from now on, or no longer."""
        desk.on_duty = on_duty
        self.queue_changed()

    def on_duty(self) -> frozenset[StaffId]:
        """Return who takes cases right now; two browsers of one person are one. Other threads may ask as well.

        Whoever has a pause takes none.
        """
        there = (desk.staff_id for desk in tuple(self._desks) if desk.on_duty)
        return frozenset(one for one in there if self.paused_until(one) is None)

    def pause(self, staff_id: StaffId, until: datetime) -> None:
        """Let nobody new come to a counsellor until then."""
        self._paused[staff_id] = until
        self.queue_changed()

    def end_pause(self, staff_id: StaffId) -> None:
        """Let talks come to a counsellor again."""
        if self._paused.pop(staff_id, None) is not None:
            self.queue_changed()

    def paused_until(self, staff_id: StaffId) -> datetime | None:
        """Return when a counsellor's pause ends; None: there is none."""
        until = self._paused.get(staff_id)
        return until if until is not None and self._clock.now() < until else None

    def paused(self) -> Mapping[StaffId, datetime]:
        """Return until when those have a pause who are at the desk."""
        here = {desk.staff_id for desk in self._desks}
        return {one: until for one in here if (until := self.paused_until(one)) is not None}

    @property
    def is_anybody_here(self) -> bool:
        """Tell whether a desk is open."""
        return bool(self._desks)

    def has_others_than(self, staff_id: StaffId) -> bool:
        """Tell whether somebody else takes cases right now."""
        return bool(self.on_duty() - {staff_id})

    def goes(self, staff_id: StaffId) -> None:
        """Let a counsellor take no more cases, in all browsers of theirs."""
        for desk in self._desks:
            desk.on_duty = desk.on_duty and desk.staff_id != staff_id
        self.queue_changed()

    def is_open(self, tx: Transaction, case_id: CaseId | None = None) -> bool:
        """Tell whether somebody who takes cases has a seat free, as this transaction finds it; for this case, if any.

        Whose sender is blocked is offered to nobody, and no case to whom it is kept from. The door itself never tells
        whom somebody keeps out, nor that they did.
        """
        if case_id is not None and case_id in tx.blocks.set_aside():
            return False
        crew = self.crew(tx)
        case = None if case_id is None else tx.cases.get(case_id)
        there = [one for one in crew.on_duty if case is None or case.wishes.let_in(one, crew.skills)]
        return self._open_door or (bool(there) and free_seats(there, crew.skills, seats_taken(tx)) > 0)

    def crew(self, tx: Transaction) -> Crew:
        """Return who takes cases right now, as this transaction finds them."""
        return Crew(self.on_duty(), tx.staff.skills(), tx.now)

    def can_be_first(self, tx: Transaction, wishes: Wishes) -> bool:
        """Tell whether whom somebody wants to talk with again takes cases, has a seat free, and may know of them."""
        crew, first = self.crew(tx), wishes.first
        if first is None or first not in crew.on_duty or not wishes.let_in(first, crew.skills):
            return False
        return free_seats([first], crew.skills, seats_taken(tx)) > 0

    def is_here(self, staff_id: StaffId) -> bool:
        """Tell whether this counsellor's desk is open, or was a moment ago: a page that reloads is no absence.

        After a start everybody has that moment to come back.
        """
        if self.is_at_desk(staff_id):
            return True
        return self._clock.now() - self._left_at.get(staff_id, self._began_at) <= GRACE

    def is_at_desk(self, staff_id: StaffId) -> bool:
        """Tell whether this counsellor's desk is open right now; they may take no cases. Other threads may ask too."""
        return any(desk.staff_id == staff_id for desk in tuple(self._desks))

    @property
    def changes(self) -> int:
        """How often the queue has changed: who looked since the last time knows all that anybody was told of."""
        return self._changes

    def queue_changed(self) -> None:
        """Tell every desk to look at the queue, and whoever watches."""
        self._changes += 1
        for desk in self._desks | self._watchers:
            desk.mark(None)

    def types(self, case_id: CaseId, *, only: StaffId) -> None:
        """Tell the desks of the counsellor who has a talk that the other one types."""
        for desk in self._desks:
            if desk.staff_id == only:
                desk.mark_typing(case_id)

    def case_changed(self, case_id: CaseId, *, only: StaffId | None = None) -> None:
        """Tell every desk, or `only` those of one counsellor, that a talk changed; each looks only at its own."""
        for desk in self._desks:
            if only in {None, desk.staff_id}:
                desk.mark(case_id)
