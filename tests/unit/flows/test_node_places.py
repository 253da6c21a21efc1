"""Which node a finding is about, also in files that can't be read at the moment."""

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent, Finding
from bot.flows.node_places import NodePlaces
from tests.unit.flows.paged import MAIN, PAGES
from tests.unit.flows.small import SOURCES

FILES = {**SOURCES, "flows.yaml": MAIN, **PAGES}


def at(text: str, *, file: str = "flows.yaml", column: int = 1) -> Finding:
    """Return a finding on the line that holds a text."""
    lines = FILES[file].splitlines()
    return Finding(file, 1 + next(at for at, line in enumerate(lines) if text in line), column, "E203", "amiss")


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("welkom:", "start.welkom"),
        ("{id: nee, label: {nl: Nee, en", "start.vrij"),
        ("otherwise: {tries: 2, then: lijnen}", "start.land"),
        ("bundle: klein", ""),
        ("words_file: crisis.yaml", ""),
        ("title: Begin", ""),
    ],
)
def test_a_place_inside_a_node_is_about_that_node(text: str, node: str) -> None:
    """And a place outside of every node is about none."""
    assert NodePlaces(FILES).node_of(at(text, column=9)) == node


def test_a_page_is_about_the_node_that_shows_it() -> None:
    """A page that nobody shows is about none, and so is another file."""
    places = NodePlaces(FILES)

    assert places.node_of(Finding("pages/geld.fr.md", 3, 1, "W409", "long")) == "tips.tip"
    assert places.node_of(Finding("pages/niets.fr.md", 1, 1, "E008", "unused")) == ""
    assert places.node_of(Finding("crisis.yaml", 3, 1, "W999", "anything")) == ""


def test_a_file_that_is_broken_is_looked_up_as_it_was() -> None:
    """Up to the broken place most of it is where it was; what was never whole is nowhere."""
    broken = {**FILES, "flows.yaml": MAIN.replace('{nl: "Wat nu?"', '{nl: "Wat nu?')}
    with pytest.raises(FaultyContent) as faulty:
        compile_bundle(broken)
    finding = faulty.value.findings[0]

    assert finding.code == "E001"
    assert NodePlaces(broken, FILES).node_of(at("Wat nu?", column=9)) == "start.menu"
    assert NodePlaces(broken).node_of(at("Wat nu?", column=9)) == ""
