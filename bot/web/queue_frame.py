"""The queue as each counsellor sees it: pure, from what the desk tells to what the browsers read."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime

import msgspec

from bot.handover.desk import Overview
from bot.handover.rules import Fit, fit, free_seats
from bot.handover.seats import promised
from bot.model import ANYTHING, Case, CaseId, CaseState, StaffId
from bot.web.wire import CaseShown, EndedShown, OfferShown, PassingShown, QueueFrame

WAITED = ((1, "lt1"), (5, "lt5"), (15, "lt15"), (30, "lt30"), (60, "lt60"))
"""How long somebody waits, in steps of minutes; the desk never shows a time."""

_Needs = frozenset[tuple[str, str]]


class QueueLook:
    """The queue at one moment, for all desks: a row that several see alike is written once.

    Attributes:
        overview: What is shown.
        now: Tells how long somebody waits.
    """

    def __init__(self, overview: Overview, now: datetime, *, on_duty: Collection[StaffId]) -> None:
        """Show this to those who take cases, and to who only looks on."""
        self.overview = overview
        self.now = now
        self._on_duty = on_duty
        talks = Counter(case.claimed_by for case in overview.cases if case.claimed_by is not None)
        self._seats_open = free_seats(on_duty, overview.skills, talks + promised(overview.transfers))
        self._needs: list[_Needs] = [frozenset(case.needs.items()) for case in overview.cases]
        self._rows: dict[tuple[CaseId, bool, Fit], msgspec.Raw] = {}

    def of(self, me: StaffId) -> frozenset[CaseId]:
        """Return the cases of one counsellor."""
        return frozenset(case.id for case in self.overview.cases if case.claimed_by == me)

    def frame(self, me: StaffId, *, takes_cases: bool, paused_until: datetime | None = None) -> bytes:
        """Write the whole queue for one desk.

        Args:
            me: Whose desk it is.
            takes_cases: This desk takes cases.
            paused_until: When the pause of this counsellor ends; None: there is none.
        """
        mine = self.overview.skills.get(me, ANYTHING)
        fits = self._fits(me)
        frame = QueueFrame(
            [
                self._row(case, is_mine=case.claimed_by == me, fits=fits(case, needs))
                for case, needs in zip(self.overview.cases, self._needs, strict=True)
            ],
            on_duty=takes_cases,
            counsellors=len(self._on_duty),
            seats=mine.seats,
            seats_open=self._seats_open,
            able={need: sorted(values) for need, values in sorted(mine.able.items())},
            ended=[
                EndedShown(one.case_id.hex(), one.ending.value)
                for one in self.overview.unrecorded
                if one.staff_id == me
            ],
            paused_until=None if paused_until is None else paused_until.isoformat(),
            offers=self._offers(me),
            passing=[
                PassingShown(one.case_id.hex(), one.receiver, one.state.value)
                for one in self.overview.transfers
                if one.holder == me
            ],
        )
        return msgspec.json.encode(frame)

    def _offers(self, me: StaffId) -> list[OfferShown]:
        """Return what colleagues offer to this counsellor, each as a row of the queue."""
        offered = {one.case_id: one for one in self.overview.transfers if one.receiver == me}
        rows = [(case, offered[case.id]) for case in self.overview.cases if case.id in offered]
        return [
            OfferShown(
                case.id.hex(),
                by=one.holder,
                channel=case.channel,
                language=case.language,
                urgency=case.urgency.value,
                waited=waited(case, self.now),
                state=one.state.value,
            )
            for case, one in rows
        ]

    def _fits(self, me: StaffId) -> Callable[[Case, _Needs], Fit]:
        """Return what tells who a case fits; asked once for all cases that need the same."""
        mine = self.overview.skills.get(me, ANYTHING)
        theirs = [self.overview.skills.get(one, ANYTHING) for one in self._on_duty if one != me]
        known: dict[_Needs, Fit] = {}

        def of(case: Case, needs: _Needs) -> Fit:
            if case.state is not CaseState.WAITING:
                return Fit.MINE
            if needs not in known:
                known[needs] = fit(case, mine, theirs)
            return known[needs]

        return of

    def _row(self, case: Case, *, is_mine: bool, fits: Fit) -> msgspec.Raw:
        seen_as = (case.id, is_mine, fits)
        if seen_as not in self._rows:
            row = _as_row(case, self.now, is_mine=is_mine, fits=fits)
            self._rows[seen_as] = msgspec.Raw(msgspec.json.encode(row))
        return self._rows[seen_as]


def waited(case: Case, now: datetime) -> str:
    """Return the step of minutes since a human was asked for."""
    minutes = (now - case.asked_at).total_seconds() / 60
    return next((name for limit, name in WAITED if minutes < limit), "ge60")


def _as_row(case: Case, now: datetime, *, is_mine: bool, fits: Fit) -> CaseShown:
    return CaseShown(
        case.id.hex(),
        channel=case.channel,
        language=case.language,
        urgency=case.urgency.value,
        waited=waited(case, now),
        state=case.state.value,
        mine=is_mine,
        fit=fits.value,
    )
