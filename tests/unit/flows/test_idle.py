"""Somebody does not answer: the flow says once that the bot is still there, and nothing else changes."""

import pytest

from bot.flows.bundle import Bundle
from bot.flows.format.findings import FaultyContent
from bot.model import Bubble, DeskEventKind, Purpose, Send, Step
from bot.safe_contact import unsaid
from tests.unit.flows.small import Person, changed_bundle

_SAY = "say: {nl: Ik ben er, en: Still here, fr: Je suis là}"
_NAME = "        type: text\n        save: naam\n"


def patient(*changes: tuple[str, str], after: str = "8m", flow: str = "    title: Begin\n") -> Bundle:
    """Return a bundle whose first flow says so after eight minutes."""
    return changed_bundle((flow, f"{flow}    idle: {{after: {after}, {_SAY}}}\n"), *changes)


BUNDLE = patient()


def silent(bundle: Bundle = BUNDLE) -> Person:
    """Return a person who was just asked what they want, and says nothing."""
    return Person(bundle).starts().says("ja")


def test_it_is_said_once_and_what_was_asked_can_still_be_answered() -> None:
    """Eight minutes after the last sign of life, not a second earlier, and not again."""
    mia = silent()
    asked = mia.conversation.prompt

    mia.nobody_answers(7.9)
    early = mia.effects
    mia.nobody_answers(0.1)
    said = mia.effects
    mia.nobody_answers(1)
    again = mia.effects
    still_asked = mia.conversation.prompt
    mia.says("3")

    assert early == ()
    assert said == (Send(Bubble("Ik ben er"), Purpose.NOTICE),)
    assert again == ()
    assert still_asked == asked
    assert mia.node == "start.naam"


def test_whoever_writes_is_there_and_is_not_told_twice() -> None:
    """The time begins anew with each sign of life; once said, it is not said again in this flow."""
    mia = silent()
    mia.minutes_pass(7)
    mia.says("goh")
    mia.nobody_answers(1)
    early = mia.effects
    mia.nobody_answers(7)
    said = mia.told
    mia.says("goh")

    assert early == ()
    assert said == ["Ik ben er"]
    assert mia.conversation.goes_on_at is None


def test_after_the_opening_it_may_be_said_again() -> None:
    """Whoever holds the telephone then reads what a stranger reads."""
    mia = silent()
    mia.nobody_answers(8)
    mia.minutes_pass(20)
    mia.says("hallo", "ja")

    assert mia.nobody_answers(8).told == ["Ik ben er"]


def test_a_timeout_of_the_node_wins() -> None:
    """Somebody who is led on is not told as well that the bot is there."""
    mia = silent(patient((_NAME, f"{_NAME}        timeout: {{after: 5m, next: land}}\n")))
    mia.says("een naam")
    mia.nobody_answers(5)
    led_on = mia.told

    mia.nobody_answers(3)

    assert led_on == ["Waar ben je?"]
    assert mia.told == ["Ik ben er"]


def test_only_in_its_own_flow() -> None:
    """A flow that is called has its own, or none."""
    mia = silent().says("iets lezen")

    assert mia.conversation.goes_on_at is None


def test_whoever_waits_for_a_human_or_talks_to_one_owes_the_bot_no_answer() -> None:
    """Nor does who rests, or was wiped."""
    bundle = patient(flow="    recover: geen\n")
    waits = Person(bundle).waits()
    talks = Person(bundle).talks()
    asked = Person(bundle).starts().says("mens")
    wiped = Person(bundle).starts().says("mens", "stop")

    assert asked.conversation.idle_by is not None
    assert (waits.conversation.idle_by, talks.conversation.idle_by, wiped.conversation.goes_on_at) == (None, None, None)


def test_it_is_never_counted_from_what_we_did() -> None:
    """A talk that ended late, a place that the clock led to: the window is that of the last sign of life."""
    bundle = patient(flow="    recover: geen\n")
    mia = Person(bundle).talks()
    mia.minutes_pass(9)
    mia.desk(DeskEventKind.CLOSED)

    assert mia.node == "mens.na"
    assert mia.conversation.idle_by is None


