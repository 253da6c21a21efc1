"""What is left to do for somebody when our own code broke: their wipe, or the numbers. Leans on as little as it can."""

from dataclasses import replace
from datetime import datetime

from bot.flows.arrival import opening_is_due
from bot.flows.bundle import Bundle
from bot.flows.interrupts import FORGETTING, InterruptKind
from bot.flows.locking import locked
from bot.model import Bubble, Conversation, Inbound, InboundKind, Phase, Send, Step, Wipe


def after_fault(bundle: Bundle, conversation: Conversation, inbound: Inbound, *, now: datetime) -> Step:
    """Return the step of an event whose own step broke.

    Who typed a word that wipes is forgotten all the same; anybody else reads the static text with the numbers. They
    stay where they were, or at the beginning after a silence: the opening that broke is still due to whoever wrote.
    """
    kind = _forgets(bundle, conversation, inbound)
    if kind is None:
        stays = Step(conversation)
        if opening_is_due(conversation, now):
            stays = _at_the_beginning(conversation, own=bundle.interrupts.own)
        answer = Send(Bubble(bundle.say("failure", conversation.language)))
        return Step(replace(stays.conversation, heard_at=now), (*stays.effects, answer))
    wipe = Wipe(bundle.say("left_standing", conversation.language), leaves_chat=True)
    if kind is InterruptKind.WIPE:
        wipe = Wipe(bundle.say("wiped", conversation.language), bundle.say("wiped_not_all", conversation.language))
    empty = replace(
        conversation, heard_at=now, phase=Phase.WIPED, node="", stack=(), prompt=None, vars={}, case_id=None,
        handover="", answer_by=None, claim_by=None, idle_by=None, lock_by=None,
    )  # fmt: skip
    return Step(empty, (wipe,))


def _at_the_beginning(conversation: Conversation, *, own: str) -> Step:
    """Return the conversation as the opening leaves it: an open case stays, and nothing else of what was agreed."""
    step = locked(conversation, own=own)
    fresh = replace(
        step.conversation, node="", phase=Phase.BOT, handover="", spoke_at=None, write_until=None,
        talk_seq=conversation.next_seq, announced=True,
    )  # fmt: skip
    return Step(fresh, step.effects)


def _forgets(bundle: Bundle, conversation: Conversation, inbound: Inbound) -> InterruptKind | None:
    if inbound.kind not in {InboundKind.TEXT, InboundKind.EDIT}:
        return None
    own_word = conversation.vars.get(bundle.interrupts.own, "")
    interrupt = bundle.interrupts.hear(inbound.text, own_word).interrupt
    return interrupt.kind if interrupt is not None and interrupt.kind in FORGETTING else None
