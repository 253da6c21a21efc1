"""How a conversation is met when something happens in it: as a stranger's, or where it stands in this bundle."""

from dataclasses import replace

from bot.flows.turn import Turn


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
