"""Times of the day, as people say them in three languages."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.values.times import in_part_of_day, read_time
from bot.model import LANGUAGES


def read(text: str, language: str = "nl") -> str:
    """Return the times that a text can mean, in one line."""
    return " ".join(one.isoformat("minutes") for one in read_time(text, language))


@pytest.mark.parametrize(
    ("language", "text", "times"),
    [
        ("nl", "19:30", "19:30"),
        ("nl", "19u30", "19:30"),
        ("nl", "19.30 uur", "19:30"),
        ("nl", "1930", "19:30"),
        ("nl", "om 19 uur", "19:00"),
        ("nl", "07:30", "07:30"),
        ("nl", "0:15", "00:15"),
        ("nl", "24:00", "00:00"),
        ("nl", "12:30", "12:30"),
        ("nl", "7:30", "07:30 19:30"),
        ("nl", "10:00", "10:00"),
        ("nl", "10 uur", "10:00 22:00"),
        ("nl", "half acht", "07:30 19:30"),
        ("nl", "half 8 's avonds", "19:30"),
        ("nl", "'s avonds om half 8", "19:30"),
        ("nl", "savonds 8 uur", "20:00"),
        ("nl", "vanavond 7 uur", "19:00"),
        ("nl", "8 uur 's ochtends", "08:00"),
        ("nl", "3 uur in de middag", "15:00"),
        ("nl", "2 uur 's nachts", "02:00"),
        ("nl", "kwart voor acht", "07:45 19:45"),
        ("nl", "kwart na 7", "07:15 19:15"),
        ("nl", "tien over half acht", "07:40 19:40"),
        ("nl", "vijf voor half 8", "07:25 19:25"),
        ("nl", "half een", "00:30 12:30"),
        ("nl", "twaalf uur", "00:00 12:00"),
        ("nl", "middernacht", "00:00"),
        ("en", "7 pm", "19:00"),
        ("en", "7:30 p.m.", "19:30"),
        ("en", "7:30am", "07:30"),
        ("en", "12 am", "00:00"),
        ("en", "12 pm", "12:00"),
        ("en", "noon", "12:00"),
        ("en", "half past seven", "07:30 19:30"),
        ("en", "half seven", "07:30 19:30"),
        ("en", "half 8", "07:30 08:30 19:30 20:30"),
        ("en", "quarter to eight", "07:45 19:45"),
        ("en", "seven o'clock in the evening", "19:00"),
        ("fr", "19h30", "19:30"),
        ("fr", "à 19 h", "19:00"),
        ("fr", "sept heures et quart", "07:15 19:15"),
        ("fr", "huit heures moins le quart", "07:45 19:45"),
        ("fr", "sept heures et demie du soir", "19:30"),
        ("fr", "huit heures moins dix du matin", "07:50"),
        ("fr", "midi", "12:00"),
        ("fr", "3h de l'après-midi", "15:00"),
    ],
)
def test_a_time_is_read_as_it_is_said(language: str, text: str, times: str) -> None:
    """Where the half of the day is open, both come out."""
    assert read(text, language) == times


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        *("", "?", "geen", "25", "25:00", "24:10", "19:60", "7-9", "19:30 - 20:30", "3/4", "31-12-2026", "morgen"),
        *("misschien", "na 7", "voor 8", "19:00 's ochtends", "0612345678", "niet om 8 uur", "8 of 9 uur", "@@@"),
    ],
)
def test_what_is_no_time_is_not_guessed(language: str, text: str) -> None:
    """A span, a bound, a date, and an hour that the day does not have are nothing."""
    assert read(text, language) == ""


@given(moment=st.times(), language=st.sampled_from(LANGUAGES))
def test_a_time_is_read_back_as_itself(moment: time, language: str) -> None:
    """In the form in which it is kept."""
    kept = moment.isoformat("minutes")

    assert read(kept, language) == kept


@given(text=st.text(max_size=40), language=st.sampled_from(LANGUAGES))
def test_no_text_does_harm(text: str, language: str) -> None:
    """Whatever is typed, it is a few times or none."""
    assert len(read_time(text, language)) <= 4


def test_a_part_of_the_day_chooses() -> None:
    """Among times that were read before."""
    both = (time(7, 30), time(19, 30))

    assert in_part_of_day("'s avonds", both) == (time(19, 30),)
    assert in_part_of_day("in the morning", both) == (time(7, 30),)
    assert in_part_of_day("du soir", both) == (time(19, 30),)
    assert in_part_of_day("blauw", both) == ()
