"""“Somebody else, please”, in the middle of a talk: asked about first, and only then it is so. Pure.

The words may be an answer to the counsellor, and what they do is not undone: so they are nobody's until it is said
whose they are. The counsellor reads them only if they were for them.
"""

from bot.flows.another_answers import ANSWERS, SAID, WORDS
from bot.flows.interrupts import Heard
from bot.flows.mistyped import YES
from bot.flows.replies import chosen
from bot.flows.turn import Turn
from bot.model import Bubble, Inbound, InboundKind, Option, Prompt, TellDesk, WantAnother
from bot.model.beside import ANOTHER_MARK

_NODE = "another"


def asks_for_another(turn: Turn, inbound: Inbound, heard: Heard | None) -> bool:
    """Take an event in a talk as the wish for somebody else, or as what was asked about it; tell whether it was that.

    A button says what it means and counts as long as the talk lasts. Words answer only what was asked last: a "yes"
    behind words of the counsellor is for them.
    """
    if inbound.choice is not None:
        return _tapped(turn, inbound.choice.prompt, inbound.choice.option)
    question = turn.doubt if turn.doubt is not None and turn.doubt.node == _NODE else None
    if question is not None:
        turn.doubt = None
    if heard is None or heard.crisis or inbound.kind is not InboundKind.TEXT:
        return False
    wants = not turn.bundle.interrupts.another.isdisjoint(heard.spelled)
    if question is not None and not question.place:
        labels = turn.bundle.interrupts.another_labels[turn.language]
        answer = YES if wants else chosen(heard.spelled, labels, question.options)
        if answer is not None:
            _take(turn, answer)
            return True
    if wants:
        _ask(turn)
    return wants


def _ask(turn: Turn) -> None:
    turn.doubt = Prompt(f"{turn.before.next_seq}{ANOTHER_MARK}", _NODE, tuple(ANSWERS))
    say = turn.bundle.say
    options = tuple(Option(answer, say(key, turn.language)) for answer, key in ANSWERS.items())
    turn.send(Bubble(say("another_ask", turn.language), options, turn.doubt.token))


def _tapped(turn: Turn, token: str, option: str) -> bool:
    if not token.endswith(ANOTHER_MARK):
        return False
    if _is_of_this_talk(turn, token) and option in ANSWERS:
        turn.doubt = None
        _take(turn, option)
    else:
        turn.say("pass_stale")
    return True


def _is_of_this_talk(turn: Turn, token: str) -> bool:
    number = token.removesuffix(ANOTHER_MARK)
    return number.isdecimal() and int(number) >= turn.talk_seq


def _take(turn: Turn, answer: str) -> None:
    if answer == YES:
        turn.say("another_goes")
        turn.never_again()
        turn.talk_seq = turn.before.next_seq  # what that one wrote and what has not left belongs to an earlier talk
        turn.effects.append(WantAnother())
        return
    if answer == SAID:
        turn.effects.append(TellDesk(turn.bundle.say(WORDS, turn.language).partition(",")[0]))
    turn.say("another_stays")
