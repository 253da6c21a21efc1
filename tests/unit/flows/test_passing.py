"""Whether a colleague may go on with a talk: what is asked in the middle of it, and what counts as an answer."""

from dataclasses import replace
from functools import partial

import pytest

from bot.flows.passing import OF_A_COLLEAGUE, with_words_behind
from bot.model import (
    NOTE,
    WORDS,
    DeskEventKind,
    Language,
    PassOn,
    Phase,
    Purpose,
    RaiseCase,
    Send,
    Step,
    TellDesk,
    all_ticked,
)
from bot.safe_contact import in_silence
from tests.house import shipped_bundle
from tests.unit.flows.small import Person

ASKED = all_ticked(("land", "rol"), words=True, note="Praat liever met een vrouw.")


def yes(*read: str) -> PassOn:
    """Return a yes to these items."""
    return PassOn(agreed=True, ticks=ASKED.only(read))


ALL, NO = PassOn(agreed=True, ticks=ASKED), PassOn(agreed=False, ticks=ASKED)

TYPED: dict[Language, dict[str, PassOn]] = {
    "nl": {
        **dict.fromkeys(("ja", "Ja!", "ja graag", "5", "ja dat mag", "oke"), ALL),
        **dict.fromkeys(("nee", "6", "Nee, blijf zo"), NO),
    },
    "en": {
        **dict.fromkeys(("yes", "YES", "5", "yes, they may"), ALL),
        **dict.fromkeys(("no", "6", "no, stay like this"), NO),
    },
    "fr": {
        **dict.fromkeys(("oui", "5", "oui d'accord"), ALL),
        **dict.fromkeys(("non", "6", "non, rester ainsi"), NO),
    },
}


def in_a_talk(language: Language = "nl") -> Person:
    """Return somebody who writes with a counsellor."""
    person = Person(shipped_bundle(), hint=language).starts().says("menu")
    human, yes, minutes = {
        "nl": ("mens", "ja", "ja, 15 minuten"),
        "en": ("human", "yes", "yes, 15 minutes"),
        "fr": ("humain", "oui", "oui, 15 minutes"),
    }[language]
    person.says(human, yes, minutes).desk(DeskEventKind.QUEUED, DeskEventKind.CLAIMED)
    assert person.conversation.phase is Phase.TALKING
    return person


def asked(language: Language = "nl") -> Person:
    """Return the same, asked whether a colleague may go on, and what they may read."""
    return in_a_talk(language).asked_about(ASKED)


def answers(person: Person) -> list[PassOn]:
    """Return what the last event said to the question."""
    return [effect for effect in person.effects if isinstance(effect, PassOn)]


def step_of(person: Person) -> Step:
    """Return the last event as a step."""
    return Step(person.conversation, person.effects)


def for_the_counsellor(person: Person) -> list[str]:
    """Return what of the last event is for the counsellor."""
    return [effect.text for effect in person.effects if isinstance(effect, TellDesk)]


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_it_is_asked_in_one_bubble_with_a_tick_before_each_item(language: Language) -> None:
    """In the person's language, unasked, so only where we may write first; the note is read by both or by nobody."""
    person, say = asked(language), partial(shipped_bundle().say, language=language)

    [sent] = [effect for effect in person.effects if isinstance(effect, Send)]
    assert sent.purpose is Purpose.NOTICE
    assert sent.bubble.text.startswith(say("pass_ask"))
    assert all(part in sent.bubble.text for part in (say("pass_reads"), ASKED.note, say("hop_how")))
    assert [one.id for one in sent.bubble.options] == ["land", "rol", WORDS, NOTE, "ja", "nee"]
    assert [one.label.startswith("✓ ") for one in sent.bubble.options] == [True] * 4 + [False] * 2


def test_the_list_names_what_there_is_and_never_an_answer() -> None:
    """What one reads is what the colleague would read; without a note there is none to choose."""
    text = asked().told[0]
    bare = in_a_talk().asked_about(all_ticked((), words=True)).bubbles[0]

    assert "Zeg je ja, dan leest die: land, rol, wat hier staat, de notitie." in text
    assert [one.id for one in bare.options] == [WORDS, "ja", "nee"]
    assert "notitie" not in bare.text


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [(language, text, answer) for language, texts in TYPED.items() for text, answer in texts.items()],
)
def test_what_is_typed_is_the_answer_and_no_word_to_the_counsellor(
    language: Language, text: str, answer: PassOn
) -> None:
    """Words, labels and numbers, in each language."""
    person = asked(language).says(text)

    assert (answers(person), for_the_counsellor(person)) == ([answer], [])
    assert person.conversation.doubt is None
    assert person.told == ([] if answer.agreed else [shipped_bundle().say("pass_stays", language)])


