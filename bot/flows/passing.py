"""Whether a colleague may go on with a talk, and what they may read: how the help-seeker is asked in the middle of it.

Only a clear yes is one, to exactly the list under it. Everything else that is typed is for the counsellor, as ever in
a talk.
"""

from dataclasses import replace

from bot.flows.handing import Handover
from bot.flows.hop import buttons, hidden_by, named, naming, turned_over
from bot.flows.interrupts import Heard
from bot.flows.mistyped import NO, YES
from bot.flows.pass_answers import ANSWERS
from bot.flows.picking import as_value, picked
from bot.flows.replies import chosen
from bot.flows.sentences import named_in_a_sentence
from bot.flows.turn import Turn
from bot.model import (
    NO_TICKS,
    NOT_READ_ON,
    READ_ON,
    Bubble,
    Conversation,
    DeskEvent,
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
    Ticks,
    changed,
)
from bot.model.beside import PASSING_MARK

_NODE = "pass_on"
_READING = "read_on"
"""What is asked where somebody else goes on with a talk than had it before."""
_BEHIND = "behind"


OF_A_COLLEAGUE = frozenset({
    DeskEventKind.COLLEAGUE_READY,
    DeskEventKind.COLLEAGUE_GONE,
    DeskEventKind.PASSED,
    DeskEventKind.NOT_PASSED,
    DeskEventKind.PASSED_ON,
    DeskEventKind.READ_ON,
})  # fmt: skip
"""What the desk tells of another counsellor in the middle of a talk."""


def hear_of_a_colleague(turn: Turn, event: DeskEvent) -> Step:
    """Ask, or tell who goes on; outside a talk it is nothing, and says nothing."""
    kind = event.kind
    if turn.phase is not Phase.TALKING:
        return Step(turn.before)
    if kind is DeskEventKind.COLLEAGUE_GONE:
        return Step(replace(turn.before, doubt=None))
    if kind is DeskEventKind.COLLEAGUE_READY:
        turn.purpose = Purpose.NOTICE
        _ask(turn, event.ticks)
        return turn.done()
    if kind is DeskEventKind.READ_ON:
        turn.purpose = Purpose.NOTICE
        turn.doubt = Prompt(f"{turn.before.next_seq}{PASSING_MARK}", _READING, tuple(ANSWERS))
        _show(turn, turn.doubt)
        return turn.done()
    turn.doubt = None
    if kind is not DeskEventKind.NOT_PASSED and turn.proposal is not None and turn.proposal.joins:
        turn.proposal = turn.proposal.without_last()  # they let somebody into a talk with another counsellor
    if kind is DeskEventKind.PASSED_ON:
        turn.purpose, turn.spoke_at = Purpose.NOTICE, turn.now
        turn.announce(again=True)
    elif kind is DeskEventKind.PASSED:
        _remember(turn, event.ticks)
        turn.say("passed")
    else:
        turn.say("pass_failed")
    return turn.done()


def _ask(turn: Turn, ticks: Ticks) -> None:
    """Ask about a list; whatever changes in it makes another question of it, which no button of before answers."""
    options = (*ticks.items, *ANSWERS)
    turn.doubt = Prompt(f"{turn.before.next_seq}{PASSING_MARK}", _NODE, options, ticks=ticks)
    _show(turn, turn.doubt)


def _show(turn: Turn, question: Prompt) -> None:
    """Show the question, or show it once more under the same token: a button of either bubble answers."""
    turn.doubt = replace(question, place="")
    answers = tuple(Option(answer, turn.bundle.say(key, turn.language)) for answer, key in ANSWERS.items())
    if question.node == _READING:
        turn.send(Bubble(turn.bundle.say("read_on_ask", turn.language), answers, question.token))
        return
    ticks, name, say = (
        _ticks_of(question),
        naming(turn.bundle.told, turn.bundle.catalogue, turn.language),
        turn.bundle.say,
    )
    language = turn.language
    reads = f"{say('pass_reads', language)} {named(ticks, name)}." if ticks.ticked else say("pass_reads_none", language)
    parts = [say("pass_ask", language), reads]
    if ticks.note:
        parts.append(f"{say('pass_note', language)}\n“{ticks.note}”")
    parts.append(say("hop_how", language))
    turn.send(Bubble("\n\n".join(parts), (*buttons(ticks, name), *answers), question.token))


def _ticks_of(question: Prompt) -> Ticks:
    """Return what is ticked under a question; nothing where it was asked before there was a list."""
    return question.ticks or NO_TICKS


