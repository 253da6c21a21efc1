"""Whether a mistyped word was to forget everything: asked beside what the conversation stands at, which stays as it is.

Nothing is forgotten on a guess. Whoever says "no" goes on exactly where they were, and is not asked again.
"""

from bot.flows.acting import act
from bot.flows.bundle import Bundle
from bot.flows.interrupts import Heard, Interrupt
from bot.flows.mistyped import MEANT_NO, MEANT_YES, NO, YES
from bot.flows.replies import chosen
from bot.flows.sentences import named_in_a_sentence
from bot.flows.turn import Turn
from bot.model import Bubble, Conversation, Inbound, InboundKind, Option, Prompt

_PASSES = frozenset({"weet_niet", "sla_over"})
"""Who does not know, or skips, means nothing by it."""


def asks_whether_meant(turn: Turn, heard: Heard) -> bool:
    """Ask whether a text was a mistyped word that forgets, if it may be one; tell whether it was asked."""
    interrupt = None if turn.sure else _perhaps(turn, heard)
    if interrupt is None:
        return False
    kind, language = interrupt.kind, turn.language
    turn.doubt = Prompt(f"{turn.before.next_seq}-{interrupt.id}", interrupt.id, (YES, NO))
    options = (
        Option(YES, turn.bundle.say(f"{MEANT_YES}_{kind}", language)),
        Option(NO, turn.bundle.say(MEANT_NO, language)),
    )
    turn.send(Bubble(turn.bundle.say(f"meant_{kind}", language), options, turn.doubt.token))
    return True


def tells_how(turn: Turn, heard: Heard) -> None:
    """Say once in a talk how to forget everything, if a text may be a mistyped word for it: a "yes" is the human's."""
    if not turn.sure and _perhaps(turn, heard, in_a_talk=True) is not None:
        turn.sure = True
        turn.say("meant_in_a_talk")


def settles(turn: Turn, inbound: Inbound, heard: Heard | None) -> bool:
    """Take an event as the answer to whether it was meant; tell whether it was one. All else closes the question."""
    meant = doubted(turn.bundle, turn.before)
    answer = answer_in(turn.bundle, turn.before, inbound, heard=heard)
    turn.doubt = None
    if meant is None or answer is None:
        return False
    if answer == YES:
        act(turn, meant, begins=False)
    else:
        turn.sure = True
        turn.show_again()
    return True


def doubted(bundle: Bundle, conversation: Conversation) -> Interrupt | None:
    """Return what the person is asked about just now; None where it is nothing, or the files know it no more."""
    doubt = conversation.doubt
    return None if doubt is None else bundle.interrupts.forgetting.get(doubt.node)


def answer_in(bundle: Bundle, conversation: Conversation, inbound: Inbound, *, heard: Heard | None) -> str | None:
    """Return the option that an event chooses where it is asked whether a word was meant; None for others.

    A "yes" is the whole message, a "no" may be the beginning of one.
    """
    doubt, meant = conversation.doubt, doubted(bundle, conversation)
    if doubt is None or meant is None:
        return None
    if inbound.choice is not None:
        fits = inbound.choice.prompt == doubt.token and inbound.choice.option in doubt.options
        return inbound.choice.option if fits else None
    if heard is None or inbound.kind is not InboundKind.TEXT:
        return None
    labels = bundle.interrupts.meant_labels[meant.kind][conversation.language]
    option = chosen(heard.spelled, labels, doubt.options)
    if option is None and not _PASSES.isdisjoint(labels.groups_of(heard.spelled)):
        return NO
    begins_so = option is None and named_in_a_sentence(inbound.text, labels, doubt.options) == NO
    return NO if begins_so else option


def _perhaps(turn: Turn, heard: Heard, *, in_a_talk: bool = False) -> Interrupt | None:
    interrupts = turn.bundle.interrupts
    return interrupts.perhaps_forgets(heard, turn.vars.get(interrupts.own, ""), in_a_talk=in_a_talk)
