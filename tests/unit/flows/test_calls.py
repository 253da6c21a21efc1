"""Agreeing on a call in the flow: what is offered, what is asked of the desk, and what is told of it to whom."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.choosing_slots import BACK, MOST_TIMES, SlotWords, options_of
from bot.flows.step import step
from bot.model import (
    Appointment,
    Asking,
    BookCallback,
    CallbackId,
    CallDetails,
    ConfirmCallback,
    DeskEvent,
    DeskEventKind,
    FindSlots,
    MoveCallback,
    ProveCallback,
    Slot,
    Value,
    WithdrawCallback,
)
from tests.unit.flows.small import SOURCES, Person

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NUMBER = "+31612987054"
VARS = """  moment: {type: text}
  gauw: {type: bool}
  bewezen: {type: bool}
  tel: {type: phone, sensitive: true}
  wie: {type: text, sensitive: true}
  woord: {type: text, sensitive: true}
  vraag: {type: choice, values: [never, day_before, at_start]}
  zin: {type: choice, values: [suit_ask_now]}
  jonger: {type: bool}
calls:
  {slot: moment, soon: gauw, proven: bewezen, number: tel, others: wie, code_word: woord, asking: vraag, wording: zin,
   young: jonger}
interrupts:
  bel:
    words: {nl: [bel], en: [ring], fr: [sonne]}
    call: bel
"""
FLOW = """
  bel:
    entry: kies
    nodes:
      kies: {callback: choose, on: {chosen: wie, none: klaar, full: vol}}
      wie:
        input: {nl: "Wie dan, {call_at}?", en: "Who then, {call_at}?", fr: "Qui alors, {call_at} ?"}
        save: wie
        next: oud
      oud:
        ask: {nl: "Ben je 16?", en: "Are you 16?", fr: "Avez-vous 16 ans ?"}
        save: jonger
        options:
          - {id: ja, label: {nl: Ja, en: "Yes", fr: Oui}, value: false, next: hoe}
          - {id: nee, label: {nl: Nee, en: "No", fr: Non}, value: true, next: hoe}
      hoe:
        ask: {nl: "Hoe zeg je ja?", en: "How do you say yes?", fr: "Comment dire oui ?"}
        save: vraag
        options:
          - {id: zelf, label: {nl: Zelf, en: Myself, fr: "Moi-même"}, value: never, next: tel}
          - {id: bericht, label: {nl: Bericht, en: Message, fr: Message}, value: at_start, next: tel}
      tel:
        input: {nl: "Nummer?", en: "Number?", fr: "Numéro ?"}
        type: phone
        save: tel
        skip: klaar
        next: boek
      boek: {callback: book, on: {booked: ja, taken: weg}}
      woord:
        input: {nl: "Woord?", en: "Word?", fr: "Mot ?"}
        save: woord
        next: bewijs
      bewijs: {callback: prove, on: {known: ja, unknown: weg}}
      ja:
        ask: {nl: "Er staat {call_at}.", en: "It is {call_at}.", fr: "C'est {call_at}."}
        options:
          - {id: goed, label: {nl: Goed, en: Fine, fr: Bien}, next: zeg}
          - {id: ander, label: {nl: Verzet, en: Move, fr: Bouge}, next: boek}
          - {id: niet, label: {nl: Niet, en: Not, fr: Pas}, next: af}
      zeg: {callback: confirm, on: {confirmed: genoteerd, early: weg}}
      genoteerd: {say: {nl: "Genoteerd.", en: "Noted.", fr: "Noté."}, next: klaar}
      af: {callback: withdraw, on: {withdrawn: weg}}
      weg: {say: {nl: "Weg.", en: "Gone.", fr: "Parti."}, next: woord}
      vol: {say: {nl: "Vol.", en: "Full.", fr: "Plein."}, next: klaar}
      klaar: {end: {}}
