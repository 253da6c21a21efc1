"""Words where words are asked for: what they mean there, and what happens then. Never a loop, and never silence."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.flows.nodes import NEXT, OTHERWISE, SKIP, Input
from bot.flows.own_word import why_not
from bot.flows.replies import is_story, number_in
from bot.flows.saying import COUNTRY
from bot.flows.turn import Turn
from bot.flows.values.limits import Limits
from bot.flows.values.phones import ABROAD, UNKNOWN
from bot.flows.values.reading import Reader, among, shown
from bot.flows.words import spellings
from bot.model import MOST_CALLBACK_CHARACTERS, Bubble, SharedContact, Value

LONGEST_INPUT = 500
"""Characters of an answer that is kept."""
_REGIONS: Mapping[Value, str] = {"nl": "NL", "be": "BE", "anders": ABROAD}
"""By the answer to `land`: the country in which somebody dials."""
_OUTSIDE = "input_outside"
_ANYTHING = frozenset({"text", "place"})
"""Types that a sentence about something else may pass for."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer means.

    Attributes:
        values: What it can mean; more than one, or one that `is_guess`, has to be asked about.
        is_guess: The text itself leaves open whether it means this.
        is_said_back: The text can mean something else as well, which is not possible here: what is taken is said.
        fault: The text of wording.yaml that says why nothing fits; empty where something does.
        skips: Nobody wants to answer.
        is_certain: It can't be anything but an answer to the question.
    """

    values: tuple[Value, ...] = ()
    is_guess: bool = False
    is_said_back: bool = False
    fault: str = ""
    skips: bool = False
    is_certain: bool = False


def understood(turn: Turn, node: Input, text: str) -> Meaning:
    """Return what a text, or a tapped choice, means as an answer to an input."""
    spelled, choices = spellings(text), turn.prompt.options if turn.prompt is not None else ()
    if not node.skip_words.isdisjoint(spelled):
        return Meaning(skips=True, is_certain=True)
    if len(text.strip()) > _longest(turn, node):
        return Meaning(fault=_fault(node, text, "too_long"))
    pointed = _pointed_at(text, choices)
    return Meaning(pointed, is_certain=True) if len(pointed) == 1 else _read(turn, node, text)


def _longest(turn: Turn, node: Input) -> int:
    """Return how many characters of an answer can be kept where it is for."""
    return MOST_CALLBACK_CHARACTERS if node.save in turn.bundle.calls.words else LONGEST_INPUT


def _pointed_at(text: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return the choices that a text means: one that was tapped, the number before it, or the part of the day."""
    if text in choices:
        return (text,)
    number = number_in(spellings(text)) or 0
    return choices[number - 1 : number] if 0 < number <= len(choices) else among(text, choices)


def _read(turn: Turn, node: Input, text: str) -> Meaning:
    reader, limits = reader_of(turn), _limits(turn, node)
    found = reader.read(text, node.type, limits)
    fitting = limits.fitting(found)
    if not found or (len(found) > 1 and node.is_secret):
        return Meaning(fault=_fault(node, text, f"input_{node.type}"))
    if not fitting:
        return Meaning(fault=_OUTSIDE)
    fault = why_not(turn.bundle, text) if node.save == turn.bundle.interrupts.own else ""
    if fault:
        return Meaning(fault=fault)
    is_the_only_day = node.type == "date" and len(found) > len(fitting) == 1
    return Meaning(
        fitting,
        is_guess=len(found) > 1 and not is_the_only_day,
        is_said_back=is_the_only_day,
        is_certain=node.type not in _ANYTHING,
    )


def _fault(node: Input, text: str, key: str) -> str:
    """Return what is said to a text that does not fit; who tells a story where one word was asked for is thanked."""
    return "input_told" if node.type != "text" and is_story(text) else key


def reader_of(turn: Turn) -> Reader:
    """Return what reads days, times and numbers as this person types them."""
    at = turn.bundle.whereabouts
    dials_in = _REGIONS.get(turn.vars.get(COUNTRY, ""), UNKNOWN)
    return Reader(turn.language, at.day(turn.now), dials_in, at.country)


def _limits(turn: Turn, node: Input) -> Limits:
    return node.limits.on(turn.bundle.whereabouts.day(turn.now))


def answer_input(turn: Turn, node: Input, meaning: Meaning) -> None:
    """Do what an answer means: keep it, ask which is meant, say why it does not fit, or go on without it."""
    is_asked_which = turn.prompt is not None and bool(turn.prompt.options)
    if meaning.skips:
        _go_on_without(turn, node, SKIP)
    elif meaning.values and not (meaning.is_guess or len(meaning.values) > 1):
        turn.vars = {**turn.vars, node.save: meaning.values[0]}
        if meaning.is_said_back:
            said = shown(meaning.values[0], turn.language)
            turn.send(Bubble(f"{turn.bundle.say('input_taken', turn.language)} {said}."))
        turn.go(turn.exit(NEXT))
    elif meaning.values and not is_asked_which:
        turn.ask_which(node, meaning.values)
    else:
        _not_understood(turn, node, meaning)


def answer_with_contact(turn: Turn, contact: SharedContact) -> None:
    """Take a contact that was shared where a number is asked for: their own, read as if it had been typed.

    Somebody else's is nothing that we may call without a word of them: it is said so, and theirs is asked for again.
    """
    node = turn.bundle.nodes[turn.node]
    if isinstance(node, Input) and contact.is_own:
        answer_input(turn, node, _read(turn, node, contact.number))
    else:
        turn.say("input_contact")
        turn.show_again()


def _go_on_without(turn: Turn, node: Input, exit_name: str) -> None:
    """Go on without an answer; an earlier one is forgotten."""
    turn.vars = {name: value for name, value in turn.vars.items() if name != node.save}
    turn.go(turn.exit(exit_name))


def _not_understood(turn: Turn, node: Input, meaning: Meaning) -> None:
    turn.tries += 1
    if turn.tries >= node.tries and (node.otherwise or node.skip_words):
        _go_on_without(turn, node, OTHERWISE if node.otherwise else SKIP)
    elif turn.tries >= node.tries:
        turn.say("input_lost")
        turn.show_again()
    elif meaning.values:
        turn.ask_which(node, meaning.values)
    else:
        turn.send(Bubble(_why(turn, node, meaning.fault)))
        turn.show_again()


def _why(turn: Turn, node: Input, key: str) -> str:
    """Return why an answer does not fit, with the limits in it where they are the reason."""
    text, limits = turn.bundle.say(key, turn.language), _limits(turn, node)
    if key != _OUTSIDE:
        return text
    named = [
        f"{turn.bundle.say(word, turn.language)} {shown(bound, turn.language)}"
        for word, bound in (("input_from", limits.low), ("input_until", limits.high))
        if bound is not None
    ]
    return f"{text} {', '.join(named)}."
