"""Cases and the lines of their talks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.effects import Urgency
from bot.model.ids import CaseId, ConversationId, Language, StaffId, Value


class CaseState(StrEnum):
    """The life of a case."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a case ended; the codes of the yearly figures."""

    LISTENED = "listened"
    INFORMATION = "information"
    REFERRED = "referred"
    PRACTICAL = "practical"
    DIRECT_INTERVENTION = "direct_intervention"
    ENDED_BY_HELP_SEEKER = "ended_by_help_seeker"
    LEFT = "left"
    """Stop word, wipe, block or closed tab: do not write."""
    NO_CONTACT = "no_contact"
    TEST = "test"
    ABUSIVE = "abusive"


@dataclass(frozen=True, slots=True)
class Case:
    """From "I want a human" to an outcome.

    Attributes:
        place: Orders the queue inside one urgency: lower came first. It never changes, so a returned case
            goes back to its old place.
        asked_at: When the human was asked for; sealed where it is stored.
        card: What the counsellor may read after the claim.
        fence: How often it was claimed or given back: a claim is known by it, also one of the same counsellor again.
    """

    id: CaseId
    conversation_id: ConversationId
    state: CaseState
    urgency: Urgency
    place: int
    language: Language
    channel: str
    asked_at: datetime
    card: Mapping[str, Value] = field(default_factory=dict)
    claimed_by: StaffId | None = None
    outcome: Outcome | None = None
    fence: int = 0


class LineFrom(StrEnum):
    """Who a line of a talk is from."""

    HELP_SEEKER = "help_seeker"
    COUNSELLOR = "counsellor"
    SYSTEM = "system"
    """An event code such as `left`, shown in the reader's language."""


class LineState(StrEnum):
    """The fate of a counsellor's words."""

    WAITING = "waiting"
    SENT = "sent"
    HELD = "held"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a claimed talk, as the desk shows it.

    Attributes:
        number: Orders the lines of one case, from 1.
        client_id: The desk's own id of a counsellor's line, so that sending again adds nothing; else empty.
    """

    number: int
    author: LineFrom
    text: str = field(repr=False)
    state: LineState = LineState.SENT
    client_id: str = ""
