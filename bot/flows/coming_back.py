"""How a conversation goes on for whoever said their return phrase: where it stood, without a word of what was said."""

from bot.flows.arrival import adopt
from bot.flows.handed import exit_of_handover, is_handover_with_offer, offer_another_way, stand_at_handover
from bot.flows.handing import Handover
from bot.flows.nodes import CLOSED, WAITING
from bot.flows.turn import Turn
from bot.model import Phase


def come_back(turn: Turn) -> None:
    """Go on at the place of the conversation, as its case stands now."""
    adopt(turn)
    turn.heard_at, turn.said_no = turn.now, False
    turn.say("came_back")
    if turn.phase is Phase.TALKING:
        turn.announce()
    elif turn.phase is Phase.WAITING:
        _wait_on(turn)
    elif turn.handover:
        _after_the_talk(turn)
    else:
        turn.show_anew()


def _wait_on(turn: Turn) -> None:
    """Go on in the queue; whoever had agreed to be written to is asked anew, unless they are in the middle of reading.

    What was agreed to ended with the silence: whoever holds the telephone now may be somewhere else.
    """
    turn.say("still_waiting")
    had_agreed = _forget_what_was_agreed(turn)
    if had_agreed and not turn.stack and is_handover_with_offer(turn):
        offer_another_way(turn)
    elif not turn.node or isinstance(turn.bundle.nodes.get(turn.node), Handover):
        stand_at_handover(turn)  # the counsellor gave the case back meanwhile
        turn.go(exit_of_handover(turn, WAITING))
    else:
        turn.show_anew()


def _forget_what_was_agreed(turn: Turn) -> bool:
    """Let nobody write first, in what is said of it too; tell whether there was an agreement."""
    handover = turn.bundle.nodes.get(turn.handover)
    if not isinstance(handover, Handover) or not handover.minutes(turn.vars):
        return False
    turn.vars = {**turn.vars, handover.may_write: 0}
    return True


def _after_the_talk(turn: Turn) -> None:
    """Go on where the flow goes after a talk: the case was closed while nobody was here."""
    stand_at_handover(turn)
    turn.end_talk()
    target = exit_of_handover(turn, CLOSED)
    turn.handover = ""
    turn.go(target)
