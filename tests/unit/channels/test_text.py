"""Texts are cut where a reader would, and never inside what they see as one character."""

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.text import numbered
from bot.graphemes import split, utf16_length
from bot.model import Option

FAMILY, FLAG, ACCENT, KEYCAP = "👩‍👩‍👧‍👦", "🇳🇱", "e\u0301", "1️⃣"
PIECES = (FAMILY, FLAG, ACCENT, KEYCAP, "a", " ", "\n", "\n\n", "\r\n", ". ", "? ", "ß", "नि", "한", "\u0600", "\u200d")
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=60).map("".join)


def rejoined(text: str, parts: list[str]) -> bool:
    """Tell whether the parts hold the whole text, but for white space between them."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0 or text[at:found].strip():
            return False
        at = found + len(part)
    return not text[at:].strip()


@settings(max_examples=1_000)
@given(TEXTS, st.integers(2, 60))
def test_nothing_is_lost_and_every_part_fits(text: str, limit: int) -> None:
    """The parts are the text, but for the white space at the cuts."""
    parts = split(text, limit)

    assert all(utf16_length(part) <= limit for part in parts)
    assert rejoined(text, parts)


@settings(max_examples=1_000)
@given(TEXTS, st.integers(30, 90))
def test_no_grapheme_is_cut(text: str, limit: int) -> None:
    """Families, flags, marks and syllables stay whole, as long as one fits into a message."""
    whole = regex.findall(r"\X", text)
    parts = split(text, limit)

    if all(utf16_length(grapheme) <= limit for grapheme in whole):
        visible = [grapheme for grapheme in whole if not grapheme.isspace()]
        shown = [one for part in parts for one in regex.findall(r"\X", part) if not one.isspace()]
        assert shown == visible


@given(TEXTS)
def test_a_short_text_stays_as_it_is(text: str) -> None:
    """Also an empty one, and one of spaces."""
    assert split(text, max(utf16_length(text), 2)) == [text]


@given(st.text())
def test_the_length_is_that_of_utf_16(text: str) -> None:
    """An emoji counts two."""
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Een zin. Nog een.\n\nNieuwe alinea hier.", ["Een zin. Nog een.", "Nieuwe alinea hier."]),
        ("Een zin. Nog een.\nNieuwe regel staat hier.", ["Een zin. Nog een.", "Nieuwe regel staat hier."]),
        ("Een eerste zin. Een tweede zin, te lang.", ["Een eerste zin.", "Een tweede zin, te lang."]),
        ("Woorden zonder een punt ertussen", ["Woorden zonder een punt", "ertussen"]),
        ("a" * 30, ["a" * 25, "a" * 5]),
        ("a b" + "c" * 30, ["a", "b" + "c" * 24, "c" * 6]),
    ],
    ids=["paragraph", "line", "sentence", "word", "letters", "early word"],
)
def test_a_cut_is_made_where_a_reader_would(text: str, parts: list[str]) -> None:
    """After a paragraph, else a line, a sentence, a word."""
    assert split(text, 25) == parts


def test_a_monster_of_marks_is_cut_at_last() -> None:
    """10,000 marks on one letter fit into no message; the text still arrives."""
    monster = "a" + "\u0301" * 10_000

    parts = split(f"ervoor {monster} erna")

    assert "".join(parts).replace(" ", "") == f"ervoor{monster}erna"
    assert all(utf16_length(part) <= 4096 for part in parts)


def test_a_pair_of_surrogates_is_never_cut() -> None:
    """Even in a monster."""
    assert split("👍" + "\U0001e000" * 9, 3) == ["👍", *["\U0001e000"] * 9]


def test_nothing_but_white_space_is_one_empty_part() -> None:
    """There is nothing to show, and the channel says so."""
    assert split(" " * 5_000) == [""]


def test_options_become_numbered_lines() -> None:
    """What Telegram shows on buttons, others show as lines, with the same numbers."""
    options = (Option("yes", "Ja"), Option("no", "Nee"))

    assert (
        numbered("Ben je veilig?", options, "Typ een cijfer.") == "Ben je veilig?\n\n1 · Ja\n2 · Nee\n\nTyp een cijfer."
    )
    assert numbered("", options) == "1 · Ja\n2 · Nee"
    assert numbered("Hoi.", (), "Typ een cijfer.") == "Hoi."
