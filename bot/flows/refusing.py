"""A tap on an older “no” to being written to: it takes back what was agreed, whatever was asked since. Pure."""

from bot.flows.bundle import Bundle
from bot.flows.handing import Handover
from bot.flows.nodes import Ask
from bot.flows.turn import Turn
from bot.model import Choice, Phase


def takes_back(turn: Turn, choice: Choice) -> bool:
    """Let nobody write first any more, if anybody might have and this is a “no”; tell whether it was so.

    In a talk it is for when they wait again: the talk goes on.

    An older “yes” agrees to nothing: by a slip of the finger nobody may be written to.
    """
    node = _asked(turn.bundle, choice)
    if node is None or not _declines(turn.bundle, node, choice.option):
        return False
    comes_from_a_talk = turn.phase is not Phase.BOT and turn.spoke_at is not None
    if turn.write_until is None and not turn.vars.get(node.save) and not comes_from_a_talk:
        return False
    turn.write_until, turn.claim_by, turn.said_no = None, None, True
    if node.save in turn.vars:
        turn.vars = {**turn.vars, node.save: 0}
    turn.say("not_first")
    return True


def _asked(bundle: Bundle, choice: Choice) -> Ask | None:
    """Return the question that a button belongs to, by the digest in its token."""
    digest = choice.prompt.partition("-")[2]
    asks = (node for node in bundle.nodes.values() if isinstance(node, Ask) and node.digest == digest)
    return next(asks, None)


def _declines(bundle: Bundle, node: Ask, option: str) -> bool:
    """Tell whether an option says to wait without being written to: it keeps no minutes, and leads to the queue.

    One that leads out of it, or to numbers, keeps none either, and says something else.
    """
    answer = node.answers.get(option)
    if answer is None or answer.value != 0:
        return False
    queue = bundle.nodes.get(bundle.recovery(bundle.machine.follow(node.id, answer.exit)))
    return isinstance(queue, Handover) and bool(node.save) and queue.may_write == node.save
