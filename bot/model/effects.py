"""What the desk tells a conversation, and what a step asks of the world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.model.call_effects import CallEffect
from bot.model.consent import ProposalAnswer
from bot.model.conversation import Conversation
from bot.model.ids import MessageRef, StaffId, Value
from bot.model.messages import NO_REF, Bubble, Purpose
from bot.model.passages import NOWHERE, Passage
from bot.model.slots import Slot
from bot.model.ticks import NO_TICKS, WORDS, Ticks
from bot.model.ways_back import WayBack
from bot.model.wishes import ANYBODY, KeepFrom, WantAnother, Wishes


class DeskEventKind(StrEnum):
    """What the desk tells the conversation."""

    QUEUED = "waiting"
    """The case is in the queue."""
    NO_STAFF = "no_staff"
    """Nobody is at the desk."""
    AWAY = "away"
    """Whom they want to talk with again is not free now; nobody was asked for yet."""
    CLAIMED = "claimed"
    """A counsellor took the case."""
    RETURNED = "returned"
    """The counsellor gave the case back; it waits again."""
    RETURNED_TO_NOBODY = "returned_to_nobody"
    """The same, and nobody takes cases now."""
    CLOSED = "closed"
    """The counsellor ended the case."""
    NOBODY = "nobody"
    """The last counsellor went, and said that nobody comes for now; the place in the queue stays."""
    COLLEAGUE_READY = "colleague_ready"
    """A colleague would go on with the talk: the help-seeker is to be asked."""
    COLLEAGUE_GONE = "colleague_gone"
    """Nobody would any more: what was asked is not asked any longer, without a word."""
    PASSED = "passed"
    """The help-seeker agreed, and the colleague has the talk."""
    NOT_PASSED = "not_passed"
    """They agreed, and it can't be done any more: all stays as it was."""
    PASSED_ON = "passed_on"
    """A coordinator gave the talk to another counsellor."""
    READ_ON = "read_on"
    """Another one has the talk than before: the help-seeker is to be asked what of it they may read."""
    CALLBACK_BOOKED = "callback_booked"
    """The slot is theirs."""
    CALLBACK_TAKEN = "callback_taken"
    """It is not: others were first, or nobody calls then. What they had before is theirs still."""
    CALLBACK_FREE = "callback_free"
    """These slots can be booked now."""
    CALLBACK_KNOWN = "callback_known"
    """The word is the one that was agreed for their callback."""
    CALLBACK_UNKNOWN = "callback_unknown"
    """It is not, or there is no callback: which of them is not told."""


@dataclass(frozen=True, slots=True)
class DeskEvent:
    """Something that happened at the desk and that the flow reacts to.

    Attributes:
        ticks: Of a colleague who is ready: what they would read. Of one who has the talk: what they read.
        by: The counsellor who has the talk from now on; None where it tells of none.
        slots: Which can be booked now, by their start.
        within: Of which part of them the help-seeker wants to know more; empty for none.
    """

    kind: DeskEventKind
    ticks: Ticks = NO_TICKS
    by: StaffId | None = None
    slots: tuple[Slot, ...] = ()
    within: str = ""


def given_back(*, to_somebody: bool) -> DeskEvent:
    """Return what the desk tells of a case that waits again, to somebody who takes cases now or to nobody."""
    return DeskEvent(DeskEventKind.RETURNED if to_somebody else DeskEventKind.RETURNED_TO_NOBODY)


@dataclass(frozen=True, slots=True)
class TimerDue:
    """The moment has come at which the conversation goes on although nobody wrote. Twice or too early is nothing."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """The person said their return phrase; the conversation is as it was when they fell silent."""


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
        stays: Of the card of a case that is open already, what stays there beside `card`; None: all of it.
        wishes: Who is asked first, and who is not to know of it.
    """

    urgency: Urgency
    card: Mapping[str, Value]
    may_write_minutes: int = 0
    even_if_closed: bool = False
    stays: tuple[str, ...] | None = None
    wishes: Wishes = field(default=ANYBODY, repr=False)


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """Effect: whoever waits lets something else be seen of them; a card that was read already stays as it is.

    Attributes:
        card: What is on it from now on: variable name to value.
        stays: What stays there besides if it is there, because its answer is kept nowhere else; None: all of it.
    """

    card: Mapping[str, Value]
    stays: tuple[str, ...] | None = None

    def on(self, before: Mapping[str, Value]) -> dict[str, Value]:
        """Return the card after this, of what it was."""
        stays = before if self.stays is None else self.stays
        return {**{name: value for name, value in before.items() if name in stays}, **self.card}


