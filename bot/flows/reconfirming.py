"""Whether a callback still suits: asked once at the chosen moment, and answered beside whatever the conversation is.

It opens nothing: whoever writes anything else meets the opening as a stranger does, and so does the next message of
whoever answered after a silence.
"""

from dataclasses import replace
from datetime import datetime

from bot.flows.arrival import adopt
from bot.flows.bundle import Bundle
from bot.flows.interrupts import Heard
from bot.flows.mistyped import NO, YES
from bot.flows.replies import chosen
from bot.flows.sentences import named_in_a_sentence
from bot.flows.suit_answers import ANSWERS, NOTED, WORDINGS
from bot.flows.turn import Turn
from bot.model import (
    Appointment,
    Bubble,
    ConfirmCallback,
    Conversation,
    Inbound,
    InboundKind,
    Option,
    Phase,
    Purpose,
    Send,
    Step,
    WithdrawCallback,
    changed,
)

_MARK = "-suits"


def asked_whether_it_suits(
    bundle: Bundle, conversation: Conversation, appointment: Appointment, *, now: datetime
) -> Step:
    """Ask, in the words that they chose; where the moment is over, or a human is at work, nothing is ever asked."""
    if not appointment.may_ask(now) or conversation.phase is not Phase.BOT:
        return Step(changed(conversation, appointment=appointment.unasked()))
    language = conversation.language if conversation.language in bundle.languages else bundle.default_language
    wording = appointment.wording if appointment.wording in WORDINGS else WORDINGS[0]
    token = f"{conversation.next_seq}{_MARK}"
    options = tuple(Option(answer, bundle.say(key, language)) for answer, key in ANSWERS.items())
    asked = replace(appointment, token=token, is_last=True)
    bubble = Bubble(bundle.say(wording, language), options, token)
    return Step(changed(conversation, appointment=asked), (Send(bubble, Purpose.CALLBACK),))


def answers_whether_it_suits(turn: Turn, inbound: Inbound, heard: Heard | None, *, begins: bool) -> bool:
    """Take an event as the answer, if it is one; tell whether nothing else is to be done with it."""
    appointment = turn.before.appointment
    if appointment is None or not appointment.token or turn.now >= appointment.slot.end_at:
        return False
    answer = _answer(turn, inbound, heard, appointment=appointment)
    if answer is None:
        return False
    if begins and turn.phase is Phase.BOT:
        turn.reset(turn.language)
    else:
        adopt(turn)
    turn.effects.append(ConfirmCallback() if answer == YES else WithdrawCallback())
    turn.say(NOTED)
    return True


def _answer(turn: Turn, inbound: Inbound, heard: Heard | None, *, appointment: Appointment) -> str | None:
    """Return the answer that an event is: a tap on the question, or words right behind it."""
    if inbound.choice is not None:
        is_tapped = inbound.choice.prompt == appointment.token and inbound.choice.option in ANSWERS
        return inbound.choice.option if is_tapped else None
    is_last = appointment.is_last and turn.phase is Phase.BOT
    if not is_last or inbound.kind is not InboundKind.TEXT or heard is None or heard.interrupt is not None:
        return None
    labels = turn.bundle.interrupts.suit_labels[turn.language]
    option = chosen(heard.spelled, labels, tuple(ANSWERS))
    if option is None and named_in_a_sentence(inbound.text, labels, (NO,)) == NO:
        return NO
    return option
