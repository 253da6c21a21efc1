"""The first thing that anybody sees: the same for a stranger, after a silence, and after a wipe."""

import pytest

from bot.model import DeskEventKind, Phase
from tests.unit.flows.small import A_CASE, Person, small_bundle


def test_a_stranger_meets_the_opening_up_to_the_first_question() -> None:
    """The first flow is walked until somebody has to answer; only the last bubble has options."""
    person = Person().starts()

    assert person.told == ["Dag", "Kun je typen?\nOm te weten."]
    assert [len(bubble.options) for bubble in person.bubbles] == [0, 2]
    assert person.node == "start.vrij"


def test_the_prompt_is_named_by_its_number_and_its_node() -> None:
    """The token is the same every time, so that nobody can tell one first answer from another."""
    person = Person().starts()

    assert person.bubbles[-1].prompt == Person().starts().bubbles[-1].prompt
    assert person.bubbles[-1].prompt.startswith("1-")
    assert person.conversation.prompt is not None
    assert person.conversation.prompt.options == ("ja", "nee")


def test_the_first_text_of_a_stranger_is_no_answer() -> None:
    """Whoever begins with "ja" has not seen the question yet."""
    person = Person().says("ja")

    assert person.node == "start.vrij"
    assert "vrij" not in person.conversation.vars


@pytest.mark.parametrize(
    ("hint", "first"), [("nl-BE", "Dag"), ("en", "Hello"), ("FR_fr", "Salut"), ("de", "Dag"), ("", "Dag"), ("-", "Dag")]
)
def test_the_opening_speaks_the_language_of_the_app(hint: str, first: str) -> None:
    """A language that we do not speak, or none, gets the default one."""
    assert Person(hint=hint).starts().told[0] == first


@pytest.mark.parametrize("kind", ["text", "start", "photo", "edit", "tap"])
def test_after_fifteen_minutes_everybody_meets_the_opening_of_a_stranger(kind: str) -> None:
    """Somebody else may hold the telephone now: no recap, no answer taken, byte for byte the first reply."""
    stranger, known = Person().starts(), Person().starts().says("ja", "2", "1")
    old = known.bubbles[-1]
    known.minutes_pass(15)

    match kind:
        case "text":
            known.says("1")
        case "start":
            known.starts()
        case "photo":
            known.sends_a_photo()
        case "edit":
            known.edits("1")
        case _:
            known.taps("lezen", old)

    assert known.effects == stranger.effects
    assert known.conversation.vars == {}
    assert known.conversation.stack == ()


def test_a_little_less_than_fifteen_minutes_is_no_silence() -> None:
    """Whoever thinks for a while goes on where they were."""
    person = Person().starts()
    person.minutes_pass(14.9)

    assert person.says("ja").node == "start.menu"


def test_start_opens_anew_at_any_moment() -> None:
    """`/start` in the middle of everything is a stranger's start."""
    assert Person().starts().says("ja", "2").starts().effects == Person().starts().effects


def test_what_comes_after_a_wipe_is_a_strangers_first_message() -> None:
    """A conversation that is wiped and not yet forgotten gives nothing away."""
    person = Person().starts().says("ja", "stop")

    assert person.is_wiped()
    assert person.says("hallo").effects == Person().starts().effects


def test_a_conversation_that_rests_meets_the_opening() -> None:
    """After the last word of a flow the next message begins anew."""
    person = Person().starts().says("ja", "tot ziens")
    assert person.told == ["Tot later"]
    assert person.node == ""

    assert person.says("ja").effects == Person().starts().effects


def test_the_opening_keeps_an_open_case() -> None:
    """Whoever comes back during a talk looks like a stranger, but a counsellor still has their case."""
    person = Person().talks()
    person.minutes_pass(15)
    person.says("ben je daar?")

    assert person.effects == Person().starts().effects
    assert person.conversation.phase is Phase.BOT
    assert person.conversation.case_id == A_CASE


def test_words_of_the_counsellor_keep_a_talk_alive() -> None:
    """A talk is silent only when neither side has written for fifteen minutes."""
    person = Person().waits()
    person.minutes_pass(14)
    person.desk(DeskEventKind.CLAIMED)
    person.minutes_pass(14)

    assert person.says("hier ben ik").bubbles == []
    assert person.conversation.phase is Phase.TALKING


def test_a_talk_that_began_without_a_moment_is_measured_by_the_person() -> None:
    """A claim whose moment was not kept still ends in silence after fifteen minutes."""
    person = Person().talks()
    person.minutes_pass(1)
    person.says("hoi")
    person.minutes_pass(15)

    assert person.says("hoi").told == ["Dag", "Kun je typen?\nOm te weten."]


def test_whoever_agreed_to_wait_is_not_silent_before_that_time_is_over() -> None:
    """A person who may be written to for 30 minutes is still in the queue after 20."""
    person = Person().starts().says("ik wil dood", "ja").desk(DeskEventKind.QUEUED)
    person.minutes_pass(20)
    assert person.says("1").node == "lezen.eerst"

    person.minutes_pass(15)
    assert person.says("1").told[0] == "Dag"


def test_whoever_agreed_to_nothing_is_silent_after_fifteen_minutes_in_the_queue() -> None:
    """Without an agreement waiting is no sign of life."""
    person = Person().waits(minutes=0)
    person.minutes_pass(15)

    assert person.says("1").told[0] == "Dag"


def test_a_strangers_stop_word_wipes() -> None:
    """The stop word needs no conversation to stop."""
    person = Person().says("Stop!")

    assert person.is_wiped()


def test_a_strangers_crisis_is_answered_before_any_opening() -> None:
    """Nobody in need reads a welcome first; after it comes the opening."""
    person = Person().says("ik wil dood")
    assert person.told[0].startswith("Je bent niet alleen\n112 · ")
    assert person.node == "crisis.vraag"

    assert person.says("nee").told == ["Dag", "Kun je typen?\nOm te weten."]


def test_a_strangers_wish_for_a_human_is_followed() -> None:
    """The word for a human works as the first word too."""
    assert Person().says("mens").node == "mens.start"


def test_a_strangers_language_word_opens_in_that_language() -> None:
    """It counts more than the language of the app."""
    person = Person().says("English")

    assert person.told[0] == "Hello"
    assert person.conversation.language == "en"


def test_a_language_that_the_bundle_does_not_speak_becomes_the_default_one() -> None:
    """A conversation from elsewhere is answered all the same."""
    assert small_bundle().language("zz") == "nl"
