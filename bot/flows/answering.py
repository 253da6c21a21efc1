"""What an event means as an answer to what was asked, and what is said when it is none."""

from collections.abc import Sequence
from functools import partial

from bot.flows.acting import act, asks_gently, means_a_human
from bot.flows.calling import choose
from bot.flows.calls import ChooseSlot
from bot.flows.choosing_slots import SlotWords
from bot.flows.doubting import asks_whether_meant
from bot.flows.inputs import answer_input, answer_with_contact, reader_of, understood
from bot.flows.interrupts import Heard
from bot.flows.meaning import answers_unasked, option_in_a_sentence, options_meant
from bot.flows.nodes import NEXT, OTHERWISE, Ask, Input
from bot.flows.paging import HUMAN as HUMAN_OPTION
from bot.flows.paging import PAGE_OPTIONS, READ_ON, Page
from bot.flows.picking import DONE, NONE, as_value
from bot.flows.quiet import Pause
from bot.flows.refusing import takes_back
from bot.flows.replies import SENTENCE_WORDS, is_story
from bot.flows.turn import Turn
from bot.flows.unticking import ticked_by_words
from bot.model import Choice, Inbound, InboundKind, Phase, Vanish

SAID_TO = {InboundKind.UNSUPPORTED: "unsupported", InboundKind.UNHEARD: "too_many"}
"""What is said to somebody who sent something that is read nowhere, not in a talk either."""


def answer(turn: Turn, inbound: Inbound, heard: Heard | None) -> None:
    """Take an event that is no interrupt as an answer to what was asked, or say why it is none."""
    match inbound.kind:
        case InboundKind.TEXT if heard is not None:
            _take_out_of_the_chat(turn, inbound)
            _answer_with_text(turn, inbound.text, heard)
        case InboundKind.CHOICE if inbound.choice is not None:
            _answer_with_choice(turn, inbound.choice)
        case InboundKind.EDIT:
            meant = heard is not None and asks_whether_meant(turn, heard)
            if not meant and not asks_gently(turn, inbound.text):
                turn.say("edited")
                turn.show_again()
        case InboundKind.UNSUPPORTED if inbound.contact is not None and _asks_for_a_number(turn):
            _take_out_of_the_chat(turn, inbound)
            answer_with_contact(turn, inbound.contact)
        case InboundKind.UNSUPPORTED | InboundKind.UNHEARD:
            turn.say(SAID_TO[inbound.kind])
            turn.show_again()
        case _:
            turn.say("stale")
            turn.show_again()


def _answer_with_choice(turn: Turn, choice: Choice) -> None:
    node, prompt = turn.bundle.nodes.get(turn.node), turn.prompt
    fits = prompt is not None and prompt.token == choice.prompt and choice.option in prompt.options
    if fits and isinstance(node, Input):
        answer_input(turn, node, understood(turn, node, choice.option))
    elif fits and isinstance(node, ChooseSlot):
        choose(turn, choice.option)
    elif fits and isinstance(node, Ask | Page) and _takes(node, choice.option):
        if isinstance(node, Ask) and node.most:
            _answer_pick(turn, node, (choice.option,))
        else:
            _take(turn, node, choice.option)
    else:
        if not takes_back(turn, choice):
            turn.say("stale")
        turn.show_again()


def _answer_with_text(turn: Turn, text: str, heard: Heard) -> None:
    node, prompt = turn.bundle.nodes.get(turn.node), turn.prompt
    if isinstance(node, Pause):
        _answer_in_a_pause(turn, text, heard)
        return
    if prompt is not None and isinstance(node, Input):
        _answer_with_words(turn, node, text=text, heard=heard)
        return
    if prompt is not None and isinstance(node, ChooseSlot):
        _answer_with_moment(turn, node, prompt.options, text=text, heard=heard)
        return
    options = options_meant(turn, text, heard)
    if not options and (_hides(turn, text) or _means_something_else(turn, text, heard)):
        return
    options = options or option_in_a_sentence(turn, text)
    if prompt is None or not isinstance(node, Ask | Page):
        _show_what_waits(turn)
    elif isinstance(node, Ask) and node.most:
        _answer_pick(turn, node, options, text=text)
    else:
        _answer_ask(turn, node, next(iter(options), None), text=text)


def _take_out_of_the_chat(turn: Turn, inbound: Inbound) -> None:
    """Delete at once what is typed where a word for a call, or its number, is asked for: the word is all that proves.

    Whatever else was typed there goes too: what is nearly the word is as good as it.
    """
    node = turn.bundle.nodes.get(turn.node)
    asks = turn.prompt is not None and isinstance(node, Input) and node.save in turn.bundle.calls.betraying
    if asks and inbound.deletable and inbound.message_ref:
        turn.effects.append(Vanish(turn.now, only=inbound.message_ref))


def _asks_for_a_number(turn: Turn) -> bool:
    node = turn.bundle.nodes.get(turn.node)
    return turn.prompt is not None and isinstance(node, Input) and node.type == "phone"


def _means_something_else(turn: Turn, text: str, heard: Heard) -> bool:
    """Do what a text may mean that is no answer, and tell whether it does: a mistyped word that acts, or need."""
    return means_a_human(turn, heard) or asks_whether_meant(turn, heard) or asks_gently(turn, text)


