"""Words where words are asked for: what is kept of them, what is asked back, and how one gets on without an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent
from bot.model import DeskEventKind, OpenCase, Phase, RaiseCase
from tests.unit.flows.asked import ANSWERS, ASKED, QUESTIONS, asked_about, asked_bundle
from tests.unit.flows.small import SOURCES, Person


@pytest.mark.parametrize(
    ("question", "text", "kept"),
    [
        ("aantal", "drie", 3),
        ("aantal", "ik heb er 2", 2),
        ("dag", "volgende week dinsdag", "2026-12-01"),
        ("dag", "31 dec", "2026-12-31"),
        ("tijd", "19u30", "19:30"),
        ("tijd", "7 pm", "19:00"),
        ("nummer", "06 - 12 34 56 78", "+31612345678"),
        ("nummer", "+32 470 12 34 56", "+32470123456"),
        ("plaats", "  Gent ", "Gent"),
    ],
)
def test_an_answer_is_kept_in_one_form(question: str, text: str, kept: str | int) -> None:
    """However it was typed."""
    person = asked_about(question).says(text)

    assert person.conversation.vars[question] == kept
    assert person.node != f"vragen.{question}"


def test_a_contact_that_is_shared_is_the_number_where_one_is_asked_for() -> None:
    """Checked as a typed one: one that can't be called is told, and asked for again."""
    person = asked_about("nummer").shares("+31612987054")
    assert person.conversation.vars["nummer"] == "+31612987054"

    person = asked_about("nummer").shares("+31 123")
    assert person.told == ["<input_phone>", "Welk nummer?"]


def test_somebody_elses_contact_is_no_answer() -> None:
    """Nothing of it is kept, and it counts as no try: theirs is asked for, as often as it comes."""
    person = asked_about("nummer")
    for _ in range(5):
        person.shares("+31612987054", is_own=False)

        assert person.told == ["<input_contact>", "Welk nummer?"]
    assert "12987054" not in repr(person.conversation)


@pytest.mark.parametrize("question", sorted({*QUESTIONS} - {"nummer"}))
def test_a_contact_anywhere_else_is_what_a_photo_is(question: str) -> None:
    """It gets a kind sentence, and nothing of it is kept."""
    person = asked_about(question).shares("+31612987054")

    assert person.told[0] == "<unsupported>"
    assert "12987054" not in repr(person.conversation)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("hint", ["nl-NL", "en-GB", "fr-BE"])
def test_what_can_not_be_read_is_told_with_an_example_and_asked_again(question: str, hint: str) -> None:
    """Each kind has its own text, then comes the question, in a bubble of its own."""
    person = asked_about(question, hint=hint)
    asked = person.bubbles[-1]
    kind = {"aantal": "number", "dag": "date", "nummer": "phone", "plaats": "place"}.get(question, "time")
    person.says("?!... & 1/2/3/4")

    language = "" if hint.startswith("nl") else f" {hint[:2]}"
    assert person.told == [f"<input_{kind}{language}>", asked.text]


@pytest.mark.parametrize("question", QUESTIONS)
def test_nobody_is_held_at_a_question(question: str) -> None:
    """After the tries it goes on, and nothing is kept of what was typed."""
    person = asked_about(question)
    for _ in range(9):
        if person.node == f"vragen.{question}":
            person.says("@@@ blauw")

    assert person.node != f"vragen.{question}"
    assert question not in person.conversation.vars
    assert "blauw" not in repr(person.conversation)


@pytest.mark.parametrize("question", ["aantal", "dag", "tijd"])
@pytest.mark.parametrize("text", ["> {}", "{}+", "< {}", "± 10% {}"])
def test_more_or_less_than_something_is_no_answer(question: str, text: str) -> None:
    """What stands beside such a sign is not what was meant."""
    person = asked_about(question).says(text.format({"aantal": "3", "dag": "1 december", "tijd": "19:00"}[question]))

    assert person.told[0].startswith("<input_")
    assert question not in person.conversation.vars


