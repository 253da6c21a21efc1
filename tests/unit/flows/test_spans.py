"""How long somebody says, in whole messages: the same for a label and for what is typed instead."""

import pytest

from bot.flows.replies import Labels
from bot.flows.spans import minutes_in
from bot.flows.words import spellings


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("Ja, nog 15 minuten", 15),
        ("15min", 15),
        ("een kwartier", 15),
        ("15 more minutes", 15),
        ("another 15", 15),
        ("encore un quart d’heure", 15),
        ("15 minutes de plus", 15),
        ("drie kwartier", 45),
        ("half uurtje graag", 30),
        ("half an hour", 30),
        ("une demi-heure", 30),
        ("oui 30", 30),
        ("na één uur", 60),
        ("one more hour", 60),
        ("1 heure", 60),
        ("na een dag", 1440),
    ],
)
def test_a_length_is_read_in_words_and_figures(text: str, minutes: int) -> None:
    """In every language at once, with the little words that people put around it."""
    assert minutes_in(spellings(text)) == minutes


@pytest.mark.parametrize(
    "text",
    ["", "ja", "nog", "m", "u", "nee", "over een uur", "nog 15 minuten te leven", "15 minuten of 30", "ja " * 500],
)
def test_what_says_more_or_less_is_no_length(text: str) -> None:
    """Whoever says when says not for how long, and whoever has so long to live is heard."""
    assert minutes_in(spellings(text)) is None


def test_a_length_means_the_option_that_has_it() -> None:
    """Two options with the same length mean neither, and what has no length means no option without one."""
    labels = Labels(
        {"kort": "Ja, 15 minuten", "lang": "Ja, 60 minuten", "nee": "Nee", "dag": "Na één dag", "etmaal": "24 uur"}
    )

    assert labels.match(spellings("een kwartier")) == "kort"
    assert labels.match(spellings("an hour please")) == "lang"
    assert labels.match(spellings("een half uur")) is None
    assert labels.match(spellings("1 jour")) is None
    assert labels.match(spellings("hallo")) is None
