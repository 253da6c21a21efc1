"""What is left to do for somebody when our own code broke: their wipe, or the numbers. Leans on as little as it can."""

from dataclasses import replace
from datetime import datetime

from bot.flows.bundle import Bundle
from bot.flows.doubting import answer_in, doubted
from bot.flows.interrupts import FORGETTING, Heard, InterruptKind
from bot.flows.locking import locked
from bot.flows.mistyped import YES
from bot.flows.nodes import Ask, End
from bot.flows.replies import chosen
from bot.flows.silence import opening_is_due
from bot.flows.words import spellings
from bot.model import Bubble, Conversation, Inbound, InboundKind, Phase, Send, Step, Wipe


def after_fault(bundle: Bundle, conversation: Conversation, inbound: Inbound, *, now: datetime) -> Step:
    """Return the step of an event whose own step broke.

    Who typed a word that wipes, or chose an option that does, is forgotten all the same; anybody else reads the static
    text with the numbers. They stay where they were, or at the beginning after a silence: the opening that broke is
    still due to whoever wrote.
    """
    kind = _forgets(bundle, conversation, inbound)
    opens = opening_is_due(conversation, now)
    if kind is None and not opens:
        kind = _leads_to_forgetting(bundle, conversation, inbound)
    if kind is None:
        stays = Step(conversation)
        if opens:
            stays = _at_the_beginning(conversation, own=bundle.interrupts.own)
        answer = Send(Bubble(bundle.say("failure", conversation.language)))
        return Step(replace(stays.conversation, heard_at=now), (*stays.effects, answer))
    wipe = Wipe(bundle.say("left_standing", conversation.language), leaves_chat=True)
    if kind is InterruptKind.WIPE:
        wipe = Wipe(bundle.say("wiped", conversation.language), bundle.say("wiped_not_all", conversation.language))
    empty = replace(
        conversation, heard_at=now, phase=Phase.WIPED, node="", stack=(), prompt=None, vars={}, case_id=None,
        doubt=None, handover="", answer_by=None, claim_by=None, idle_by=None, lock_by=None,
    )  # fmt: skip
    return Step(empty, (wipe,))


def _at_the_beginning(conversation: Conversation, *, own: str) -> Step:
    """Return the conversation as the opening leaves it: an open case stays, and nothing else of what was agreed."""
    step = locked(conversation, own=own)
    fresh = replace(
        step.conversation, node="", phase=Phase.BOT, handover="", spoke_at=None, write_until=None,
        talk_seq=conversation.next_seq, opened_seq=conversation.next_seq, announced=True,
    )  # fmt: skip
    return Step(fresh, step.effects)


def _forgets(bundle: Bundle, conversation: Conversation, inbound: Inbound) -> InterruptKind | None:
    if inbound.kind not in {InboundKind.TEXT, InboundKind.EDIT}:
        return None
    own_word = conversation.vars.get(bundle.interrupts.own, "")
    interrupt = bundle.interrupts.hear(inbound.text, own_word).interrupt
    return interrupt.kind if interrupt is not None and interrupt.kind in FORGETTING else None


def _heard(bundle: Bundle, inbound: Inbound) -> Heard | None:
    return bundle.interrupts.hear(inbound.text) if inbound.kind is InboundKind.TEXT else None


def _leads_to_forgetting(bundle: Bundle, conversation: Conversation, inbound: Inbound) -> InterruptKind | None:
    """Return what the option does that was tapped or typed, if it leads to an `end` that wipes and nowhere else."""
    meant = doubted(bundle, conversation)
    if meant is not None and answer_in(bundle, conversation, inbound, heard=_heard(bundle, inbound)) == YES:
        return meant.kind
    prompt = conversation.prompt
    node = None if prompt is None else bundle.nodes.get(prompt.node)
    if prompt is None or not isinstance(node, Ask):
        return None
    if inbound.choice is not None:
        option = inbound.choice.option if inbound.choice.prompt == prompt.token else None
    else:
        option = chosen(spellings(inbound.text), node.labels[conversation.language], prompt.options)
    answer = node.answers.get(option) if option in prompt.options else None
    if answer is None or answer.call:
        return None
    end = bundle.nodes.get(bundle.machine.follow(node.id, answer.exit))
    if not isinstance(end, End) or not end.wipe:
        return None
    return InterruptKind.LEAVE if end.leaves_chat else InterruptKind.WIPE
