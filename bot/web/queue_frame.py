"""The queue as one counsellor sees it: pure, from what the desk tells to what the browser reads."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime

from bot.handover.desk import Overview
from bot.handover.rules import Fit, fit, free_seats
from bot.handover.seats import promised
from bot.model import ANYTHING, Case, CaseState, StaffId
from bot.web.wire import CaseShown, EndedShown, OfferShown, PassingShown, QueueFrame

WAITED = ((1, "lt1"), (5, "lt5"), (15, "lt15"), (30, "lt30"), (60, "lt60"))
"""How long somebody waits, in steps of minutes; the desk never shows a time."""


def queue_frame(
    overview: Overview, me: StaffId, now: datetime, *, takes_cases: bool, on_duty: Collection[StaffId]
) -> QueueFrame:
    """Return the whole queue for one desk.

    Args:
        overview: What is to be shown.
        me: Whose desk it is.
        now: Tells how long somebody waits.
        takes_cases: This desk takes cases.
        on_duty: All who do, this counsellor among them.
    """
    talks = Counter(case.claimed_by for case in overview.cases if case.claimed_by is not None)
    taken = talks + promised(overview.transfers)
    mine = overview.skills.get(me, ANYTHING)
    fits = _fits(overview, me, on_duty)
    return QueueFrame(
        [_as_row(case, me, now, fits=fits(case)) for case in overview.cases],
        on_duty=takes_cases,
        counsellors=len(on_duty),
        seats=mine.seats,
        seats_open=free_seats(on_duty, overview.skills, taken),
        able={need: sorted(values) for need, values in sorted(mine.able.items())},
        ended=[EndedShown(one.case_id.hex(), one.ending.value) for one in overview.unrecorded if one.staff_id == me],
        offers=_offers(overview, me, now),
        passing=[
            PassingShown(one.case_id.hex(), one.receiver, one.note, one.state.value)
            for one in overview.transfers
            if one.holder == me
        ],
    )


def _offers(overview: Overview, me: StaffId, now: datetime) -> list[OfferShown]:
    """Return what colleagues offer to this counsellor, each as a row of the queue with its note."""
    cases = {case.id: case for case in overview.cases}
    return [
        OfferShown(
            case.id.hex(),
            by=one.holder,
            channel=case.channel,
            language=case.language,
            urgency=case.urgency.value,
            waited=waited(case, now),
            note=one.note,
            state=one.state.value,
        )
        for one in overview.transfers
        if one.receiver == me and (case := cases.get(one.case_id)) is not None
    ]


def _fits(overview: Overview, me: StaffId, on_duty: Collection[StaffId]) -> Callable[[Case], Fit]:
    """Return what tells who a case fits; asked once for all cases that need the same."""
    mine = overview.skills.get(me, ANYTHING)
    theirs = [overview.skills.get(one, ANYTHING) for one in on_duty if one != me]
    known: dict[frozenset[tuple[str, str]], Fit] = {}

    def of(case: Case) -> Fit:
        needs = frozenset(case.needs.items())
        if needs not in known:
            known[needs] = fit(case, mine, theirs)
        return known[needs]

    return of


def waited(case: Case, now: datetime) -> str:
    """Return the step of minutes since a human was asked for."""
    minutes = (now - case.asked_at).total_seconds() / 60
    return next((name for limit, name in WAITED if minutes < limit), "ge60")


def _as_row(case: Case, me: StaffId, now: datetime, *, fits: Fit) -> CaseShown:
    return CaseShown(
        case.id.hex(),
        channel=case.channel,
        language=case.language,
        urgency=case.urgency.value,
        waited=waited(case, now),
        state=case.state.value,
        mine=case.claimed_by == me,
        fit=fits.value if case.state is CaseState.WAITING else Fit.MINE.value,
    )
