"""What is left to do for somebody when our own code broke: their wipe, or the numbers. Leans on as little as it can."""

from dataclasses import replace
from datetime import datetime

from bot.flows.bundle import Bundle
from bot.flows.interrupts import FORGETTING, InterruptKind
from bot.model import Bubble, Conversation, Inbound, InboundKind, Phase, Send, Step, Wipe


def after_fault(bundle: Bundle, conversation: Conversation, inbound: Inbound, *, now: datetime) -> Step:
    """Return the step of an event whose own step broke.

    Who typed a word that wipes is forgotten all the same; anybody else reads the static text with the numbers, and
    stays where they were.
    """
    conversation = replace(conversation, heard_at=now)
    kind = _forgets(bundle, conversation, inbound)
    if kind is None:
        return Step(conversation, (Send(Bubble(bundle.say("failure", conversation.language))),))
    wipe = Wipe(bundle.say("left_standing", conversation.language), leaves_chat=True)
    if kind is InterruptKind.WIPE:
        wipe = Wipe(bundle.say("wiped", conversation.language), bundle.say("wiped_not_all", conversation.language))
    empty = replace(
        conversation, phase=Phase.WIPED, node="", stack=(), prompt=None, vars={}, case_id=None, handover="",
        answer_by=None, claim_by=None, idle_by=None, lock_by=None,
    )  # fmt: skip
    return Step(empty, (wipe,))


def _forgets(bundle: Bundle, conversation: Conversation, inbound: Inbound) -> InterruptKind | None:
    if inbound.kind not in {InboundKind.TEXT, InboundKind.EDIT}:
        return None
    own_word = conversation.vars.get(bundle.interrupts.own, "")
    interrupt = bundle.interrupts.hear(inbound.text, own_word).interrupt
    return interrupt.kind if interrupt is not None and interrupt.kind in FORGETTING else None
