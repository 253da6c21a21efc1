"""The nodes of a compiled flow: what each kind needs when a conversation comes by, and nothing of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.flows.calls import AskForCall, ChooseSlot, SettleCall
from bot.flows.handing import Handover
from bot.flows.paging import Page
from bot.flows.phrase import Phrase
from bot.flows.picking import DONE, MARK, NONE, picked
from bot.flows.quiet import Pause
from bot.flows.replies import Labels
from bot.flows.said import Said, Texts, WantedLines
from bot.flows.values.canonical import InputType
from bot.flows.values.limits import NO_LIMITS, Limits
from bot.flows.weighing import Condition, Weighing
from bot.model import CheckPassed, Language, Option, Value

Passed = tuple[Mapping[str, Value], str]

NEXT, CALL, OTHERWISE, SKIP, TIMEOUT = "next", "call", "otherwise", "skip", "timeout"
WAITING, NO_STAFF, CLOSED, AWAY = "waiting", "no_staff", "closed", "away"


def option_exit(option_id: str) -> str:
    """Name the exit that an option takes."""
    return f"option:{option_id}"


def option_call(option_id: str) -> str:
    """Name the exit into the flow that an option runs before it goes on."""
    return f"call:{option_id}"


def arm_exit(number: int) -> str:
    """Name the exit of the arm of a branch, counted from 0."""
    return f"arm:{number}"


def question_exit(name: str) -> str:
    """Name the exit to a question of a list."""
    return f"question:{name}"


def band_exit(band: str) -> str:
    """Name the exit of a list whose answers come to a band."""
    return f"band:{band}"


def interrupt_exit(interrupt_id: str) -> str:
    """Name the exit that an interrupt takes; every node has it."""
    return f"interrupt:{interrupt_id}"


@dataclass(frozen=True, slots=True)
class Say:
    """Says something and goes on.

    Attributes:
        items: Lines under the text, each with its condition.
        most: So many of them are shown at most.
        lines: Help lines under the text.
    """

    id: str
    flow: str
    texts: Said
    items: tuple[tuple[Condition, Texts], ...] = ()
    most: int = 0
    lines: WantedLines = ()
    leave_queue: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What an option does.

    Attributes:
        value: What is remembered if the question saves its answer; None for an option that answers nothing.
        call: The exit into the flow that is run first; empty for none.
    """

    value: Value | None
    exit: str
    call: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Asks for one of some options and waits.

    Attributes:
        digest: Six characters that stand for the id in prompt tokens.
        tries: After so many answers that were not understood it gives way.
        otherwise: It then goes to its exit `otherwise`; else it stays and says how to reach a human.
        most: So many options can be chosen together; 0 where one of them is the answer.
        is_card: It lists what is on the card of a hand-over: all of it is chosen until the person changes that.
        timeout: After so long without a word it goes to its exit `timeout`; None: never.
        offered_when: The conditions of options that are not always offered, by id.
    """

    id: str
    flow: str
    digest: str
    texts: Said
    options: Mapping[Language, tuple[Option, ...]]
    order: tuple[str, ...]
    answers: Mapping[str, Answer]
    labels: Mapping[Language, Labels]
    save: str = ""
    tries: int = 2
    otherwise: bool = False
    offered_when: Mapping[str, Condition] = field(default_factory=dict)
    most: int = 0
    is_card: bool = False
    timeout: timedelta | None = None

    def chosen(self, known: Mapping[str, Value]) -> tuple[str, ...]:
        """Return what is chosen so far where several can be; of a card, what is there to be seen and was not hidden."""
        if self.is_card and self.save not in known:
            return tuple(option for option in self.order if option in known and option not in {DONE, NONE})
        return picked(known.get(self.save))

    def offers(self, known: Mapping[str, Value]) -> tuple[str, ...]:
        """Return the ids of the options that somebody is offered, in their order."""
        hidden = {option for option, holds in self.offered_when.items() if not holds(known)}
        return tuple(option for option in self.order if option not in hidden)

    def shown(self, offered: Sequence[str], language: Language, known: Mapping[str, Value]) -> tuple[Option, ...]:
        """Return the options as they are shown, with a mark before those that are chosen so far."""
        marked = self.chosen(known) if self.most else ()
        options = [option for option in self.options[language] if option.id in offered]
        return tuple(replace(one, label=f"{MARK}{one.label}") if one.id in marked else one for one in options)


@dataclass(frozen=True, slots=True)
class Input:
    """Asks for words and waits.

    Attributes:
        is_secret: What was typed is never shown again, not even to ask which of two things it means.
        skip_words: Plain words that lead to its exit `skip`; empty where nobody may skip.
        tries: After so many answers that were not understood it gives way.
        otherwise: It then goes to its exit `otherwise`; else to `skip`; else it says how to reach a human.
        timeout: After so long without a word it goes to its exit `timeout`; None: never.
    """

    id: str
    flow: str
    digest: str
    texts: Said
    save: str
    type: InputType = "text"
    limits: Limits = NO_LIMITS
    is_secret: bool = False
    skip_words: frozenset[str] = frozenset()
    tries: int = 2
    otherwise: bool = False
    timeout: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Goes on by what is known.

    Attributes:
        conditions: One for each arm but the last, which is taken when none of them holds.
    """

    id: str
    flow: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Set:
    """Remembers values and goes on."""

    id: str
    flow: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Call:
    """Runs another flow, then goes on."""

    id: str
    flow: str


