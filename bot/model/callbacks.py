"""A callback, from its booking to its outcome: what is kept of it, and what its conversation knows."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.ids import CallbackId, ConversationId, Language, StaffId
from bot.model.slots import Slot, ToldSlot
from bot.model.wishes import ANYBODY, Wishes

BOOK_AHEAD = timedelta(days=14)
"""A slot can be booked this long before it begins: who writes today may be elsewhere by then."""
FRESH = timedelta(hours=24)
"""A yes counts that was given at most this long before the slot begins."""
LONGEST_MOMENT = timedelta(hours=1)
"""The one message that asks may leave this long after its moment, and never for longer than the slot is."""
MOST_CALLBACK_CHARACTERS = 200
"""The longest of the texts that are agreed: who else may pick up, what is said then, the code word."""
MOST_GUESSES = 5
"""After so many wrong code words none proves anything any more: nobody with the telephone in their hands guesses it."""


class CallbackState(StrEnum):
    """The life of a callback."""

    ASKED = "asked"
    """It waits for a counsellor's decision: the help-seeker is under 16."""
    BOOKED = "booked"
    """The slot is theirs; nobody calls without a fresh yes."""
    CONFIRMED = "confirmed"
    """They said yes within the last day, so somebody of ours is to call."""
    CALLING = "calling"
    """The call sheet was opened."""
    DONE = "done"


class CallbackOutcome(StrEnum):
    """What came of a callback; each that is over has exactly one."""

    REACHED = "reached"
    """The right person, with the right code word."""
    WRONG_PERSON = "wrong_person"
    NO_ANSWER = "no_answer"
    UNSAFE = "unsafe"
    MOVED = "moved"
    """Another moment was agreed."""
    WITHDRAWN = "withdrawn"
    """The help-seeker took it back, wiped all of it, or blocked us: do not call."""
    DECLINED = "declined"
    """A counsellor decided not to call somebody under 16."""
    NOT_CONFIRMED = "not_confirmed"
    """There was no yes in time: nobody called."""
    MISSED = "missed"
    """Nobody of ours decided or called although it was our turn: ours to answer for."""
    UNRECORDED = "unrecorded"
    """Whoever opened the call sheet did not say what came of it."""


SAID_BY_CALLERS = frozenset(
    {
        CallbackOutcome.REACHED,
        CallbackOutcome.WRONG_PERSON,
        CallbackOutcome.NO_ANSWER,
        CallbackOutcome.UNSAFE,
        CallbackOutcome.MOVED,
        CallbackOutcome.WITHDRAWN,
    }
)
"""What the one who calls can say."""


class Asking(StrEnum):
    """How it is reconfirmed; the help-seeker chooses."""

    NEVER = "never"
    """They write themselves; nothing is ever sent first."""
    DAY_BEFORE = "day_before"
    """One message, at the same time of the day before."""
    AT_START = "at_start"
    """One message, when the slot begins."""


@dataclass(frozen=True, slots=True)
class CallDetails:
    """Whom to call and how; gone with the outcome.

    Attributes:
        number: With its country, as `+31201234567`.
        others: Who else may pick up, in the help-seeker's words.
        opening: What is said to whoever picks up, in their words, or the id of a sentence.
        code_word: What tells that it is them; empty: none was agreed.
        voicemail: A voicemail may be left.
        call_again: If the line drops we call again; else we wait.
        once_more: One further attempt in the same slot, where nobody answered.
    """

    number: str = field(repr=False)
    others: str = field(default="", repr=False)
    opening: str = field(default="", repr=False)
    code_word: str = field(default="", repr=False)
    voicemail: bool = False
    call_again: bool = False
    once_more: bool = False


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback that is open, or just ended.

    Attributes:
        told: The slot, and what was said of it to the one who chose it.
        asked_at: When it was booked.
        asking: How it is reconfirmed.
        wording: Of the message that asks, the key of its text in wording.yaml; empty where none is sent.
        details: None where nobody needs them: in a list, and once it is over.
        confirmed_at: When the latest yes was given.
        attempts: How often nobody answered.
        claimed_by: Who calls.
        outcome: None while it is open.
        fence: How often it was changed: whatever changes it says which one it changes.
        wishes: Who is not to know of it, as they had said when it was booked.
    """

    id: CallbackId
    conversation_id: ConversationId
    state: CallbackState
    told: ToldSlot
    language: Language
    channel: str
    asked_at: datetime
    asking: Asking = Asking.NEVER
    wording: str = ""
    details: CallDetails | None = None
    confirmed_at: datetime | None = None
    attempts: int = 0
    claimed_by: StaffId | None = None
    outcome: CallbackOutcome | None = None
    fence: int = 0
    wishes: Wishes = field(default=ANYBODY, repr=False)

    @property
    def slot(self) -> Slot:
        """When somebody may call."""
        return self.told.slot

    @property
    def confirm_by(self) -> datetime:
        """Until when a yes is waited for."""
        return self.slot.end_at if self.asking is Asking.AT_START else self.slot.start_at

    def listed(self) -> "Callback":
        """Return it as lists show it: without whom to call, and how."""
        return replace(self, details=None)


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a conversation knows of its open callback: enough to decide what may be said, and not whom to call.

    Attributes:
        ask_at: The moment from which one message may ask for the yes; None: nothing is sent, or it was too late.
        wording: The key of its text.
        token: Of the question once it was put; empty before.
        is_last: It is the last that was said to them: words answer it, and not only a tap.
        is_decided: Nobody of ours has to decide any more whether to call.
        is_confirmed: The yes was given.
        guesses: How many wrong code words were typed.
    """

    id: CallbackId
    slot: Slot
    ask_at: datetime | None = None
    wording: str = ""
    token: str = ""
    is_last: bool = False
    is_decided: bool = True
    is_confirmed: bool = False
    guesses: int = 0

    @property
    def asks_at(self) -> datetime | None:
        """When the message is to leave that was not put yet; None: none is."""
        waits = self.is_decided and not self.is_confirmed and not self.token
        return self.ask_at if waits else None

    @property
    def ask_until(self) -> datetime | None:
        """When the moment is over that was chosen for the message; None: none was, or its answer is not awaited."""
        if self.ask_at is None or not self.is_decided or self.is_confirmed:
            return None
        longest = min(timedelta(minutes=self.slot.minutes), LONGEST_MOMENT)
        return min(self.ask_at + longest, self.slot.end_at)

    def may_ask(self, now: datetime) -> bool:
        """Tell whether this is the moment that was chosen for the message, and its answer is still awaited."""
        until = self.ask_until
        return self.ask_at is not None and until is not None and self.ask_at <= now < until

    def unasked(self) -> "Appointment":
        """Return it as it is where the message could not be shown: nothing answers it, and no other one is sent."""
        return replace(self, ask_at=None, token="", is_last=False)

    def may_confirm(self, now: datetime) -> bool:
        """Tell whether a yes counts that is given now: within a day before the slot begins, or in it."""
        return self.is_decided and is_fresh(now, self.slot) and now < self.slot.end_at


def is_fresh(confirmed_at: datetime, slot: Slot) -> bool:
    """Tell whether a yes of this moment is one for this slot."""
    return slot.start_at - FRESH <= confirmed_at < slot.end_at
