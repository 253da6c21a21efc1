"""Conversations that the shipped flows have none of, played with the shipped wording: so that no text goes unheard."""

from collections.abc import Mapping

from bot.flows.bundle import Bundle, compile_bundle
from tests.unit.flows.asked import ASKED
from tests.unit.flows.small import SOURCES
from tests.unit.flows.test_input_golden import TALKS
from tests.unit.flows.test_picking import OPTION, PICK

WORDING = "wording.yaml"
STORY = "Gisteren was ik bij mijn zus en daar heb ik eindelijk verteld hoe het thuis gaat, en toen moest ik huilen."
QUESTIONS = ("aantal", "dag", "tijd", "nummer", "code", "plaats")
_MENU = '          - {id: lezen, label: {nl: "Iets lezen"'
_FLOWS = (
    ASKED.replace("  naam: {type: text", "  nodig: {type: set, values: [huis, geld, dokter]}\n  naam: {type: text")
    .replace(_MENU, OPTION + _MENU)
    .replace("      naam:\n        input", f"{PICK}      naam:\n        input")
)


def _talk(name: str, node: str, *texts: str) -> str:
    turns = "".join(f'      - user: "{text}"\n' for text in texts)
    return f"  - name: {name}\n    given: {{at: {node}}}\n    turns:\n{turns}"


WORDS = TALKS + "".join(
    (
        *(_talk(f"nothing is understood at {node}", f"vragen.{node}", "@", "@", "@") for node in QUESTIONS),
        *(_talk(f"a story is told at {node}", f"vragen.{node}", STORY) for node in QUESTIONS),
        _talk("a day before today", "vragen.dag", "2020-01-01"),
        _talk("a day too far away", "vragen.dag", "2031-01-01"),
        _talk("too early", "vragen.tijd", "07:00"),
        _talk("too late", "vragen.tijd", "23:30"),
        _talk("too many", "vragen.aantal", "30"),
        _talk("too much to keep", "start.naam", "a" * 501),
        _talk("no word at all", "start.naam", "...", "...", "..."),
        _talk("too many are chosen", "start.nodig", "1, 2 en 3", "1"),
    )
)
"""A golden file."""


def bystanding(sources: Mapping[str, str]) -> Bundle:
    """Return the small conversation with every kind of question, in the wording of these files."""
    return compile_bundle({**SOURCES, "flows.yaml": _FLOWS, WORDING: sources[WORDING]})
