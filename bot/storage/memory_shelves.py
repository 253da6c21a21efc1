"""What the store in memory keeps: plain values on shelves, copied for each transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime

from bot.model import (
    AuditLine,
    Block,
    BundleHash,
    Callback,
    CallbackId,
    CallbackOutcome,
    Case,
    CaseId,
    Conversation,
    ConversationId,
    DayHours,
    Draft,
    Emergency,
    Ending,
    Factor,
    Guest,
    Invitation,
    Line,
    LineState,
    LogEvent,
    MessageRef,
    Motion,
    Outbound,
    OutboundId,
    Outcome,
    Pause,
    Publication,
    Referral,
    Sender,
    Shift,
    ShiftId,
    Skills,
    Staff,
    StaffId,
    StaffSession,
    Transfer,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation, and the day at whose end it is forgotten."""

    conversation: Conversation
    expires_on: int


@dataclass(frozen=True, slots=True)
class KeptWay:
    """What a return phrase opens, and the day at whose end it is forgotten."""

    conversation_id: ConversationId
    was: Conversation | None
    expires_on: int


@dataclass(frozen=True, slots=True)
class KeptBlock:
    """A block, and by which week's hash its sender is found."""

    sender: Sender
    week: int
    block: Block


@dataclass(frozen=True, slots=True)
class KeptCallback:
    """A callback. Of one that is over, what came of it and the day on which that was; nothing of whom."""

    callback: Callback | None
    outcome: CallbackOutcome | None = None
    ended_on: int = 0


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A case. What is left when the person is forgotten has no case any more, only how it ended and on which day.

    Attributes:
        asked: Who is asked what came of it.
        to_count: Of one whose person is forgotten: what is counted once it is known what came of it.
        purge_at: When its lines go; None while it is open.
    """

    conversation_id: ConversationId | None
    case: Case | None
    ending: Ending | None = None
    outcomes: tuple[Outcome, ...] = ()
    asked: StaffId | None = None
    ended_on: int | None = None
    purge_at: datetime | None = None
    to_count: LogEvent | None = None


@dataclass(slots=True)
class Shelves:
    """Everything that is kept; the values on the shelves never change, they are replaced."""

    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    conversations: dict[ConversationId, Kept] = field(default_factory=dict)
    people: dict[Sender, ConversationId] = field(default_factory=dict)
    ways_back: dict[bytes, KeptWay] = field(default_factory=dict)
    refs: dict[ConversationId, tuple[tuple[datetime, MessageRef], ...]] = field(default_factory=dict)
    outbox: dict[OutboundId, Outbound] = field(default_factory=dict)
    held: dict[OutboundId, None] = field(default_factory=dict)
    left: dict[OutboundId, None] = field(default_factory=dict)
    cases: dict[CaseId, KeptCase] = field(default_factory=dict)
    lines: dict[CaseId, tuple[Line, ...]] = field(default_factory=dict)
    drafts: dict[CaseId, tuple[int, Draft]] = field(default_factory=dict)
    transfers: dict[CaseId, tuple[int, Transfer]] = field(default_factory=dict)
    referrals: dict[CaseId, Mapping[int, Referral]] = field(default_factory=dict)
    guests: dict[CaseId, Guest] = field(default_factory=dict)
    emergencies: dict[CaseId, Emergency] = field(default_factory=dict)
    staff: dict[StaffId, Staff] = field(default_factory=dict)
    invitations: dict[StaffId, Invitation] = field(default_factory=dict)
    motions: dict[StaffId, Motion] = field(default_factory=dict)
    factors: dict[StaffId, Factor] = field(default_factory=dict)
    skills: dict[StaffId, Skills] = field(default_factory=dict)
    pauses: dict[StaffId, Pause] = field(default_factory=dict)
    pause_minutes: dict[int, int] = field(default_factory=dict)
    sessions: dict[bytes, StaffSession] = field(default_factory=dict)
    audit: dict[int, AuditLine] = field(default_factory=dict)
    bundles: dict[BundleHash, Mapping[str, str]] = field(default_factory=dict)
    publications: dict[int, Publication] = field(default_factory=dict)
    callbacks: dict[CallbackId, KeptCallback] = field(default_factory=dict)
    blocks: dict[CaseId, KeptBlock] = field(default_factory=dict)
    day_hours: dict[date, DayHours] = field(default_factory=dict)
    shifts: dict[ShiftId, Shift] = field(default_factory=dict)
    feeds: dict[StaffId, tuple[bytes, datetime]] = field(default_factory=dict)
    named_groups: dict[tuple[int, str], None] = field(default_factory=dict)
    open_lines: dict[str, None] = field(default_factory=dict)
    events: dict[int, LogEvent] = field(default_factory=dict)
    people_places: dict[tuple[int, int], None] = field(default_factory=dict)

    def copied(self) -> "Shelves":
        """Return the same values on shelves of their own."""
        return Shelves(*(dict(getattr(self, name)) for name in _SHELVES))

    def put(self, other: "Shelves") -> None:
        """Take what is on the other shelves in the place of what is here."""
        for name in _SHELVES:
            setattr(self, name, getattr(other, name))

    def is_over(self, conversation_id: ConversationId | None, today: int) -> bool:
        """Tell whether a conversation is past its day."""
        kept = None if conversation_id is None else self.conversations.get(conversation_id)
        return kept is not None and kept.expires_on < today

    def waiting(self, conversation_id: ConversationId) -> list[Outbound]:
        """Return what waits for a conversation, held or queued, in order."""
        own = [one for one in self.outbox.values() if one.conversation_id == conversation_id]
        return sorted(own, key=lambda one: one.seq)

    def note_line(self, outbound: Outbound, state: LineState) -> None:
        """Write down what became of a counsellor's words, in the newest talk of the conversation."""
        own = [one for one, kept in self.cases.items() if kept.conversation_id == outbound.conversation_id]
        if not outbound.line or not own:
            return
        lines = self.lines.get(own[-1], ())
        self.lines[own[-1]] = tuple(
            replace(line, state=state) if line.number == outbound.line else line for line in lines
        )

    def end_claim(self, case_id: CaseId) -> None:
        """Take away what was typed or offered in a claim, and who was let in."""
        self.drafts.pop(case_id, None)
        self.transfers.pop(case_id, None)
        self.guests.pop(case_id, None)

    def forget(self, conversation_id: ConversationId, today: int) -> None:
        """Take away everything of a conversation; of its cases only outcome and day stay."""
        is_expired = self.is_over(conversation_id, today)
        self._end_callbacks(conversation_id, today, is_expired=is_expired)
        self.conversations.pop(conversation_id, None)
        self.refs.pop(conversation_id, None)
        for outbound in self.waiting(conversation_id):
            del self.outbox[outbound.id]
            self.held.pop(outbound.id, None)
            self.left.pop(outbound.id, None)
        for case_id, kept in self.cases.items():
            if kept.conversation_id == conversation_id:
                self.lines.pop(case_id, None)
                self.end_claim(case_id)
                self.referrals.pop(case_id, None)
                self.emergencies.pop(case_id, None)
                self.cases[case_id] = replace(
                    kept if kept.case is None or kept.ending is not None else _left(kept, kept.case),
                    conversation_id=None,
                    case=None,
                    ended_on=kept.ended_on or today,
                )

    def _end_callbacks(self, conversation_id: ConversationId, today: int, *, is_expired: bool) -> None:
        """End what is open of somebody who is forgotten: taken back, unless their day was over without a call."""
        outcome = CallbackOutcome.MISSED if is_expired else CallbackOutcome.WITHDRAWN
        for one, kept in self.callbacks.items():
            if kept.callback is not None and kept.callback.conversation_id == conversation_id:
                self.callbacks[one] = KeptCallback(None, outcome, today)


_SHELVES = tuple(one.name for one in fields(Shelves))
"""Their names, looked up once: each transaction copies them all."""


def _left(kept: KeptCase, case: Case) -> KeptCase:
    """Return an open case as it is when its person is forgotten."""
    was_given_back = case.claimed_by is None and case.fence > 0
    said = (Outcome.UNRECORDED,) if was_given_back else ()
    return replace(kept, ending=Ending.LEFT, asked=case.claimed_by, outcomes=said)