@given(data=st.data(), question=st.sampled_from(QUESTIONS))
def test_whatever_is_typed_is_answered_and_kept_only_as_an_answer(data: st.DataObject, question: str) -> None:
    """No text ends in silence, holds somebody there, or leaves more behind than the one answer."""
    person = asked_about(question)
    known = set(person.conversation.vars)
    texts = data.draw(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(TYPED)), min_size=4, max_size=4))
    for text in texts:
        person.says(text)
        assert person.told, text
        if person.is_wiped() or person.node != f"vragen.{question}":
            break
        assert set(person.conversation.vars) == known
    assert person.is_wiped() or person.node != f"vragen.{question}", texts
    assert set(person.conversation.vars) - known <= {question, "vrij"}


TYPED = ["half 10", "volgende vrijdag", "donderdag", "21", "-1", "gisteren", "0900 1234", "blauw", "7 uur", "1", "2"]
"""Answers to one question or another, most of them to be asked back."""


@given(
    text=st.one_of(
        st.from_regex(r"0[0-9]{3,10}", fullmatch=True), st.from_regex(r"[0-9]{1,2}:[0-9]{2}", fullmatch=True)
    )
)
@pytest.mark.parametrize("question", ["nummer", "code"])
def test_nothing_sensitive_is_ever_said_again(question: str, text: str) -> None:
    """Whether it was read or not."""
    person = asked_about(question).says(text)

    assert not any(text in told for told in person.told)
    assert not any(option.label for bubble in person.bubbles for option in bubble.options)


@pytest.mark.parametrize("word", ["sla over", "Sla over.", "liever niet", "skip", "PASSER"])
def test_a_question_can_be_skipped_in_every_language(word: str) -> None:
    """The words of all languages count, and the question says one of them."""
    person = asked_about("aantal")
    assert person.told[-1].splitlines()[-1] == "<input_skip>"

    person.says(word)
    assert person.node == "vragen.dag"
    assert "aantal" not in person.conversation.vars


def test_skipping_forgets_an_earlier_answer() -> None:
    """Who answers the second time with "rather not" means it."""
    person = asked_about("dag").says("mens", "1").desk(DeskEventKind.NO_STAFF).says("menu").taps("vragen")
    assert person.conversation.vars["aantal"] == 2

    assert "aantal" not in person.says("sla over").conversation.vars


def test_a_question_that_can_not_be_skipped_takes_the_word_for_an_answer() -> None:
    """It says what fits, as for any other word."""
    assert asked_about("dag").says("sla over").told[0] == "<input_date>"


def test_what_lies_outside_the_limits_is_told_with_the_limits() -> None:
    """In words that somebody reads: days by name; a limit from today is one of this day."""
    person = asked_about("dag").says("gisteren")
    assert person.told[0] == (
        "<input_outside> <input_from> maandag 23 november 2026, <input_until> vrijdag 22 januari 2027."
    )

    assert asked_about("aantal").says("21").told[0] == "<input_outside> <input_from> 0, <input_until> 20."
    assert asked_about("tijd").says("07:00").told[0] == "<input_outside> <input_from> 09:00, <input_until> 22:00."


def test_what_can_mean_two_things_is_asked_back() -> None:
    """By a tap, by its number, by itself, or by the part of the day."""
    person = asked_about("tijd").says("half 10")
    assert person.told == ["<input_which>"]
    assert [option.label for option in person.bubbles[-1].options] == ["09:30", "21:30"]

    assert person.taps("21:30").conversation.vars["tijd"] == "21:30"
    assert asked_about("tijd").says("half 10", "1").conversation.vars["tijd"] == "09:30"
    assert asked_about("tijd").says("half 10", "'s avonds").conversation.vars["tijd"] == "21:30"
    assert asked_about("tijd").says("half 10", "20:15").conversation.vars["tijd"] == "20:15"


def test_a_guess_is_asked_back_even_when_only_one_lies_within_the_limits() -> None:
    """Who types "half acht" may mean the morning, when nobody calls; then the evening would be the wrong moment."""
    person = asked_about("tijd").says("half acht")

    assert [option.id for option in person.bubbles[-1].options] == ["19:30"]
    assert "tijd" not in person.conversation.vars


