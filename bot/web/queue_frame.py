"""The queue as each counsellor sees it: pure, from what the desk tells to what the browsers read."""

from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import msgspec

from bot.handover.crew import Crew
from bot.handover.desk import Overview
from bot.handover.due_calls import is_for
from bot.handover.rules import Fit, free_seats
from bot.handover.seats import promised
from bot.model import ANYBODY, Case, CaseId, CaseState, StaffId, Wishes
from bot.web.wire import CaseShown, EndedShown, OfferShown, PassingShown, QueueFrame

WAITED = ((1, "lt1"), (5, "lt5"), (15, "lt15"), (30, "lt30"), (60, "lt60"))
"""How long somebody waits, in steps of minutes; the desk never shows a time."""

_Asked = tuple[frozenset[tuple[str, str]], Wishes]
"""What a case needs, and whom it is for: cases that ask the same fit the same counsellors."""


class QueueLook:
    """The queue at one moment, for all desks: a row that several see alike is written once.

    What is kept from a counsellor is in nothing that their desk is told: no row, no count, no seat that it takes.

    Attributes:
        overview: What is shown.
        now: Tells how long somebody waits.
    """

    def __init__(self, overview: Overview, now: datetime, *, on_duty: Collection[StaffId]) -> None:
        """Show this to those who take cases, and to who only looks on."""
        self.overview = overview
        self.now = now
        self._crew = Crew(frozenset(on_duty), overview.skills, now)
        self._asked: list[_Asked] = [(frozenset(case.needs.items()), case.wishes) for case in overview.cases]
        self._not_for_all = [case for case in overview.cases if case.wishes != ANYBODY]
        self._seats_open: dict[frozenset[CaseId], int] = {}
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
        mine, fits = self._crew.able(me), self._fits(me)
        unknown = frozenset(case.id for case in self._not_for_all if not self._crew.knows_of(me, case))
        frame = QueueFrame(
            [
                self._row(case, is_mine=case.claimed_by == me, fits=fits(case, asked))
                for case, asked in zip(self.overview.cases, self._asked, strict=True)
                if case.id not in unknown
            ],
            on_duty=takes_cases,
            counsellors=len(self._crew.on_duty),
            seats=mine.seats,
            seats_open=self._seats_but(unknown),
            able={need: sorted(values) for need, values in sorted(mine.able.items())},
            ended=[
                EndedShown(one.case_id.hex(), one.ending.value)
                for one in self.overview.unrecorded
                if one.staff_id == me
            ],
            paused_until=None if paused_until is None else paused_until.isoformat(),
            offers=self._offers(me, unknown),
            passing=[
                PassingShown(one.case_id.hex(), one.receiver, one.state.value)
                for one in self.overview.transfers
                if one.holder == me
            ],
            calls=[
                one.id.hex()
                for one in self.overview.calls
                if is_for(me, one, self.now) and one.wishes.let_in(me, self.overview.skills)
            ],
        )
        return msgspec.json.encode(frame)

    def _seats_but(self, unknown: frozenset[CaseId]) -> int:
        """Return how many seats are free as somebody sees it who does not know of some cases."""
        if unknown not in self._seats_open:
            known = (case for case in self.overview.cases if case.id not in unknown)
            talks = Counter(case.claimed_by for case in known if case.claimed_by is not None)
            taken = talks + promised(one for one in self.overview.transfers if one.case_id not in unknown)
            self._seats_open[unknown] = free_seats(self._crew.on_duty, self.overview.skills, taken)
        return self._seats_open[unknown]

    def _offers(self, me: StaffId, unknown: frozenset[CaseId]) -> list[OfferShown]:
        """Return what colleagues offer to this counsellor, each as a row of the queue."""
        here = (one for one in self.overview.transfers if one.case_id not in unknown)
        offered = {one.case_id: one for one in here if one.receiver == me}
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

    def _fits(self, me: StaffId) -> Callable[[Case, _Asked], Fit]:
        """Return what tells who a case fits; asked once for all cases that ask for the same."""
        known: dict[_Asked, Fit] = {}

        def of(case: Case, asked: _Asked) -> Fit:
            if case.state is not CaseState.WAITING:
                return Fit.MINE
            if asked not in known:
                known[asked] = self._crew.fit(me, case)
            return known[asked]

        return of

    def _row(self, case: Case, *, is_mine: bool, fits: Fit) -> msgspec.Raw:
        seen_as = (case.id, is_mine, fits)
        if seen_as not in self._rows:
            row = _as_row(case, self.now, is_mine=is_mine, fits=fits)
            self._rows[seen_as] = msgspec.Raw(msgspec.json.encode(row))
        return self._rows[seen_as]


def waited(case: Case, now: datetime) -> str:
    """Return the step of minutes since a human was asked for."""
    return step_of(now - case.asked_at)


def step_of(wait: timedelta) -> str:
    """Return the step of minutes in which a wait is told."""
    minutes = wait.total_seconds() / 60
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
