"""Where a conversation stands that was handed to the desk, and where it goes on from there."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.flows.bundle import Bundle
from bot.flows.handing import Handover
from bot.flows.nodes import TIMEOUT, WAITING
from bot.flows.turn import Turn
from bot.model import LANGUAGE, REGION

LATER = timedelta(minutes=1)
"""Whoever is in the middle of something that was called is not pulled out of it; it is tried again after this."""
IN_TIME = timedelta(minutes=5)
"""So long before the end of the agreed time whoever still waits is offered something else: time to read and answer."""


def needs_in(bundle: Bundle) -> Mapping[str, tuple[str, ...]]:
    """Return what a case of this conversation may need: language, region, and each answer that may be on its card."""
    names = (name for node in bundle.nodes.values() if isinstance(node, Handover) for name in node.card)
    known = ((name, bundle.variables[name]) for name in names)
    choices = {name: one.values for name, one in known if one.kind == "text" and one.values}
    regions = regions_in(bundle)
    return {**choices, **({REGION: regions} if regions else {}), LANGUAGE: bundle.languages}


def regions_in(bundle: Bundle) -> tuple[str, ...]:
    """Return the regions that somebody can say from which nobody is to know of them."""
    known = bundle.variables.get(bundle.with_whom.regions)
    return () if known is None else known.values


def stand_at_handover(turn: Turn) -> None:
    """Go back to where the human was asked for: what was read or called meanwhile is over."""
    turn.node = turn.bundle.recovery(turn.handover or turn.node)
    turn.stack, turn.prompt, turn.tries = (), None, 0


def exit_of_handover(turn: Turn, exit_name: str) -> str:
    """Return where the handover goes on; the place where its flow recovers when this bundle has none there."""
    return turn.exit(exit_name) if isinstance(turn.bundle.nodes[turn.node], Handover) else turn.node


def is_handover_with_offer(turn: Turn) -> bool:
    """Tell whether somebody who waits where this conversation was handed over can be offered something else."""
    node = turn.bundle.nodes.get(turn.handover)
    return isinstance(node, Handover) and TIMEOUT in turn.bundle.machine.exits(node.id)


def offer_at(turn: Turn) -> datetime | None:
    """Return when somebody who waits from now on is offered something else; None: never by the clock.

    Of a short time half is left to answer.
    """
    node = turn.bundle.nodes.get(turn.handover)
    if not isinstance(node, Handover):
        return None
    if not node.offers_in_time:
        return turn.now + node.timeout if node.timeout else None
    if turn.write_until is None or turn.write_until <= turn.now:
        return None
    return turn.write_until - min(IN_TIME, (turn.write_until - turn.now) / 2)


def offer_another_way(turn: Turn) -> None:
    """Offer something else to whoever waits for a human; the place in the queue stays theirs.

    Whoever is in the middle of something that was called is not pulled out of it, it is tried again a little later: as
    long as there is a later in the time that they agreed to.
    """
    turn.claim_by = None
    if not is_handover_with_offer(turn):
        return
    if turn.stack and not is_time_up(turn):
        turn.claim_by = turn.now + LATER
    else:
        stand_at_handover(turn)
        turn.go(turn.exit(TIMEOUT))


def is_time_up(turn: Turn) -> bool:
    """Tell whether the time that somebody agreed to is over, or so short that it can't be asked later."""
    node = turn.bundle.nodes.get(turn.handover)
    in_time = isinstance(node, Handover) and node.offers_in_time
    return in_time and turn.write_until is not None and turn.write_until - turn.now <= LATER


def wait_again(turn: Turn, *, is_alone: bool) -> None:
    """Let somebody wait on after a talk, and ask them something: nobody is left without a way on.

    Args:
        turn: The turn.
        is_alone: Nobody takes cases now.
    """
    stand_at_handover(turn)
    must_hear = is_alone or is_time_up(turn)
    if must_hear and is_handover_with_offer(turn):
        turn.claim_by = None
        turn.go(turn.exit(TIMEOUT))
    else:
        turn.claim_by = offer_at(turn)
        turn.go(exit_of_handover(turn, WAITING))
