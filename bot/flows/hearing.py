"""Who a help-seeker's event is for where the conversation stands: a word that acts, the bot, or the counsellor."""

from bot.flows.acting import act, note_signs
from bot.flows.answering import SAID_TO, answer
from bot.flows.arrival import adopt, opening_is_due
from bot.flows.interrupts import FORGETTING, Heard
from bot.flows.refusing import takes_back
from bot.flows.turn import Turn
from bot.model import Inbound, InboundKind, Phase, RaiseCase, TellDesk


def hear(turn: Turn, inbound: Inbound) -> None:
    """Let a help-seeker's event take effect."""
    if inbound.kind is InboundKind.LEFT:
        turn.gone()
        return
    begins = inbound.kind is InboundKind.START or opening_is_due(turn.before, turn.now)
    turn.heard_at = turn.now
    if begins:
        turn.reset(turn.bundle.language(inbound.language_hint))
    else:
        adopt(turn)
    interrupts = turn.bundle.interrupts
    own_word = turn.before.vars.get(interrupts.own, "")
    heard = interrupts.hear(inbound.text, own_word) if inbound.kind in _TYPED else None
    if turn.phase is Phase.TALKING:
        _talk(turn, inbound, heard)
        return
    if heard is not None and heard.interrupt is not None:
        note_signs(turn, heard.interrupt, heard.spelled)
        act(turn, heard.interrupt, begins=begins)
    elif begins:
        turn.open()
    else:
        answer(turn, inbound, heard)
    turn.break_silence()


_TYPED = frozenset({InboundKind.TEXT, InboundKind.EDIT})


def _talk(turn: Turn, inbound: Inbound, heard: Heard | None) -> None:
    """Hand everything to the counsellor; only the words that wipe are ours, in the middle of a talk too."""
    refused = inbound.choice is not None and takes_back(turn, inbound.choice)
    if heard is not None and heard.interrupt is not None and heard.interrupt.kind in FORGETTING:
        act(turn, heard.interrupt, begins=False)
    elif not turn.announced:
        # They still write to the bot: first they learn who reads, and nothing before that is handed over.
        turn.announce()
        if heard is not None and heard.crisis:
            turn.effects.append(RaiseCase())
    elif heard is None:
        if not refused:
            turn.say(SAID_TO.get(inbound.kind, "claimed"))
    else:
        turn.effects.append(TellDesk(inbound.text))
        if heard.crisis:
            turn.effects.append(RaiseCase())
