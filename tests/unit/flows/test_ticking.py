"""What a counsellor will see is unticked item by item: the card holds what is ticked, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.format.findings import FaultyContent
from bot.flows.picking import as_value
from bot.flows.step import step
from bot.model import (
    BundleHash,
    ChangeCard,
    DeskEvent,
    DeskEventKind,
    OpenCase,
    Phase,
    RaiseCase,
    Urgency,
    Value,
    needs_of,
)
from tests.unit.flows.small import Person
from tests.unit.flows.ticking import ticking_bundle

ITEMS = ("land", "vrij", "naam")
ANSWERS: Mapping[str, Value] = {"land": "be", "vrij": True, "naam": "Mia"}
FOR_THE_DESK = (
    ("sensitive: true, ", "sensitive: true, retain: handover, "),
    (
        "even_if_closed: true, card: [land, vrij, naam], ticked: te_zien, agreed: 'answered(naam)'",
        "even_if_closed: true, card: [land, vrij], ticked: te_zien",
    ),
)
"""A name that is kept here only until the desk has it, and is never asked behind a closed door."""
SETS = st.sets(st.sampled_from(ITEMS))


def knows(answers: Mapping[str, Value] = ANSWERS) -> Person:
    """Return a person who has answered this and is asked about the card."""
    person = Person(ticking_bundle()).starts()
    person.conversation = replace(person.conversation, vars={**person.conversation.vars, **answers})
    return person.says("mens")


def opened(person: Person) -> OpenCase:
    """Return how the last event asked for a human."""
    (case,) = (effect for effect in person.effects if isinstance(effect, OpenCase))
    return case


def card_after(person: Person, card: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return a card after what the last event did to it."""
    for effect in person.effects:
        if isinstance(effect, ChangeCard):
            card = effect.on(card)
    return card


def labels(person: Person) -> list[str]:
    """Return the options as they stand on the screen."""
    return [option.label for option in person.bubbles[-1].options]


def test_all_is_ticked_until_somebody_unticks() -> None:
    """The list comes anew with each tap, with a way on and a way to show nothing."""
    person = knows().says("kiezen")
    assert labels(person) == ["✓ Land", "✓ Rust", "✓ Naam", "<card_done>", "<card_none>"]

    person.taps("land")
    assert labels(person)[:3] == ["Land", "✓ Rust", "✓ Naam"]
    assert person.told == ["Te zien: rust, je naam, <card_always>. Goed?"]

    assert labels(person.says("2", "3")) == ["Land", "Rust", "Naam", "<card_done>"]
    assert labels(person.says("naam"))[2:] == ["✓ Naam", "<card_done>", "<card_none>"]


def test_nobody_who_did_not_look_is_shown_less() -> None:
    """Who says yes to what the text names shows what it names."""
    person = knows().says("ja, 15 minuten")

    assert opened(person).card == ANSWERS


@given(hidden=SETS, known=SETS)
@settings(deadline=None)
def test_the_card_holds_what_is_ticked_and_nothing_else(hidden: set[str], known: set[str]) -> None:
    """For every set of answers and everything that can be unticked; who takes the case is decided by the rest alone."""
    person = knows({name: value for name, value in ANSWERS.items() if name in known} | {"vrij": True})
    known |= {"vrij"}
    person.says("kiezen")
    for name in sorted(hidden & known):
        person.taps(name)
    person.taps("done").says("ja, 15 minuten")

    seen = {name: value for name, value in ANSWERS.items() if name in known - hidden}
    assert opened(person).card == seen
    assert set(needs_of("nl", opened(person).card)) == {"language", *(seen.keys() - {"vrij"})}


@given(first=SETS, then=st.lists(st.sampled_from(ITEMS), max_size=6))
@settings(deadline=None)
def test_in_the_queue_the_card_follows_every_tap(first: set[str], then: list[str]) -> None:
    """Taken back, and put on again: after each tap the desk has exactly what the screen shows."""
    person = knows().says("kiezen")
    for name in sorted(first):
        person.taps(name)
    person.taps("done").says("ja, 15 minuten")
    card: Mapping[str, Value] = opened(person).card
    person.desk(DeskEventKind.QUEUED).says("kiezen")

    ticked = set(ITEMS) - first
    for name in then:
        ticked ^= {name}
        card = card_after(person.taps(name), card)
        assert card == {name: ANSWERS[name] for name in ticked}
        assert {one.id for one in person.bubbles[-1].options if one.label.startswith("✓")} == ticked


