"""The small conversation with one fault in it; the place of the fault is marked with ¦ in what is written."""

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent, Finding
from tests.unit.flows.small import FLOWS, SOURCES

PLACE = "¦"
RUST = "      rust:\n        end: {}\n"
OPTION = "{id: terug, label: {nl: Terug, en: Back, fr: Retour}, next: klaar}"


def faults_of(file: str, text: str) -> tuple[Finding, ...]:
    """Compile the small conversation with one file replaced; returns what is wrong with it."""
    with pytest.raises(FaultyContent) as caught:
        compile_bundle({**SOURCES, file: text})
    return caught.value.findings


def place_of(text: str, piece: str) -> tuple[int, int]:
    """Return line and column of the first letter of a piece that stands in a text once."""
    assert text.count(piece) == 1, f"{piece!r} stands {text.count(piece)} times"
    before = text[: text.index(piece) + len(piece) - len(piece.lstrip())]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def key(piece: str) -> str:
    """Return the place of a piece of the small flows as messages write it."""
    line, column = place_of(FLOWS, piece)
    return f"({line}:{column})"


def check_fault(file: str, old: str, new: str, expected: str) -> None:
    """Exactly this one fault is found: at the mark in `new`, or at the words that `expected` begins with."""
    text = SOURCES[file]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    text = text.replace(old, new)
    if PLACE in text:
        line, column = place_of(text, PLACE)
        text = text.replace(PLACE, "")
    else:
        at, _, expected = expected.partition(" >> ")
        line, column = place_of(text, at)

    assert [str(finding) for finding in faults_of(file, text)] == [f"{file}:{line}:{column}: {expected}"]
