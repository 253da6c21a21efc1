"""How it stands with the agreed calls, counted in one transaction: what is due, what nobody covers, what is missing."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.flows.bundle import Bundle
from bot.handover.due_calls import COVERED_BY, CallCounts, counts
from bot.handover.slots import uncovered
from bot.handover.timetables import timetable
from bot.model import CallbackOutcome, StaffId
from bot.ports import Transaction

SOON = COVERED_BY * 3
"""So long before its slot a call that nobody covers needs somebody outside: there is time left to find a caller."""
_A_DAY = timedelta(days=1)


def call_figures(tx: Transaction, bundle: Bundle, by: StaffId | None = None) -> CallCounts:
    """Count them.

    Args:
        tx: Where they are read.
        bundle: Tells the hours: of the conversation that is served.
        by: For whom: what is kept from them is not counted. None: for nobody.
    """
    skills = tx.staff.skills()
    found = [one for one in tx.callbacks.open() if by is None or one.wishes.let_in(by, skills)]
    alone = uncovered(timetable(tx, bundle, Counter(one.slot for one in found)), tx.now)
    missed = tx.callbacks.ended((tx.now - _A_DAY).toordinal()).get(CallbackOutcome.MISSED, 0)
    return replace(
        counts(found, tx.now, missed=missed),
        uncovered=sum(one.calls - one.capacity for one in alone),
        uncovered_soon=sum(one.calls - one.capacity for one in alone if one.slot.start_at <= tx.now + SOON),
        lost=tx.callbacks.lost(),
    )
