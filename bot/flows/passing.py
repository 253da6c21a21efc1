"""Whether a colleague may go on with a talk: how the help-seeker is asked in the middle of it, and what is an answer.

Only a clear yes is one. Everything else that is typed is for the counsellor, as ever in a talk.
"""

from dataclasses import replace

from bot.flows.interrupts import Heard
from bot.flows.mistyped import NO, YES
from bot.flows.pass_answers import ANSWERS, UNREAD
from bot.flows.replies import chosen
from bot.flows.sentences import named_in_a_sentence
from bot.flows.turn import Turn
from bot.model import (
    Bubble,
    Conversation,
    DeskEventKind,
    Inbound,
    InboundKind,
    Option,
    PassOn,
    Phase,
    Prompt,
    Purpose,
    Step,
    TellDesk,
    changed,
)

_NODE = "pass_on"
_MARK = f"-{_NODE}"
_BEHIND = "behind"


OF_A_COLLEAGUE = frozenset({
    DeskEventKind.COLLEAGUE_READY,
    DeskEventKind.COLLEAGUE_GONE,
    DeskEventKind.PASSED,
    DeskEventKind.NOT_PASSED,
    DeskEventKind.PASSED_ON,
})  # fmt: skip
"""What the desk tells of another counsellor in the middle of a talk."""


def hear_of_a_colleague(turn: Turn, kind: DeskEventKind) -> Step:
    """Ask, or tell who goes on; outside a talk it is nothing, and says nothing."""
    if turn.phase is not Phase.TALKING:
        return Step(turn.before)
    if kind is DeskEventKind.COLLEAGUE_GONE:
        return Step(replace(turn.before, doubt=None))
    if kind is DeskEventKind.COLLEAGUE_READY:
        turn.purpose = Purpose.NOTICE
        ask_to_pass(turn)
        return turn.done()
    turn.doubt = None
    if kind is not DeskEventKind.NOT_PASSED and turn.proposal is not None and turn.proposal.joins:
        turn.proposal = turn.proposal.without_last()  # they let somebody into a talk with another counsellor
    if kind is DeskEventKind.PASSED_ON:
        turn.purpose, turn.spoke_at = Purpose.NOTICE, turn.now
        turn.announce(again=True)
    else:
        turn.say("passed" if kind is DeskEventKind.PASSED else "pass_failed")
    return turn.done()


def ask_to_pass(turn: Turn) -> None:
    """Ask, or ask once more under the same token: a button of either bubble answers."""
    token = turn.doubt.token if turn.doubt is not None else f"{turn.before.next_seq}{_MARK}"
    turn.doubt = Prompt(token, _NODE, tuple(ANSWERS))
    options = tuple(Option(answer, turn.bundle.say(key, turn.language)) for answer, key in ANSWERS.items())
    turn.send(Bubble(turn.bundle.say("pass_ask", turn.language), options, token))


def with_words_behind(conversation: Conversation) -> Conversation:
    """Return a conversation in which a counsellor wrote: a bare "yes" may be for them from now on."""
    if conversation.doubt is None:
        return conversation
    return changed(conversation, doubt=replace(conversation.doubt, place=_BEHIND))


def answers_passing(turn: Turn, inbound: Inbound, heard: Heard | None) -> bool:
    """Take an event in a talk as the answer, if it is one; tell whether nothing else is to be done with it."""
    if inbound.choice is not None:
        return _tapped(turn, inbound.choice.prompt, inbound.choice.option)
    if turn.doubt is None or heard is None or heard.crisis or inbound.kind is not InboundKind.TEXT:
        return False
    return _typed(turn, turn.doubt, inbound.text, heard=heard)


def _typed(turn: Turn, question: Prompt, text: str, *, heard: Heard) -> bool:
    labels = turn.bundle.interrupts.pass_labels[turn.language]
    option = chosen(heard.spelled, labels, tuple(ANSWERS))
    is_whole = any(labels.wholes.get(spelling) for spelling in heard.spelled)
    is_last = not question.place
    if option is not None and (is_last or is_whole):
        _take(turn, option)
    elif option is not None and not _is_asked_since(turn):
        # The counsellor wrote since: it may be for either, so the one reads it, and the other is asked once more.
        turn.effects.append(TellDesk(text))
        ask_to_pass(turn)
    elif option is None and is_last and named_in_a_sentence(text, labels, (NO,)) == NO:
        # Who begins with a "no" has answered, and the rest of it is for the human.
        turn.effects.append(TellDesk(text))
        _take(turn, NO)
    else:
        return False
    return True


def _is_asked_since(turn: Turn) -> bool:
    """Tell whether the last thing that was said is another question: a proposal, which a bare answer answers."""
    return turn.proposal is not None and turn.proposal.is_next


def _tapped(turn: Turn, token: str, option: str) -> bool:
    if not token.endswith(_MARK):
        return False
    if turn.doubt is not None and token == turn.doubt.token and option in turn.doubt.options:
        _take(turn, option)
    else:
        turn.say("pass_stale")
    return True


def _take(turn: Turn, answer: str) -> None:
    turn.doubt = None
    if answer == UNREAD:
        turn.proposal = None  # its words go with the others
    turn.effects.append(PassOn(agreed=answer != NO, with_words=answer == YES))
    turn.has_answered = True
    if answer == NO:
        turn.say("pass_stays")
