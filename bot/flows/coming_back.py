"""How a conversation goes on for whoever said their return phrase: where it stood, without a word of what was said."""

from bot.flows.arrival import adopt
from bot.flows.handed import exit_of_handover, stand_at_handover
from bot.flows.nodes import CLOSED, WAITING, Handover
from bot.flows.turn import Turn
from bot.model import Phase


def come_back(turn: Turn) -> None:
    """Go on at the place of the conversation, as its case stands now."""
    adopt(turn)
    turn.heard_at = turn.now
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
    turn.say("still_waiting")
    if not turn.node or isinstance(turn.bundle.nodes.get(turn.node), Handover):
        stand_at_handover(turn)  # the counsellor gave the case back meanwhile
        turn.go(exit_of_handover(turn, WAITING))
    else:
        turn.show_anew()


def _after_the_talk(turn: Turn) -> None:
    """Go on where the flow goes after a talk: the case was closed while nobody was here."""
    stand_at_handover(turn)
    target = exit_of_handover(turn, CLOSED)
    turn.handover = ""
    turn.go(target)
