"""The words of return phrases: harmless, unmistakable, and understood however they are typed."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content_files import read_return_words
from bot.flows.return_words import WORDS_IN_A_LIST, WORDS_IN_A_PHRASE, plain
from bot.flows.slips import is_a_slip_of
from bot.flows.words import spellings
from bot.model import LANGUAGES
from tests.house import shipped_bundle

WORDS = read_return_words()
LISTS = {
    language: [WORDS.phrase(language, [number]) for number in range(WORDS_IN_A_LIST)] for language in WORDS.languages
}
PLAIN = {language: frozenset(map(plain, words)) for language, words in LISTS.items()}
NO_TOPIC = re.compile(
    r"sekt|sect|cult|gelov|godsd|god$|kerk|church|eglise|bijbel|bible|priest|pretre|hulp|help|aide|secours|stop|wis$"
    r"|crisis|crise|dood|dead|death|mort$|bang|fear|^peur|slacht|victim|victime|slaaf|slave|wapen|weapon|arme$"
)

numbers = st.lists(st.integers(0, WORDS_IN_A_LIST - 1), min_size=WORDS_IN_A_PHRASE, max_size=WORDS_IN_A_PHRASE)
languages = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_has_ten_bits_of_words_that_are_easily_typed(language: str) -> None:
    """All different, in small letters, four to ten of them, and nothing of the subject."""
    words = LISTS[language]

    assert len(words) == len(set(map(plain, words))) == 1024
    for word in words:
        assert re.fullmatch("[a-z]{4,10}", plain(word)), word
        assert word == word.lower()
        assert not NO_TOPIC.search(plain(word)), word


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_words_differ_by_a_slip(language: str) -> None:
    """Neither one letter more, less or another, nor two that changed places: a slip never makes another phrase."""
    words = sorted(PLAIN[language], key=len)
    by_length = {length: list(group) for length, group in itertools.groupby(words, key=len)}
    close = [
        (one, other)
        for length, group in by_length.items()
        for one in group
        for other in (*group, *by_length.get(length + 1, ()))
        if one != other and is_a_slip_of(one, other)
    ]

    assert close == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_one_that_always_works_and_none_of_those_is_a_phrase(language: str) -> None:
    """Both ways: stop, a human, help, a crisis, a language; whole messages and parts of them."""
    interrupts = shipped_bundle().interrupts
    spoken = {word for phrase in interrupts.by_word for word in phrase.split()}

    for word in map(plain, LISTS[language]):
        assert word not in spoken, word
        heard = interrupts.hear(word)
        assert (heard.interrupt, heard.crisis) == (None, False), word
    assert [phrase for phrase in interrupts.by_word if WORDS.meant(phrase)] == []


@given(languages, numbers, st.data())
def test_a_phrase_is_understood_however_it_is_typed(language: str, places: list[int], data: st.DataObject) -> None:
    """Capitals, commas, no accents, and slips in two of its words."""
    shown = WORDS.phrase(language, places)
    words = plain(shown).split()
    slips = data.draw(st.lists(st.integers(0, 4), max_size=2, unique=True))
    typed = [word[:1] + word[2:] if number in slips else word for number, word in enumerate(words)]
    unsure = any(
        sum(is_a_slip_of(typed[number], other) for other in PLAIN[language]) > 1
        or any(typed[number] in PLAIN[other] for other in LANGUAGES)
        for number in slips
    )

    assert WORDS.meant(shown) == " ".join(words)
    assert WORDS.meant(f"  {shown.upper().replace(' ', ' , ')} !") == " ".join(words)
    assert WORDS.meant(" ".join(typed)) == " ".join(words) or unsure


@given(st.text(max_size=300))
def test_any_other_text_is_no_phrase(text: str) -> None:
    """What it takes for one has five words of one list."""
    meant = WORDS.meant(text)

    assert meant is None or len(meant.split()) == WORDS_IN_A_PHRASE


@pytest.mark.parametrize(
    "text",
    ["", "appel", "ik wil graag een appel", "appel fiets lamp koffie", "appel fiets lamp koffie zeil zon", "1 2 3 4 5"],
)
def test_ordinary_answers_are_no_phrases(text: str) -> None:
    """So nobody pays for them with a seventh of a second."""
    assert WORDS.meant(text) is None


def test_one_letter_or_two_that_changed_places_are_a_slip() -> None:
    """And nothing else is."""
    assert all(is_a_slip_of(typed, "lamp") for typed in ("lam", "lamps", "lomp", "almp", "lapm", "amp"))
    assert not any(is_a_slip_of(typed, "lamp") for typed in ("lamp", "la", "lampen", "pmal", "lmpa", "bomp"))
    assert spellings("été")[0] == plain("Été")
