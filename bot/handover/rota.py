"""The rota: counsellors enter their own shifts, whoever coordinates enters everybody's. Use cases; no web, no SQL.

A shift says for whom calls can be agreed, never who may talk: the door stays open to whoever is at the desk.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.flows.bundle import Bundle
from bot.handover.calendar import FURTHEST, Hours, Span
from bot.handover.shift_rules import (
    A_DAY,
    WEEK,
    RotaRefused,
    SeenShift,
    Wanted,
    as_wanted,
    check_day,
    check_time,
    is_over,
    left_alone,
    monday_of,
)
from bot.handover.slots import Timetable, Uncovered, is_within_hours, uncovered
from bot.handover.timetables import hours_now, takes_calls, timetable, who_takes_calls
from bot.model import Right, Shift, ShiftId, Slot, StaffId, may
from bot.ports import Job, NewId, Store, Transaction

Booked = Callable[[Transaction], Mapping[Slot, int]]
"""Tells how many calls are agreed in each slot that is not over."""


@dataclass(frozen=True, slots=True)
class ShownShift:
    """A shift on the page.

    Attributes:
        is_outside: A part of it lies outside the opening hours: no call is offered there.
        is_idle: Its counsellor takes no talks any more: it offers nothing.
        may_change: Whoever looks may change it and take it away.
    """

    shift: Shift
    is_outside: bool
    is_idle: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class RotaDay:
    """A day of the page: its opening hours, and the shifts that begin on it."""

    day: date
    spans: tuple[Span, ...]
    shifts: tuple[ShownShift, ...]


@dataclass(frozen=True, slots=True)
class RotaView:
    """A week of the rota.

    Attributes:
        days: Seven, from Monday on.
        staff: For whom whoever looks may enter shifts.
        uncovered: Agreed calls for which nobody, or too few, are there any more: of all days.
        hours: To tell times by.
        today: On the clock of the service.
        feed_since: When the address was made at which the own calendar finds the shifts; None: there is none.
    """

    days: tuple[RotaDay, ...]
    staff: tuple[StaffId, ...]
    uncovered: tuple[Uncovered, ...]
    hours: Hours
    today: date
    feed_since: datetime | None


class Rota:
    """The use cases. Each is one transaction, and what changes anything is audited."""

    def __init__(self, store: Store, bundle: Callable[[], Bundle], *, booked: Booked, new_id: NewId) -> None:
        """Work on the shifts beside the hours of the bundle that is served."""
        self._store = store
        self._bundle = bundle
        self._booked = booked
        self._new_id = new_id

    async def view(self, by: StaffId, week_of: date | None = None) -> RotaView:
        """Return the week in which a day lies, this one without a day; not before last week, nor too far ahead."""

        def work(tx: Transaction) -> RotaView:
            hours, able = hours_now(tx, self._bundle()), who_takes_calls(tx)
            today = tx.now.astimezone(hours.zone).date()
            monday = monday_of(min(max(week_of or today, today - WEEK), today + FURTHEST))
            shifts = self._shown(tx, by, tx.shifts.between(monday, monday + A_DAY * 6))
            days = (monday + A_DAY * number for number in range(7))
            return RotaView(
                tuple(
                    RotaDay(day, hours.of(day), tuple(one for one in shifts if one.shift.day == day)) for day in days
                ),
                staff=able if _may_change_all(tx, by) else tuple(one for one in able if one == by),
                uncovered=uncovered(self._table(tx), tx.now),
                hours=hours,
                today=today,
                feed_since=tx.feeds.since(by),
            )

        return await self._store.run(Job(work))

    async def one(self, by: StaffId, shift_id: ShiftId) -> ShownShift | None:
        """Return one shift; None: there is none of this id."""

        def work(tx: Transaction) -> ShownShift | None:
            shift = tx.shifts.get(shift_id)
            return None if shift is None else self._shown(tx, by, (shift,))[0]

        return await self._store.run(Job(work))

    async def add(self, by: StaffId, whose: StaffId, wanted: Wanted) -> None:
        """Enter a shift: one's own, or anybody's for whoever coordinates.

        Raises:
            RotaRefused: it is past, never comes, is too far ahead, overlaps another one, or is for somebody else.
        """

        def work(tx: Transaction) -> None:
            shift = as_wanted(Shift(ShiftId(self._new_id()), whose, wanted.day, (0, 0)), wanted)
            self._check(tx, by, shift)
            tx.shifts.keep(shift)
            _audit(tx, by, "shift_added", shift=shift)

        await self._store.run(Job(work))

    async def change(self, by: StaffId, seen: SeenShift, wanted: Wanted, *, anyway: bool = False) -> None:
        """Change a shift as it was seen.

        Raises:
            RotaRefused: as for a new one; it was changed meanwhile; or agreed calls would be left without anybody and
                nobody said that it is to be so all the same.
        """

        def work(tx: Transaction) -> None:
            before = self._seen(tx, by, seen)
            shift = as_wanted(before, wanted)
            self._check(tx, by, shift)
            self._settle(tx, before, shift, anyway=anyway)
            if not tx.shifts.keep(shift):
                raise RotaRefused("moved")
            _audit(tx, by, "shift_changed", shift=shift)

        await self._store.run(Job(work))

    async def remove(self, by: StaffId, seen: SeenShift, *, anyway: bool = False) -> None:
        """Take a shift away as it was seen.

        Raises:
            RotaRefused: it is over, somebody else's, or was changed meanwhile; or, as for a change, because of calls.
        """

        def work(tx: Transaction) -> None:
            shift = self._seen(tx, by, seen)
            self._settle(tx, shift, None, anyway=anyway)
            if not tx.shifts.drop(shift.id, shift.version):
                raise RotaRefused("moved")
            _audit(tx, by, "shift_removed", shift=shift)

        await self._store.run(Job(work))

    async def copy_week(self, by: StaffId, week_of: date | None = None) -> int:
        """Enter the shifts of the week before in the one in which a day lies, or in this one; returns how many.

        One's own, or everybody's for whoever coordinates; not what would be past, overlap, or never come.

        Raises:
            RotaRefused: there is nothing to copy.
        """

        def work(tx: Transaction) -> int:
            monday = monday_of(week_of or self._bundle().whereabouts.day(tx.now))
            everybody = _may_change_all(tx, by)
            before = tx.shifts.between(monday - WEEK, monday - A_DAY)
            count = sum(self._copied(tx, by, one) for one in before if everybody or one.staff_id == by)
            if not count:
                raise RotaRefused("nothing_to_copy")
            tx.staff.audit(by, "shifts_copied", monday.isoformat().encode())
            return count

        return await self._store.run(Job(work))

    def _shown(self, tx: Transaction, by: StaffId, shifts: tuple[Shift, ...]) -> tuple[ShownShift, ...]:
        hours, able, everybody = hours_now(tx, self._bundle()), who_takes_calls(tx), _may_change_all(tx, by)
        return tuple(
            ShownShift(
                one,
                is_outside=not is_within_hours(hours, one.day, one.span),
                is_idle=one.staff_id not in able,
                may_change=(everybody or one.staff_id == by) and not is_over(one, hours.zone, tx.now),
            )
            for one in shifts
        )

    def _copied(self, tx: Transaction, by: StaffId, shift: Shift) -> bool:
        """Enter a shift again a week later, where it can be."""
        copy = replace(shift, id=ShiftId(self._new_id()), day=shift.day + WEEK, version=0)
        try:
            self._check(tx, by, copy)
        except RotaRefused:
            return False
        return tx.shifts.keep(copy)

    def _table(self, tx: Transaction) -> Timetable:
        return timetable(tx, self._bundle(), self._booked(tx))

    def _check(self, tx: Transaction, by: StaffId, shift: Shift) -> None:
        """Refuse a shift that is not theirs to enter, or that can't be."""
        if shift.staff_id != by and not _may_change_all(tx, by):
            raise RotaRefused("not_yours")
        owner = tx.staff.get(shift.staff_id)
        if owner is None or not takes_calls(owner):
            raise RotaRefused("nobody")
        check_day(shift.day, self._bundle().whereabouts.day(tx.now))
        near = tx.shifts.between(shift.day - A_DAY, shift.day + A_DAY)
        check_time(shift, near, self._bundle().whereabouts.zone, now=tx.now)

    def _seen(self, tx: Transaction, by: StaffId, seen: SeenShift) -> Shift:
        """Return a shift that somebody may change, as they saw it."""
        shift = tx.shifts.get(seen.id)
        if shift is None or shift.version != seen.version:
            raise RotaRefused("moved")
        if shift.staff_id != by and not _may_change_all(tx, by):
            raise RotaRefused("not_yours")
        if is_over(shift, self._bundle().whereabouts.zone, tx.now):
            raise RotaRefused("past")
        return shift

    def _settle(self, tx: Transaction, before: Shift, after: Shift | None, *, anyway: bool) -> None:
        """Refuse to leave agreed calls without anybody, unless somebody said that it is to be so."""
        calls = left_alone(self._table(tx), before, after, now=tx.now)
        if calls and not anyway:
            raise RotaRefused("booked", calls=calls)


def _may_change_all(tx: Transaction, staff_id: StaffId) -> bool:
    staff = tx.staff.get(staff_id)
    return staff is not None and may(staff.role, Right.SHIFTS)


def _audit(tx: Transaction, by: StaffId, action: str, *, shift: Shift) -> None:
    tx.staff.audit(by, action, f"{shift.day} {shift.staff_id}".encode())
