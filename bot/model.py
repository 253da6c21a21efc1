"""Ids and frozen values that every other module speaks in; no behaviour that needs a clock, a key or a library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

ConversationId = NewType("ConversationId", bytes)
"""16 random bytes."""
CaseId = NewType("CaseId", bytes)
"""16 random bytes."""
OutboundId = NewType("OutboundId", bytes)
"""16 random bytes."""
StaffId = NewType("StaffId", str)
"""The login name of a member of staff."""
BundleHash = NewType("BundleHash", str)
"""Names one compiled state of flows and content: 32 hexadecimal digits."""
MessageRef = NewType("MessageRef", str)
"""A channel's own id of one message, kept only so that the message can be deleted again."""

Language = str
LANGUAGES: tuple[Language, ...] = ("nl", "en", "fr")
Value = str | int | bool
"""What a variable of a flow can hold."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who wrote: a channel and the id by which that channel knows the person."""

    channel: str
    native_id: str = field(repr=False)


class InboundKind(StrEnum):
    """What a help-seeker did."""

    TEXT = "text"
    EDIT = "edit"
    """An earlier message was changed; it counts for the interrupts, never as an answer."""
    CHOICE = "choice"
    START = "start"
    """A chat was opened, or `/start` was sent."""
    UNSUPPORTED = "unsupported"
    """A photo, a voice message, a file, a place …; never downloaded, never kept."""
    LEFT = "left"
    """The person blocked us or closed the chat for good."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option that was tapped, with the prompt that it belonged to."""

    prompt: str
    option: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event from a help-seeker, as every channel hands it over.

    Attributes:
        external_id: The channel's own id of this event; the same event twice has the same id.
        text: What was typed, whole, at most 20,000 characters; empty for other kinds.
        message_ref: The channel's id of the person's message, for the wipe; empty where nothing can be deleted.
        language_hint: The language that the person's app speaks, as a tag ("nl-BE"); may be empty.
    """

    sender: Sender
    external_id: str
    kind: InboundKind
    text: str = field(default="", repr=False)
    choice: Choice | None = None
    message_ref: MessageRef = MessageRef("")
    language_hint: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen: its identity and the words on it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as the help-seeker sees it.

    Attributes:
        options: What can be chosen, in the order shown; each has a typed equivalent.
        prompt: The token of the prompt that the options answer; empty without options.
    """

    text: str = field(repr=False)
    options: tuple[Option, ...] = ()
    prompt: str = ""


class Purpose(StrEnum):
    """Why something leaves; the reply window depends on it."""

    REPLY = "reply"
    """The bot answers a sign of life."""
    NOTICE = "notice"
    """News from the queue: somebody is here, somebody left."""
    TALK = "talk"
    """Words of a counsellor."""
    DELETE = "delete"
    """Messages of both sides are deleted in the help-seeker's chat."""
    FAREWELL = "farewell"
    """The last line after a wipe; the conversation is forgotten once it is gone."""


class OutboundState(StrEnum):
    """Where a row of the outbox stands. What was sent has no row any more."""

    QUEUED = "q"
    """Waiting; the first of its conversation may be on the wire at this moment."""
    HELD = "h"
    """Outside the reply window, or its fate is unknown: only a new sign of life can free it."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One row of the outbox: a bubble, or a deletion, on its way to one help-seeker.

    Attributes:
        seq: Orders what goes to one conversation; a channel may use it to show nothing twice.
        attempt: How often it may have been sent already without our knowing.
        line: The desk's own number of these words, so that the desk can show their fate; 0 for the bot's.
    """

    id: OutboundId
    conversation_id: ConversationId
    seq: int
    purpose: Purpose
    bubble: Bubble = Bubble("")
    refs: tuple[MessageRef, ...] = ()
    attempt: int = 0
    line: int = 0