def _answer_with_words(turn: Turn, node: Input, *, text: str, heard: Heard) -> None:
    """Take words as what was asked for; those that could be anything are first looked at as a cry, or as a slip."""
    meaning = understood(turn, node, text)
    if meaning.is_certain or not (asks_whether_meant(turn, heard) or asks_gently(turn, text)):
        answer_input(turn, node, meaning)


def _answer_with_moment(turn: Turn, node: ChooseSlot, shown: Sequence[str], *, text: str, heard: Heard) -> None:
    """Take words where a day or a time is asked for."""
    say, zone = partial(turn.bundle.say, language=turn.language), turn.bundle.whereabouts.zone
    option = SlotWords(say, turn.language, zone).meant(text, shown, reader_of(turn))
    if option is not None:
        choose(turn, option)
    elif not _means_something_else(turn, text, heard):
        _not_understood(turn, node, text)


def _answer_in_a_pause(turn: Turn, text: str, heard: Heard) -> None:
    """Go on at once, and hear the words as the answer to what is asked next.

    What does not answer it was said before it was asked, and is no mistake. A number would mean a list that nobody has
    seen yet, and the leaves of a page are turned by whoever sees them. What sounds like need is asked about before it.
    """
    if means_a_human(turn, heard) or asks_whether_meant(turn, heard):
        return
    turn.go(turn.exit(NEXT))
    if answers_unasked(turn, text, heard):
        turn.take_back()
        _answer_with_text(turn, text, heard)
    elif turn.prompt is not None:
        asks_gently(turn, text, instead=True)


def _show_what_waits(turn: Turn) -> None:
    """Nothing was asked that a text could answer: say where the person is."""
    if turn.phase is Phase.WAITING:
        turn.say("still_waiting")
    turn.show_again()


def _takes(node: Ask | Page, option: str) -> bool:
    return option in (node.answers if isinstance(node, Ask) else PAGE_OPTIONS)


def _answer_ask(turn: Turn, node: Ask | Page, option: str | None, *, text: str) -> None:
    if option is None:
        _not_understood(turn, node, text)
    elif _takes(node, option):
        _take(turn, node, option)
    else:
        turn.say("stale")
        turn.show_again()


def _answer_pick(turn: Turn, node: Ask, options: tuple[str, ...], *, text: str = "") -> None:
    """Let one option change sides, or several be chosen; what ends the choosing goes on."""
    if not options:
        _not_understood(turn, node, text)
        return
    before = node.chosen(turn.known)
    named = {option for option in options if option not in {DONE, NONE}}
    after = set(before) ^ named if len(options) == 1 or node.is_card else {*before, *named}
    after = set() if NONE in options else after
    if len(after) > max(node.most, len(before)):
        turn.say("pick_full")
        turn.show_again()
        return
    turn.vars = {**turn.vars, node.save: as_value(after, node.order)}
    turn.go(turn.exit(NEXT) if {DONE, NONE} & set(options) else node.id)


def _hides(turn: Turn, text: str) -> bool:
    """Untick what a sentence does not want to be seen, where a card is listed; tell whether it was one."""
    node = turn.bundle.nodes.get(turn.node)
    if turn.prompt is None or not isinstance(node, Ask) or not node.is_card:
        return False
    labels, shown = node.labels[turn.language], turn.prompt.options
    ticked = ticked_by_words(text, labels, shown, ticked=node.chosen(turn.known))
    if ticked is None:
        return False
    turn.vars = {**turn.vars, node.save: as_value(ticked, node.order)}
    turn.go(node.id)
    return True


def _leaf(turn: Turn, node: Page, option: str) -> None:
    """Do what somebody wants after a part of a page."""
    if option == READ_ON and turn.prompt is not None:
        turn.read_on(node, turn.prompt.place)
    elif option == HUMAN_OPTION:
        act(turn, turn.bundle.interrupts.human, begins=False)
    else:
        turn.go(turn.exit(NEXT))


def _take(turn: Turn, node: Ask | Page, option: str) -> None:
    if isinstance(node, Page):
        _leaf(turn, node, option)
        return
    answer = node.answers[option]
    if node.save and answer.value is not None:
        turn.vars = {**turn.vars, node.save: answer.value}
    if answer.call:
        entry = turn.bundle.machine.follow(node.id, answer.call)
        turn.call(turn.exit(answer.exit), entry)
    else:
        turn.go(turn.exit(answer.exit))


def _not_understood(turn: Turn, node: Ask | Page | ChooseSlot, text: str) -> None:
    aside = turn.bundle.asides.reply_to(text)
    if aside is not None:
        turn.say(aside)
        turn.show_again()
        return
    if turn.phase is Phase.WAITING:
        turn.say("still_waiting_choose")
        turn.show_again()
        return
    turn.tries += 1
    if turn.tries < node.tries:
        turn.say("told" if is_story(text, SENTENCE_WORDS) else "not_understood")
        turn.show_again()
    elif node.otherwise:
        turn.go(turn.exit(OTHERWISE))
    else:
        turn.say("lost")
        turn.show_again()
