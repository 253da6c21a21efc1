"""Names of groups, written alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.group_names import alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noorderlicht", "  noorderlicht "),
        ("De Dageraad", "dageraad"),
        ("Stichting Het Huis", "het huis"),
        ("L’Aube", "l'aube"),
        ("L’Aube", "Aube"),
        ("Communauté de l’Aube vzw", "communaute aube"),
        ("Noorder-licht", "noorder licht"),
        ("N.O.O.R.D.", "noord"),
    ],
)
def test_the_same_name_in_another_way_is_the_same(one: str, other: str) -> None:
    """Capitals, accents, articles, forms of law, spaces and signs make no difference."""
    assert alike(one) == alike(other) != ""


@pytest.mark.parametrize("other", ["Dagraad", "Dageraad 2", "Nieuwe Dageraad"])
def test_another_name_stays_another(other: str) -> None:
    """What differs by a letter may be another group: the count is not to guess."""
    assert alike("De Dageraad") != alike(other)


@pytest.mark.parametrize("name", ["", "  ", "?", "—", "🙂"])
def test_no_name_is_none(name: str) -> None:
    """Nothing is counted for it."""
    assert alike(name) == ""


def test_a_name_of_nothing_but_small_words_is_a_name() -> None:
    """There may be a group of that name."""
    assert alike("De Een") == "deeen"


@given(st.text(max_size=80))
def test_whatever_is_typed_becomes_letters_and_digits(name: str) -> None:
    """And writing that again changes nothing more."""
    written = alike(name)

    assert written == "" or written.isalnum()
