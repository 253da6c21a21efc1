"""A short sentence instead of a choice, and what it must not be taken for."""

import pytest

from bot.flows.alike import Alike
from bot.flows.replies import Labels
from bot.flows.sentences import named_in_a_sentence

ALIKE = Alike({"ja": ["ja", "jawel", "yes"], "nee": ["nee", "nope"], "weet_niet": ["weet ik niet", "kweenie"]})
YES_NO = Labels({"ja": "Ja", "nee": "Nee", "weet": "Weet ik niet"}, ALIKE)
PLACES = Labels({"nl": "Nederland", "be": "België", "zee": "Zee", "kort": "Iets kort lezen"}, ALIKE)


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("Ja, ik kan vrij typen", "ja"),
        ("ja ik kan vrij typen", "ja"),
        ("jawel, dat gaat", "ja"),
        ("Nee, dat gaat niet", "nee"),
        ("nee ik zit in de trein", "nee"),
        ("kweenie, echt", "weet"),
        ("ja, maar hij leest mee", None),
        ("ja, ik kan niet vrij typen", None),
        ("ja als hij weg is", None),
        ("jawel dat gaat", None),
        ("1, denk ik", None),
        ("ik kan vrij typen", None),
        ("ja", None),
        ("ja, en dan vertel ik je alles wat er toen is gebeurd", None),
    ],
)
def test_a_sentence_begins_with_its_answer(typed: str, option: str | None) -> None:
    """Before a comma or as the words of a label; a sentence that turns, or takes its yes back, is none."""
    assert named_in_a_sentence(typed, YES_NO, ("ja", "nee", "weet")) == option


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("Ik woon in Nederland", "nl"),
        ("ik denk dat ik in belgie ben", "be"),
        ("ik woon niet in Nederland", None),
        ("Nederland of België", None),
        ("soms Nederland, soms België", None),
        ("ik woon aan zee", None),
        ("de Nederlandse kant", None),
    ],
)
def test_a_sentence_has_one_whole_label_in_it(typed: str, option: str | None) -> None:
    """One that is long enough to stand there for itself, and no "not" beside it."""
    assert named_in_a_sentence(typed, PLACES, ("nl", "be", "zee", "kort")) == option


def test_a_sentence_names_only_what_was_shown() -> None:
    """What is offered to others only is no answer here."""
    assert named_in_a_sentence("Ik woon in Nederland", PLACES, ("be",)) is None
