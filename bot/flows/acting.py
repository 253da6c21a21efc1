"""What words do that act in every state, and when a text is taken for one: they move the conversation."""

from collections.abc import Sequence
from typing import assert_never

from bot.flows.graph import flow_of
from bot.flows.interrupts import CRISIS, HUMAN, Heard, Interrupt, InterruptKind
from bot.flows.nodes import Say
from bot.flows.picking import as_value
from bot.flows.turn import Turn
from bot.flows.words import spellings
from bot.model import Phase, RaiseCase


def act(turn: Turn, interrupt: Interrupt, *, begins: bool) -> None:
    """Do what a word does; `begins` where the conversation has met the opening with it."""
    match interrupt.kind:
        case InterruptKind.WIPE | InterruptKind.LEAVE:
            turn.wipe(leaves_chat=interrupt.kind is InterruptKind.LEAVE)
        case InterruptKind.LANGUAGE:
            turn.language = interrupt.language
            if begins:
                turn.open()
            else:
                turn.show_again()
        case InterruptKind.GOTO:
            if interrupt.id == HUMAN and turn.phase is Phase.WAITING:
                turn.say("still_waiting")
                turn.show_again()
            else:
                turn.stack = ()
                turn.go(_target(turn, interrupt))
        case InterruptKind.CALL:
            if interrupt.id == CRISIS and (turn.case_id is not None or turn.phase is Phase.WAITING):
                turn.effects.append(RaiseCase())
            turn.call(turn.node or turn.bundle.entry, _target(turn, interrupt))
        case _:
            assert_never(interrupt.kind)


def leaves_the_queue(turn: Turn, interrupt: Interrupt) -> bool:
    """Tell whether a word costs the place in the queue."""
    node = turn.bundle.nodes.get(_target(turn, interrupt)) if interrupt.exit else None
    return isinstance(node, Say) and node.leave_queue


def means_a_human(turn: Turn, heard: Heard) -> bool:
    """Go to a human, if the word for one was mistyped; a question for words takes words as they are."""
    means = turn.bundle.interrupts.means_a_human(heard)
    if means:
        act(turn, turn.bundle.interrupts.human, begins=False)
    return means


def asks_gently(turn: Turn, text: str, *, instead: bool = False) -> bool:
    """Ask whether it is very hard, if a text that is no answer sounds so; tell whether it was asked.

    Args:
        turn: The turn.
        text: As it was typed.
        instead: Of what was said last.
    """
    interrupt = turn.bundle.interrupts.ask_gently(text, turn.vars)
    if interrupt is None or flow_of(turn.node) in _flows_of_need(turn, interrupt):
        return False
    note_signs(turn, interrupt, spellings(text))
    if instead:
        turn.take_back()
    turn.call(turn.node or turn.bundle.entry, _target(turn, interrupt))
    return True


def note_signs(turn: Turn, interrupt: Interrupt, spelled: Sequence[str]) -> None:
    """Keep what a text of need is about, instead of what was kept of an earlier one."""
    if interrupt.save:
        signs = turn.bundle.interrupts.signs
        found = as_value(turn.bundle.interrupts.signs_in(spelled), tuple(signs))
        turn.vars = {**turn.vars, interrupt.save: found}


def _flows_of_need(turn: Turn, gentle: Interrupt) -> set[str]:
    """Return the flows in which nobody is asked gently: it was asked there already, and own words lead on."""
    return {flow_of(_target(turn, one)) for one in (gentle, turn.bundle.interrupts.crisis)}


def _target(turn: Turn, interrupt: Interrupt) -> str:
    return turn.bundle.machine.follow(turn.node or turn.bundle.entry, interrupt.exit)
