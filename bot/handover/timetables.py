"""What decides about callbacks, read in one transaction: hours as they hold, shifts of those who may take calls."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.flows.bundle import Bundle
from bot.flows.opens import with_days
from bot.handover.calendar import Hours
from bot.handover.slots import Timetable, capacity, free_days
from bot.model import BOOK_AHEAD, Right, Slot, Staff, StaffId, by_day, may
from bot.ports import CallDesk, Transaction

_A_DAY = timedelta(days=1)
ANSWERED_WITHIN = timedelta(minutes=30)
"""Who was offered a slot can have it this long: so much sooner than the lead it may begin, but no more."""


def hours_now(tx: Transaction, bundle: Bundle) -> Hours:
    """Return the hours as a transaction finds them: those of the bundle, with the days that were set by now."""
    found = with_days(bundle.hours, by_day(tx.day_hours.all()), bundle.whereabouts)
    return found or Hours(((),) * 7, bundle.whereabouts.zone, bundle.whereabouts.country)


def takes_calls(staff: Staff) -> bool:
    """Tell whether somebody may have shifts: whoever talks with help-seekers, and whose account is open."""
    return not staff.disabled and may(staff.role, Right.TALK)


def who_takes_calls(tx: Transaction) -> tuple[StaffId, ...]:
    """Return who may have shifts, by name."""
    return tuple(one.id for one in tx.staff.all() if takes_calls(one))


def timetable(tx: Transaction, bundle: Bundle, booked: Mapping[Slot, int]) -> Timetable:
    """Return what decides about calls now; `free_days`, `capacity` and `uncovered` say what follows.

    Args:
        tx: Where it is read.
        bundle: With the hours and the zone.
        booked: How many calls are agreed in each slot that is not over.
    """
    hours, zone = hours_now(tx, bundle), bundle.whereabouts.zone
    today = bundle.whereabouts.day(tx.now)
    shifts = tx.shifts.between(today - _A_DAY, today + BOOK_AHEAD + _A_DAY)
    able = frozenset(who_takes_calls(tx))
    return Timetable(hours, tuple(one for one in shifts if one.staff_id in able), booked, str(zone))


def booked(tx: Transaction) -> Mapping[Slot, int]:
    """Return how many callbacks are agreed in each slot."""
    return Counter(one.slot for one in tx.callbacks.open())


def seats_in(tx: Transaction, bundle: Bundle, slot: Slot) -> int:
    """Return how many callbacks a slot has place for, taken or free: the rota decides it, and how soon it begins."""
    if slot.start_at < tx.now + bundle.call_rules.lead - ANSWERED_WITHIN:
        return 0
    return capacity(timetable(tx, bundle, {}), slot)


def free_slots(tx: Transaction, bundle: Bundle) -> tuple[Slot, ...]:
    """Return the slots in which a call can be agreed now, by their start."""
    days = free_days(timetable(tx, bundle, booked(tx)), bundle.call_rules, tx.now)
    return tuple(one.told.slot for day in days for one in day.slots)


def call_desk(tx: Transaction, bundle: Bundle, *, is_blocked: Callable[[], bool]) -> CallDesk:
    """Return in which slots somebody can be called; whoever is blocked finds none, as anybody may."""
    return CallDesk(
        seats=lambda slot: 0 if is_blocked() else seats_in(tx, bundle, slot),
        free=lambda: () if is_blocked() else free_slots(tx, bundle),
    )
