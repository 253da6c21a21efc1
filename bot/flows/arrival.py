"""How a conversation is met when something happens in it: as a stranger's, or where it stands in this bundle."""

from dataclasses import replace
from datetime import datetime

from bot.flows.turn import Turn
from bot.model import Conversation, Phase
from bot.model.promises import CLOCKS_DIFFER, SILENCE


def opening_is_due(conversation: Conversation, now: datetime) -> bool:
    """Tell whether the next message meets the neutral opening: a stranger's, or one after a silence.

    A last sign of life that lies ahead is of unknown age, because a clock was put back since: it counts as a silence.
    """
    phase, heard_at = conversation.phase, conversation.heard_at
    if heard_at is None or phase is Phase.WIPED or (not conversation.node and phase is Phase.BOT):
        return True
    if heard_at - now > CLOCKS_DIFFER:
        return True
    if phase is Phase.TALKING and conversation.spoke_at is not None:
        heard_at = max(heard_at, conversation.spoke_at)
    if phase is Phase.WAITING and conversation.write_until is not None and now <= conversation.write_until:
        return False
    return now - heard_at >= SILENCE


def adopt(turn: Turn) -> None:
    """Move a conversation that began under another bundle over to this one, by ids."""
    bundle = turn.bundle
    if turn.before.bundle == bundle.hash:
        return
    turn.stack = tuple(bundle.recovery(node_id) for node_id in turn.stack)
    variables = bundle.variables
    turn.vars = {
        name: value for name, value in turn.vars.items() if name in variables and variables[name].refuses(value) is None
    }
    if turn.node:
        turn.node = bundle.recovery(turn.node)
    if turn.handover:
        turn.handover = bundle.recovery(turn.handover)
    prompt = turn.prompt
    if prompt is not None and bundle.renamed.get(prompt.node) == turn.node:
        turn.prompt = replace(prompt, node=turn.node)  # the list that this person sees is still the one to answer
    elif prompt is not None and prompt.node != turn.node:
        turn.prompt = None