@given(hidden=SETS)
@settings(deadline=None, max_examples=10)
def test_words_of_need_act_whatever_is_unticked(hidden: set[str]) -> None:
    """At the list as everywhere; in the queue the case is urgent, and its card stays as it was."""
    person = knows().says("kiezen")
    for name in sorted(hidden):
        person.taps(name)
    person.says("ik wil dood")
    assert person.told[0].startswith("Je bent niet alleen")

    person.says("nee").taps("done").says("ja, 15 minuten")
    before = opened(person).card
    person.desk(DeskEventKind.QUEUED).says("kiezen", "zelfmoord")
    assert person.told[0].startswith("Je bent niet alleen")
    assert [type(effect) for effect in person.effects if isinstance(effect, ChangeCard | RaiseCase)] == [RaiseCase]
    assert before == {name: ANSWERS[name] for name in ITEMS if name not in hidden}


def test_what_is_answered_later_gets_on_no_card_by_itself() -> None:
    """Whoever waits has agreed to what there was."""
    person = knows({"vrij": True}).says("ja, 15 minuten").desk(DeskEventKind.QUEUED)
    person.conversation = replace(person.conversation, vars={**person.conversation.vars, "land": "be"})

    assert card_after(person.says("lezen"), {"vrij": True}) == {"vrij": True}
    assert labels(person.says("terug", "kiezen"))[:2] == ["Land", "✓ Rust"]
    assert card_after(person.says("land"), {"vrij": True}) == {"vrij": True, "land": "be"}


def test_what_is_kept_only_for_the_desk_can_still_be_taken_back() -> None:
    """Its answer is forgotten here once the case has it; it stands in the list until it is unticked, never again."""
    person = Person(ticking_bundle(*FOR_THE_DESK)).starts()
    person.conversation = replace(person.conversation, vars=dict(ANSWERS))
    person.says("mens", "ja, 15 minuten").desk(DeskEventKind.QUEUED)
    assert "naam" not in person.conversation.vars

    assert labels(person.says("kiezen"))[2] == "✓ Naam"
    assert card_after(person.taps("vrij"), ANSWERS) == {"land": "be", "naam": "Mia"}
    assert card_after(person.taps("naam"), {"land": "be", "naam": "Mia"}) == {"land": "be"}
    assert labels(person) == ["✓ Land", "Rust", "<card_done>", "<card_none>"]


def test_who_waits_for_longer_keeps_what_the_desk_has() -> None:
    """Asked for again from within the queue, the case keeps what was ticked, and gets nothing back that was not."""
    person = Person(ticking_bundle(*FOR_THE_DESK)).starts()
    person.conversation = replace(person.conversation, vars=dict(ANSWERS))
    person.says("mens", "kiezen").taps("land").taps("done").says("ja, 15 minuten").desk(DeskEventKind.QUEUED)
    person.conversation = replace(person.conversation, node="mens.geen", prompt=None)
    person.says("1", "toch wachten")

    again = opened(person)
    assert ChangeCard(again.card, again.stays).on({"vrij": True, "naam": "Mia"}) == {"vrij": True, "naam": "Mia"}


def test_whoever_begins_anew_agrees_anew() -> None:
    """After the opening somebody else may hold the phone: an open case keeps nothing that they were not told of."""
    person = knows().says("ja, 15 minuten").desk(DeskEventKind.QUEUED)
    person.minutes_pass(20)
    person.says("hallo", "mens", "ja, 15 minuten")

    again = opened(person)
    assert ChangeCard(again.card, again.stays).on(ANSWERS) == {}


def test_a_choice_that_got_lost_shows_nothing() -> None:
    """New files that know the choice no more: who waits keeps the card that the desk has, and gets no more on it."""
    person = knows().says("kiezen").taps("land").taps("done").says("ja, 15 minuten").desk(DeskEventKind.QUEUED)
    left = {name: value for name, value in person.conversation.vars.items() if name != "te_zien"}
    person.conversation = replace(person.conversation, vars=left, bundle=BundleHash("another"))

    assert card_after(person.says("lezen"), {"vrij": True}) == {"vrij": True}
    person.conversation = replace(person.conversation, node="mens.geen", prompt=None, stack=())
    again = opened(person.says("1", "toch wachten"))
    assert ChangeCard(again.card, again.stays).on({"vrij": True}) == {"vrij": True}