@pytest.mark.parametrize("option", ["ja", "nee"])
def test_a_tap_is_the_answer(option: str) -> None:
    """Once: the second tap finds that the question is over, and is no word to anybody."""
    person = asked()
    [question] = person.bubbles
    first = answers(person.taps(option, question))
    second = answers(person.taps(option, question))

    assert first == [{"ja": ALL, "nee": NO}[option]]
    assert (second, for_the_counsellor(person)) == ([], [])
    assert person.told == [shipped_bundle().say("pass_stale", "nl")]


def test_an_item_is_taken_away_and_put_back_by_a_tap() -> None:
    """Each time the list is read anew, and a yes is one to the list as it stands."""
    person = asked().taps("land")
    assert "dan leest die: rol, wat hier staat, de notitie." in person.told[0]
    assert [one.label for one in person.bubbles[0].options][:2] == ["Land", "✓ Rol"]

    assert answers(person.taps(WORDS).taps("land").taps("ja")) == [yes("land", "rol", NOTE)]


def test_a_yes_under_an_older_list_is_none() -> None:
    """Whoever taps it reads the list as it stands now."""
    person = asked()
    [older] = person.bubbles
    person.conversation = replace(person.conversation, next_seq=person.conversation.next_seq + 1)  # as whoever sent it
    [newer] = person.taps("rol").bubbles

    assert answers(person.taps("ja", older)) == []
    assert person.bubbles == [newer]
    assert answers(person.taps("ja", older).taps("ja", newer)) == [yes("land", WORDS, NOTE)]


@pytest.mark.parametrize(
    ("text", "left", "is_read"),
    [
        ("2", ("land", WORDS, NOTE), False),
        ("1 en 3", ("rol", NOTE), False),
        ("Rol", ("land", WORDS, NOTE), False),
        ("wat hier staat", ("land", "rol", NOTE), False),
        ("niet mijn land", ("rol", WORDS, NOTE), True),
        ("alleen rol", ("rol",), True),
        ("zonder 3", ("land", "rol", NOTE), True),
        ("niets", (), True),
    ],
)
def test_an_item_is_taken_away_by_what_is_typed(text: str, left: tuple[str, ...], *, is_read: bool) -> None:
    """By its number, its name, or a short sentence; a sentence is read by the human as well."""
    person = asked().says(text)

    assert (answers(person), for_the_counsellor(person)) == ([], [text] if is_read else [])
    assert answers(person.says("ja")) == [yes(*left)]


def test_of_a_yes_to_nothing_the_colleague_reads_nothing() -> None:
    """And the bot says so before."""
    person = asked().says("niets")

    assert shipped_bundle().say("pass_reads_none", "nl") in person.told[0]
    assert answers(person.says("ja")) == [yes()]


@pytest.mark.parametrize(
    "text",
    [
        "wie is dat dan?",
        "ja maar wie",
        "wat",
        "land van mijn vader",
        "misschien",
        "ik weet het niet",
        "7",
        "ja of nee",
        "liever niet",
        "mijn nee telt nooit",
    ],
)
def test_everything_else_is_for_the_counsellor_and_the_question_stands(text: str) -> None:
    """Only a clear answer is one."""
    person = asked().says(text)

    assert (answers(person), for_the_counsellor(person)) == ([], [text])
    assert answers(person.says("nee")) == [NO]


def test_who_begins_with_a_no_has_answered_and_the_rest_is_read() -> None:
    """Nothing of what they wrote is lost."""
    person = asked().says("Nee, ik wil bij jou blijven")

    assert (answers(person), for_the_counsellor(person)) == ([NO], ["Nee, ik wil bij jou blijven"])


@pytest.mark.parametrize("text", ["ja", "nee", "5"])
def test_a_bare_answer_after_words_of_the_counsellor_may_be_for_them(text: str) -> None:
    """So it is handed over, and asked once more, under the same token; then it counts."""
    person = asked()
    [question] = person.bubbles
    person.conversation = with_words_behind(person.conversation)

    unsure = person.says(text)
    [again] = unsure.bubbles
    assert (answers(unsure), for_the_counsellor(unsure)) == ([], [text])
    assert again == question
    assert len(answers(person.says(text))) == 1


def test_a_whole_label_and_a_button_count_whatever_the_counsellor_wrote() -> None:
    """Nobody types them by chance."""
    for act in ("label", "tap"):
        person = asked()
        [question] = person.bubbles
        person.conversation = with_words_behind(person.conversation)
        if act == "label":
            person.says("nee, blijf zo")
        else:
            person.taps("nee", question)
        assert answers(person) == [NO]


