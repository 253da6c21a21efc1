"""What changed between two versions, and for whom it matters."""

import pytest

from bot.flows.check import Contents, check
from bot.flows.comparison import Change, Weight, compare
from bot.flows.format.findings import FaultyContent
from tests.unit.flows.small import SOURCES, Person, changed_bundle

LAND = "      land:\n        ask"
HEAD = "    recover: menu\n    nodes:\n      welkom"


def contents(*changes: tuple[str, str], file: str = "flows.yaml") -> Contents:
    """Check the small conversation with some pieces of a file replaced."""
    text = SOURCES[file]
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return check({**SOURCES, file: text})


def changes_by(*changes: tuple[str, str], file: str = "flows.yaml") -> list[Change]:
    """Return what a change of the small conversation amounts to."""
    return list(compare(contents(), contents(*changes, file=file)))


RENAMED = (
    (LAND, "      landen:\n        ask"),
    ('fr: "Numéros"}, next: land}', 'fr: "Numéros"}, next: landen}'),
    ("next: start.land}", "next: start.landen}"),
)
KEPT = (RENAMED[0][0], "      landen:\n        renamed_from: land\n        ask"), *RENAMED[1:]

ORDER = "the same in another order; does it still mean the same?"
JA = '          - {id: ja, label: {nl: Ja, en: "Yes", fr: Oui}, value: true, next: menu}\n'
NEE = '          - {id: nee, label: {nl: Nee, en: "No", fr: Non}, value: false, call: tips, next: menu}\n'
INPUT = """\
      naam:
        input: {nl: "Hoe heet je?", en: "Your name?", fr: "Votre nom ?"}
        why: {nl: "Dat mag je kiezen.", en: "You may choose.", fr: "Au choix."}
        type: text
        save: naam
"""
AS_WORDS = (INPUT, '      naam:\n        say: {nl: "Een naam", en: "A name", fr: "Un nom"}\n')
NOEM = (('fr: "Un nom"}, next: naam}', 'fr: "Un nom"}, next: noem}'),)


def test_nothing_changed_is_no_change() -> None:
    """Comments and notes mean nothing."""
    assert not changes_by(("    title: Begin\n", "    title: Begin  # hier\n    note: voor ons\n"))


@pytest.mark.parametrize(
    ("old", "new", "weight", "place"),
    [
        ('nl: "Een tip"', 'nl: "Nog een tip"', Weight.TEXT, "tips."),
        ("      rust:\n        end: {}\n  lezen:", "      rust:\n        end: {}\n  lezen:\n    title: x", None, ""),
        ("otherwise: {tries: 3}", "otherwise: {tries: 2}", Weight.COMPATIBLE, "start.menu"),
        ("min: 0, max: 60", "min: 0, max: 30", Weight.COMPATIBLE, "vars.wachten"),
        ("wachten: {type: int, min: 0, max: 60}", "wachten: {type: int}", None, ""),
        ("min: 0, max: 60}", "min: 0, max: 60, retain: handover}", Weight.COMPATIBLE, "vars.wachten"),
        ("told: {nl: rust,", "told: {nl: kalm,", Weight.TEXT, "vars.vrij"),
        ("  mens:\n    entry: start\n", "  mens:\n    entry: dringend\n", Weight.COMPATIBLE, "mens"),
        (HEAD, f"    live: true\n{HEAD}", Weight.COMPATIBLE, "start"),
        (HEAD, HEAD.replace("recover: menu", "recover: vrij"), Weight.COMPATIBLE, "start"),
        ("nl: [stop, wis]", "nl: [stop]", Weight.COMPATIBLE, "interrupts.stop"),
    ],
)
def test_each_change_has_its_weight(old: str, new: str, weight: Weight | None, place: str) -> None:
    """Other words, another way, or nothing that anybody would notice."""
    found = changes_by((old, new))

    assert [change.weight for change in found] == ([weight] if weight else [])
    assert all(change.place.startswith(place) for change in found)


def test_words_that_are_no_longer_heard_are_named() -> None:
    """A word that somebody learned, and that does nothing any more, is the first thing that a colleague looks at."""
    [change] = changes_by(("nl: [stop, wis]", "nl: [stop, weg]"))

    assert change.what == "no longer hears wis; hears weg too; in force for everybody at once"
    assert change.where.startswith("flows.yaml:")


def test_another_opening_is_told() -> None:
    """The first flow is where everybody begins, and moving it in the file is easily done."""
    text = SOURCES["flows.yaml"]
    first, second, third = (text.index(f"  {flow}:\n") for flow in ("start", "lezen", "tips"))
    moved = text[:first] + text[second:third] + text[first:second] + text[third:]

    found = compare(contents(), check({**SOURCES, "flows.yaml": moved}))

    assert [(change.place, change.what) for change in found] == [("lezen", "everybody begins here, and not at start")]


def test_a_question_that_asks_for_something_else_is_named() -> None:
    """Together with its variable, which is another one now."""
    otherwise = "        otherwise: {tries: 2, then: menu}\n        save: naam\n        next: verder"
    found = changes_by(
        ("naam: {type: text, sensitive: true, ", "naam: {type: place, sensitive: true, "),
        ("        type: text\n        save: naam\n        next: verder", f"        type: place\n{otherwise}"),
    )

    told = {(change.place, change.what) for change in found}
    assert {("vars.naam", "was text, is place"), ("start.naam", "asked for a text, asks for a place")} <= told


def test_an_option_that_is_gone_is_named() -> None:
    """Whoever sees it still is told that it is gone."""
    option = '          - {id: naam, label: {nl: "Een naam", en: "A name", fr: "Un nom"}, next: naam}\n'
    other = option.replace("id: naam", "id: hoe")

    [change] = [change for change in changes_by((option, other)) if "offers" in change.what]

    assert (change.weight, change.place) == (Weight.COMPATIBLE, "start.menu")
    assert "naam" in change.what


