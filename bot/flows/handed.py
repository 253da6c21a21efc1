"""Where a conversation stands that was handed to the desk, and where it goes on from there."""

from bot.flows.nodes import Handover
from bot.flows.turn import Turn


def stand_at_handover(turn: Turn) -> None:
    """Go back to where the human was asked for: what was read or called meanwhile is over."""
    turn.node = turn.bundle.recovery(turn.handover or turn.node)
    turn.stack, turn.prompt, turn.tries = (), None, 0


def exit_of_handover(turn: Turn, exit_name: str) -> str:
    """Return where the handover goes on; the place where its flow recovers when this bundle has none there."""
    return turn.exit(exit_name) if isinstance(turn.bundle.nodes[turn.node], Handover) else turn.node
