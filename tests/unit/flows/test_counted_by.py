"""By what talks are told apart in the figures, as an editor writes it: what somebody could be known by is refused."""

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.format.findings import FaultyContent
from bot.model.event_log import Dimension
from tests.unit.flows.small import SOURCES

VARS = "  wie: {type: choice, values: [zelf, ander]}\n"
BOTH = "counted_by: {country: land, role: wie}"


def compiled(old: str = "", new: str = "") -> Bundle:
    """Compile the small conversation with both, changed like this."""
    text = SOURCES["flows.yaml"].replace("interrupts:\n", f"{VARS}{BOTH}\ninterrupts:\n", 1)
    assert text.count(old) == 1 or not old
    return compile_bundle({**SOURCES, "flows.yaml": text.replace(old, new) if old else text})


def test_both_together_are_no_fault() -> None:
    """What is named is what is counted by."""
    assert compiled().counted_by == {Dimension.COUNTRY: "land", Dimension.ROLE: "wie"}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("role: wie", "role: wi", 'role: there is no variable "wi"'),
        ("wie: {type: choice, values: [zelf, ander]}", "wie: {type: bool}", '"wie" has to be of the type choice'),
        ("[zelf, ander]}", "[zelf, ander], sensitive: true}", '"wie" is sensitive, and is in no figure'),
        ("[zelf, ander]}", "[zelf, een_ander_uit_de_gemeenschap]}", '"wie" has a value of more than 24 characters'),
    ],
)
def test_what_somebody_could_be_known_by_is_refused(old: str, new: str, what: str) -> None:
    """Each with its place and its cure."""
    with pytest.raises(FaultyContent) as faulty:
        compiled(old, new)

    assert [one for one in faulty.value.findings if one.code == "E618" and what in one.what]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("\n  crisis:\n    entry:", "\n  crisis:\n    counted: true\n    entry:", 'who comes to "crisis" is in need'),
        ("        save: land\n", "        save: land\n        count_ways: true\n", "about whoever gives it"),
        ("      menu:\n        ask:", "      menu:\n        count_ways: true\n        ask:", "its flow is not counted"),
    ],
)
def test_how_people_go_on_is_not_counted_where_it_tells_of_them(old: str, new: str, what: str) -> None:
    """Neither their need nor their answers; and what is counted nowhere is told."""
    with pytest.raises(FaultyContent) as faulty:
        compiled(old, new)

    assert [one.code for one in faulty.value.findings if what in one.what] == ["E618"]
