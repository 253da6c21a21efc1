"""Phrases are found however they are typed: mistyped, drawn out, apart, in one, with small words in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.phrases import PhraseBook, Tolerance
from bot.flows.slips import Slips
from bot.flows.words import spellings

BOOK = PhraseBook(
    ["zelfmoord", "wil dood", "hij/ze slaat me/mij", "deur … op slot", "suicidal", "can't go on"],
    ["slaat me over"],
    Tolerance(between=["echt", "gewoon", "niet", "nu"], apart={"kwil": "ik wil"}, ordinary=["straat", "staat"]),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("zelfmoort", "zelfmoord"),
        ("zlefmoord", "zelfmoord"),
        ("zellfmord", "zelfmoord"),
        ("zelfmoooooord", "zelfmoord"),
        ("z e l f m o o r d", "zelfmoord"),
        ("su1c1dal", "suicidal"),
        ("ik wil echt gewoon dood", "wil dood"),
        ("ik wil niet dood", "wil dood"),
        ("kwil dood", "wil dood"),
        ("kwil doooood", "wil dood"),
        ("Hij slat mij", "hij slaat mij"),
        ("ze slaat me", "ze slaat me"),
        ("de deur is weer op slot", "deur op slot"),
        ("de deur op slot", "deur op slot"),
        ("i cant really... cant go on", "cant go on"),
    ],
)
def test_a_phrase_is_found_however_it_is_typed(typed: str, phrase: str) -> None:
    """And it is named as the file writes it, so that an editor can see why."""
    assert BOOK.found_in(spellings(typed)) == phrase


@pytest.mark.parametrize(
    "text",
    [
        "hij staat me bij",
        "straat",
        "ik wil rood",
        "de deur die altijd zo mooi groen was staat op slot",
        "wil je echt gewoon echt niet dood hout",
        "hij slaat me over",
        "zelfbeeld",
        "a b c d",
        "",
    ],
)
def test_what_only_comes_close_is_none(text: str) -> None:
    """An ordinary word is no slip, a gap is three words at most, and so are the small words in between."""
    assert not BOOK.found_in(spellings(text))


@given(word=st.text(LETTERS, min_size=9, max_size=14), place=st.integers(0), letter=st.sampled_from(LETTERS))
def test_any_one_slip_in_a_long_word_is_forgiven(word: str, place: int, letter: str) -> None:
    """A letter too many, too few, wrong or in the wrong place, anywhere but at the beginning."""
    place = 1 + place % (len(word) - 2)
    typed = (
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
    )

    assert all(word in Slips([word]).meant(slip) for slip in typed)


@given(text=st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    """Whatever is typed, it is looked at and nothing breaks."""
    assert BOOK.found_in(spellings(text)) in {"", *_forms()}


def _forms() -> set[str]:
    slaat = {f"{who} slaat {whom}" for who in ("hij", "ze") for whom in ("me", "mij")}
    return {"zelfmoord", "wil dood", "deur op slot", "suicidal", "cant go on", "can t go on"} | slaat