def test_a_node_that_is_gone_breaks_and_says_where_its_people_go() -> None:
    """To the place where the flow recovers, unless another one is named."""
    [gone] = [change for change in changes_by(*RENAMED) if change.weight is Weight.BREAKING]

    assert (gone.gone, gone.covered) == ("start.land", "start.menu")


def test_a_renamed_node_breaks_nothing() -> None:
    """Its people go on in it."""
    assert Weight.BREAKING not in {change.weight for change in changes_by(*KEPT)}


@pytest.mark.parametrize("by_button", [True, False])
def test_a_person_at_a_renamed_node_answers_what_they_see(*, by_button: bool) -> None:
    """By number and by button; the list on their screen has not changed."""
    person = Person().starts().says("ja", "2")
    person.bundle = changed_bundle(*KEPT)

    person = person.taps("be") if by_button else person.says("2")

    assert person.conversation.vars["land"] == "be"


def test_a_person_at_a_removed_node_goes_where_the_editor_says() -> None:
    """Nothing they typed for the old question is taken for another."""
    removed = changed_bundle(
        *RENAMED,
        (
            HEAD,
            HEAD.replace("    nodes", "    on_removed: {land: naam}\n    nodes"),
        ),
    )
    person = Person().starts().says("ja", "2")
    person.bundle = removed

    assert person.says("2").node == "start.naam"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (LAND, "      land:\n        renamed_from: menu\n        ask", "E106"),
        (
            HEAD,
            HEAD.replace("    nodes", "    on_removed: {land: menu}\n    nodes"),
            "E106",
        ),
        (
            HEAD,
            HEAD.replace("    nodes", "    on_removed: {oud: mennu}\n    nodes"),
            "E214",
        ),
    ],
)
def test_what_is_said_to_be_gone_must_be_gone(old: str, new: str, code: str) -> None:
    """And its people must have a place to go."""
    with pytest.raises(FaultyContent) as caught:
        contents((old, new))

    assert {found.code for found in caught.value.findings} == {code}


def test_a_retyped_variable_breaks() -> None:
    """What was remembered can't be read any more."""
    spare = "  wachten: {type: int, min: 0, max: 60}\n"
    old, new = (contents((spare, f"{spare}  spaar: {{type: {kind}}}\n")) for kind in ("int", "bool"))

    [change] = compare(old, new)

    assert (change.weight, change.place) == (Weight.BREAKING, "vars.spaar")


def test_a_corrected_number_is_in_force_at_once() -> None:
    """Nobody waits for it."""
    [change] = changes_by(('number: "106"', 'number: "107"'), file="helplines.yaml")
    [other] = changes_by(("[zelfmoord,", "[zelfdoding,"), file="crisis.yaml")

    assert other.where == ""  # a file is its own place, and not the flow of the same name
    assert (change.weight, change.place) == (Weight.TEXT, "helplines.yaml")


@pytest.mark.parametrize(
    ("old", "new", "code", "what"),
    [
        (
            'nl: "Een tip", en: "A tip", fr: "Un conseil"',
            'nl: "Een raad", en: "Advice", fr: "Un avis"',
            "W904",
            "other words in en, fr, nl; do they still mean the same?",
        ),
        ('en: "A tip"', 'en: "Advice"', "W904", "other words in en; do they still mean the same?"),
        (
            'nl: "Een tip"',
            'nl: "Een raad"',
            "W404",
            "other words in nl, and the old ones in en, fr; do they still say the same?",
        ),
        ("lines: [nood, luister, oud]", "lines: [nood, oud, luister]", "W904", f"{ORDER}"),
        (f"{JA}{NEE}", f"{NEE}{JA}", "W904", f"{ORDER}"),
    ],
)
def test_words_and_their_order_ask_for_another_look(old: str, new: str, code: str, what: str) -> None:
    """They break nothing; whether they still mean the same is for a person to say."""
    [change] = changes_by((old, new))

    assert (change.weight, change.code, change.what) == (Weight.TEXT, code, what)


def test_an_option_with_other_words_in_another_place_is_told_as_both() -> None:
    """It is found by its id, so the others are not said to have changed."""
    found = changes_by((f"{JA}{NEE}", f"{NEE}{JA}".replace("nl: Ja, en", "nl: Jawel, en")))

    assert {change.code for change in found} == {"W904", "W404"}


def test_an_id_that_means_another_kind_of_node_breaks() -> None:
    """Words for the one would be taken for an answer to the other."""
    [change] = changes_by(AS_WORDS)

    assert (change.weight, change.place, change.gone, change.code) == (
        Weight.BREAKING,
        "start.naam",
        "start.naam",
        "E107",
    )
    assert change.what.startswith('was "input", is "page"') or change.what.startswith('was "input", is "say"')


def test_a_renamed_node_of_another_kind_breaks_as_well() -> None:
    """People are counted where they stand: under the former name."""
    [change] = [
        change
        for change in changes_by(
            (AS_WORDS[0], AS_WORDS[1].replace("naam:", "noem:\n        renamed_from: naam")), *NOEM
        )
        if change.code == "E107"
    ]

    assert (change.place, change.gone) == ("start.noem", "start.naam")


def test_a_kind_that_nobody_stands_on_may_change() -> None:
    """A conversation never stops there."""
    [change] = changes_by(("say: {nl: Dag, en: Hello, fr: Salut}\n", "set: {vrij: true}\n"))

    assert (change.weight, change.code) == (Weight.COMPATIBLE, "")
