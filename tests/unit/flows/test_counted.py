"""A number instead of an option: an age that is said, and what must never be taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.alike import Alike
from bot.flows.counted import Ranges
from bot.flows.nodes import Ask
from bot.flows.replies import Labels, chosen
from bot.flows.sentences import named_in_a_sentence
from bot.flows.values.limits import Limits
from bot.flows.words import spellings
from tests.house import shipped_bundle

ALIKE = Alike({"ja": ["ja", "yes", "oui"], "nee": ["nee", "no", "non"]})
OLD_ENOUGH = Labels(
    {"ja": "Ja, 16 of ouder", "nee": "Nee, jonger", "weg": "Terug"},
    ALIKE,
    {"jonger": "nee", "ouder": "ja"},
    ranges=Ranges({"ja": Limits(16, 120), "nee": Limits(None, 15)}),
)
SHOWN = ("ja", "nee", "weg")


def means(text: str) -> str | None:
    """Return the option that a text means, as an answer or as a sentence."""
    return chosen(spellings(text), OLD_ENOUGH, SHOWN) or named_in_a_sentence(text, OLD_ENOUGH, SHOWN)


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("15", "nee"),
        ("16", "ja"),
        ("ik ben 17", "ja"),
        ("ik ben vijftien jaar", "nee"),
        ("j'ai 14 ans", "nee"),
        ("j'ai dix-sept ans", "ja"),
        ("I'm 15 years old", "nee"),
        ("17j", "ja"),
        ("ja hoor, 25", "ja"),
        ("nee, ik ben 15", "nee"),
        ("jonger", "nee"),
        ("ouder", "ja"),
        ("2", "nee"),
    ],
)
def test_an_age_is_an_answer(typed: str, option: str) -> None:
    """In digits and in words; a place in the list stays a place."""
    assert means(typed) == option


@pytest.mark.parametrize(
    "typed",
    [
        "ja 15",
        "ja, ik ben 15",
        "ja, ik ben jonger",
        "nee 17",
        "nee, ik ben ouder",
        "ja, bijna",
        "ja, bijna 16",
        "volgende week 16",
        "15 of 16",
        "16-17",
        "16,5",
        "ik ben geen 16",
        "j'ai pas 16 ans",
        "160",
        "9" * 5_000,
        "2009",
        "mijn dochter is 14",
        "ik ben er een",
    ],
)
def test_what_may_mean_two_things_means_none(typed: str) -> None:
    """It is asked again: nobody is taken for older than they may be."""
    assert means(typed) is None


@given(st.integers(4, 15), st.sampled_from(["{}", "ja {}", "ja, ik ben {}", "{} jaar", "j'ai {} ans", "oui, {}"]))
def test_nobody_under_16_is_ever_taken_for_older(age: int, said: str) -> None:
    """Whatever stands around the number."""
    assert means(said.format(age)) in {"nee", None}


@pytest.mark.parametrize(
    ("node", "typed", "option"),
    [
        ("bellen.leeftijd", "15", "nee"),
        ("bellen.leeftijd", "plus jeune", "nee"),
        ("bellen.leeftijd", "plus âgée", "ja"),
        ("bellen.leeftijd", "j'ai 17 ans", "ja"),
        ("check_jong.leeftijd", "14", "van_12"),
        ("check_jong.leeftijd", "ik ben elf", "onder_12"),
        ("start.rol", "ik ben 15", "jong"),
    ],
)
def test_the_questions_that_ask_for_an_age_know_it(node: str, typed: str, option: str) -> None:
    """In whatever language the person reads."""
    asked = shipped_bundle().nodes[node]
    assert isinstance(asked, Ask)
    for labels in asked.labels.values():
        assert chosen(spellings(typed), labels, asked.order) == option
