"""From "I want a human" to the end of the talk, as the flow sees it."""

from datetime import timedelta

import pytest

from bot.model import (
    Bubble,
    DeskEventKind,
    LeaveCase,
    OpenCase,
    Phase,
    Purpose,
    RaiseCase,
    Send,
    Urgency,
    Value,
)
from tests.unit.flows.small import A_CASE, A_MONDAY_AFTERNOON, Person, changed_bundle


def test_asking_for_a_human_opens_a_case_with_the_card_that_was_agreed() -> None:
    """Only what is named on the card and known goes to the desk."""
    person = Person().starts().says("ja", "2", "belgie", "een naam", "Mia", "mens", "15")

    assert person.effects == (OpenCase(Urgency.NORMAL, {"land": "be", "vrij": True}, 15),)
    assert person.node == "mens.rij"
    assert person.conversation.handover == "mens.rij"
    assert person.conversation.prompt is None


@pytest.mark.parametrize(("agreed", "card"), [("be", {"land": "be", "naam": "Mia"}), ("nl", {"land": "be"})])
def test_what_is_sensitive_is_on_the_card_only_when_the_person_agreed(agreed: str, card: dict[str, Value]) -> None:
    """Without a yes the counsellor reads the rest, and asks."""
    bundle = changed_bundle(("card: [land, vrij]", f"card: [land, naam], agreed: 'land == \"{agreed}\"'"))

    person = Person(bundle).starts().says("ja", "2", "belgie", "een naam", "Mia", "mens", "15")

    assert person.effects == (OpenCase(Urgency.NORMAL, card, 15),)


@pytest.mark.parametrize("answer", [DeskEventKind.QUEUED, DeskEventKind.NO_STAFF, DeskEventKind.CLAIMED])
def test_what_is_kept_for_the_desk_is_gone_once_a_human_was_asked_for(answer: DeskEventKind) -> None:
    """What is on the card is with the case; here nobody finds it any more, whatever the desk says."""
    bundle = changed_bundle(
        ("naam: {type: text, sensitive: true, ", "naam: {type: text, sensitive: true, retain: handover, "),
        ("wachten: {type: int, min: 0, max: 60}", "wachten: {type: int, min: 0, max: 60, retain: handover}"),
    )
    person = Person(bundle).starts().says("ja", "2", "belgie", "een naam", "Mia", "mens", "15")
    assert person.conversation.vars == {"land": "be", "vrij": True, "naam": "Mia", "wachten": 15}

    person.desk(answer)

    assert person.conversation.vars == {"land": "be", "vrij": True}
    agreed_until = A_MONDAY_AFTERNOON + timedelta(minutes=15)
    assert person.conversation.write_until == (agreed_until if answer is DeskEventKind.QUEUED else None)


def test_the_condition_decides_what_is_urgent() -> None:
    """After a crisis the case is urgent."""
    person = Person().starts().says("ik wil dood", "ja")

    assert person.effects == (OpenCase(Urgency.URGENT, {"vrij": True}, 30),)


def test_whoever_is_queued_hears_so_and_may_be_written_to_as_agreed() -> None:
    """The agreed minutes begin now."""
    person = Person().waits(minutes=15)

    assert person.told == ["Je staat in de rij", "Wacht je?"]
    assert person.conversation.phase is Phase.WAITING
    assert person.conversation.write_until == A_MONDAY_AFTERNOON + timedelta(minutes=15)


def test_whoever_agreed_to_nothing_is_not_written_to() -> None:
    """Zero minutes is never."""
    assert Person().waits(minutes=0).conversation.write_until is None


def test_when_nobody_is_there_the_flow_says_so() -> None:
    """There is another way on, and it may be to wait all the same."""
    person = Person().starts().says("mens", "1").desk(DeskEventKind.NO_STAFF)
    assert person.told == ["Er is nu niemand"]
    assert person.conversation.phase is Phase.BOT

    person.says("toch wachten")
    assert person.effects == (OpenCase(Urgency.NORMAL, {}, 0, even_if_closed=True),)


