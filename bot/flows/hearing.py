"""Who a help-seeker's event is for where the conversation stands: a word that acts, the bot, or the counsellor."""

from bot.flows.acting import act, leaves_the_queue, note_signs
from bot.flows.another import asks_for_another
from bot.flows.answering import SAID_TO, answer
from bot.flows.arrival import adopt
from bot.flows.doubting import settles, tells_how
from bot.flows.interrupts import FORGETTING, HUMAN, Heard
from bot.flows.meaning import is_said_here
from bot.flows.passing import answers_passing
from bot.flows.reconfirming import answers_whether_it_suits
from bot.flows.referring import answers_by_button, answers_by_words
from bot.flows.refusing import takes_back
from bot.flows.silence import opening_is_due
from bot.flows.turn import Turn
from bot.model import Inbound, InboundKind, Phase, RaiseCase, TellDesk


def hear(turn: Turn, inbound: Inbound) -> None:
    """Let a help-seeker's event take effect."""
    if inbound.kind is InboundKind.LEFT:
        turn.gone()
        return
    begins = inbound.kind is InboundKind.START or opening_is_due(turn.before, turn.now)
    turn.heard_at, turn.said_no = turn.now, False
    interrupts = turn.bundle.interrupts
    own_word = turn.before.vars.get(interrupts.own, "")
    heard = interrupts.hear(inbound.text, own_word) if inbound.kind in _TYPED else None
    if answers_whether_it_suits(turn, inbound, heard, begins=begins):
        return
    if begins:
        turn.reset(turn.bundle.language(inbound.language_hint))
    else:
        adopt(turn)
    if turn.phase is Phase.TALKING:
        _talk(turn, inbound, heard)
    else:
        _with_the_bot(turn, inbound, heard, begins=begins)


def _with_the_bot(turn: Turn, inbound: Inbound, heard: Heard | None, *, begins: bool) -> None:
    """Let the bot answer; `begins` where the opening is met."""
    if not turn.announced:
        # The human ended the talk and nobody could tell them: first they learn that a bot reads this.
        turn.announced = True
        turn.say("talk_closed")
    if heard is not None and heard.interrupt is not None and not _means_something_else(turn, inbound, heard):
        turn.doubt = None
        note_signs(turn, heard.interrupt, heard.spelled)
        act(turn, heard.interrupt, begins=begins)
    elif begins:
        turn.open()
    elif not settles(turn, inbound, heard):
        answer(turn, inbound, heard)
    turn.break_silence()


QUESTION_MARKS = ("?", "\N{FULLWIDTH QUESTION MARK}")
_TYPED = frozenset({InboundKind.TEXT, InboundKind.EDIT})


def _means_something_else(turn: Turn, inbound: Inbound, heard: Heard) -> bool:
    """Tell whether a word that acts is an answer here, or a question that would cost the place in the queue.

    "Quelqu'un arrive ?" is about the counsellor. What wipes, what leads to a human and what says need always act.
    """
    interrupt = heard.interrupt
    if interrupt is None or heard.crisis or interrupt.kind in FORGETTING or interrupt.id == HUMAN:
        return False
    asks = turn.phase is Phase.WAITING and inbound.text.rstrip().endswith(QUESTION_MARKS)
    return is_said_here(turn, heard) or (asks and leaves_the_queue(turn, interrupt))


def _talk(turn: Turn, inbound: Inbound, heard: Heard | None) -> None:
    """Hand everything to the counsellor; ours are the words that wipe, and the answer to what was asked about them."""
    choice = inbound.choice
    answered = choice is not None and (takes_back(turn, choice) or answers_by_button(turn, choice))
    if heard is not None and heard.interrupt is not None and heard.interrupt.kind in FORGETTING:
        act(turn, heard.interrupt, begins=False)
    elif not turn.announced:
        _announce(turn, inbound, heard)
    elif not answered and (asks_for_another(turn, inbound, heard) or answers_passing(turn, inbound, heard)):
        pass
    elif heard is None:
        if not answered:
            turn.say(SAID_TO.get(inbound.kind, "claimed"))
    else:
        turn.effects.append(TellDesk(inbound.text))
        answers_by_words(turn, inbound, heard)
        tells_how(turn, heard)
        if heard.crisis:
            turn.effects.append(RaiseCase())


def _announce(turn: Turn, inbound: Inbound, heard: Heard | None) -> None:
    """Tell first who reads what they type.

    Who still wrote to the bot has handed over nothing yet; who wrote to one human has written to the next one.
    """
    was_passed_on = turn.spoke_at is not None
    turn.announce(again=was_passed_on)
    if was_passed_on and heard is not None:
        turn.effects.append(TellDesk(inbound.text))
    if heard is not None and heard.crisis:
        turn.effects.append(RaiseCase())