@dataclass(frozen=True, slots=True)
class BeginList:
    """Begins a list of questions: what was answered to it before is forgotten."""

    id: str
    flow: str
    weighing: Weighing

    def passed(self, variables: Mapping[str, Value], _: Mapping[str, Value]) -> Passed:
        """Return the variables after it, and the exit that is taken."""
        return self.weighing.forget(variables), NEXT


@dataclass(frozen=True, slots=True)
class GoThroughList:
    """Goes to the next question of a list; after the last one, to the band that the answers come to."""

    id: str
    flow: str
    weighing: Weighing

    def passed(self, variables: Mapping[str, Value], known: Mapping[str, Value]) -> Passed:
        """Return the variables after it, and the exit that is taken; `known` is what conditions look at."""
        question = self.weighing.unanswered(known)
        if question:
            return variables, question_exit(question)
        band = self.weighing.band(known)
        return self.weighing.saved(variables, band), band_exit(band)


@dataclass(frozen=True, slots=True)
class LeaveList:
    """Leaves a list in the middle, with the band that the answers come to so far.

    Attributes:
        heeds_danger: After an answer that means danger the exit of the band is taken instead.
    """

    id: str
    flow: str
    weighing: Weighing
    heeds_danger: bool = False

    def passed(self, variables: Mapping[str, Value], known: Mapping[str, Value]) -> Passed:
        """Return the variables after it, and the exit that is taken; `known` is what conditions look at."""
        band = self.weighing.band(known)
        stays = self.heeds_danger and self.weighing.signs(known).danger
        return self.weighing.saved(variables, band), band_exit(band) if stays else NEXT


@dataclass(frozen=True, slots=True)
class End:
    """Goes back to where the flow was called; at the top the conversation rests.

    Attributes:
        wipe: Everything is forgotten here, for a button that does what the words do.
        leaves_chat: The messages in the chat stay nevertheless.
    """

    id: str
    flow: str
    leave_queue: bool = False
    wipe: bool = False
    leaves_chat: bool = False


List = BeginList | GoThroughList | LeaveList
"""The places of a list of questions that are no question."""


def passing_of(node: List, way: str) -> list[CheckPassed]:
    """Return what is counted of going through a list by this exit: its beginning, and the end of it."""
    if isinstance(node, BeginList):
        return [CheckPassed(finished=False)]
    return [CheckPassed(finished=True)] if isinstance(node, GoThroughList) and way.startswith(band_exit("")) else []


Passing = Say | Phrase | Branch | Set | Call | List | SettleCall | End
"""A conversation goes through these without waiting."""
Waiting = Ask | Input | Page | Handover | Pause | ChooseSlot | AskForCall
"""A conversation stops here until something happens."""
Prompting = Ask | Input | Page | ChooseSlot
"""These wait for the help-seeker."""
Node = Passing | Waiting
