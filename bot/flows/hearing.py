"""What a help-seeker's event means where the conversation stands: an interrupt, an answer, or neither."""

from collections.abc import Sequence
from typing import assert_never

from bot.flows.arrival import adopt, opening_is_due
from bot.flows.graph import flow_of
from bot.flows.inputs import answer_input, understood
from bot.flows.interrupts import CRISIS, FORGETTING, HUMAN, Heard, Interrupt, InterruptKind
from bot.flows.machine import follow
from bot.flows.meaning import answers_unasked, option_in_a_sentence, options_meant
from bot.flows.nodes import NEXT, OTHERWISE, Ask, Input
from bot.flows.paging import HUMAN as HUMAN_OPTION
from bot.flows.paging import PAGE_OPTIONS, READ_ON, Page
from bot.flows.picking import DONE, NONE, as_value, picked
from bot.flows.quiet import Pause
from bot.flows.replies import SENTENCE_WORDS, is_story
from bot.flows.turn import Turn
from bot.flows.words import spellings
from bot.model import Choice, Inbound, InboundKind, Phase, RaiseCase, TellDesk


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
        _note_signs(turn, heard.interrupt, heard.spelled)
        _interrupt(turn, heard.interrupt, begins=begins)
    elif begins:
        turn.open()
    else:
        _answer(turn, inbound, heard)
    turn.break_silence()


_TYPED = frozenset({InboundKind.TEXT, InboundKind.EDIT})


def _talk(turn: Turn, inbound: Inbound, heard: Heard | None) -> None:
    """Hand everything to the counsellor; only the words that wipe are ours, in the middle of a talk too."""
    if heard is not None and heard.interrupt is not None and heard.interrupt.kind in FORGETTING:
        _interrupt(turn, heard.interrupt, begins=False)
    elif not turn.announced:
        # They still write to the bot: first they learn who reads, and nothing before that is handed over.
        turn.announce()
        if heard is not None and heard.crisis:
            turn.effects.append(RaiseCase())
    elif heard is None:
        turn.say("unsupported" if inbound.kind is InboundKind.UNSUPPORTED else "claimed")
    else:
        turn.effects.append(TellDesk(inbound.text))
        if heard.crisis:
            turn.effects.append(RaiseCase())


def _interrupt(turn: Turn, interrupt: Interrupt, *, begins: bool) -> None:
    match interrupt.kind:
        case InterruptKind.WIPE | InterruptKind.LEAVE:
            turn.wipe(leaves_chat=interrupt.kind is InterruptKind.LEAVE)
        case InterruptKind.LANGUAGE:
            turn.language = interrupt.language
            if begins:
                turn.open()
            else:
                turn.show_again()
        case InterruptKind.GOTO:
            if interrupt.id == HUMAN and turn.phase is Phase.WAITING:
                turn.say("still_waiting")
                turn.show_again()
            else:
                turn.stack = ()
                turn.go(_target(turn, interrupt))
        case InterruptKind.CALL:
            if interrupt.id == CRISIS and (turn.case_id is not None or turn.phase is Phase.WAITING):
                turn.effects.append(RaiseCase())
            turn.call(turn.node or turn.bundle.entry, _target(turn, interrupt))
        case _:
            assert_never(interrupt.kind)


def _target(turn: Turn, interrupt: Interrupt) -> str:
    return follow(turn.bundle.machine, turn.node or turn.bundle.entry, interrupt.exit)


def _answer(turn: Turn, inbound: Inbound, heard: Heard | None) -> None:
    """Take an event that is no interrupt as an answer to what was asked, or say why it is none."""
    match inbound.kind:
        case InboundKind.TEXT if heard is not None:
            _answer_with_text(turn, inbound.text, heard)
        case InboundKind.CHOICE if inbound.choice is not None:
            _answer_with_choice(turn, inbound.choice)
        case InboundKind.EDIT:
            if not _asks_gently(turn, inbound.text):
                turn.say("edited")
                turn.show_again()
        case InboundKind.UNSUPPORTED:
            turn.say("unsupported")
            turn.show_again()
        case _:
            turn.say("stale")
            turn.show_again()


def _answer_with_choice(turn: Turn, choice: Choice) -> None:
    node, prompt = turn.bundle.nodes.get(turn.node), turn.prompt
    fits = prompt is not None and prompt.token == choice.prompt and choice.option in prompt.options
    if fits and isinstance(node, Input):
        answer_input(turn, node, understood(turn, node, choice.option))
    elif fits and isinstance(node, Ask | Page) and _takes(node, choice.option):
        if isinstance(node, Ask) and node.most:
            _answer_pick(turn, node, (choice.option,))
        else:
            _take(turn, node, choice.option)
    else:
        turn.say("stale")
        turn.show_again()