def test_too_late_it_is_not_said_and_the_question_stays() -> None:
    """After an outage the window is closed: nothing is seen, and the next answer is heard as one."""
    mia = silent()
    before = mia.conversation
    mia.nobody_answers(12)
    told = mia.told

    after = unsaid(before, Step(mia.conversation, mia.effects))

    assert told == ["Ik ben er"]
    assert after.effects == ()
    assert after.conversation.prompt == before.prompt
    assert after.conversation.goes_on_at is None


def test_in_another_bundle_without_it_nothing_is_said() -> None:
    """And nothing rings for ever."""
    mia = silent()
    mia.bundle = changed_bundle()

    mia.nobody_answers(8)

    assert mia.effects == ()
    assert mia.conversation.goes_on_at is None


@pytest.mark.parametrize(
    ("after", "timeout", "code", "words"),
    [
        ("8 minuten", "5m", "E801", '"8 minuten" is no length of time'),
        ("10m", "5m", "E801", "it must be shorter than 10m"),
        ("4m", "5m", "E801", 'it is longer than "idle" of this flow'),
    ],
)
def test_a_length_of_time_that_does_not_do_is_told(after: str, timeout: str, code: str, words: str) -> None:
    """With the place and what is right."""
    with pytest.raises(FaultyContent) as fault:
        patient((_NAME, f"{_NAME}        timeout: {{after: {timeout}, next: land}}\n"), after=after)

    assert [(one.code, words in one.what) for one in fault.value.findings] == [(code, True)]


def test_its_text_is_held_to_the_rules_of_every_text() -> None:
    """All languages, no topic word at the beginning, nothing loud."""
    with pytest.raises(FaultyContent) as fault:
        changed_bundle(
            ("    title: Begin\n", "    title: Begin\n    idle: {after: 8m, say: {nl: Over geweld, en: Still here}}\n")
        )

    assert {one.code for one in fault.value.findings} == {"E402", "E417"}


def test_no_clock_asks_for_a_human_in_somebodys_name() -> None:
    """E803: nobody is there when the counsellor comes; through other nodes neither."""
    with pytest.raises(FaultyContent) as fault:
        changed_bundle((_NAME, f"{_NAME}        timeout: {{after: 5m, next: mens.dringend}}\n"))

    assert [one.code for one in fault.value.findings] == ["E803"]


@pytest.mark.parametrize("way", ["weg", "eerst", "stil", "roep"])
def test_no_clock_wipes_in_somebodys_name(way: str) -> None:
    """E804: neither at once nor by way of a text, a pause or another flow; what the person chooses may."""
    nodes = """\
      weg: {end: {}, wipe: all}
      eerst: {say: {nl: Dag, en: Bye, fr: Salut}, next: weg}
      stil: {pause: 5s, next: eerst}
      roep: {call: tips, next: stil}
      veilig:
        ask: {nl: "Alles weg?", en: "All gone?", fr: "Tout enlever ?"}
        options:
          - {id: wel, label: {nl: Weg, en: Gone, fr: Enlever}, next: roep}
          - {id: niet, label: {nl: Terug, en: Back, fr: Retour}, next: menu}
"""
    timeout = f"{_NAME}        timeout: {{{{after: 5m, next: {{}}}}}}\n"
    begin = '      menu:\n        ask: {nl: "Wat nu?"'
    changed_bundle((_NAME, timeout.format("veilig")), (begin, nodes + begin))

    with pytest.raises(FaultyContent) as fault:
        changed_bundle((_NAME, timeout.format(way)), (begin, nodes + begin))

    assert "E804" in {one.code for one in fault.value.findings}
    assert {one.code for one in fault.value.findings} <= {"E804", "E204"}  # then nothing leads to the question
