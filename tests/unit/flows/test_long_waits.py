"""Whoever waits for a human is asked before the time ends that they agreed to, and when the last counsellor goes."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.format.findings import FaultyContent
from bot.model import DeskEventKind, Phase
from tests.unit.flows.small import A_CASE, A_MONDAY_AFTERNOON, FLOWS, SOURCES, Person

QUEUE = "{waiting: in_rij, no_staff: geen, closed: na}\n"
AGREED = f"{QUEUE}        timeout: {{after: agreed, next: geen}}\n"


@cache
def in_time() -> Bundle:
    """Compile the small conversation with an offer before the agreed time ends."""
    assert FLOWS.count(QUEUE) == 1
    return compile_bundle({**SOURCES, "flows.yaml": FLOWS.replace(QUEUE, AGREED)})


def waiting(minutes: int = 15) -> Person:
    """Somebody who waits, and who agreed to be written to for so long; 0: not at all."""
    return Person(in_time()).waits(minutes=minutes)


def test_the_offer_comes_five_minutes_before_the_end() -> None:
    """Fifteen minutes were agreed: after ten it comes, the place stays, and there is time to answer."""
    mia = waiting()

    assert mia.conversation.claim_by == A_MONDAY_AFTERNOON + timedelta(minutes=10)
    assert mia.nobody_answers(9).told == []
    assert mia.nobody_answers(1).told == ["Er is nu niemand"]
    assert (mia.conversation.phase, mia.conversation.case_id) == (Phase.WAITING, A_CASE)
    assert mia.conversation.claim_by is None


def test_whoever_agreed_to_nothing_is_asked_nothing() -> None:
    """Nobody may write to them."""
    mia = waiting(0)

    assert mia.conversation.claim_by is None


def test_whoever_is_given_back_is_asked_in_time_too() -> None:
    """A counsellor had to go in the middle of it: what was agreed lasts, and so does what was promised with it."""
    mia = waiting()
    mia.minutes_pass(3)
    mia.desk(DeskEventKind.CLAIMED)
    mia.minutes_pass(2)

    mia.desk(DeskEventKind.RETURNED)

    assert mia.conversation.claim_by == A_MONDAY_AFTERNOON + timedelta(minutes=10)


def test_of_a_short_rest_half_is_left_to_answer() -> None:
    """Whoever is given back four minutes before the end is asked two minutes before it."""
    mia = waiting()
    mia.desk(DeskEventKind.CLAIMED)
    mia.minutes_pass(11)

    mia.desk(DeskEventKind.RETURNED)

    assert mia.conversation.claim_by == A_MONDAY_AFTERNOON + timedelta(minutes=13)


def test_when_the_last_counsellor_goes_it_comes_at_once() -> None:
    """Once: the clock does not say it again."""
    mia = waiting()

    mia.desk(DeskEventKind.NOBODY)

    assert mia.told == ["Er is nu niemand"]
    assert (mia.conversation.phase, mia.conversation.claim_by) == (Phase.WAITING, None)


def test_nobody_is_pulled_out_of_what_they_read() -> None:
    """It comes when they are back from it."""
    mia = waiting().says("lezen")
    read = mia.node

    mia.desk(DeskEventKind.NOBODY)
    still = (mia.told, mia.node)
    mia.says("terug").nobody_answers(1)

    assert still == ([], read)
    assert mia.told == ["Er is nu niemand"]


def test_given_back_there_is_always_a_question() -> None:
    """Whoever is given back reads where they are, and what they can do."""
    mia = waiting().desk(DeskEventKind.CLAIMED, DeskEventKind.RETURNED)

    assert mia.told == ["<returned>", "Je staat in de rij", "Wacht je?"]
    assert mia.says("uit de rij").conversation.case_id is None


@pytest.mark.parametrize("minutes", [14, 15, 18])
def test_whoever_is_given_back_when_the_time_is_up_is_asked_at_once(minutes: int) -> None:
    """Nobody could ask them later: it would be after the time that they agreed to."""
    mia = waiting().desk(DeskEventKind.CLAIMED)
    mia.minutes_pass(minutes - 5)
    mia.desk(DeskEventKind.RETURNED, DeskEventKind.CLAIMED)
    mia.conversation = replace(mia.conversation, heard_at=mia.now)
    mia.minutes_pass(5)

    mia.desk(DeskEventKind.RETURNED)

    assert mia.told == ["<returned>", "Er is nu niemand"]
    assert (mia.conversation.phase, mia.conversation.claim_by) == (Phase.WAITING, None)


def test_in_the_last_minute_it_comes_although_they_read() -> None:
    """Later nobody may ask; and from there the way back leads to the queue."""
    mia = waiting().says("lezen").nobody_answers(10)

    assert [mia.nobody_answers(1).told for _ in range(3)] == [[], [], []]
    assert mia.nobody_answers(1).told == ["Er is nu niemand"]
    assert (mia.conversation.stack, mia.conversation.claim_by) == ((), None)


def test_given_back_to_nobody_it_comes_at_once() -> None:
    """Also to whoever agreed to nothing: the counsellor who gave it back was the last one."""
    for minutes in (0, 15):
        mia = waiting(minutes).desk(DeskEventKind.CLAIMED, DeskEventKind.RETURNED_TO_NOBODY)

        assert mia.told == ["<returned>", "Er is nu niemand"]
        assert (mia.conversation.phase, mia.conversation.claim_by) == (Phase.WAITING, None)


def test_whoever_comes_back_by_their_words_is_asked_anew() -> None:
    """What they agreed to ended with the silence: without an answer nobody writes, and nothing says that we do."""
    mia = come_back(waiting())

    assert mia.told == ["<came_back>", "<still_waiting>", "Er is nu niemand"]
    assert mia.conversation.vars["wachten"] == 0


def test_whoever_comes_back_by_their_words_goes_on_where_they_read() -> None:
    """And whoever had agreed to nothing goes on where they wait."""
    read = come_back(waiting().says("lezen"))
    waited = come_back(waiting(0))

    assert read.told == ["<came_back>", "<still_waiting>", "Een tekst"]
    assert read.conversation.vars["wachten"] == 0
    assert waited.told == ["<came_back>", "<still_waiting>", "Wacht je?"]


def come_back(person: Person) -> Person:
    """Let somebody say their return phrase: nobody may write first any more."""
    person.conversation = replace(person.conversation, write_until=None, claim_by=None)
    person.comes_back()
    return person


def test_it_changes_nothing_where_nothing_else_is_offered() -> None:
    """A conversation without such an exit goes on as it was."""
    mia = Person().waits()
    before = mia.conversation

    mia.desk(DeskEventKind.NOBODY)

    assert (mia.told, mia.conversation) == ([], before)
    assert mia.desk(DeskEventKind.CLAIMED, DeskEventKind.RETURNED_TO_NOBODY).told[-1] == "Wacht je?"


def test_nobody_is_asked_the_same_twice() -> None:
    """The clock has just asked it: the last counsellor who goes, or says it again, lights up no screen anew."""
    mia = waiting().nobody_answers(10)
    asked = mia.conversation

    for _ in range(2):
        mia.desk(DeskEventKind.NOBODY)

        assert (mia.told, mia.conversation) == ([], asked)


@pytest.mark.parametrize("phase", ["bot", "talking", "wiped"])
def test_it_is_nothing_to_whoever_does_not_wait(phase: str) -> None:
    """Neither in a talk, nor before, nor after."""
    mia = {"bot": Person(in_time()).starts(), "talking": waiting().desk(DeskEventKind.CLAIMED), "wiped": waiting()}[
        phase
    ]
    if phase == "wiped":
        mia.says("stop")
    before = mia.conversation

    mia.desk(DeskEventKind.NOBODY)

    assert (mia.told, mia.conversation) == ([], before)


def test_what_was_agreed_needs_a_question() -> None:
    """Told where it stands, with what to write."""
    text = FLOWS.replace(QUEUE, AGREED).replace(", may_write_minutes: wachten}", "}")
    with pytest.raises(FaultyContent, match="E801 after: nobody agrees to anything here; name the variable under"):
        compile_bundle({**SOURCES, "flows.yaml": text})
