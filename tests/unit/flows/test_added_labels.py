"""What the bot adds to options of its own accord is told apart from everything that can be typed there."""

from functools import cache

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent, Finding
from tests.unit.flows.lists import listed_sources
from tests.unit.flows.small import SOURCES
from tests.unit.flows.test_picking import PICKING


@cache
def usually_found(flows: str) -> frozenset[Finding]:
    """Return what is found in a conversation as it is."""
    return frozenset(compile_bundle({**SOURCES, "flows.yaml": flows}).warnings)


def found_with(key: str, language: str, label: str, *, flows: str = PICKING) -> list[Finding]:
    """Return what is found when a text of wording.yaml is this one in a language."""
    tail = "" if language == "nl" else f" {language}"
    old = f'{language}: "<{key}{tail}>"'
    assert SOURCES["wording.yaml"].count(old) == 1
    wording = SOURCES["wording.yaml"].replace(old, f'{language}: "{label}"')
    sources = {**SOURCES, "flows.yaml": flows}
    try:
        found: tuple[Finding, ...] = compile_bundle({**sources, "wording.yaml": wording}).warnings
    except FaultyContent as fault:
        found = fault.findings
    return [one for one in found if one not in usually_found(flows)]


@pytest.mark.parametrize(
    "key",
    [
        *("list_done", "pick_done", "pick_none", "page_read_on", "page_back", "page_human"),
        *("meant_yes_wipe", "meant_yes_leave", "meant_no"),
    ],
)
@pytest.mark.parametrize(
    ("language", "label", "code", "what"),
    [
        ("nl", "Wis", "E602", '"Wis" typed as an answer is the word for "stop"; call it something else'),
        ("fr", "Effacer", "E602", '"Effacer" typed as an answer is the word for "stop"; call it something else'),
        ("en", "Help", "E602", '"Help" typed as an answer is the word for "hulp"; call it something else'),
        ("en", "3", "E503", '"3" typed as an answer is the place of an option; use words'),
    ],
)
def test_no_added_label_is_a_word_that_acts_everywhere(
    key: str, language: str, label: str, code: str, what: str
) -> None:
    """In each language, at its place in wording.yaml."""
    [found] = found_with(key, language, label)

    assert (found.file, found.code, found.what) == ("wording.yaml", code, f"{language}: {what}")


def test_what_leads_to_a_human_may_be_the_word_that_does() -> None:
    """Both mean the same."""
    assert not found_with("page_human", "nl", "Mens")


@pytest.mark.parametrize(
    ("key", "language", "label", "what"),
    [
        ("pick_done", "nl", "Een huis", 'option "huis" of start.nodig'),
        ("pick_none", "fr", "argent !", 'option "geld" of start.nodig'),
        ("pick_done", "en", "<pick_none en>", '"pick_none"'),
        ("page_back", "nl", "<page_human>", '"page_human"'),
        ("meant_no", "nl", "<meant_yes_leave>", '"meant_yes_leave"'),
        ("page_human", "fr", "<page_read_on fr>", '"page_read_on"'),
    ],
)
def test_an_added_label_differs_from_what_it_is_shown_with(key: str, language: str, label: str, what: str) -> None:
    """Who types it would mean both."""
    [found] = [one for one in found_with(key, language, label) if one.code == "E104"]

    assert (
        found.what
        == f'{language}: "{label}" reads like {what}, which it is shown with; call one of them something else'
    )


@pytest.mark.parametrize(
    ("label", "what"),
    [("Vaak", 'answer "vaak" of the scale hoe_vaak'), ("Ja, nu", 'option "nu" after lijst.vragen:bang')],
)
def test_what_stops_a_list_is_no_answer_to_it(label: str, what: str) -> None:
    """Neither to its questions nor to what follows them."""
    [found] = found_with("list_done", "nl", label, flows=listed_sources()["flows.yaml"])

    assert (found.code, what in found.what) == ("E104", True)


def test_a_long_label_is_told_here_too() -> None:
    """A telephone shows no more of it."""
    [found] = found_with("pick_done", "nl", "Dit was alles wat ik nodig heb")

    assert found.code == "W502"
