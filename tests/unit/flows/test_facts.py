"""Facts in braces: texts say what the code does, and nothing that somebody said."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.bundle import compile_bundle
from bot.flows.facts import NAMES, in_words
from bot.flows.format.findings import FaultyContent
from bot.model import LANGUAGES
from tests.unit.flows.small import FLOWS, SOURCES, Person, small_bundle

_STRAY = "a brace would be shown as it stands"


def told_by(flows: str) -> list[str]:
    """Return the findings of a changed conversation, as code and message."""
    try:
        warnings = compile_bundle({**SOURCES, "flows.yaml": flows}).warnings
    except FaultyContent as fault:
        return [f"{one.code} {one.what}" for one in fault.findings]
    return [f"{one.code} {one.what}" for one in warnings]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=3), ["drie dagen", "three days", "trois jours"]),
        (timedelta(hours=48), ["twee dagen", "two days", "deux jours"]),
        (timedelta(hours=1), ["één uur", "one hour", "une heure"]),
        (timedelta(hours=47), ["47 uur", "47 hours", "47 heures"]),
        (timedelta(days=1), ["één dag", "one day", "un jour"]),
        (timedelta(minutes=30), ["30 minuten", "30 minutes", "30 minutes"]),
        (timedelta(minutes=1), ["één minuut", "one minute", "une minute"]),
    ],
)
def test_a_length_of_time_is_said_as_people_say_it(length: timedelta, words: list[str]) -> None:
    """In the largest unit that is whole."""
    assert [in_words(length, language) for language in LANGUAGES] == words


@given(st.integers(1, 100_000), st.sampled_from(LANGUAGES))
def test_every_length_of_whole_minutes_has_words(minutes: int, language: str) -> None:
    """And different lengths of one unit different ones."""
    words = in_words(timedelta(minutes=minutes), language)

    assert words != in_words(timedelta(minutes=minutes + 1), language)


def test_a_text_says_the_card_as_it_is() -> None:
    """The variables on it in their order, then what is on every card."""
    assert Person().says("hallo", "mens").told == ["Te zien: land, rust, <card_always>. Goed?"]


def test_no_brace_reaches_anybody() -> None:
    """Facts are filled in everywhere: in what is said, asked, listed and on pages."""
    said = 'say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}'
    in_braces = " ".join(f"{{{name}}}" for name in NAMES if name != "card")
    flows = FLOWS.replace(said, said.replace("Een tip", f"Dit is {in_braces}"))

    bundle = compile_bundle({**SOURCES, "flows.yaml": flows})

    told = Person(bundle).says("hallo", "even weg").told
    lengths = (
        "drie dagen zeven dagen negen dagen 30 minuten 36 dagen twee minuten twee dagen "
        "één dag 47 uur één dag één uur twee dagen vijftien minuten tien minuten"
    )
    assert told[0] == f"Dit is {lengths}"


def test_a_bundle_with_other_facts_has_another_name() -> None:
    """What people are told is part of what a bundle means."""
    other = FLOWS.replace("told: {nl: land,", "told: {nl: plaats,")

    assert compile_bundle({**SOURCES, "flows.yaml": other}).hash != small_bundle().hash


def test_a_fact_that_is_mistyped_is_told_with_the_one_that_was_meant() -> None:
    """And not shown in braces to somebody."""
    flows = FLOWS.replace('say: {nl: "Een tip"', 'say: {nl: "Na {kpet} weg"')

    assert told_by(flows) == ['E309 nl: "{kpet}" would be shown as it stands; did you mean {kept}?']


@pytest.mark.parametrize(
    "text", ["Na {kept", "Na kept}", "Na {{kept}}", "Na {kept}}", "Na {ke{kept}", "Na {" + "x" * 50 + "}"]
)
def test_a_brace_that_is_not_closed_or_is_one_too_many_is_told(text: str) -> None:
    """It would be read by somebody as it stands; where it stands is told."""
    flows = FLOWS.replace('say: {nl: "Een tip"', f'say: {{nl: "{text}"')

    assert [one.split(";")[0] for one in told_by(flows)][:1] == [f"E309 nl: {_STRAY}"]


def test_a_card_of_which_nobody_is_told_is_a_fault() -> None:
    """Each variable on it needs its words."""
    flows = FLOWS.replace(", told: {nl: rust, en: calm, fr: calme}", "")

    assert told_by(flows) == ['E614 card: "vrij" has no `told`: nobody is told that it is shown']


def test_a_card_that_no_text_says_is_a_fault() -> None:
    """Words that are never said tell nobody."""
    flows = FLOWS.replace("{card}", "veel")

    assert told_by(flows) == ["E614 card: no text says {card} or {shown}, so nobody is told what a counsellor sees"]


def test_the_length_of_a_text_is_that_of_what_people_read() -> None:
    """Facts count as the words that they become."""
    many = " ".join(["{deletable}"] * 31)

    assert any(one.startswith("W412") for one in told_by(FLOWS.replace('say: {nl: "Een tip"', f'say: {{nl: "{many}"')))