class Phase(StrEnum):
    """Who answers the help-seeker at the moment."""

    BOT = "bot"
    WAITING = "waiting"
    TALKING = "talking"
    WIPED = "wiped"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was last asked, with the option ids in the order shown."""

    token: str
    node: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One help-seeker on one channel: plain data between turns.

    Attributes:
        version: Raised by one with every save; a save of an older version is refused.
        node: Where the conversation stands, as `flow.node`; empty before the opening.
        stack: Nodes to go on with when a called flow or an interrupt ends, innermost last.
        vars: Answers by variable name.
        tries: How often the current prompt was not understood.
        prompts: How many prompts were shown since the opening.
        case_id: The open case; kept while somebody waits or talks, also after a neutral opening.
        heard_at: The last sign of life of the help-seeker.
        spoke_at: The last word of a counsellor in a claimed talk.
        write_until: Until when we may write first while the person waits, as they agreed.
        next_seq: The number that the next outbound row gets.
        handover: The `handover` node of the open case; its exits say how the flow goes on. Empty without one.
        born_on: The day of the first message, for the hard limit of 30 days.
    """

    id: ConversationId
    sender: Sender
    language: Language
    bundle: BundleHash
    born_on: date
    version: int = 0
    node: str = ""
    stack: tuple[str, ...] = ()
    prompt: Prompt | None = None
    vars: Mapping[str, Value] = field(default_factory=dict)
    tries: int = 0
    prompts: int = 0
    phase: Phase = Phase.BOT
    case_id: CaseId | None = None
    heard_at: datetime | None = None
    spoke_at: datetime | None = None
    write_until: datetime | None = None
    next_seq: int = 1
    handover: str = ""


class DeskEventKind(StrEnum):
    """What the desk tells the conversation."""

    QUEUED = "waiting"
    """The case is in the queue."""
    NO_STAFF = "no_staff"
    """Nobody is at the desk."""
    CLAIMED = "claimed"
    """A counsellor took the case."""
    RETURNED = "returned"
    """The counsellor gave the case back; it waits again."""
    CLOSED = "closed"
    """The counsellor ended the case."""


@dataclass(frozen=True, slots=True)
class DeskEvent:
    """Something that happened at the desk and that the flow reacts to."""

    kind: DeskEventKind


class Urgency(StrEnum):
    """How soon a human is needed; the queue is sorted by it, then by waiting time."""

    URGENT = "urgent"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Send:
    """Effect: a bubble for the help-seeker."""

    bubble: Bubble
    purpose: Purpose = Purpose.REPLY


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Effect: the help-seeker wants a human.

    Attributes:
        card: What the counsellor may read after the claim, as the help-seeker agreed: variable name to value.
        may_write_minutes: How long we may write first while they wait; 0 for never.
        even_if_closed: Wait in the queue also while nobody is at the desk.
    """

    urgency: Urgency
    card: Mapping[str, Value]
    may_write_minutes: int = 0
    even_if_closed: bool = False


@dataclass(frozen=True, slots=True)
class RaiseCase:
    """Effect: the open case became urgent."""


@dataclass(frozen=True, slots=True)
class LeaveCase:
    """Effect: the help-seeker no longer waits or talks, without a wipe."""


@dataclass(frozen=True, slots=True)
class TellDesk:
    """Effect: words of the help-seeker for the counsellor of the open case."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wipe:
    """Effect: forget this person; both sides' messages are deleted where the platform allows it.

    Attributes:
        farewell: The last line; empty says nothing at all.
    """

    farewell: str = ""


Effect = Send | OpenCase | RaiseCase | LeaveCase | TellDesk | Wipe


@dataclass(frozen=True, slots=True)
class Step:
    """What one event did: the conversation after it, and what the world has to do."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()


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


class Role(StrEnum):
    """What a member of staff may do."""

    COUNSELLOR = "counsellor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff.

    Attributes:
        verifier: The Argon2id verifier of the password, in PHC form.
    """

    id: StaffId
    role: Role
    verifier: str = field(repr=False)
    language: Language = "nl"
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A login, found again by the hash of its cookie.

    Attributes:
        digest: SHA-256 of the random token; the token itself is only in the browser.
        ends_at: The end whatever happens; idle_until moves with use.
    """

    digest: bytes = field(repr=False)
    staff_id: StaffId
    idle_until: datetime
    ends_at: datetime
