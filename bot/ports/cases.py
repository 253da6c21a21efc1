"""The cases of a transaction, and the lines of their talks."""

from collections.abc import Collection, Mapping
from typing import Protocol

from bot.model import Case, CaseId, Conversation, Counted, Ending, Line, Outcome, StaffId, Unrecorded


class Cases(Protocol):
    """The cases and the lines of their talks."""

    def open(self, case: Case) -> Case:
        """Put a case in the queue; returns it with its place."""

    def get(self, case_id: CaseId) -> Case | None:
        """Return a case, or None when it was forgotten."""

    def queue(self) -> tuple[Case, ...]:
        """Return every case that waits or is claimed: urgent first, then by place.

        Cards are left empty; what a case needs stands in their place, for the server alone.
        """

    def talks(self) -> Mapping[StaffId, int]:
        """Return how many cases each counsellor has claimed now; who has none is not in it."""

    def claim(self, case_id: CaseId, staff_id: StaffId, *, seats: int | None = None) -> bool:
        """Give a waiting case to this counsellor by one conditional write.

        With `seats` only while they have fewer talks than that: the write itself counts them, so that two claims in the
        same moment do not both take the last seat. False: it does not wait any more, or the seats are taken.
        """

    def give_back(self, case_id: CaseId, staff_id: StaffId) -> bool:
        """Return this counsellor's case to its old place; False: it was not theirs."""

    def reassign(self, case_id: CaseId, staff_id: StaffId, to: StaffId, *, read: Collection[str] | None = None) -> bool:
        """Give this counsellor's case to another one by one conditional write; False: it was not theirs.

        With `read` no more than that stays on its card, and it is written down that this was agreed to.
        """

    def move(self, case_id: CaseId, to: Conversation) -> None:
        """Let an open case be that of another conversation, with its card and its lines; its place stays."""

    def change_waiting(self, case: Case) -> bool:
        """Let a waiting case have this card and these wishes by one conditional write; False: it waits no more."""

    def make_urgent(self, case_id: CaseId) -> None:
        """Move an open case to the urgent ones; its place stays."""

    def counts(self, case_id: CaseId, counted: Counted) -> None:
        """Let an open case remember this, for the figures; of one that is over nothing changes."""

    def close(self, case_id: CaseId, ending: Ending, outcomes: Collection[Outcome] = ()) -> bool:
        """End an open case by one conditional write; its card goes at once. False: it was closed already.

        Of one that was given back, and that nobody has now, nobody is asked what came of it: it is not recorded. The
        end is counted, and so is that of a case whose person is forgotten while it is open.
        """

    def record(self, case_id: CaseId, staff_id: StaffId, outcomes: Collection[Outcome]) -> bool:
        """Write down what came of a case that ended while this counsellor had it; by one conditional write.

        It can be done once, and also when the person was forgotten meanwhile; later than "not recorded" only while
        the case still names the counsellor. It is counted then. False: it was not theirs, is open still, or was written
        down already.
        """

    def unrecorded(self) -> tuple[Unrecorded, ...]:
        """Return the cases that ended while a counsellor had them, of which nobody has said what came of them."""

    def add_line(self, case_id: CaseId, line: Line) -> Line:
        """Append a line; returns it with its number, or the earlier one with the same client id."""

    def drop_lines(self, case_id: CaseId, before: int, *, only_notes: bool = False) -> None:
        """Delete the lines before one that is there, and the words of referrals; or no more than the notes."""

    def lines(self, case_id: CaseId, after: int = 0) -> tuple[Line, ...]:
        """Return the lines with a higher number, in order; one that can't be read is there, and lost."""