@dataclass(frozen=True, slots=True)
class RaiseCase:
    """Effect: the open case became urgent."""


@dataclass(frozen=True, slots=True)
class LeaveCase:
    """Effect: the help-seeker no longer waits or talks, without a wipe."""


@dataclass(frozen=True, slots=True)
class TellDesk:
    """Effect: words of the help-seeker for the counsellor of the open case; or the code of what they decided."""

    text: str = field(repr=False)
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class PassOn:
    """Effect: the help-seeker said whether a colleague may go on with the talk.

    After a yes the desk's answer (`PASSED` or `NOT_PASSED`) follows as the next event of the same transaction.

    Attributes:
        ticks: What the colleague may read, item by item; its note is the one that the help-seeker read.
    """

    agreed: bool
    ticks: Ticks = NO_TICKS

    @property
    def with_words(self) -> bool:
        """Whether the colleague may read what was said so far."""
        return WORDS in self.ticks.ticked


@dataclass(frozen=True, slots=True)
class Wipe:
    """Effect: forget this person; both sides' messages are deleted where the platform allows it.

    Attributes:
        farewell: The last line; empty says nothing at all, because nobody is there to read it or to delete for; then
            what a return phrase protects stays, since they may go on in another channel.
        remainder: The last line instead, where something in the chat could not be deleted.
        leaves_chat: The chat stays as it is; only we forget.
    """

    farewell: str = ""
    remainder: str = ""
    leaves_chat: bool = False


PHRASE_MARK = "{phrase}"
"""Where a new return phrase stands in a text."""


@dataclass(frozen=True, slots=True)
class GivePhrase:
    """Effect: a new return phrase, shown this once.

    Attributes:
        bubble: With `PHRASE_MARK` where the words go.
        instead: What is said when none can be made now.
    """

    bubble: Bubble
    instead: Bubble


@dataclass(frozen=True, slots=True)
class LockAway:
    """Effect: what the conversation was is over; with it goes what the bot had still to say.

    Attributes:
        way: The person's return phrase seals what it was, and nobody else reads it any more; None without one.
    """

    conversation: Conversation = field(repr=False)
    way: WayBack | None


@dataclass(frozen=True, slots=True)
class Vanish:
    """Effect: delete what both sides wrote until this moment, or one message alone; the conversation goes on.

    Attributes:
        only: Of the chat only this message; empty for all.
    """

    until: datetime
    only: MessageRef = NO_REF


@dataclass(frozen=True, slots=True)
class AnswerProposal:
    """Effect: the help-seeker answered what their counsellor proposed, and hears what follows from that.

    Attributes:
        answer: What they said; the conversation knows already what it led to.
        words: The words that they want instead; empty for others.
        number: Which proposal it is about, where that is an earlier one than the last; 0: the last.
    """

    answer: ProposalAnswer
    words: str = field(default="", repr=False)
    number: int = 0


@dataclass(frozen=True, slots=True)
class CheckPassed:
    """Effect that is only counted: a list of questions was begun, or gone through to its end."""

    finished: bool


Effect = (
    Send
    | OpenCase
    | ChangeCard
    | KeepFrom
    | RaiseCase
    | LeaveCase
    | TellDesk
    | PassOn
    | WantAnother
    | Wipe
    | GivePhrase
    | LockAway
    | Vanish
    | AnswerProposal
    | CallEffect
)


@dataclass(frozen=True, slots=True)
class Step:
    """What one event did: the conversation after it, what the world has to do, and how they went on, to be counted."""

    conversation: Conversation
    effects: tuple[Effect | CheckPassed, ...] = ()
    passage: Passage = field(default=NOWHERE, compare=False)