def _remember(turn: Turn, ticks: Ticks) -> None:
    """Keep in mind what is on the card now: whoever is in the queue again is told that, and no more comes back."""
    node = turn.bundle.nodes.get(turn.handover)
    if isinstance(node, Handover) and node.ticked in turn.vars:
        left = frozenset(picked(turn.vars[node.ticked])) & frozenset(ticks.ticked)
        turn.vars = {**turn.vars, node.ticked: as_value(left, node.card)}


def with_words_behind(conversation: Conversation) -> Conversation:
    """Return a conversation in which a counsellor wrote: a bare "yes" may be for them from now on."""
    if conversation.doubt is None:
        return conversation
    return changed(conversation, doubt=replace(conversation.doubt, place=_BEHIND))


def answers_passing(turn: Turn, inbound: Inbound, heard: Heard | None) -> bool:
    """Take an event in a talk as the answer, if it is one; tell whether nothing else is to be done with it."""
    if inbound.choice is not None:
        return _tapped(turn, inbound.choice.prompt, inbound.choice.option)
    question = _open_question(turn)
    if question is None or heard is None or heard.crisis or inbound.kind is not InboundKind.TEXT:
        return False
    if question.place:
        return _typed_behind(turn, question, inbound.text, heard=heard)
    return _typed(turn, question, inbound.text, heard=heard)


def _open_question(turn: Turn) -> Prompt | None:
    """Return what is asked about a colleague now; in a talk something else may be asked as well."""
    return turn.doubt if turn.doubt is not None and turn.doubt.token.endswith(PASSING_MARK) else None


def _typed(turn: Turn, question: Prompt, text: str, *, heard: Heard) -> bool:
    """Take what was typed right after the question."""
    labels, ticks = turn.bundle.interrupts.pass_labels[turn.language], _ticks_of(question)
    name = naming(turn.bundle.told, turn.bundle.catalogue, turn.language)
    option = chosen(heard.spelled, labels, question.options)
    if option in ANSWERS:
        _take(turn, question, option)
    elif (turned := turned_over(text, ticks, name)) is not None:
        _ask(turn, turned)
    elif named_in_a_sentence(text, labels, (NO,)) == NO:
        # Who begins with a "no" has answered, and the rest of it is for the human.
        turn.effects.append(TellDesk(text))
        _take(turn, question, NO)
    elif (hidden := hidden_by(text, ticks, name)) is not None:
        turn.effects.append(TellDesk(text))
        _ask(turn, hidden)
    else:
        return False
    return True


def _typed_behind(turn: Turn, question: Prompt, text: str, *, heard: Heard) -> bool:
    """Take what was typed after words of the counsellor: it may be for them, unless it is one of the whole labels."""
    labels = turn.bundle.interrupts.pass_labels[turn.language]
    option = chosen(heard.spelled, labels, question.options)
    if option in ANSWERS and any(labels.wholes.get(spelling) for spelling in heard.spelled):
        _take(turn, question, option)
    elif option is not None and question.node != _READING and not _is_asked_since(turn):
        # It may be for either, so the one reads it, and the other is asked once more.
        turn.effects.append(TellDesk(text))
        _show(turn, question)
    else:
        return False
    return True


def _is_asked_since(turn: Turn) -> bool:
    """Tell whether the last thing that was said is another question: a proposal, which a bare answer answers."""
    return turn.proposal is not None and turn.proposal.is_next


def _tapped(turn: Turn, token: str, option: str) -> bool:
    if not token.endswith(PASSING_MARK):
        return False
    question = _open_question(turn)
    if question is None:
        turn.say("pass_stale")
    elif token != question.token or option not in question.options:
        _show(turn, question)  # they tapped on an older list
    elif option in ANSWERS:
        _take(turn, question, option)
    else:
        _ask(turn, _ticks_of(question).flipped((option,)))
    return True


def _take(turn: Turn, question: Prompt, answer: str) -> None:
    turn.doubt = None
    if question.node == _READING:
        is_yes = answer == YES
        turn.effects.append(TellDesk(READ_ON if is_yes else NOT_READ_ON, is_code=True))
        turn.say("read_on_yes" if is_yes else "read_on_no")
        return
    said = PassOn(agreed=answer == YES, ticks=_ticks_of(question))
    if said.agreed and not said.with_words:
        turn.proposal = None  # its words go with the others
    turn.effects.append(said)
    turn.has_answered = True
    if not said.agreed:
        turn.say("pass_stays")
