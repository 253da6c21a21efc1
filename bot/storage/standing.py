"""Where a conversation stands, for counting; neither who it is nor what was answered."""

from datetime import datetime

from bot.flows.silence import opening_is_due
from bot.model import IN_USE, Conversation, Phase
from bot.safe_contact import may_write_first


def places_of(conversation: Conversation, now: datetime) -> set[str]:
    """Return the nodes that it stands on or comes back to, the variables it holds, and the bundle it began with.

    None when the next message meets the opening anyway.
    """
    if opening_is_due(conversation, now):
        return set()
    nodes = {conversation.node, *conversation.stack, conversation.handover} - {""}
    # A place in a list of questions is `flow.node:…`; what counts is the list.
    places = {node.partition(":")[0] for node in nodes} | {
        f"vars.{name.partition(':')[0]}" for name in conversation.vars
    }
    return places | {f"{IN_USE}{conversation.bundle}"}


def can_be_told(conversation: Conversation, channel: str, now: datetime) -> bool:
    """Tell whether somebody is there on this channel to whom we may write first at this moment."""
    is_there = conversation.sender.channel == channel and conversation.phase is not Phase.WIPED
    return is_there and may_write_first(conversation, now)