def test_reading_while_waiting_comes_back_to_waiting() -> None:
    """The questions of the queue are questions like any other."""
    person = Person().waits().says("lezen")
    assert person.node == "lezen.eerst"

    assert person.says("terug").node == "mens.wacht"
    assert person.conversation.phase is Phase.WAITING


def test_free_words_in_the_queue_are_answered_and_not_counted() -> None:
    """Nobody reads them yet, and it is said."""
    person = Person().waits().says("hallo?", "hallo??", "hallo???")

    assert person.told == ["<still_waiting>", "Wacht je?"]
    assert person.conversation.tries == 0


def test_asking_for_a_human_in_the_queue_says_that_one_is_coming() -> None:
    """The word does not ask everything again."""
    person = Person().waits().says("mens")

    assert person.told == ["<still_waiting>", "Wacht je?"]


def test_whoever_becomes_urgent_while_they_wait_is_urgent_at_the_desk() -> None:
    """By any answer, not by a word of need alone; it is told once, and not with every word after it."""
    bundle = changed_bundle(
        ("urgent: 'vrij and wachten >= 30'", "urgent: 'vrij'"),
        ("      tussen:\n", "      tussen:\n        set: {vrij: true}\n        next: dan\n      dan:\n"),
    )
    person = Person(bundle).waits().says("lezen")
    assert RaiseCase() not in person.effects

    assert person.says("meer").effects[-1] == RaiseCase()
    assert RaiseCase() not in person.says("lezen").effects
    assert person.says("ik wil dood").effects.count(RaiseCase()) == 1


def test_leaving_the_queue_is_said_and_done() -> None:
    """The case is left, without a wipe."""
    person = Person().waits().says("uit de rij")

    assert person.effects == (LeaveCase(), Send(Bubble("<left_queue>")))
    assert person.conversation.phase is Phase.BOT
    assert person.conversation.case_id is None
    assert person.conversation.write_until is None


def test_a_goodbye_leaves_the_queue_too() -> None:
    """A `say` with leave_queue says its own words."""
    person = Person().talks().starts().says("ja", "tot ziens")

    assert person.effects == (Send(Bubble("Tot later")), LeaveCase())


def test_leaving_a_queue_that_one_is_not_in_is_nothing() -> None:
    """The same node serves everybody."""
    assert Person().starts().says("ja", "tot ziens").effects == (Send(Bubble("Tot later")),)


def test_whoever_rests_while_waiting_goes_on_waiting() -> None:
    """The end of a flow does not lose the place in the queue."""
    person = Person().waits().says("rusten")

    assert person.told == ["Je staat in de rij", "Wacht je?"]
    assert person.conversation.phase is Phase.WAITING


def test_a_claim_is_announced_as_news() -> None:
    """From now on a human writes, and the person must know."""
    person = Person().waits().desk(DeskEventKind.CLAIMED)

    assert person.effects == (Send(Bubble("<claimed>"), Purpose.NOTICE),)
    assert person.conversation.phase is Phase.TALKING
    assert person.conversation.prompt is None
    assert person.conversation.spoke_at == A_MONDAY_AFTERNOON


def test_a_claim_finds_whoever_reads_meanwhile() -> None:
    """What was open then is over."""
    person = Person().waits().says("lezen").desk(DeskEventKind.CLAIMED)

    assert person.conversation.node == "mens.rij"
    assert person.conversation.stack == ()


def test_a_second_claim_changes_nothing() -> None:
    """The news is told once."""
    person = Person().talks()
    before = person.conversation

    assert person.desk(DeskEventKind.CLAIMED).effects == ()
    assert person.conversation == before


def test_news_of_the_desk_after_a_neutral_opening_stays_untold() -> None:
    """Whoever holds the telephone now must not learn of a talk."""
    for kind in (DeskEventKind.CLAIMED, DeskEventKind.RETURNED, DeskEventKind.QUEUED, DeskEventKind.NO_STAFF):
        person = Person().talks().starts()
        before = person.conversation
        person.desk(kind)
        assert person.effects == ()
        assert person.conversation == before


