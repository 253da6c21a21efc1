"""How a conversation is met when something happens in it: as a stranger's, or where it stands in this bundle."""

from dataclasses import replace
from datetime import datetime

from bot.flows.silence import silence_ends_at
from bot.flows.turn import Turn
from bot.model import Conversation, Phase
from bot.model.promises import CLOCKS_DIFFER


def opening_is_due(conversation: Conversation, now: datetime) -> bool:
    """Tell whether the next message meets the neutral opening: a stranger's, or one after a silence.

    A last sign of life that lies ahead is of unknown age, because a clock was put back since: it counts as a silence.
    """
    phase, heard_at, end = conversation.phase, conversation.heard_at, silence_ends_at(conversation)
    if heard_at is None or end is None or phase is Phase.WIPED or (not conversation.node and phase is Phase.BOT):
        return True
    return heard_at - now > CLOCKS_DIFFER or now >= end


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
