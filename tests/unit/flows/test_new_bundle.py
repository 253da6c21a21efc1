"""A conversation that began under one bundle goes on under the next."""

from dataclasses import replace

from bot.model import BundleHash, DeskEventKind, Phase
from tests.unit.flows.small import Person, changed_bundle, small_bundle

FIRST = '          - {id: lezen, label: {nl: "Iets lezen"'
MORE_FIRST = (FIRST, f"          - {{id: weg, label: {{nl: Weggaan, en: Go, fr: Partir}}, next: dag}}\n{FIRST}")


def test_a_typed_number_answers_the_list_that_this_person_saw() -> None:
    """An option put in front of the others moves nobody's answer."""
    person = Person().starts().says("ja")
    person.bundle = changed_bundle(MORE_FIRST)

    assert person.says("2").node == "start.land"
    assert person.conversation.bundle == person.bundle.hash


def test_an_option_that_is_gone_is_stale() -> None:
    """The person is shown what there is now, and the next number counts in the new list."""
    person = Person().starts().says("ja")
    label = '          - {id: lezen, label: {nl: "Iets lezen", en: "Read", fr: "Lire"}, call: lezen, next: menu}\n'
    person.bundle = changed_bundle((label, label.replace("id: lezen", "id: boek")))
    person.says("1")

    assert person.told == ["<stale>", "Wat nu?"]
    assert person.says("1").node == "lezen.eerst"


def test_an_old_button_for_an_option_that_is_still_there_counts() -> None:
    """The button knows the id."""
    person = Person().starts().says("ja")
    person.bundle = changed_bundle(MORE_FIRST)

    assert person.taps("land").node == "start.land"


def test_an_old_button_for_an_option_that_is_gone_is_stale() -> None:
    """It was offered, and is no more."""
    person = Person().starts().says("ja")
    person.bundle = changed_bundle(("{id: land, label", "{id: landen, label"))

    assert person.taps("land").told[0] == "<stale>"


def test_whose_node_is_gone_lands_where_the_flow_recovers() -> None:
    """Nothing they typed for the old question is taken for the new one."""
    person = Person().starts().says("ja", "2")
    person.bundle = changed_bundle(
        ("      land:\n        ask", "      landen:\n        ask"),
        ('fr: "Numéros"}, next: land}', 'fr: "Numéros"}, next: landen}'),
        ("next: start.land}", "next: start.landen}"),
    )
    person.says("1")

    assert person.told == ["Wat nu?"]
    assert person.node == "start.menu"


def test_whose_flow_is_gone_lands_at_the_opening() -> None:
    """There is always a place."""
    person = Person().starts()
    person.conversation = replace(
        person.conversation, node="weg.vraag", bundle=BundleHash("older"), stack=("weg.terug",)
    )
    person.says("1")

    assert person.node == "start.vrij"
    assert person.conversation.stack == ("start.welkom",)


def test_answers_that_no_longer_fit_are_forgotten() -> None:
    """A variable that is gone, or holds something else now, is empty."""
    person = Person().starts().says("ja", "2", "elders")
    person.bundle = changed_bundle(
        ("values: [nl, be, anders]", "values: [nl, be, ander]"), ("value: anders", "value: ander")
    )
    person.says("1")

    assert person.conversation.vars == {"vrij": True}


def test_a_node_that_became_another_kind_is_asked_anew() -> None:
    """An input where a list was takes no number of that list."""
    person = Person().starts().says("ja", "een naam")
    question = 'input: {nl: "Hoe heet je?", en: "Your name?", fr: "Votre nom ?"}'
    option = "          - {id: a, label: {nl: Aa, en: Aa, fr: Aa}, next: verder}"
    changed = f'ask: {{nl: "Hoe?", en: "How?", fr: "Comment ?"}}\n        options:\n{option}'
    person.bundle = changed_bundle(
        (question, changed), ("        type: text\n        save: naam\n        next: verder\n", "        save: naam\n")
    )
    person.says("Mia")

    assert person.told == ["<not_understood>", "Hoe?\nDat mag je kiezen."]
    assert "Mia" not in person.conversation.vars.values()


def test_a_question_that_became_a_text_is_passed() -> None:
    """What waited no longer waits."""
    person = Person().starts().says("ja", "iets lezen")
    start = changed_bundle(
        (
            'ask: {nl: "Een tekst", en: "A text", fr: "Un texte"}\n        options:\n',
            'say: {nl: "Een tekst", en: "A text", fr: "Un texte"}\n        next: tussen\n',
        ),
        ("          - {id: tips, label: {nl: Meer, en: More, fr: Plus}, next: tussen}\n", ""),
        ("          - {id: terug, label: {nl: Terug, en: Back, fr: Retour}, next: klaar}\n", ""),
        ("          - {id: elders, label: {nl: Nummers, en: Numbers, fr: Numéros}, next: start.land}\n", ""),
    )
    person.bundle = start
    person.says("1")

    assert person.told == ["Een tekst", "Een tip", "Wat nu?"]


def test_a_talk_outlives_its_handover() -> None:
    """The talk ends, and goes on where the flow recovers."""
    renamed = (
        ("      rij:\n", "      wachtrij:\n"),
        ("value: 15, next: rij}", "value: 15, next: wachtrij}"),
        ("value: 0, next: rij}", "value: 0, next: wachtrij}"),
        ("wachten: 30}\n        next: rij\n", "wachten: 30}\n        next: wachtrij\n"),
    )
    closed, returned = Person().talks(), Person().talks()
    closed.bundle = returned.bundle = changed_bundle(*renamed)
    closed.desk(DeskEventKind.CLOSED)
    returned.desk(DeskEventKind.RETURNED)

    assert closed.told == ["<talk_closed>", "Er is nu niemand"]
    assert closed.conversation.phase is Phase.BOT
    assert returned.told == ["<returned>", "Er is nu niemand"]
    assert returned.says("en nu?").told == ["<still_waiting>", "Er is nu niemand"]


def test_the_same_bundle_compiled_twice_is_the_same() -> None:
    """A restart moves nobody."""
    assert changed_bundle().hash == small_bundle().hash


def test_whose_way_to_a_human_was_renamed_is_still_in_the_queue() -> None:
    """What brings them back to the queue, and the clock that offers something else, know it by its new name."""
    renamed = (
        ("      rij:\n", "      wachtrij:\n        renamed_from: rij\n"),
        ("value: 15, next: rij}", "value: 15, next: wachtrij}"),
        ("value: 0, next: rij}", "value: 0, next: wachtrij}"),
        ("wachten: 30}\n        next: rij\n", "wachten: 30}\n        next: wachtrij\n"),
    )
    person = Person().waits()
    person.bundle = changed_bundle(*renamed)

    person.says("rusten")

    assert person.told == ["Je staat in de rij", "Wacht je?"]
    assert person.conversation.phase is Phase.WAITING
    assert person.conversation.handover == "mens.wachtrij"
