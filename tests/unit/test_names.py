"""Who is kept out by a typed name: rather one too many than one too few, and never everybody."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.model import Skills, StaffId, Wishes, names_in

SMALL = ("van", "de", "der", "le", "la", "el", "al", "ter")
WORDS = (*SMALL, "binh", "marleen", "søren", "łukasz", "zoë", "李", "berg", "jan", "o", "x")
FORMS: tuple[Literal["NFC", "NFD", "NFKD"], ...] = ("NFC", "NFD", "NFKD")
word = st.sampled_from(WORDS)
names = st.lists(word, min_size=1, max_size=5)
typed_words = st.sampled_from([*WORDS, "tante", "Jan", "J.", "7", "mijn", "buurvrouw"])


def is_kept_out(typed: str, *, called: str, login: str = "c17") -> bool:
    """Tell whether a counsellor whom an admin wrote down so is kept out by what somebody typed."""
    wishes = Wishes(not_names=frozenset(names_in(typed)))
    one = StaffId(login)
    return not wishes.let_in(one, {one: Skills(names=names_in(called))})


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("Le Van", "Le Van Binh"),
        ("Le Van Binh", "Le Van"),
        ("mijn tante Le Van", "Le Van Binh"),
        ("Le Van, Ter Horst", "Le Van Binh"),
        ("Jan en Le Van", "Le Van Binh"),
        ("Marlène", "Marlene Smit"),
        ("mijn tante MARLEEN van den Berg!", "Marleen"),
        ("T. Le", "Le Thi"),
        ("李", "李 伟"),
        ("Oyvind", "Øyvind"),
        ("Lukasz", "Łukasz Nowak"),
        ("Or", "Or Levi"),
        ("\N{MATHEMATICAL BOLD SCRIPT CAPITAL M}arleen", "Marleen"),
        ("jan/jans 12", "Jans"),
        ("Smit, Joke, Marleen", "Marleen"),
        (" ".join(f"woord{letter}" for letter in "abcdefghijklmnopqrstuvwxy") + " marleen", "Marleen"),
    ],
)
def test_whoever_may_be_meant_is_kept_out(typed: str, called: str) -> None:
    """However it is written, in part or whole, alone or among others."""
    assert is_kept_out(typed, called=called)


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("Marleen van den Berg", "Piet van den Dijk"),
        ("Le Van", "Jan van Dijk"),
        ("J. de B.", "Bo de Boer"),
        ("", "Marleen"),
        ("niemand 7 !", "Marleen"),
        ("An", "Anna"),
    ],
)
def test_what_stands_in_many_names_keeps_nobody_out(typed: str, called: str) -> None:
    """A small word before a name, an initial, a part of a word: else nobody would be left to answer."""
    assert not is_kept_out(typed, called=called)


@given(names, st.data())
def test_any_words_of_a_name_keep_its_counsellor_out(name: list[str], data: st.DataObject) -> None:
    """Whichever words of it were heard, in whichever order; initials alone tell nobody."""
    whole = [word for word in name if len(word) > 1 or not word.isascii()]
    assume(whole)
    heard = data.draw(st.lists(st.sampled_from(whole), min_size=1, max_size=5))

    assert is_kept_out(" ".join(heard).upper(), called=" ".join(name))


@given(names, st.lists(typed_words, max_size=6), st.data())
def test_a_word_that_tells_keeps_out_whatever_else_is_typed(
    name: list[str], around: list[str], data: st.DataObject
) -> None:
    """In a sentence as alone, and with other accents."""
    telling = [word for word in name if word not in SMALL and (len(word) > 1 or not word.isascii())]
    assume(telling)
    place = data.draw(st.integers(0, len(around)))
    typed = " ".join([*around[:place], data.draw(st.sampled_from(telling)), *around[place:]])

    assert is_kept_out(unicodedata.normalize(data.draw(st.sampled_from(FORMS)), typed), called=" ".join(name))


@given(st.text(max_size=60))
def test_nobody_is_kept_out_who_shares_no_word(typed: str) -> None:
    """Whatever is typed, it is no way to be seen by nobody: who is called otherwise, or of whom nothing is known."""
    assume(not {"qqqq", "wwww", "zzzz"} & {part for name in names_in(typed) for part in name.split()})

    assert not is_kept_out(typed, called="Qqqq Wwww", login="zzzz")
    assert not is_kept_out(typed, called="", login="zzzz")


@given(names, names)
def test_it_makes_no_difference_which_of_the_two_was_typed(one: list[str], other: list[str]) -> None:
    """What a counsellor is called and what somebody heard are names alike."""
    this, that = " ".join(one), " ".join(other)

    assert is_kept_out(this, called=that) is is_kept_out(that, called=this)


@given(st.text(max_size=80))
def test_names_that_were_kept_are_the_same_when_they_are_written_down_again(typed: str) -> None:
    """The page of a counsellor shows them with commas between them; who saves it changes nothing."""
    assert names_in(", ".join(names_in(typed))) == names_in(typed)


def test_a_login_name_is_a_name() -> None:
    """Also of somebody of whom nothing else was written down."""
    assert not Wishes(not_names=frozenset({"marleen"})).let_in(StaffId("Marleen.k"), {})
    assert not Wishes(not_names=frozenset({"le van"})).let_in(StaffId("le.van.binh"), {})
