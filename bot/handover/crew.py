"""Who takes cases at one moment, and which cases each counsellor knows of and is to take. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.handover.rules import Fit, can_help, fit, in_queue_order
from bot.model import ANYBODY, ANYTHING, Case, Skills, StaffId, Urgency


@dataclass(frozen=True, slots=True)
class Crew:
    """The counsellors at one moment.

    Whom somebody keeps out does not know of their case at all: for them it is like one that never was.

    Attributes:
        on_duty: Who takes cases.
        skills: What counsellors can do, and what they are called, of whom something was said.
        now: The moment.
    """

    on_duty: frozenset[StaffId]
    skills: Mapping[StaffId, Skills]
    now: datetime

    def able(self, one: StaffId) -> Skills:
        """Return what a counsellor can do."""
        return self.skills.get(one, ANYTHING)

    def kept_for(self, case: Case) -> StaffId | None:
        """Return for whom alone a case that waits is kept now; None: it is for everybody.

        It is kept for nobody who takes no cases. In danger everybody is asked.
        """
        first = case.wishes.held_for(self.now)
        if first is None or case.urgency is Urgency.URGENT or first not in self.on_duty:
            return None
        return first if case.wishes.let_in(first, self.skills) else None

    def knows_of(self, one: StaffId, case: Case) -> bool:
        """Tell whether a case is there at all for a counsellor: in lists, in counts and by its address."""
        if case.claimed_by == one or case.wishes == ANYBODY:  # most are for everybody: nothing to compare
            return True
        if not case.wishes.let_in(one, self.skills):
            return False
        return case.claimed_by is not None or self.kept_for(case) in {None, one}

    def fit(self, one: StaffId, case: Case) -> Fit:
        """Return who a case fits that waits, as this counsellor sees it."""
        if case.wishes.first == one:
            return Fit.ASKED
        theirs = (self.able(other) for other in self.on_duty if other != one and case.wishes.let_in(other, self.skills))
        return fit(case, self.able(one), theirs)

    def to_take(self, one: StaffId, waiting: Iterable[Case]) -> tuple[Case, ...]:
        """Return what a counsellor is to take next, first first: urgent cases, and inside an urgency the longest wait.

        What fits somebody else on duty is left to them; what fits nobody there is for everybody who may have it. So
        each case that anybody there may have is to be taken by somebody there, and no case that a counsellor knows of
        is passed by a later one that is no more urgent.
        """
        known = (case for case in in_queue_order(waiting) if self.knows_of(one, case))
        return tuple(case for case in known if self.fit(one, case) is not Fit.OTHERS)

    def lacks_somebody(self, case: Case) -> bool:
        """Tell whether nobody takes cases now who can do what a case needs and may have it; never why."""
        there = (one for one in self.on_duty if case.wishes.let_in(one, self.skills))
        return not any(can_help(self.able(one), case.needs) for one in there)
