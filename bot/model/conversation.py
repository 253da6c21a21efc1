"""A conversation between two turns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, make_dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any

from bot.model.callbacks import Appointment
from bot.model.consent import Proposal
from bot.model.ids import BundleHash, CaseId, ConversationId, Language, MessageRef, StaffId, Value
from bot.model.messages import Sender
from bot.model.ticks import Ticks
from bot.model.ways_back import WayBack


class Phase(StrEnum):
    """Who answers the help-seeker at the moment."""

    BOT = "bot"
    WAITING = "waiting"
    TALKING = "talking"
    WIPED = "wiped"


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was last asked, with the option ids in the order shown.

    Attributes:
        place: Of a page: where the part that was shown begins, by a name that survives changes of the page. Of an
            input: what an answer can have meant, where the person is asked which. Of the question whether a colleague
            may go on: that the counsellor wrote since.
        ticks: Of that question: what the colleague would read, as it is ticked now.
    """

    token: str
    node: str
    options: tuple[str, ...] = ()
    place: str = ""
    ticks: Ticks | None = None


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
        write_until: Until when we may write first while the person waits, as they agreed. It stays through a talk, for
            whoever is given back to the queue.
        said_no: A tap on an older “no” to being written to was the last that they did: once they wait again, nothing
            comes unasked, whatever was said in a talk meanwhile.
        next_seq: The number that the next outbound row gets.
        handover: The `handover` node of the open case; its exits say how the flow goes on. Empty without one.
        talk_seq: A counsellor's words with a lower number belong to an earlier talk, or to whoever held the phone
            before the opening: they are never shown.
        answer_by: When the conversation goes on from where it stands if nobody writes; None: never.
        claim_by: When the flow offers something else to somebody who still waits for a human; None: never.
        idle_by: When it says that it is still there if nobody writes; None: never.
        reminded: The flows in which it said so since the opening: once in each.
        opened_seq: What the bot said with a lower number was for whoever held the phone before the opening, or before
            they went on elsewhere: it is never sent.
        announced: The person was told who reads what they type; False where a human took or ended the talk and they
            hear it with their next word: nothing before that is handed over.
        lock_by: When it is looked whether the silence has lasted long enough to forget the answers; None: never.
        way_back: What the return phrase of this session seals to; None without a phrase.
        ways_left: Tags of what earlier phrases protect, so that a wipe finds it; it can't be read from here.
        words_shown: The messages in the chat that show words to go on with: they are deleted with the lock.
        vanish_after: The chat is emptied by itself so long after the last message in it; None where nothing can be
            deleted.
        oldest_at: Since when messages may stand in the chat; None: it is empty.
        newest_at: When the last one came.
        vanish_by: When it is looked whether messages are to vanish; None: never.
        born_on: The day of the first message, for the hard limit of 30 days.
        doubt: A question beside what the conversation stands at, which stays as it is: whether a mistyped word was to
            forget everything, while it is the last thing asked, with the word's interrupt as its node; in a talk,
            whether a colleague may go on.
        sure: Since the opening they said that no mistyped word was to, or read in a talk how to: it is not asked again.
        proposal: What their counsellor proposed last to give to a partner; None outside a talk.
        appointment: Their open callback; None without one.
        counsellor: Who talks with them, or did last since the opening; None: nobody.
        never_with: The counsellors with whom they never want to talk again. It acts on after the opening, unseen, and
            whoever holds the phone then.
        known_in: The first day of the quarter in which they are counted among those who wrote; 0: they are not.
        again_in: The same, of those who came again.
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
    said_no: bool = False
    next_seq: int = 1
    handover: str = ""
    talk_seq: int = 0
    announced: bool = True
    answer_by: datetime | None = None
    claim_by: datetime | None = None
    idle_by: datetime | None = None
    reminded: tuple[str, ...] = ()
    lock_by: datetime | None = None
    way_back: WayBack | None = None
    ways_left: tuple[bytes, ...] = ()
    vanish_after: timedelta | None = None
    oldest_at: datetime | None = None
    newest_at: datetime | None = None
    vanish_by: datetime | None = None
    opened_seq: int = 0
    doubt: Prompt | None = None
    sure: bool = False
    proposal: Proposal | None = None
    appointment: Appointment | None = None
    counsellor: StaffId | None = None
    never_with: tuple[StaffId, ...] = ()
    known_in: int = 0
    again_in: int = 0
    words_shown: tuple[MessageRef, ...] = ()

    @property
    def asked(self) -> Prompt | None:
        """What was last asked: what a number or a button answers."""
        return self.doubt or self.prompt

    @property
    def goes_on_at(self) -> datetime | None:
        """When the conversation goes on although nobody wrote; None: never."""
        return _earliest(self.answer_by, self.claim_by, self.idle_by)

    @property
    def wakes_at(self) -> datetime | None:
        """When something has to happen to it although nobody wrote, seen or unseen; None: never."""
        asks_at = None if self.appointment is None else self.appointment.asks_at
        return _earliest(self.answer_by, self.claim_by, self.idle_by, self.lock_by, self.vanish_by, asks_at)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min([moment for moment in moments if moment is not None], default=None)


_NAMES = tuple(one.name for one in fields(Conversation))
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_values = attrgetter(*_NAMES)
_Thawed: Any = make_dataclass("_Thawed", _NAMES, slots=True)
"""A conversation that is not frozen yet, which is what takes the time; with the same slots it can become one."""


def changed(conversation: Conversation, **changes: object) -> Conversation:
    """As `dataclasses.replace` does, in a quarter of the time: for what runs in every turn.

    Raises:
        KeyError: a conversation has no such field.
    """
    values: list[Any] = [*_values(conversation)]
    for name, value in changes.items():
        values[_PLACES[name]] = value
    copy = _Thawed(*values)
    copy.__class__ = Conversation
    frozen: Conversation = copy
    return frozen