@pytest.mark.parametrize("text", ["land", "niet mijn rol"])
def test_words_behind_those_of_the_counsellor_tick_nothing(text: str) -> None:
    """“Wat zoekt hij van je?” “niet mijn land” is an answer to a human; a number is asked about again."""
    person = asked()
    person.conversation = with_words_behind(person.conversation)

    assert (for_the_counsellor(person.says(text)), person.told) == ([text], [])
    assert (for_the_counsellor(person.says("2")), len(person.bubbles)) == (["2"], 1)
    assert answers(person.says("ja")) == [ALL]


def test_words_that_always_work_act_as_ever() -> None:
    """Stop wipes; a cry for help is for the human, however it begins, and makes the case urgent."""
    assert asked().says("stop").is_wiped()
    crisis = asked().says("nee, ik wil dood")

    assert (answers(crisis), for_the_counsellor(crisis)) == ([], ["nee, ik wil dood"])
    assert any(isinstance(effect, RaiseCase) for effect in crisis.effects)


def test_an_edit_or_a_photo_is_no_answer() -> None:
    """An edited message goes to the counsellor, as ever in a talk."""
    person = asked()
    person.edits("ja")
    assert (answers(person), for_the_counsellor(person)) == ([], ["ja"])
    person.sends_a_photo()
    assert answers(person) == []


def test_without_the_question_a_yes_is_for_the_counsellor() -> None:
    """Before it, after it, and once it was taken back without a word."""
    assert for_the_counsellor(in_a_talk().says("ja")) == ["ja"]
    over = asked().desk(DeskEventKind.COLLEAGUE_GONE)
    assert over.effects == ()
    assert for_the_counsellor(over.says("ja")) == ["ja"]


@pytest.mark.parametrize(("kind", "key"), [(DeskEventKind.PASSED, "passed"), (DeskEventKind.NOT_PASSED, "pass_failed")])
def test_who_said_yes_hears_how_it_went(kind: DeskEventKind, key: str) -> None:
    """A colleague goes on, or all stays."""
    assert asked().says("ja").desk(kind).told == [shipped_bundle().say(key, "nl")]


@pytest.mark.parametrize("kind", [DeskEventKind.RETURNED, DeskEventKind.CLOSED, DeskEventKind.PASSED_ON])
def test_the_end_of_a_claim_ends_the_question(kind: DeskEventKind) -> None:
    """A yes after it is no answer to it."""
    person = asked().desk(kind)

    assert person.conversation.doubt is None
    assert answers(person.says("ja")) == []


@pytest.mark.parametrize("kind", sorted(OF_A_COLLEAGUE))
def test_outside_a_talk_nothing_of_it_says_anything(kind: DeskEventKind) -> None:
    """With the bot, in the queue, after a wipe."""
    for person in (Person().starts(), Person().waits(), Person().talks().says("stop")):
        before = person.conversation
        person.desk(kind)
        assert person.effects == ()
        assert replace(person.conversation, version=0) == replace(before, version=0)


def test_what_was_asked_by_an_earlier_version_hands_nothing_over() -> None:
    """Nobody had read a list then."""
    person = asked()
    [question] = person.bubbles
    doubt = person.conversation.doubt
    assert doubt is not None
    person.conversation = replace(
        person.conversation, doubt=replace(doubt, ticks=None, options=("ja", "zonder", "nee"))
    )

    assert answers(person.taps("ja", question)) == [PassOn(agreed=True)]


def test_who_is_in_the_queue_again_is_told_of_the_card_as_it_is() -> None:
    """What the colleague did not get is not named as seen any more."""
    person = Person(shipped_bundle()).starts().says("ja", "nederland", "binnen", "mens", "ja", "nee")
    person.desk(DeskEventKind.QUEUED, DeskEventKind.CLAIMED).asked_about(ASKED).says("2")
    person.hears_that_it_passed(ASKED.only(("land", WORDS)))

    assert person.conversation.vars["te_zien"] == "land"


def test_what_could_not_be_asked_is_answered_by_nothing() -> None:
    """Where we may not write first the question is not said, so a yes is a word to the counsellor."""
    person = in_a_talk()
    before = person.conversation
    after = person.asked_about(ASKED)

    silent = in_silence(before, step_of(after))

    assert silent.conversation.doubt is None
    assert silent.effects == ()


def test_somebody_else_is_told_plainly_where_a_coordinator_passes_a_talk_on() -> None:
    """At once; or with their next word, which the human reads who reads it now."""
    told = in_a_talk().desk(DeskEventKind.PASSED_ON).told
    person = in_a_talk()
    person.conversation = before = replace(person.conversation, next_seq=9)
    quiet = in_silence(before, step_of(person.desk(DeskEventKind.PASSED_ON)))
    person.conversation = quiet.conversation
    later = person.says("ben je er nog?")

    assert told == [shipped_bundle().say("passed_on", "nl")]
    assert quiet.effects == ()
    assert (later.told, for_the_counsellor(later)) == (told, ["ben je er nog?"])
    assert for_the_counsellor(person.says("dag")) == ["dag"]
