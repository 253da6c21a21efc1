"""Whoever is in need finds a number and a human: faults in the way there."""

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent
from tests.unit.flows.faults import faults_of
from tests.unit.flows.small import CRISIS, FLOWS, SOURCES


def test_a_crisis_flow_without_a_way_to_a_human_is_refused() -> None:
    """Numbers alone are not enough."""
    text = FLOWS.replace("next: mens.dringend}", "next: klaar}")

    assert ("E603", "crisis: from here no way leads to a human") in [
        (finding.code, finding.what) for finding in faults_of("flows.yaml", text)
    ]


def test_the_emergency_number_may_stand_in_the_text_itself() -> None:
    """In every language, in the text or in the first question."""
    said = FLOWS.replace('"Je bent niet alleen"', '"Bel 112"').replace('"You are not alone"', '"Call 112"')
    said = said.replace('"Vous n\'êtes pas seul"', '"Appelez le 112"').replace("        lines: [nood]\n", "")
    asked = FLOWS.replace('"Klopt dat?"', '"112. Klopt dat?"').replace('"Is that so?"', '"112. Is that so?"')
    asked = asked.replace('"C\'est bien ça ?"', '"112. C\'est bien ça ?"').replace("        lines: [nood]\n", "")

    assert compile_bundle({**SOURCES, "flows.yaml": said}).entry == "start.welkom"
    assert compile_bundle({**SOURCES, "flows.yaml": asked}).entry == "start.welkom"


def test_the_interrupts_that_every_bundle_needs_are_missed() -> None:
    """Without stop, human and crisis nothing is served."""
    start, end = FLOWS.index("interrupts:"), FLOWS.index("flows:\n")
    findings = faults_of("flows.yaml", FLOWS[:start] + FLOWS[end:])

    assert [finding.what for finding in findings if finding.code == "E601"] == [
        f'interrupts: the interrupt "{name}" is missing; no bundle goes without it'
        for name in ("crisis", "mens", "stop")
    ]


def test_phrases_that_are_only_looked_for_belong_to_the_crisis() -> None:
    """No other interrupt may act on parts of a message."""
    text = FLOWS.replace('words: {nl: [hulp, "?"], en: [help], fr: [aide]}', "words_file: crisis.yaml")

    assert [finding.what for finding in faults_of("flows.yaml", text)] == [
        'hulp: "crisis" has "words_file: crisis.yaml", and nothing else has'
    ]


def test_a_crisis_that_leads_nowhere_is_told_once() -> None:
    """A flow that is missing, or has no beginning, is not blamed for its contents."""
    gone = FLOWS.replace("    call: crisis\n", "    call: nergens\n")
    headless = FLOWS.replace("  crisis:\n    entry: nu\n", "  crisis:\n    entry: qqq\n")

    assert "E603" not in {finding.code for finding in faults_of("flows.yaml", gone)}
    assert [finding.code for finding in faults_of("flows.yaml", headless)] == ["E201"]


def test_a_crisis_flow_that_only_decides_shows_no_number() -> None:
    """What depends on an answer is not sure to be said."""
    old = "        lines: [nood]\n        next: vraag\n"
    text = FLOWS.replace(
        "      nu:\n        say:", "      nu:\n        set: {vrij: true}\n        next: zeg\n      zeg:\n        say:"
    )
    assert faults_of("flows.yaml", text.replace(old, "        next: vraag\n"))[0].code == "E603"

    branch = "      nu:\n        branch: [{when: vrij, next: zeg}, {else: true, next: vraag}]\n      zeg:\n        say:"
    assert faults_of("flows.yaml", FLOWS.replace("      nu:\n        say:", branch))[0].code == "E603"

    each = branch.replace("vraag}", "anders}").replace(
        "zeg:", f"anders:\n        say: {BEL}\n        next: vraag\n      zeg:"
    )
    compile_bundle({**SOURCES, "flows.yaml": FLOWS.replace("      nu:\n        say:", each)})


BEL = '{nl: "Bel 112", en: "Call 112", fr: "Appelez le 112"}'
SIGNS = "signs: {zelf: {nl: [dood]}, ander: {nl: [slaat]}}\n"


@pytest.mark.parametrize(
    ("declared", "saved_by", "code"),
    [
        ("tekens: {type: set, values: [zelf]}", "crisis", "E303"),
        ("tekens: {type: set, values: [ander, zelf]}", "crisis", "E303"),
        ("tekens: {type: choice, values: [zelf, ander]}", "crisis", "E303"),
        ("andere: {type: bool}", "crisis", "E301"),
        ("tekens: {type: set, values: [zelf, ander]}", "hulp", "E601"),
    ],
)
def test_what_a_text_is_about_is_kept_whole_or_not_at_all(declared: str, saved_by: str, code: str) -> None:
    """In a set of exactly the signs there are, by who hears need."""
    key = "    words_file: crisis.yaml\n" if saved_by == "crisis" else "    call: uitleg\n"
    flows = FLOWS.replace("vars:\n", f"vars:\n  {declared}\n", 1).replace(key, f"{key}    save: tekens\n")
    with pytest.raises(FaultyContent) as caught:
        compile_bundle({**SOURCES, "flows.yaml": flows, "crisis.yaml": CRISIS + SIGNS})
    assert code in {finding.code for finding in caught.value.findings}
