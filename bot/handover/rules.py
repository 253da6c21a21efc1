"""The life of a case as a table; pure, and the desk's only door to `transitions`."""

from collections.abc import Collection, Iterable

from transitions import Machine, MachineError

from bot.errors import BotError
from bot.model import NO_TALK, Case, CaseState, Outcome, Urgency

LIFE = (
    ("claim", CaseState.WAITING, CaseState.CLAIMED),
    ("give_back", CaseState.CLAIMED, CaseState.WAITING),
    ("close", CaseState.CLAIMED, CaseState.CLOSED),
    ("leave", CaseState.WAITING, CaseState.CLOSED),
    ("leave", CaseState.CLAIMED, CaseState.CLOSED),
)
"""What can happen to a case: trigger, from, to. Everything else is refused."""


class Refused(BotError):
    """The case is not in a state in which that can happen."""


class _Standing:
    """The smallest object that a stateless machine can move."""

    __slots__ = ("state",)

    def __init__(self, state: CaseState) -> None:
        self.state: str = state.value


def _machine() -> Machine:
    machine = Machine(
        model=None,
        states=[state.value for state in CaseState],
        initial=CaseState.WAITING.value,
        auto_transitions=False,
        send_event=True,
    )
    for trigger, source, target in LIFE:
        machine.add_transition(trigger, source.value, target.value)
    return machine


_MACHINE = _machine()


def after(state: CaseState, trigger: str) -> CaseState:
    """Return the state in which `trigger` leaves a case.

    Raises:
        Refused: that can't happen to a case in this state; nothing changed.
    """
    standing = _Standing(state)
    try:
        _MACHINE.events[trigger].trigger(standing)
    except (MachineError, KeyError) as fault:
        raise Refused(f'A case that is {state.value} can\'t take "{trigger}".') from fault
    return CaseState(standing.state)


def are_sound(outcomes: Collection[Outcome]) -> bool:
    """Tell whether this can have come of one case: at least one code, each once, and "no talk" beside no other."""
    said = set(outcomes)
    is_once = len(said) == len(outcomes) > 0
    return is_once and Outcome.UNRECORDED not in said and (len(said) == 1 or not said & NO_TALK)


def in_queue_order(cases: Iterable[Case]) -> tuple[Case, ...]:
    """Return the cases as they are to be helped: urgent ones first, then the longest wait."""
    return tuple(sorted(cases, key=lambda case: (case.urgency is not Urgency.URGENT, case.place)))
