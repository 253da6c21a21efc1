"""Several answers to one question, tapped or typed, until the person says that it is all."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.expressions import VarType, compile_expression
from bot.flows.families import Families
from bot.flows.format.findings import FaultyContent
from bot.flows.hunch import Hunch
from bot.flows.tokens import ExpressionFault
from tests.unit.flows.small import FLOWS, SOURCES, Person

PICK = """\
      nodig:
        pick: {nl: "Wat heb je nodig?", en: "What do you need?", fr: "De quoi avez-vous besoin ?"}
        save: nodig
        most: 2
        options:
          - {id: huis, label: {nl: "Een huis", en: "A home", fr: "Un logement"}}
          - {id: geld, label: {nl: "Geld en papieren", en: "Money", fr: "Argent"}}
          - {id: dokter, label: {nl: "Een dokter", en: "A doctor", fr: "Un médecin"}}
        otherwise: {tries: 2, then: menu}
        next: na_nodig
      na_nodig:
        branch:
          - {when: '"geld" in nodig', next: dag}
          - {else: true, next: menu}
"""
OPTION = '          - {id: nodig, label: {nl: "Wat ik nodig heb", en: Needs, fr: Besoins}, next: nodig}\n'
_MENU = '          - {id: lezen, label: {nl: "Iets lezen"'
PICKING = (
    FLOWS.replace("  naam: {type: text", "  nodig: {type: set, values: [huis, geld, dokter]}\n  naam: {type: text")
    .replace(_MENU, OPTION + _MENU)
    .replace("      naam:\n        input", f"{PICK}      naam:\n        input")
)


def picking_bundle(old: str = "", new: str = "") -> Bundle:
    """Compile the small conversation with such a question in it, and a piece replaced."""
    return compile_bundle({**SOURCES, "flows.yaml": PICKING.replace(old, new) if old else PICKING})


BUNDLE = picking_bundle()


def asked() -> Person:
    """Return a person who was just asked."""
    return Person(BUNDLE).starts().says("ja", "wat ik nodig heb")


def listening(bundle: Bundle, *words: str) -> Bundle:
    """Return the bundle with a model that takes each of these words for need, and asks about it as in a crisis."""
    heard = bundle.interrupts
    hunch = Hunch({f"={word}": 9.0 for word in words}, bias=-1.0, threshold=0.0, families=Families({}))
    return replace(bundle, interrupts=replace(heard, hunch=hunch, gentle=heard.crisis))


def labels(person: Person) -> list[str]:
    """Return the options as they stand on the screen."""
    return [option.label for option in person.bubbles[-1].options]


def test_a_tap_marks_and_another_one_takes_away() -> None:
    """The list comes again with what is chosen so far, and with a way on."""
    person = asked()
    assert labels(person) == ["Een huis", "Geld en papieren", "Een dokter", "<pick_none>"]

    person.taps("huis")
    assert person.told == ["Wat heb je nodig?"]
    assert labels(person) == ["✓ Een huis", "Geld en papieren", "Een dokter", "<pick_done>"]

    assert labels(person.taps("huis"))[0] == "Een huis"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("1 3", "huis,dokter"),
        ("1, 2", "huis,geld"),
        ("3 en 1", "huis,dokter"),
        ("1. 2.", "huis,geld"),
        ("een huis, dokter", "huis,dokter"),
        ("geld en papieren", "geld"),
        ("huis en geld", "huis,geld"),
        ("2", "geld"),
    ],
)
def test_several_can_be_typed(text: str, kept: str) -> None:
    """By number or by words, and a label that has an "and" in it is still one."""
    assert asked().says(text).conversation.vars["nodig"] == kept


@pytest.mark.parametrize(("text", "kept"), [("1 en 3", "huis,dokter"), ("een huis en een dokter", "huis,dokter")])
def test_what_answers_is_no_cry_for_help(text: str, kept: str) -> None:
    """Whatever a model hears in it: only a text that is no answer is listened to for that."""
    person = asked()
    person.bundle = listening(person.bundle, *text.split())

    assert person.says(text).conversation.vars["nodig"] == kept
    assert person.told == ["Wat heb je nodig?"]


def test_what_was_chosen_decides_how_it_goes_on() -> None:
    """After the word that it is all."""
    assert asked().says("2", "<pick_done>").told[0] == "Tot later"
    assert asked().says("1", "4").node == "start.menu"


def test_none_of_them_is_an_answer() -> None:
    """Typed, it takes back what was chosen before."""
    person = asked().says("1", "<pick_none>")

    assert person.conversation.vars["nodig"] == ""
    assert person.node == "start.menu"


def test_more_than_the_most_is_refused_kindly() -> None:
    """What was chosen before stays."""
    person = asked().says("1 2", "3")

    assert person.told == ["<pick_full>", "Wat heb je nodig?"]
    assert person.conversation.vars["nodig"] == "huis,geld"


def test_a_part_that_means_nothing_makes_no_choice() -> None:
    """Rather asked again than half understood."""
    person = asked().says("1 en paard")

    assert person.told[0] == "<not_understood>"
    assert "nodig" not in person.conversation.vars
    assert person.says("paard").node == "start.menu"


def test_an_old_button_an_edit_and_an_interrupt_choose_nothing() -> None:
    """The list stands as it was."""
    person = asked()
    old = person.bubbles[-1]
    person.taps("huis").taps("geld", old)
    assert person.told[0] == "<stale>"

    person.edits("2")
    assert person.told[0] == "<edited>"

    person.says("hulp", "goed")
    assert labels(person)[0] == "✓ Een huis"
    assert person.conversation.vars["nodig"] == "huis"


VARIABLES: Mapping[str, VarType] = {"nodig": VarType("set", ("geld", "huis")), "land": VarType("text")}


def test_a_condition_can_look_into_what_was_chosen() -> None:
    """Nothing is in what was never asked."""
    holds = compile_expression('"geld" in nodig', VARIABLES)

    assert holds({"nodig": "huis,geld"})
    assert not holds({"nodig": "huis"})
    assert not holds({"nodig": ""})
    assert not holds({})
    assert not compile_expression("land in nodig", VARIABLES)({"nodig": ""})


@pytest.mark.parametrize("text", ['"geldt" in nodig', 'nodig == "geld"', "1 in nodig", "nodig"])
def test_a_condition_that_can_not_hold_is_refused(text: str) -> None:
    """As for every other type."""
    with pytest.raises(ExpressionFault) as caught:
        compile_expression(text, VARIABLES)

    assert caught.value.code == "E303"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("save: nodig", "save: naam", "E303"),
        ("{id: huis,", "{id: done,", "E105"),
        ("{id: huis,", "{id: hus,", "E303"),
        ("        next: na_nodig\n", "", "E205"),
        ('{id: geld, label: {nl: "Geld en papieren"', '{id: geld, label: {nl: "Een huis"', "E104"),
        ('"geld" in nodig', '"gelt" in nodig', "E303"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(old: str, new: str, code: str) -> None:
    """Each with its code."""
    with pytest.raises(FaultyContent) as caught:
        picking_bundle(old, new)

    assert code in {finding.code for finding in caught.value.findings}


def test_a_channel_may_have_its_own_wording() -> None:
    """As with other nodes, each time the list comes again."""
    variant = '        channels: {telegram: {pick: {nl: "Wat wil je?", en: a, fr: b}}}\n        save: nodig\n'
    person = Person(picking_bundle("        save: nodig\n", variant)).starts().says("ja", "wat ik nodig heb")

    assert person.told[-1] == "Wat wil je?"
    assert person.says("1").told[-1] == "Wat wil je?"
