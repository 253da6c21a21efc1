"""What happens when nobody wrote in time: it goes on, it says that it is still there, or nothing."""

from dataclasses import replace
from datetime import datetime

from bot.flows.arrival import adopt
from bot.flows.bundle import Bundle
from bot.flows.handed import offer_another_way
from bot.flows.locking import locked
from bot.flows.nodes import NEXT, TIMEOUT, Ask, Input
from bot.flows.paging import Page
from bot.flows.quiet import Pause
from bot.flows.reconfirming import asked_whether_it_suits
from bot.flows.silence import opening_is_due, silence_ends_at
from bot.flows.turn import Turn
from bot.flows.vanishing import vanished
from bot.model import Bubble, Conversation, Phase, Purpose, Step


def wake(bundle: Bundle, conversation: Conversation, now: datetime) -> Step:
    """Let a moment that was waited for take effect; too early, or for what is over, it is nothing.

    It is no sign of life: it opens no window, and after a silence it only stops waiting, because the next message meets
    the opening, and nothing that was asked before may be heard by whoever holds the telephone then. Of several moments
    that are one, each has its own turn.
    """
    due = conversation.wakes_at
    if due is None or now < due:
        return Step(conversation)
    if conversation.vanish_by == due:
        return vanished(conversation, now)
    if conversation.appointment is not None and conversation.appointment.asks_at == due:
        return asked_whether_it_suits(bundle, conversation, conversation.appointment, now=now)
    if conversation.lock_by is not None and conversation.lock_by <= now:
        end = silence_ends_at(conversation)
        if end is None or end <= now or opening_is_due(conversation, now):
            return locked(conversation, own=bundle.interrupts.own)
        return wake(bundle, replace(conversation, lock_by=end), now)  # they wrote meanwhile
    return _go_on_unheard(bundle, conversation, due, now=now)


def _go_on_unheard(bundle: Bundle, conversation: Conversation, due: datetime, *, now: datetime) -> Step:
    """Say or do what was to be said or done at this moment if nobody wrote."""
    if opening_is_due(conversation, now) or conversation.phase not in {Phase.BOT, Phase.WAITING}:
        return Step(replace(conversation, answer_by=None, claim_by=None, idle_by=None))
    turn = Turn(bundle, conversation, now)
    turn.purpose = Purpose.NOTICE
    adopt(turn)
    if conversation.claim_by == due:
        offer_another_way(turn)
        return turn.done()
    if conversation.answer_by == due:
        _go_on(turn)
    else:
        _remind(turn)
    step = turn.done()
    # What could not go on any more, because the files changed meanwhile, no longer waits for this moment either.
    after = step.conversation
    return step if after.answer_by != due else replace(step, conversation=replace(after, answer_by=None))


def _go_on(turn: Turn) -> None:
    """Go on from a question or a pause; show what took its place when the files changed meanwhile."""
    node = turn.bundle.nodes.get(turn.node)
    if isinstance(node, Pause):
        turn.go(turn.exit(NEXT))
    elif isinstance(node, Ask | Input) and turn.prompt is not None:
        _give_way(turn)
    elif isinstance(node, Ask | Input | Page):
        turn.go(turn.node)


def _give_way(turn: Turn) -> None:
    if TIMEOUT in turn.bundle.machine.exits(turn.node):
        turn.go(turn.exit(TIMEOUT))


def _remind(turn: Turn) -> None:
    """Say once that the bot is still there; what was asked stays as it is."""
    node = turn.bundle.nodes.get(turn.node)
    idle = turn.bundle.idles.get(node.flow) if isinstance(node, Ask | Input | Page) else None
    if idle is not None and turn.prompt is not None and turn.prompt.node == turn.node:
        turn.reminded = (*turn.reminded, turn.node.partition(".")[0])
        turn.send(Bubble(idle.texts[turn.language]))