def _answer_with_text(turn: Turn, text: str, heard: Heard) -> None:
    node, prompt = turn.bundle.nodes.get(turn.node), turn.prompt
    if isinstance(node, Pause):
        _answer_in_a_pause(turn, text, heard)
        return
    if prompt is not None and isinstance(node, Input):
        _answer_with_words(turn, node, text)
        return
    options = options_meant(turn, text, heard)
    if not options and (_means_a_human(turn, heard) or _asks_gently(turn, text)):
        return
    options = options or option_in_a_sentence(turn, text)
    if prompt is None or not isinstance(node, Ask | Page):
        _show_what_waits(turn)
    elif isinstance(node, Ask) and node.most:
        _answer_pick(turn, node, options, text=text)
    else:
        _answer_ask(turn, node, next(iter(options), None), text=text)


def _answer_with_words(turn: Turn, node: Input, text: str) -> None:
    """Take words as what was asked for; those that could be anything are first looked at as a cry for help."""
    meaning = understood(turn, node, text)
    if meaning.is_certain or not _asks_gently(turn, text):
        answer_input(turn, node, meaning)


def _answer_in_a_pause(turn: Turn, text: str, heard: Heard) -> None:
    """Go on at once, and hear the words as the answer to what is asked next.

    What does not answer it was said before it was asked, and is no mistake. A number would mean a list that nobody has
    seen yet, and the leaves of a page are turned by whoever sees them. What sounds like need is asked about before it.
    """
    if _means_a_human(turn, heard):
        return
    turn.go(turn.exit(NEXT))
    if answers_unasked(turn, text, heard):
        turn.take_back()
        _answer_with_text(turn, text, heard)
    elif turn.prompt is not None:
        _asks_gently(turn, text, instead=True)


def _means_a_human(turn: Turn, heard: Heard) -> bool:
    """Go to a human, if the word for one was mistyped; a question for words takes words as they are."""
    means = turn.bundle.interrupts.means_a_human(heard)
    if means:
        _interrupt(turn, turn.bundle.interrupts.human, begins=False)
    return means


def _asks_gently(turn: Turn, text: str, *, instead: bool = False) -> bool:
    """Ask whether it is very hard, if a text that is no answer sounds so; tell whether it was asked.

    Args:
        turn: The turn.
        text: As it was typed.
        instead: Of what was said last.
    """
    interrupt = turn.bundle.interrupts.ask_gently(text, turn.vars)
    if interrupt is None or flow_of(turn.node) in _flows_of_need(turn, interrupt):
        return False
    _note_signs(turn, interrupt, spellings(text))
    if instead:
        turn.take_back()
    turn.call(turn.node or turn.bundle.entry, _target(turn, interrupt))
    return True


def _flows_of_need(turn: Turn, gentle: Interrupt) -> set[str]:
    """Return the flows in which nobody is asked gently: it was asked there already, and own words lead on."""
    return {flow_of(_target(turn, one)) for one in (gentle, turn.bundle.interrupts.crisis)}


def _note_signs(turn: Turn, interrupt: Interrupt, spelled: Sequence[str]) -> None:
    """Keep what a text of need is about, instead of what was kept of an earlier one."""
    if interrupt.save:
        signs = turn.bundle.interrupts.signs
        found = as_value(turn.bundle.interrupts.signs_in(spelled), tuple(signs))
        turn.vars = {**turn.vars, interrupt.save: found}


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
    before = picked(turn.vars.get(node.save))
    named = {option for option in options if option not in {DONE, NONE}}
    after = set(before) ^ named if len(options) == 1 else {*before, *named}
    after = set() if NONE in options else after
    if len(after) > max(node.most, len(before)):
        turn.say("pick_full")
        turn.show_again()
        return
    turn.vars = {**turn.vars, node.save: as_value(after, node.order)}
    turn.go(turn.exit(NEXT) if {DONE, NONE} & set(options) else node.id)


def _leaf(turn: Turn, node: Page, option: str) -> None:
    """Do what somebody wants after a part of a page."""
    if option == READ_ON and turn.prompt is not None:
        turn.read_on(node, turn.prompt.place)
    elif option == HUMAN_OPTION:
        _interrupt(turn, turn.bundle.interrupts.human, begins=False)
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
        entry = follow(turn.bundle.machine, node.id, answer.call)
        turn.call(turn.exit(answer.exit), entry)
    else:
        turn.go(turn.exit(answer.exit))


def _not_understood(turn: Turn, node: Ask | Page, text: str) -> None:
    if turn.phase is Phase.WAITING:
        turn.say("still_waiting")
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