"""


def sources(*changes: tuple[str, str]) -> dict[str, str]:
    """Return the small conversation in which a call can be agreed on, changed like this."""
    text = SOURCES["flows.yaml"].replace("interrupts:\n", VARS, 1) + FLOW
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return {**SOURCES, "flows.yaml": text}


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    """The small conversation with calls."""
    return compile_bundle(sources())


def slot(text: str, minutes: int = 60) -> Slot:
    """Return the slot that begins then, on the clock of Amsterdam."""
    return Slot(datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(UTC), minutes)


FREE = (slot("2026-11-24T10:00"), slot("2026-11-25T09:00"), slot("2026-11-25T20:00"))
"""Tuesday at ten, Wednesday at nine and at eight in the evening; now it is Monday afternoon."""


def is_offered(person: Person, *slots: Slot, within: str = "") -> Person:
    """The desk tells what is free."""
    after = step(
        person.bundle,
        person.conversation,
        DeskEvent(DeskEventKind.CALLBACK_FREE, slots=slots, within=within),
        person.now,
    )
    person.conversation, person.effects = after.conversation, after.effects
    return person


def chooses(bundle: Bundle) -> Person:
    """Somebody wants to be called, and sees the days."""
    person = Person(bundle).starts().says("bel")
    assert FindSlots() in person.effects
    return is_offered(person, *FREE)


def stands_at(bundle: Bundle, node: str, **known: Value) -> Person:
    """Somebody stands at a node and knows this."""
    person = Person(bundle).starts()
    person.conversation = replace(person.conversation, node=node, prompt=None, vars=known)
    return person


# What is offered


@pytest.mark.parametrize("text", ["2", "woensdag", "25 november", "overmorgen", "de 25ste"])
def test_a_day_is_chosen_as_people_say_it(bundle: Bundle, text: str) -> None:
    """By its number, its name, or how far it is."""
    person = chooses(bundle)
    assert [one.label for one in person.bubbles[-1].options][:2] == ["dinsdag 24 november", "woensdag 25 november"]

    assert FindSlots("d20261125") in person.says(text).effects


@pytest.mark.parametrize("text", ["2", "20 uur", "acht uur 's avonds", "20:00", "20.00–21.00 uur", "om acht uur"])
def test_a_time_is_chosen_as_people_say_it(bundle: Bundle, text: str) -> None:
    """A time of the morning that is not there leaves only the evening; what could be both would not be taken."""
    person = is_offered(chooses(bundle), *FREE[:2], FREE[2], within="d20261125").says(text)

    assert person.conversation.vars["moment"] == "s20261125t1900_60"
    assert person.told == ["Wie dan, woensdag 25 november, 20.00–21.00 uur?"]
    assert person.conversation.vars["gauw"] is False


def test_what_is_no_answer_is_asked_again_and_a_human_is_one_word_away(bundle: Bundle) -> None:
    """Nothing is guessed of it."""
    person = chooses(bundle)
    shown = person.bubbles[-1]

    assert person.says("ergens volgende week misschien").bubbles[-1] == shown
    assert person.says("mens").node.startswith("mens.")


def test_back_none_and_nothing_free(bundle: Bundle) -> None:
    """Each leads on; a day on which the last time went meanwhile shows the days again."""
    person = is_offered(chooses(bundle), *FREE, within="d20261124")
    assert FindSlots("") in person.taps(BACK).effects
    assert is_offered(person, *FREE[1:], within="d20261124").bubbles[-1].options[0].id == "d20261125"
    assert is_offered(Person(bundle).starts().says("bel")).told[0] == "Vol."


def test_a_day_with_many_times_is_asked_for_in_parts() -> None:
    """And a part shows its own times alone."""
    day = [slot(f"2026-11-25T{hour:02}:{minute:02}", 30) for hour in (9, 10, 14, 15, 20) for minute in (0, 30)]

    assert len(day) > MOST_TIMES
    parts = options_of(day, "d20261125", AMSTERDAM)
    assert parts[:3] == ("d20261125_morning", "d20261125_afternoon", "d20261125_evening")
    assert options_of(day, parts[2], AMSTERDAM)[:2] == (day[-2].id, day[-1].id)


@given(st.sets(st.integers(0, 14 * 48), max_size=40))
def test_every_option_of_every_list_has_words_of_its_own(halves: set[int]) -> None:
    """Also in the night in which an hour comes twice; so each of them can be typed."""
    begins = datetime(2026, 10, 20, tzinfo=UTC)
    slots = [Slot(begins + timedelta(minutes=30 * half), 30) for half in sorted(halves)]
    words = SlotWords(lambda key: f"<{key}>", "nl", AMSTERDAM)
    ahead, seen = [""], set[str]()
    while ahead:
        within = ahead.pop()
        options = options_of(slots, within, AMSTERDAM)
        assert len({words.label(one) for one in options}) == len(options)
        ahead += [one for one in options if one.startswith("d") and one not in seen]
        seen |= set(options)

    assert {one.id for one in slots} <= seen


# What is asked of the desk


def test_what_was_answered_is_what_is_booked_and_is_forgotten_then(bundle: Bundle) -> None:
    """Only when it is stays, for whoever is still there."""
    known: dict[str, Value] = {"moment": FREE[2].id, "wie": "mijn zus", "woord": "tulp", "jonger": True}
    person = stands_at(bundle, "bel.tel", **known, vraag="at_start", zin="suit_ask_now")
    person.says("hoi", "06 12987054")
    (wanted,) = (one for one in person.effects if isinstance(one, BookCallback))

    assert (wanted.told.slot, wanted.needs_decision) == (FREE[2], True)
    assert wanted.details == CallDetails(NUMBER, "mijn zus", "", "tulp")
    assert (wanted.asking, wanted.wording) == (Asking.AT_START, "suit_ask_now")
    person.desk(DeskEventKind.CALLBACK_BOOKED)
    assert person.told == ["Er staat woensdag 25 november, 20.00–21.00 uur."]
    assert not {"tel", "wie", "woord"} & person.conversation.vars.keys()


def test_without_a_number_only_what_is_proven_is_moved(bundle: Bundle) -> None:
    """Whoever holds the phone and proved nothing is told that it is gone."""
    stranger = stands_at(bundle, "bel.ja", moment=FREE[0].id).says("hoi")
    owner = stands_at(bundle, "bel.ja", moment=FREE[0].id, bewezen=True).says("hoi")

    assert stranger.says("verzet").told[0] == "Weg."
    assert [one.told.slot for one in owner.says("verzet").effects if isinstance(one, MoveCallback)] == [FREE[0]]


def test_a_yes_counts_for_whom_it_is_proven_and_in_its_time(bundle: Bundle) -> None:
    """Too early it is none, and without the word neither."""
    appointment = Appointment(CallbackId(b"c" * 16), FREE[0])
    said = {}
    for proven, slot_ in ((True, FREE[0]), (False, FREE[0]), (True, FREE[2])):
        person = stands_at(bundle, "bel.ja", moment=slot_.id, bewezen=proven)
        person.conversation = replace(person.conversation, appointment=replace(appointment, slot=slot_))
        said[proven, slot_.id] = ConfirmCallback() in person.says("hoi", "goed").effects

    assert said == {(True, FREE[0].id): True, (False, FREE[0].id): False, (True, FREE[2].id): False}


def test_a_wrong_word_takes_away_what_was_proven(bundle: Bundle) -> None:
    """And when it is; the word is forgotten either way, and the right one tells the moment."""
    person = stands_at(bundle, "bel.woord", bewezen=True, moment=FREE[1].id).says("hoi", "roos")
    assert ProveCallback("roos") in person.effects
    person.desk(DeskEventKind.CALLBACK_UNKNOWN)
    assert not {"woord", "bewezen", "moment"} & person.conversation.vars.keys()

    person.conversation = replace(person.conversation, appointment=Appointment(CallbackId(b"c" * 16), FREE[0]))
    person.says("tulp").desk(DeskEventKind.CALLBACK_KNOWN)
    assert person.told == ["Er staat dinsdag 24 november, 10.00–11.00 uur."]
    assert WithdrawCallback() in person.says("niet").effects


def test_an_answer_of_the_desk_that_nobody_asked_for_is_nothing(bundle: Bundle) -> None:
    """Not where nothing was asked, and not to another question."""
    person = chooses(bundle)
    before = person.conversation

    assert person.desk(DeskEventKind.CALLBACK_BOOKED, DeskEventKind.CALLBACK_KNOWN).conversation == before
    assert person.effects == ()
