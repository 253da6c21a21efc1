"""What comes from a help-seeker, and what goes to one."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.ids import ConversationId, MessageRef, OutboundId

NO_REF = MessageRef("")
UNKNOWN_REF = MessageRef("?")
"""Stands for messages that may be in the chat and that nobody can delete: too old, or of an id that we never learnt."""


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
    UNHEARD = "unheard"
    """Messages came faster than they can be heard, and this one was not looked at."""
    LEFT = "left"
    """The person blocked us or closed the chat for good."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option that was tapped, with the prompt that it belonged to."""

    prompt: str
    option: str


@dataclass(frozen=True, slots=True)
class SharedContact:
    """A contact out of somebody's telephone, of which nothing is read but its number.

    Attributes:
        number: As the channel gives it, at most 40 characters.
        is_own: The channel says that it is the number of whoever sent it.
    """

    number: str = field(repr=False)
    is_own: bool


@dataclass(frozen=True, slots=True)
class Inbound:
    """One event from a help-seeker, as every channel hands it over.

    Attributes:
        external_id: The channel's own id of this event; the same event twice has the same id.
        text: What was typed, whole, at most 20,000 characters; empty for other kinds.
        message_ref: The channel's id of the person's message, for the wipe; empty where there is none to delete.
        deletable: What stands in this chat can be deleted later; a tap says so too, which has no message of its own.
        unheard: The same of earlier messages that were not heard because there were too many; for the wipe as well.
        contact: Of `UNSUPPORTED`, that it is one: an answer where a telephone number is asked for, and nothing else.
        language_hint: The language that the person's app speaks, as a tag ("nl-BE"); may be empty.
    """

    sender: Sender
    external_id: str
    kind: InboundKind
    text: str = field(default="", repr=False)
    choice: Choice | None = None
    message_ref: MessageRef = NO_REF
    deletable: bool = False
    language_hint: str = ""
    unheard: tuple[MessageRef, ...] = ()
    contact: SharedContact | None = None


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
        instead: Of a bubble that may be shown once and never again: what is said in its place when nobody knows
            whether it was shown. Empty for all others.
    """

    text: str = field(repr=False)
    options: tuple[Option, ...] = ()
    prompt: str = ""
    instead: str = ""


class Purpose(StrEnum):
    """Why something leaves; the reply window depends on it."""

    REPLY = "reply"
    """The bot answers a sign of life."""
    NOTICE = "notice"
    """News from the queue: somebody is here, somebody left."""
    TALK = "talk"
    """Words of a counsellor."""
    CALLBACK = "callback"
    """The one message that asks whether a callback still suits, at the moment that the help-seeker chose."""
    DELETE = "delete"
    """Messages of both sides are deleted in the help-seeker's chat."""
    VANISH = "vanish"
    """Those up to a moment are, because they have stood there long enough; the conversation goes on."""
    FAREWELL = "farewell"
    """The last line after a wipe; the conversation is forgotten once it is gone."""
    REMAINDER = "remainder"
    """The last line instead, if something could not be deleted: the deletion before it decides which of both goes."""


DELETIONS = frozenset({Purpose.DELETE, Purpose.VANISH})
"""What takes something out of the chat, and puts nothing there."""
LAST_LINES = frozenset({Purpose.FAREWELL, Purpose.REMAINDER})
"""What is still said to somebody who wiped; one of them."""


@dataclass(frozen=True, slots=True)
class SendCounts:
    """How it stands with what is to be sent, as numbers.

    Attributes:
        queued: How many bubbles wait or are on the wire.
        held: How many may not leave before a sign of life.
        failed: How many words of counsellors, in talks that go on, did not arrive.
        unknown: Of how many of those nobody knows whether they did.
    """

    queued: int = 0
    held: int = 0
    failed: int = 0
    unknown: int = 0


class OutboundState(StrEnum):
    """Where a row of the outbox stands. What was sent has no row any more."""

    QUEUED = "q"
    """Waiting; the first of its conversation may be on the wire at this moment."""
    LEFT = "l"
    """Waiting since an earlier process, whose doubt is counted; certainly not on the wire since."""
    HELD = "h"
    """Outside the reply window, or its fate is unknown: only a new sign of life can free it."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One row of the outbox: a bubble, or a deletion, on its way to one help-seeker.

    Attributes:
        seq: Orders what goes to one conversation; a channel may use it to show nothing twice.
        attempt: How often it may have been sent already without our knowing.
        line: The desk's own number of these words, so that the desk can show their fate; 0 for the bot's.
        until: Of `VANISH`: messages up to this moment.
        only: Of `VANISH`: this message alone; empty for all of them.
    """

    id: OutboundId
    conversation_id: ConversationId
    seq: int
    purpose: Purpose
    bubble: Bubble = Bubble("")
    attempt: int = 0
    line: int = 0
    until: datetime | None = None
    only: MessageRef = NO_REF