def test_a_day_that_can_be_this_week_or_the_next_is_asked_back() -> None:
    """With the whole day on the button."""
    person = asked_about("dag").says("volgende vrijdag")

    assert [option.label for option in person.bubbles[-1].options] == [
        "vrijdag 27 november 2026",
        "vrijdag 4 december 2026",
    ]
    assert person.says("2").conversation.vars["dag"] == "2026-12-04"


def test_a_day_of_which_only_one_reading_is_possible_is_taken_and_said_back() -> None:
    """A choice of one is none: "maandag", typed on a Monday on which today is not possible any more."""
    flows = ASKED.replace("min: today\n", "min: today+1d\n")
    person = Person(compile_bundle({**SOURCES, "flows.yaml": flows})).starts().says("ja", "de nummers", "nederland")
    person.taps("vragen").says("2", "maandag")

    assert person.told[0] == "<input_taken> maandag 30 november 2026."
    assert person.conversation.vars["dag"] == "2026-11-30"


def test_asking_back_never_goes_round() -> None:
    """Asked once for free; after that it counts as a try."""
    person = asked_about("tijd").says("half 10", "half 10")
    assert person.told == ["<input_which>"]

    assert person.says("half 10").told[0] == "Dat geeft niet"


def test_an_old_choice_is_not_taken_later() -> None:
    """The button belongs to the question of then."""
    person = asked_about("tijd").says("half 10")
    old = person.bubbles[-1]
    person.says("20:15").taps("09:30", old)

    assert person.told[0] == "<stale>"
    assert person.conversation.vars["tijd"] == "20:15"


def test_what_is_sensitive_is_not_shown_even_to_ask_back() -> None:
    """It has to be typed so that it means one thing."""
    person = asked_about("code").says("half acht")
    assert person.told[0] == "<input_time>"
    assert not any("7:30" in told for told in person.told)

    person = asked_about("nummer").says("0900 1234")
    assert not any("1234" in told for told in person.told)
    assert not any("612345678" in told for told in asked_about("nummer").says(ANSWERS["nummer"]).told)


def test_a_number_is_dialled_in_the_persons_country() -> None:
    """`land` decides; without it, the setting; a number that is none there may be one of the other country."""
    person = asked_about("nummer").says("0470 12 34 56")
    assert person.conversation.vars["nummer"] == "+32470123456"

    belgian = Person(asked_bundle()).starts().says("ja", "de nummers", "belgie").taps("vragen")
    belgian.says("2", "morgen", "19u30", "02 555 12 12")
    assert belgian.conversation.vars["nummer"] == "+3225551212"


def test_a_number_is_a_number_and_no_option() -> None:
    """A question for a number has no list, so "1" is one, whatever list was there before."""
    assert asked_about("aantal").says("1").conversation.vars["aantal"] == 1


def test_a_condition_that_holds_for_one_day_or_minute_alone_decides_something() -> None:
    """The check looks at what lies between two limits too."""
    assert asked_bundle('dag > "2026-11-23"', 'dag > "2026-11-23" and dag < "2026-11-25"').nodes
    assert asked_bundle('tijd >= "18:00"', 'tijd > "18:00" and tijd < "18:02"').nodes


def test_conditions_compare_days_and_times() -> None:
    """And places, by their name."""
    assert asked_about("plaats").says("Gent").told[0] == "Een avond dus"
    assert asked_about("plaats").says("Zwolle").told[0] == "Overdag dus"


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_words_that_always_work_win_over_an_answer(question: str) -> None:
    """Stop wipes, a human is one word away, and need is heard inside a long text too."""
    assert asked_about(question).says("stop").is_wiped()
    assert asked_about(question).says("mens").node == "mens.start"
    assert asked_about(question).says("hulp").node == "uitleg.hoe"

    person = asked_about(question).says("19:30 " + "en dan nog iets " * 60 + "ik wil dood " + "verder niets " * 30)
    assert person.told[0].startswith("Je bent niet alleen")
    assert "verder" not in repr(person.conversation)
    assert person.says("nee").node == f"vragen.{question}"


