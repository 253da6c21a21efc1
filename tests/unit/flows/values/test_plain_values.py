"""Telephone numbers, whole numbers and places, as people type them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.flows.values.canonical import EXPECTED, is_canonical
from bot.flows.values.limits import Limits
from bot.flows.values.numbers import MOST, read_number
from bot.flows.values.phones import ABROAD, REGIONS, UNKNOWN, in_groups, read_phone
from bot.flows.values.places import read_place

SEPARATORS = st.sampled_from(["", " ", "-", ".", "/", " - "])
MOBILES = st.integers(10_000_000, 59_999_999).map(lambda rest: f"06{rest}")
"""Of the Netherlands: 061 to 065."""


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("06 12345678", "NL", "+31612345678"),
        ("06 12345678", UNKNOWN, "+31612345678"),
        ("mijn nummer is 0470/12.34.56", "BE", "+32470123456"),
        ("0470 12 34 56", UNKNOWN, "+32470123456"),
        ("0475 12 34 56", "NL", "+31475123456"),
        ("0475 12 34 56", "BE", "+32475123456"),
        ("061 23 45 67", "BE", "+3261234567"),
        ("020 - 1234567", UNKNOWN, "+31201234567"),
        ("+32 (0)470 12 34 56", "NL", "+32470123456"),
        ("0032 470 12 34 56", ABROAD, "+32470123456"),
        ("+33 6 12 34 56 78", "NL", "+33612345678"),
        ("0049 151 23456789", UNKNOWN, "+4915123456789"),
        ("\uff10\uff16\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "NL", "+31612345678"),
    ],
)
def test_a_telephone_number_is_read_as_it_is_dialled(text: str, region: str, number: str) -> None:
    """In the person's country, or with the country in front."""
    assert read_phone(text, region, home="NL") == number


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("06 1234567", "NL"),
        ("06 1234567", UNKNOWN),
        ("0475 12 34 56", UNKNOWN),
        ("0470 12 34 56", "NL"),
        ("06 12345678", "BE"),
        ("06 12 34 56 78", ABROAD),
    ],
)
def test_a_number_that_may_be_a_strangers_is_refused(text: str, region: str) -> None:
    """A digit too few, the number of another country, or one of two countries: somebody else would answer."""
    assert read_phone(text, region, home="NL") is None


@pytest.mark.parametrize("region", [*REGIONS, UNKNOWN, ABROAD])
@pytest.mark.parametrize(
    "text",
    [
        *("0900 1234", "0900 12345", "0909-1234", "0800 0113", "0903 12345", "112", "113", "1813", "+44 70 1234 5678"),
        *("06 123456789", "0612345678 tst 12", "0612345678 of 0687654321", "na 8 uur: 0612345678", "+31900 1234"),
        *("", "?", "bel maar", "0800 BEL ONS", "+1 900 123 4567", "12345", "@0612345678@1"),
    ],
)
def test_what_nobody_should_call_is_refused(text: str, region: str) -> None:
    """What costs money, what is no line of a person's, and what has something beside the one number."""
    assert read_phone(text, region, home="NL") is None


@pytest.mark.parametrize("length", range(180, 205))
def test_a_number_at_the_end_of_a_long_story_is_read_whole_or_not_at_all(length: int) -> None:
    """Half a number is somebody else's."""
    story = "het gaat al lang niet goed " * 10

    assert read_phone(f"{story[:length]} +493012345678", "BE", home="NL") in {"+493012345678", None}


def test_what_takes_a_number_back_counts_wherever_it_stands() -> None:
    """A long text is read to its end, or is no number."""
    assert read_number(f"3 {'kinderen ' * 12}of 4") is None


@given(number=MOBILES, cuts=st.lists(SEPARATORS, min_size=10, max_size=10), region=st.sampled_from(["NL", UNKNOWN]))
def test_a_number_never_loses_a_digit(number: str, cuts: list[str], region: str) -> None:
    """However it is cut into pieces."""
    typed = "".join(digit + cut for digit, cut in zip(number, cuts, strict=True))
    read = read_phone(typed, region, home="NL")

    assert read == f"+31{number[1:]}"
    assert read_phone(read, region, home="NL") == read