def test_a_case_closed_after_a_neutral_opening_is_forgotten_silently() -> None:
    """Only the case goes; the screen stays as it is."""
    person = Person().talks().starts().says("ja")
    person.desk(DeskEventKind.CLOSED)

    assert person.effects == ()
    assert person.conversation.case_id is None
    assert person.node == "start.menu"


def test_whoever_comes_back_for_a_human_is_in_the_same_talk_again() -> None:
    """The use case answers the new wish with the old claim."""
    person = Person().talks().starts().says("mens", "1")
    assert isinstance(person.effects[0], OpenCase)
    assert person.conversation.case_id == A_CASE

    person.desk(DeskEventKind.CLAIMED)
    assert person.told == ["<claimed>"]
    assert person.conversation.phase is Phase.TALKING


def test_whoever_asks_again_in_the_queue_is_queued_again() -> None:
    """The way to a human may be walked twice; the agreement of the second time counts."""
    person = Person().waits(minutes=0).starts().says("mens", "1").desk(DeskEventKind.QUEUED)

    assert person.conversation.phase is Phase.WAITING
    assert person.conversation.write_until is not None


def test_a_case_that_was_given_back_waits_again() -> None:
    """The person hears it, and is asked at once what they want."""
    person = Person().talks().desk(DeskEventKind.RETURNED)
    assert person.told == ["<returned>", "Je staat in de rij", "Wacht je?"]
    assert {effect.purpose for effect in person.effects if isinstance(effect, Send)} == {Purpose.NOTICE}
    assert person.conversation.phase is Phase.WAITING

    assert person.says("en nu?").told == ["<still_waiting>", "Wacht je?"]
    assert person.says("uit de rij").conversation.case_id is None


def test_every_event_is_answered_after_a_case_was_given_back() -> None:
    """Buttons from before the talk answer nothing any more, and nobody meets silence."""
    tapped = Person().waits()
    old = tapped.bubbles[-1]
    tapped.desk(DeskEventKind.CLAIMED, DeskEventKind.RETURNED).taps("uit", old)
    assert tapped.told == ["<stale>", "Wacht je?"]

    spoken = Person().talks().desk(DeskEventKind.RETURNED).says("english")
    assert spoken.told == ["Do you wait?"]


def test_the_end_of_a_talk_is_said_and_the_flow_goes_on() -> None:
    """The talk's end is news; the question after it too."""
    person = Person().talks().desk(DeskEventKind.CLOSED)

    assert [effect.purpose for effect in person.effects if isinstance(effect, Send)] == [Purpose.NOTICE] * 2
    assert person.told == ["<talk_closed>", "Hoe was het?"]
    assert person.conversation.phase is Phase.BOT
    assert person.conversation.case_id is None
    assert person.conversation.handover == ""
    assert person.says("menu").node == "start.menu"


def test_a_case_closed_in_the_queue_ends_the_waiting() -> None:
    """Nobody waits for something that will not come."""
    person = Person().waits().desk(DeskEventKind.CLOSED)

    assert person.conversation.phase is Phase.BOT
    assert person.told == ["<talk_closed>", "Hoe was het?"]


def test_the_desk_says_nothing_to_whoever_is_wiped() -> None:
    """Wiped is wiped."""
    for kind in DeskEventKind:
        person = Person().talks().says("stop").desk(kind)
        assert person.effects == ()


def test_news_that_fit_nothing_change_nothing() -> None:
    """A queue that nobody asked for is not entered."""
    for kind in (DeskEventKind.QUEUED, DeskEventKind.NO_STAFF, DeskEventKind.CLAIMED, DeskEventKind.RETURNED):
        person = Person().starts()
        before = person.conversation
        assert person.desk(kind).effects == ()
        assert person.node == before.node
