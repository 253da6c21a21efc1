"""The lives of a case, a transfer and a callback as tables, and who takes a case; pure, the door to `transitions`."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from enum import StrEnum

from transitions import Machine, MachineError

from bot.errors import BotError
from bot.model import (
    ANYTHING,
    NO_TALK,
    CallbackState,
    Case,
    CaseId,
    CaseState,
    Outcome,
    Skills,
    StaffId,
    TransferState,
    Urgency,
)

LIFE = (
    ("claim", CaseState.WAITING, CaseState.CLAIMED),
    ("give_back", CaseState.CLAIMED, CaseState.WAITING),
    ("close", CaseState.CLAIMED, CaseState.CLOSED),
    ("leave", CaseState.WAITING, CaseState.CLOSED),
    ("leave", CaseState.CLAIMED, CaseState.CLOSED),
)
"""What can happen to a case: trigger, from, to. Everything else is refused."""
PASSING = (
    ("accept", TransferState.OFFERED, TransferState.ASKED),
    ("decline", TransferState.OFFERED, TransferState.KEPT),
    ("agree", TransferState.ASKED, TransferState.PASSED),
    ("refuse", TransferState.ASKED, TransferState.KEPT),
    *((trigger, state, TransferState.KEPT) for trigger in ("recall", "run_out", "go") for state in (
        TransferState.OFFERED, TransferState.ASKED,
    )),
)  # fmt: skip
"""What can happen to a transfer: who is asked says yes or no, nobody answers in time, the holder takes the offer back,
the receiver leaves the desk. Whatever ends the claim ends the transfer with it, without a trigger."""
_OPEN_CALLBACK = (CallbackState.ASKED, CallbackState.BOOKED, CallbackState.CONFIRMED, CallbackState.CALLING)
CALLING = (
    ("allow", CallbackState.ASKED, CallbackState.BOOKED),
    ("decline", CallbackState.ASKED, CallbackState.DONE),
    ("confirm", CallbackState.BOOKED, CallbackState.CONFIRMED),
    ("confirm", CallbackState.CONFIRMED, CallbackState.CONFIRMED),
    ("open_sheet", CallbackState.CONFIRMED, CallbackState.CALLING),
    ("open_sheet", CallbackState.CALLING, CallbackState.CALLING),
    ("try_once_more", CallbackState.CALLING, CallbackState.CONFIRMED),
    ("say", CallbackState.CALLING, CallbackState.DONE),
    *((trigger, state, CallbackState.DONE) for trigger in ("withdraw", "move", "run_out") for state in _OPEN_CALLBACK),
)
"""What can happen to a callback. Only one that was confirmed leads to a call sheet, and only the sheet to a call."""


class Refused(BotError):
    """What it should happen to is not in a state in which that can happen."""


class _Standing:
    """The smallest object that a stateless machine can move."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


def _machine(table: Sequence[tuple[str, StrEnum, StrEnum]]) -> Machine:
    states = dict.fromkeys(state.value for _, source, target in table for state in (source, target))
    machine = Machine(model=None, states=[*states], initial=next(iter(states)), auto_transitions=False, send_event=True)
    for trigger, source, target in table:
        machine.add_transition(trigger, source.value, target.value)
    return machine


_LIFE, _PASSING, _CALLING = _machine(LIFE), _machine(PASSING), _machine(CALLING)


def _moved(machine: Machine, what: str, state: str, *, trigger: str) -> str:
    standing = _Standing(state)
    try:
        machine.events[trigger].trigger(standing)
    except (MachineError, KeyError) as fault:
        raise Refused(f'A {what} that is {state} can\'t take "{trigger}".') from fault
    return standing.state


def after(state: CaseState, trigger: str) -> CaseState:
    """Return the state in which `trigger` leaves a case.

    Raises:
        Refused: that can't happen to a case in this state; nothing changed.
    """
    return CaseState(_moved(_LIFE, "case", state.value, trigger=trigger))


def after_passing(state: TransferState, trigger: str) -> TransferState:
    """Return the state in which `trigger` leaves a transfer.

    Raises:
        Refused: that can't happen to a transfer in this state; nothing changed.
    """
    return TransferState(_moved(_PASSING, "transfer", state.value, trigger=trigger))


def after_calling(state: CallbackState, trigger: str) -> CallbackState:
    """Return the state in which `trigger` leaves a callback.

    Raises:
        Refused: that can't happen to a callback in this state; nothing changed.
    """
    return CallbackState(_moved(_CALLING, "callback", state.value, trigger=trigger))


def are_sound(outcomes: Collection[Outcome]) -> bool:
    """Tell whether this can have come of one case: at least one code, each once, and "no talk" beside no other."""
    said = set(outcomes)
    is_once = len(said) == len(outcomes) > 0
    return is_once and Outcome.UNRECORDED not in said and (len(said) == 1 or not said & NO_TALK)


def in_queue_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return the cases as they are to be helped: urgent ones first, then the longest wait."""
    return tuple(sorted(cases, key=lambda case: (case.urgency is not Urgency.URGENT, case.place)))


def without_set_aside(cases: Iterable[Case], set_aside: Container[CaseId]) -> tuple[Case, ...]:
    """Return the cases that counsellors see: not those who wait and are blocked. Who has such a case keeps it."""
    return tuple(case for case in cases if case.claimed_by is not None or case.id not in set_aside)


class Fit(StrEnum):
    """Who a case that waits fits, as one counsellor sees it."""

    MINE = "mine"
    """This counsellor can do what it needs."""
    OTHERS = "others"
    """Somebody else can who takes cases now."""
    ASKED = "asked"
    """Its help-seeker talked with this counsellor before, and asked for them."""
    NOBODY = "nobody"
    """Nobody can who takes cases now: so it is for anybody, because nobody is left without an answer."""


def can_help(skills: Skills, needs: Mapping[str, str]) -> bool:
    """Tell whether a counsellor can do all that a case needs."""
    return all(name not in skills.able or value in skills.able[name] for name, value in needs.items())


def fit(case: Case, mine: Skills, on_duty: Iterable[Skills]) -> Fit:
    """Return who a case fits: the counsellor with these skills, else one of those who take cases now."""
    if can_help(mine, case.needs):
        return Fit.MINE
    return Fit.OTHERS if any(can_help(skills, case.needs) for skills in on_duty) else Fit.NOBODY


def free_seats(on_duty: Iterable[StaffId], skills: Mapping[StaffId, Skills], talks: Mapping[StaffId, int]) -> int:
    """Return how many more talks those who take cases now have a seat for; whoever has one too many counts as full."""
    return sum(max(0, skills.get(one, ANYTHING).seats - talks.get(one, 0)) for one in on_duty)