def test_a_human_is_asked_for_with_what_was_said_so_far() -> None:
    """And the answer that was open is not lost with it."""
    person = asked_about("nummer").says("mens", "1")

    assert any(isinstance(effect, OpenCase) for effect in person.effects)
    assert person.conversation.vars["dag"] == "2026-11-24"


def test_need_while_waiting_makes_the_case_urgent_at_a_question_too() -> None:
    """The desk is told."""
    person = Person(asked_bundle("          - {id: uit, label", OPTION_IN_QUEUE)).waits()
    person.taps("vragen").says("ik wil dood")

    assert any(isinstance(effect, RaiseCase) for effect in person.effects)
    assert person.conversation.phase is Phase.WAITING


OPTION_IN_QUEUE = (
    "          - {id: vragen, label: {nl: Vragen, en: Questions, fr: Questions}, call: vragen, next: wacht}\n"
    "          - {id: uit, label"
)


def test_who_tells_a_story_is_thanked() -> None:
    """Nothing of it is kept, and the way to a human is named."""
    person = asked_about("dag").says("het begon toen ik mijn zus niet meer mocht bellen")

    assert person.told == ["<input_told>", "Welke dag?"]
    assert "zus" not in repr(person.conversation)


def test_a_text_that_is_too_long_is_no_answer() -> None:
    """It says so, and counts as a try."""
    person = asked_about("plaats").says("a" * 501)

    assert person.told[0] == "<too_long>"
    assert person.says("a" * 501).node != "vragen.plaats"


@pytest.mark.parametrize(
    ("words", "code"), [("skip, human", "E602"), ("skip, 3", "E007"), ("skip,", "E007"), ("skip, later maybe", "")]
)
def test_a_word_that_skips_means_nothing_else(words: str, code: str) -> None:
    """What acts everywhere would win over it, and a number is an answer."""
    wording = SOURCES["wording.yaml"].replace("en: skip", f'en: "{words}"')
    found: set[str] = set()
    try:
        compile_bundle({**SOURCES, "wording.yaml": wording})
    except FaultyContent as fault:
        found = {finding.code for finding in fault.findings}

    assert found == ({code} if code else set())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("        save: dag\n", "        save: tijd\n", "E303"),
        ("        save: aantal\n", "        save: plaats\n", "E303"),
        ('        min: "09:00"\n', '        min: "23:00"\n', "E308"),
        ('        min: "09:00"\n', "        min: 9\n", "E006"),
        ('        min: "09:00"\n', '        min: "9:00"\n', "E006"),
        ("        min: today\n", "        min: today+61d\n", "E308"),
        ("        min: today\n", "        min: tomorrow\n", "E006"),
        ("        type: phone\n", "        type: phone\n        max: 3\n", "E004"),
        ("        save: aantal\n", "        save: aantal\n        max: 30\n", "E308"),
        ("        skip: geen\n", "", "E217"),
        ("        skip: geen\n", "        skip: gene\n", "E203"),
        ("nummer: {type: phone, sensitive: true}", "nummer: {type: phone}", "E613"),
        ("card: [land, vrij]", "card: [land, nummer]", "E606"),
        ('tijd >= "18:00"', 'tijd >= "18u"', "E303"),
        ('tijd >= "18:00"', "tijd >= 18", "E303"),
        ('dag > "2026-11-23"', 'dag > "2026-02-30"', "E303"),
        ('dag > "2026-11-23"', "dag > tijd", "E303"),
        ('dag > "2026-11-23"', 'dag > "2026-11-23" and dag < "2026-11-24"', "E304"),
        ('tijd >= "18:00" and', 'tijd > "18:00" and tijd < "18:01" and', "E304"),
    ],
)
def test_a_question_that_can_not_work_is_refused(old: str, new: str, code: str) -> None:
    """Each with its code."""
    with pytest.raises(FaultyContent) as caught:
        asked_bundle(old, new)

    assert code in {finding.code for finding in caught.value.findings}
