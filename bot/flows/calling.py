"""What the desk tells of a callback, and what somebody chooses of it, where a conversation stands at one."""

from bot.flows.calls import BOOKED, CHOSEN, FULL, KNOWN, NONE_FITS, TAKEN, UNKNOWN, AskForCall, ChooseSlot
from bot.flows.choosing_slots import BACK, options_of
from bot.flows.turn import Turn
from bot.model import DeskEvent, DeskEventKind, FindSlots, Phase, Step, slot_of

OF_A_CALL = frozenset({
    DeskEventKind.CALLBACK_FREE,
    DeskEventKind.CALLBACK_BOOKED,
    DeskEventKind.CALLBACK_TAKEN,
    DeskEventKind.CALLBACK_KNOWN,
    DeskEventKind.CALLBACK_UNKNOWN,
})  # fmt: skip
"""What the desk tells of a callback, as the answer to what a node asked."""
_STANDS_AT = {
    DeskEventKind.CALLBACK_BOOKED: "book",
    DeskEventKind.CALLBACK_TAKEN: "book",
    DeskEventKind.CALLBACK_KNOWN: "prove",
    DeskEventKind.CALLBACK_UNKNOWN: "prove",
}


def hear_of_a_call(turn: Turn, event: DeskEvent) -> Step:
    """Go on from the node that asked; where the conversation stands at none, nothing is said."""
    node = turn.bundle.nodes.get(turn.node)
    if turn.phase not in {Phase.BOT, Phase.WAITING}:
        return Step(turn.before)
    if isinstance(node, ChooseSlot) and event.kind is DeskEventKind.CALLBACK_FREE:
        _offer(turn, node, event)
    elif isinstance(node, AskForCall) and _STANDS_AT.get(event.kind) == node.does:
        _answered(turn, event.kind)
    else:
        return Step(turn.before)
    turn.break_silence()
    return turn.done()


def choose(turn: Turn, option: str) -> None:
    """Do what somebody chose of a list of days or times."""
    slot = slot_of(option)
    if slot is not None:
        turn.vars = turn.bundle.calls.chosen(turn.vars, slot, turn.now)
        turn.go(turn.exit(CHOSEN))
    elif option == NONE_FITS:
        turn.go(turn.exit(NONE_FITS))
    else:
        turn.effects.append(FindSlots("" if option == BACK else option))


def _offer(turn: Turn, node: ChooseSlot, event: DeskEvent) -> None:
    options = options_of(event.slots, event.within, turn.bundle.whereabouts.zone)
    if options:
        turn.ask_which(node, options)
    else:
        turn.go(turn.exit(FULL))


def _answered(turn: Turn, kind: DeskEventKind) -> None:
    calls, appointment = turn.bundle.calls, turn.before.appointment
    match kind:
        case DeskEventKind.CALLBACK_BOOKED:
            turn.vars = calls.after_booking(turn.vars)
            turn.go(turn.exit(BOOKED))
        case DeskEventKind.CALLBACK_KNOWN if appointment is not None:
            turn.vars = calls.after_proof(turn.vars, appointment.slot)
            turn.go(turn.exit(KNOWN))
        case DeskEventKind.CALLBACK_TAKEN:
            turn.go(turn.exit(TAKEN))
        case _:
            turn.vars = calls.after_proof(turn.vars, None)
            turn.go(turn.exit(UNKNOWN))
