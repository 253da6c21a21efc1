"""Nobody answers: the conversation goes on by itself, once, and only where somebody may still be reading."""

from dataclasses import replace

import pytest

from bot.flows.bundle import Bundle
from bot.flows.durations import duration_of
from bot.flows.format.findings import FaultyContent
from bot.model import Phase, Purpose, Send
from tests.unit.flows.small import A_CASE, Person, changed_bundle

_NAME = "        type: text\n        save: naam\n"
_LAND = "value: anders, next: lijnen}\n        otherwise: {tries: 2, then: lijnen}\n"
_QUEUE = "        on: {waiting: in_rij, no_staff: geen, closed: na}\n"


def patient(*, name: str = "5m", queue: str = "20m") -> Bundle:
    """Return a bundle that waits so long for a name, and for a human."""
    return changed_bundle(
        (_NAME, f"{_NAME}        timeout: {{after: {name}, next: land}}\n"),
        (_QUEUE, f"{_QUEUE}        timeout: {{after: {queue}, next: geen}}\n"),
    )


BUNDLE = patient()


def asked() -> Person:
    """Return a person who was just asked for a name."""
    return Person(BUNDLE).starts().says("ja", "een naam")


def test_nobody_answers_and_the_exit_is_taken_once() -> None:
    """The words come as a notice, which leaves inside the reply window only; a second time nothing happens."""
    mia = asked()

    mia.nobody_answers(5)
    said, purposes = mia.told, [one.purpose for one in mia.effects if isinstance(one, Send)]
    mia.nobody_answers(0)

    assert said == ["Waar ben je?"]
    assert purposes == [Purpose.NOTICE]
    assert mia.effects == ()
    assert mia.node == "start.land"


def test_too_early_is_nothing() -> None:
    """Not a second of patience is taken away."""
    mia = asked()
    before = mia.conversation

    mia.nobody_answers(4.9)

    assert mia.conversation == before
    assert mia.effects == ()


def test_an_answer_ends_the_waiting() -> None:
    """Whoever answered is not asked again."""
    mia = asked().says("Mia")
    before = mia.conversation

    mia.nobody_answers(5)

    assert before.goes_on_at is None
    assert mia.conversation == before


def test_whoever_writes_something_else_is_there_and_gets_the_whole_time_again() -> None:
    """A photo is no answer, and it is a sign of life."""
    mia = asked()
    mia.minutes_pass(4)
    mia.sends_a_photo()

    mia.nobody_answers(2)
    early = mia.effects
    mia.nobody_answers(3)

    assert early == ()
    assert mia.node == "start.land"


def test_it_is_no_sign_of_life() -> None:
    """The reply window ends when it would have ended."""
    mia = asked()
    heard_at = mia.conversation.heard_at

    mia.nobody_answers(5)

    assert mia.conversation.heard_at == heard_at


def test_after_a_silence_it_only_stops_waiting() -> None:
    """The next message meets the opening, so nothing may be asked before; where they were is forgotten."""
    mia = asked()

    mia.nobody_answers(15)

    assert mia.told == []
    assert mia.node == ""
    assert mia.conversation.goes_on_at is None


@pytest.mark.parametrize("word", ["stop", "wis"])
def test_a_wipe_ends_the_waiting(word: str) -> None:
    """Nothing wakes what is to be forgotten."""
    mia = asked().says(word)

    assert mia.conversation.goes_on_at is None
    assert mia.nobody_answers(5).effects == ()


def test_whoever_waits_long_is_offered_something_else_and_keeps_their_place() -> None:
    """The case stays open, and the text of the queue waits behind the offer."""
    mia = Person(BUNDLE).waits(minutes=15)
    mia.conversation = replace(mia.conversation, write_until=None)
    mia.minutes_pass(14)
    mia.says("lezen")

    mia.nobody_answers(6)
    mia.nobody_answers(0)
    in_a_text = mia.node
    mia.says("terug")
    mia.nobody_answers(1)

    assert in_a_text == "lezen.eerst"
    assert mia.told == ["Er is nu niemand"]
    assert (mia.conversation.phase, mia.conversation.case_id) == (Phase.WAITING, A_CASE)
    assert mia.conversation.goes_on_at is None


def test_a_claim_ends_the_waiting() -> None:
    """In a talk no clock speaks."""
    mia = Person(BUNDLE).talks()

    assert mia.conversation.goes_on_at is None
    assert mia.nobody_answers(20).told == []


def test_a_prompt_that_waits_no_more_in_the_new_files_stays() -> None:
    """The timeout was taken out while somebody stood there: nothing happens, and nothing rings for ever."""
    mia = asked()
    mia.bundle = changed_bundle()

    mia.nobody_answers(5)

    assert mia.effects == ()
    assert mia.node == "start.naam"
    assert mia.conversation.goes_on_at is None


@pytest.mark.parametrize(
    ("name", "queue", "words"),
    [
        ("5 minuten", "20m", '"5 minuten" is no length of time'),
        ("0m", "20m", "no length of time"),
        ("10m", "20m", "it must be shorter than 10m"),
        ("5m", "2h", "nobody can agree"),
    ],
)
def test_a_length_after_which_nothing_may_be_said_is_a_fault(name: str, queue: str, words: str) -> None:
    """It is told where it stands."""
    with pytest.raises(FaultyContent) as fault:
        patient(name=name, queue=queue)

    assert "E801" in str(fault.value)
    assert words in str(fault.value)


@pytest.mark.parametrize(("land", "is_fault"), [("4m", False), ("5m", True)])
def test_two_questions_that_nobody_answers_are_counted_together(land: str, *, is_fault: bool) -> None:
    """Five minutes and five are ten: what comes then is said to nobody, and the second question was taken away."""
    try:
        changed_bundle(
            (_NAME, f"{_NAME}        timeout: {{after: 5m, next: land}}\n"),
            (_LAND, f"{_LAND}        timeout: {{after: {land}, next: lijnen}}\n"),
        )
    except FaultyContent as fault:
        told = [one.what for one in fault.findings]
    else:
        told = []

    assert bool(told) is is_fault
    assert all("with what is waited before it this is 10m" in one for one in told)


def test_a_timeout_that_leads_nowhere_is_a_fault() -> None:
    """As any other way."""
    with pytest.raises(FaultyContent, match="E203"):
        changed_bundle((_NAME, f"{_NAME}        timeout: {{after: 5m, next: nergens}}\n"))


def test_a_place_that_only_a_timeout_leads_to_is_reached() -> None:
    """It is a way like any other."""
    even = '      even:\n        say: {nl: "Geeft niet", en: Fine, fr: Bien}\n        next: land\n'
    bundle = changed_bundle(
        (_NAME, f"{_NAME}        timeout: {{after: 5m, next: even}}\n"),
        ("      verder:\n", f"{even}      verder:\n"),
    )

    assert "start.even" in bundle.nodes


def test_a_question_that_comes_again_until_somebody_answers_is_too_long() -> None:
    """It goes round with a wait, so it is no endless circle; but from the second time on nobody would read it."""
    with pytest.raises(FaultyContent) as fault:
        changed_bundle((_NAME, f"{_NAME}        timeout: {{after: 5m, next: naam}}\n"))

    assert [one.code for one in fault.value.findings] == ["E801"]


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("5m", 300), ("1h", 3600)])
def test_lengths_of_time(text: str, seconds: int) -> None:
    """Seconds, minutes and hours."""
    duration = duration_of(text)

    assert duration is not None
    assert duration.total_seconds() == seconds