def test_in_a_talk_a_button_of_the_list_changes_nothing() -> None:
    """What was read was read: the counsellor's card stays as it is."""
    person = knows().says("ja, 15 minuten").desk(DeskEventKind.QUEUED).says("kiezen")
    old = person.bubbles[-1]
    person.desk(DeskEventKind.CLAIMED).taps("land", old)

    assert person.conversation.phase is Phase.TALKING
    assert not [effect for effect in person.effects if isinstance(effect, ChangeCard)]


def test_who_does_not_know_shows_nothing() -> None:
    """A doubt is no yes; the words that skip a question are words of doubt as well."""
    person = knows().says("kiezen", "sla over").says("ja, 15 minuten")

    assert opened(person).card == {}
    assert opened(person).urgency is Urgency.NORMAL


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("niet mijn land", "vrij,naam"),
        ("mijn naam hoeven ze niet te weten", "land,vrij"),
        ("zonder 1 en 3", "vrij"),
        ("alleen rust", "vrij"),
        ("niets", ""),
        ("1 3", "vrij"),
        ("land en naam", "vrij"),
    ],
)
def test_words_hide_what_they_name(text: str, ticked: str) -> None:
    """Several numbers flip each, as they do one by one."""
    assert knows().says("kiezen", text).conversation.vars["te_zien"] == ticked


@pytest.mark.parametrize(
    "text", ["laat land wel zien", "ik mag niet weg uit dit land", "alleen", "mijn naam is Mia", "niet", "alleen paard"]
)
def test_what_tells_something_else_hides_nothing(text: str) -> None:
    """And nothing is ever shown because of a sentence."""
    person = knows().says("kiezen")
    person.taps("vrij").says(text)

    assert person.conversation.vars["te_zien"] == "land,naam"
    assert as_value(("naam", "land"), ITEMS) == "land,naam"


def test_after_a_talk_the_list_is_as_it_was_left() -> None:
    """And can be changed before the next one."""
    person = knows().says("kiezen").taps("land").taps("done").says("ja, 15 minuten")
    person.desk(DeskEventKind.QUEUED, DeskEventKind.CLAIMED, DeskEventKind.CLOSED)
    person.conversation = step(
        person.bundle, person.conversation, DeskEvent(DeskEventKind.CLOSED), person.now
    ).conversation
    person.says("menu", "mens", "kiezen")

    assert labels(person)[:3] == ["Land", "✓ Rust", "✓ Naam"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("ticked: te_zien", "ticked: te_zin", "E301"),
        ("ticked: te_zien", "ticked: land", "E615"),
        ("te_zien: {type: set, values: [land, vrij, naam]}", "te_zien: {type: set, values: [land, vrij]}", "E615"),
        ("values: [land, vrij, naam]}", "values: [land, vrij, naam], retain: handover}", "E615"),
        ("          - {id: naam, label: {nl: Naam, en: Name, fr: Nom}}\n", "", "E615"),
        ("        save: te_zien\n", "        save: te_zien\n        most: 2\n", "E615"),
        ("urgent: 'wachten >= 30'", "urgent: 'wachten >= 30 or vrij'", "E615"),
        ("set: {vrij: true, wachten: 30}", "set: {vrij: true, wachten: 30, te_zien: land}", "E615"),
        (
            "even_if_closed: true, card: [land, vrij, naam], ticked: te_zien",
            "even_if_closed: true, card: [land]",
            "E615",
        ),
        ("Te zien: {shown}.", "Te zien: {showm}.", "E309"),
    ],
)
def test_a_card_that_would_show_too_much_is_refused(old: str, new: str, what: str) -> None:
    """Each at its place."""
    with pytest.raises(FaultyContent) as caught:
        ticking_bundle((old, new))

    assert what in {finding.code for finding in caught.value.findings}


def test_a_file_may_begin_with_nothing_ticked() -> None:
    """An editor can let people tick instead of untick; only that is a value that a file may give."""
    ticking_bundle(("set: {vrij: true, wachten: 30}", "set: {vrij: true, wachten: 30, te_zien: ''}"))


def test_a_card_without_a_list_is_refused() -> None:
    """Whoever promises that something can be unticked has to ask."""
    with pytest.raises(FaultyContent) as caught:
        ticking_bundle(
            ("call: zien, ", ""),
            ("        save: te_zien\n", "        save: anders\n"),
            ("  wachten: {type: int", "  anders: {type: set, values: [land, vrij, naam]}\n  wachten: {type: int"),
        )

    assert "E615" in {finding.code for finding in caught.value.findings}