@given(text=st.text(alphabet="0123456789+() -./a", max_size=30), region=st.sampled_from(REGIONS))
@example(text="+31 (0)6 12345678", region="NL")
def test_whatever_is_read_is_in_the_form_that_is_kept(text: str, region: str) -> None:
    """And every digit of it was typed, or is the country's."""
    read = read_phone(text, region, home="NL")

    if read is not None:
        assert is_canonical("phone", read)
        typed = "".join(filter(str.isdigit, text))
        assert any(typed.endswith(read[length:]) for length in range(1, 5))
        assert len(typed) <= len(read[1:]) + 3, "no more than a zero or the two of abroad were left out"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        (" 12. ", 12),
        ("-3", -3),
        ("1.200", 1200),
        ("1 200 000", 1_200_000),
        ("\uff11\uff12", 12),
        ("drie", 3),
        ("Één", 1),
        ("geen", 0),
        ("ik heb er twee", 2),
        ("ongeveer 3", 3),
        ("ik ben 16 jaar", 16),
        ("twelve", 12),
        ("onze", 11),
        ("deux enfants", 2),
        ("j'ai 3 enfants", 3),
    ],
)
def test_a_number_is_read_as_it_is_typed(text: str, number: int) -> None:
    """In digits, or in words up to a dozen."""
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "?", "veel", "3,5", "2 of 3", "2-3", "meer dan 3", "minder dan 3", "niet 3", "half", "een paar"),
        *("geen idee", "12x", "A12", "999999999999", "1.20", "1.200,5", "1 2 3", "twee drie", "06 12345678"),
    ],
)
def test_what_is_not_one_whole_number_is_not_guessed(text: str) -> None:
    """Several, a part of one, about one, and none."""
    assert read_number(text) is None


@given(number=st.integers(-MOST + 1, MOST - 1))
def test_a_number_is_read_back_as_itself(number: int) -> None:
    """As it is kept."""
    assert read_number(str(number)) == number


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Gent", "Gent"),
        ("  's-Hertogenbosch\n", "'s-Hertogenbosch"),
        ("9000   Gent.", "9000 Gent"),
        ("L’Écluse", "L’Écluse"),
        ("Saint-Gilles (Bruxelles)", "Saint-Gilles (Bruxelles)"),
        ("Oe", "Oe"),
    ],
)
def test_a_place_is_its_name(text: str, place: str) -> None:
    """With one space between its words."""
    assert read_place(text) == place


@pytest.mark.parametrize("text", ["", "x", "12", "http://gent.be", "mia@gent.be", "Gent\nZwolle", "Gent <b>", "a" * 61])
def test_what_can_be_no_name_of_a_place_is_refused(text: str) -> None:
    """Nothing is kept that was not asked for."""
    assert read_place(text) is None


@given(text=st.text(max_size=80))
def test_a_place_is_read_back_as_itself(text: str) -> None:
    """As it is kept."""
    place = read_place(text)

    assert place is None or read_place(place) == place


@given(kind=st.sampled_from(sorted(EXPECTED)), text=st.text(max_size=20))
def test_what_is_in_the_form_that_is_kept_has_no_space_around_it(kind: str, text: str) -> None:
    """Two texts that look the same are the same value."""
    if is_canonical(kind, text):
        assert text == text.strip()
        assert text


def test_limits_hold_for_what_lies_on_them() -> None:
    """A place and a text have none."""
    limits = Limits("09:00", "22:00")

    assert limits.fitting(["08:59", "09:00", "22:00", "22:01"]) == ("09:00", "22:00")
    assert Limits(0, 20).fitting([-1, 0, 20, 21]) == (0, 20)
    assert Limits().fitting(["Gent", 5]) == ("Gent", 5)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("+31612987054", "+31 6 12987054"), ("+3225481111", "+32 2 548 11 11"), ("+442071838750", "+44 20 7183 8750")],
)
def test_a_number_is_shown_in_the_groups_in_which_it_is_read_aloud(kept: str, shown: str) -> None:
    """With its country, as its country writes it."""
    assert in_groups(kept) == shown
