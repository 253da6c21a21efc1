"""Where a conversation stands, for counting before something is published; neither who it is nor what was answered."""

from datetime import datetime

from bot.flows.arrival import opening_is_due
from bot.model import Conversation


def places_of(conversation: Conversation, now: datetime) -> set[str]:
    """Return the nodes that it stands on or comes back to, and the variables that it holds, as `vars.name`.

    None when the next message meets the opening anyway.
    """
    if opening_is_due(conversation, now):
        return set()
    nodes = {conversation.node, *conversation.stack, conversation.handover} - {""}
    # A place in a list of questions is `flow.node:…`; what counts is the list.
    return {node.partition(":")[0] for node in nodes} | {f"vars.{name.partition(':')[0]}" for name in conversation.vars}
