"""The cases of the store in memory, and the lines of their talks."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import (
    ANYBODY,
    Case,
    CaseId,
    CaseState,
    Conversation,
    ConversationId,
    Counted,
    Ending,
    Hop,
    Line,
    LineFrom,
    LogEvent,
    Outcome,
    StaffId,
    Unrecorded,
    Urgency,
)
from bot.model.counted import at_the_end, when_recorded
from bot.model.promises import LINE_LIFE
from bot.storage.lifetimes import day_of
from bot.storage.memory_event_log import MemoryEventLog
from bot.storage.memory_referrals import drop_words
from bot.storage.memory_shelves import KeptCase, Shelves


class MemoryCases:
    """The `Cases` of one transaction."""

    def __init__(self, shelves: Shelves, now: datetime, log: MemoryEventLog) -> None:
        self._shelves = shelves
        self._now = now
        self._log = log

    def open(self, case: Case) -> Case:
        placed = replace(case, place=len(self._shelves.cases) + 1)
        self._shelves.cases[case.id] = KeptCase(case.conversation_id, placed)
        return placed

    def get(self, case_id: CaseId) -> Case | None:
        kept = self._shelves.cases.get(case_id)
        if kept is None or self._shelves.is_over(kept.conversation_id, day_of(self._now)):
            return None
        return kept.case

    def queue(self) -> tuple[Case, ...]:
        cases = (self.get(case_id) for case_id in self._shelves.cases)
        waiting = [case.queued() for case in cases if case is not None and case.state is not CaseState.CLOSED]
        return tuple(sorted(waiting, key=lambda case: (case.urgency is not Urgency.URGENT, case.place)))

    def talks(self) -> Mapping[StaffId, int]:
        cases = (self.get(case_id) for case_id in self._shelves.cases)
        claimed = (case for case in cases if case is not None and case.state is CaseState.CLAIMED)
        return Counter(case.claimed_by for case in claimed if case.claimed_by is not None)

    def claim(self, case_id: CaseId, staff_id: StaffId, *, seats: int | None = None) -> bool:
        case = self.get(case_id)
        is_full = seats is not None and self.talks().get(staff_id, 0) >= seats
        if case is None or case.state is not CaseState.WAITING or is_full:
            return False
        self._replace(replace(case, state=CaseState.CLAIMED, claimed_by=staff_id, fence=case.fence + 1))
        return True

    def give_back(self, case_id: CaseId, staff_id: StaffId) -> bool:
        case = self.get(case_id)
        if case is None or case.state is not CaseState.CLAIMED or case.claimed_by != staff_id:
            return False
        self._replace(replace(case, state=CaseState.WAITING, claimed_by=None, fence=case.fence + 1))
        self._shelves.end_claim(case_id)
        return True

    def reassign(self, case_id: CaseId, staff_id: StaffId, to: StaffId, *, read: Collection[str] | None = None) -> bool:
        case = self.get(case_id)
        if case is None or case.state is not CaseState.CLAIMED or case.claimed_by != staff_id:
            return False
        given = case if read is None else case.after(Hop(to, tuple(read)))
        self._replace(replace(given, claimed_by=to, fence=case.fence + 1))
        self._shelves.end_claim(case_id)
        return True

    def move(self, case_id: CaseId, to: Conversation) -> None:
        case = self.get(case_id)
        if case is not None and case.state is not CaseState.CLOSED:
            moved = replace(case, conversation_id=to.id, channel=to.sender.channel)
            self._shelves.cases[case_id] = KeptCase(to.id, moved)
            self._shelves.end_claim(case_id)
            self._shelves.emergencies.pop(case_id, None)

    def change_waiting(self, case: Case) -> bool:
        kept = self.get(case.id)
        if kept is None or kept.state is not CaseState.WAITING:
            return False
        self._replace(replace(kept, card=dict(case.card), wishes=case.wishes, region=case.region))
        return True

    def make_urgent(self, case_id: CaseId) -> None:
        case = self.get(case_id)
        if case is not None and case.state is not CaseState.CLOSED:
            self._replace(replace(case, urgency=Urgency.URGENT))

    def close(self, case_id: CaseId, ending: Ending, outcomes: Collection[Outcome] = ()) -> bool:
        case = self.get(case_id)
        if case is None or case.state is CaseState.CLOSED:
            return False
        was_given_back = case.claimed_by is None and case.fence > 0
        said = (Outcome.UNRECORDED,) if was_given_back else tuple(outcomes)
        counted = self._end(case, ending, outcomes)
        self._shelves.end_claim(case_id)
        closed = replace(case, state=CaseState.CLOSED, ending=ending, outcomes=said, card={}, wishes=ANYBODY, region="")
        self._shelves.cases[case_id] = KeptCase(
            case.conversation_id,
            replace(closed, counted=counted),
            ending,
            said,
            asked=None if said else case.claimed_by,
            ended_on=day_of(self._now),
            purge_at=self._now + LINE_LIFE,
        )
        drop_words(self._shelves, case_id)
        return True

    def counts(self, case_id: CaseId, counted: Counted) -> None:
        case = self.get(case_id)
        if case is not None and case.state is not CaseState.CLOSED:
            self._replace(replace(case, counted=counted))

    def _end(self, case: Case, ending: Ending | None, outcomes: Collection[Outcome] = ()) -> Counted | None:
        """Count an end; returns what the case remembers from then on."""
        if case.counted is None:
            return None
        wrote = any(line.author is LineFrom.HELP_SEEKER for line in self._shelves.lines.get(case.id, ()))
        end = at_the_end(case, ending, outcomes, wrote=wrote, now=self._now)
        self._add(end.now)
        return replace(case.counted, later=end.later)

    def before_forgetting(self, conversation_id: ConversationId) -> None:
        """Count what ends because its person is forgotten, and keep what waits for an outcome of nobody's any more."""
        for case_id, kept in self._shelves.cases.items():
            case = kept.case
            if kept.conversation_id != conversation_id or case is None or kept.outcomes:
                continue
            counted = case.counted if case.state is CaseState.CLOSED else self._end(case, None)
            if counted is not None:
                self._shelves.cases[case_id] = replace(kept, to_count=counted.later)

    def _add(self, events: Sequence[LogEvent]) -> None:
        for one in events:
            self._log.add(one)

    def record(self, case_id: CaseId, staff_id: StaffId, outcomes: Collection[Outcome]) -> bool:
        kept = self._shelves.cases.get(case_id)
        if kept is None or not _may_still_say(kept, staff_id):
            return False
        said = tuple(outcomes)
        self._add(when_recorded(kept.case, kept.to_count, said))
        case = None if kept.case is None else replace(kept.case, outcomes=said)
        self._shelves.cases[case_id] = replace(kept, case=case, outcomes=said, asked=None, to_count=None)
        return True

    def unrecorded(self) -> tuple[Unrecorded, ...]:
        return tuple(
            Unrecorded(case_id, kept.asked, kept.ending)
            for case_id, kept in self._shelves.cases.items()
            if kept.asked is not None and kept.ending is not None
        )

    def add_line(self, case_id: CaseId, line: Line) -> Line:
        if self.get(case_id) is None:
            return line
        before = self._shelves.lines.get(case_id, ())
        same = next((one for one in before if line.client_id and one.client_id == line.client_id), None)
        if same is not None:
            return same
        numbered = replace(line, number=max((one.number for one in before), default=0) + 1)
        self._shelves.lines[case_id] = (*before, numbered)
        return numbered

    def lines(self, case_id: CaseId, after: int = 0) -> tuple[Line, ...]:
        known = self._shelves.lines.get(case_id, ()) if self.get(case_id) else ()
        return tuple(line for line in known if line.number > after)

    def drop_lines(self, case_id: CaseId, before: int, *, only_notes: bool = False) -> None:
        if not only_notes:
            drop_words(self._shelves, case_id)
        known = self._shelves.lines.get(case_id, ())
        gone = {one.number for one in known if one.number < before and (not only_notes or one.author is LineFrom.NOTE)}
        self._shelves.lines[case_id] = tuple(line for line in known if line.number not in gone)

    def purge(self) -> int:
        """Take away the lines of talks that ended a while ago; returns how many."""
        over = [one for one, kept in self._shelves.cases.items() if kept.purge_at and kept.purge_at <= self._now]
        return sum(len(self._shelves.lines.pop(case_id, ())) for case_id in over)

    def _replace(self, case: Case) -> None:
        self._shelves.cases[case.id] = KeptCase(case.conversation_id, case)


def _may_still_say(kept: KeptCase, staff_id: StaffId) -> bool:
    """Tell whether this counsellor is asked what came of it, or was, as long as the case names them."""
    is_late = kept.outcomes == (Outcome.UNRECORDED,) and kept.case is not None and kept.case.claimed_by == staff_id
    return kept.asked == staff_id or is_late
