"""Faults in crisis phrases, help lines and wording, each by its code and its exact place."""

import pytest

from bot.flows.bundle import compile_bundle
from tests.unit.flows.faults import check_fault, faults_of
from tests.unit.flows.small import CRISIS, HELPLINES, SOURCES, WORDING

CONTENT_FAULTS = [
    (
        "crisis.yaml",
        '[suicide, "can\'t go on"]',
        '[suicide, ¦"113"]',
        'E602 en: "113" is a number, and a number is always the answer to a list',
    ),
    (
        "crisis.yaml",
        '[suicide, "can\'t go on"]',
        "\n    - suicide\n    - ¦can't: go on",
        'E006 en: expected a text, found a map; a text with ": " in it needs quotes',
    ),
    ("crisis.yaml", '[suicide, "can\'t go on"]', '[suicide, ¦"?!"]', 'E007 en: "?!" has no word in it'),
    ("crisis.yaml", '[suicide, "can\'t go on"]', '[suicide, ¦" "]', "E007 en: the text is empty"),
    ("crisis.yaml", '[suicide, "can\'t go on"]', "¦suicide", "E006 en: expected a list, found a text"),
    ("crisis.yaml", '  en: [suicide, "can\'t go on"]\n', "", 'phrases: >> E410 phrases: there are no phrases in "en"'),
    (
        "crisis.yaml",
        '  nl: ["dood moe"]',
        '  nl: ["dood moe"]\n  ¦de: [todmüde]',
        "E401 de: none of the languages of this bundle: nl, en, fr",
    ),
    (
        "helplines.yaml",
        'number: "088 0767 000"',
        "number: ¦0880767000",
        (
            "E003 number: YAML reads 0880767000 as a number, without the zero in front or in base 8; "
            'put it in quotes: "0880767000"'
        ),
    ),
    (
        "helplines.yaml",
        'number: "088 0767 000"',
        "number: ¦880767000",
        'E003 number: YAML reads 880767000 as a number; put it in quotes: "880767000"',
    ),
    (
        "helplines.yaml",
        'number: "088 0767 000"',
        'number: ¦"bel ons"',
        'E605 number: "bel ons" can\'t be dialled; write digits with spaces or hyphens, such as "0800-2000"',
    ),
    (
        "helplines.yaml",
        'number: "088 0767 000"',
        'number: ¦"1"',
        'E605 number: "1" can\'t be dialled; write digits with spaces or hyphens, such as "0800-2000"',
    ),
    ("helplines.yaml", "    url: nieuw.be\n", "", 'nieuw:\n >> E605 nieuw: a line needs a "number" or a "url"'),
    (
        "helplines.yaml",
        "valid_until: 2026-03-01",
        "valid_until: ¦2025-03-01",
        "E605 valid_until: this day lies before the last check",
    ),
    (
        "helplines.yaml",
        "valid_until: 2026-03-01",
        "valid_until: ¦2029-03-01",
        "E605 valid_until: 1155 days after the last check; at most 400, then somebody has to look again",
    ),
    (
        "helplines.yaml",
        "valid_until: 2026-03-01",
        "valid_until: ¦volgend jaar",
        "E006 valid_until: expected a date such as 2026-11-22",
    ),
    (
        "helplines.yaml",
        "valid_until: 2026-03-01",
        "valid_until: ¦2026",
        "E006 valid_until: does not fit: Input should be a valid date",
    ),
    (
        "helplines.yaml",
        "fallback: nieuw",
        "fallback: ¦nieuws",
        'E605 fallback: "nieuws" is no help line; did you mean "nieuw" (39:3)?',
    ),
    ("helplines.yaml", "fallback: nieuw", "fallback: ¦oud", "E605 fallback: a line can't take its own place"),
    (
        "helplines.yaml",
        'on_bill: "yes"',
        "on_bill: ¦yes",
        'E003 on_bill: YAML reads yes as true; put it in quotes: "yes"',
    ),
    (
        "helplines.yaml",
        'on_bill: "yes"',
        "on_bill: ¦true",
        "E003 on_bill: expected 'no', 'yes' or 'unknown', in quotes; found true or false",
    ),
    (
        "helplines.yaml",
        "hours: {nl: dag en nacht, en: day and night, fr: jour et nuit}",
        "hours: ¦{nl: dag en nacht, en: day and night}",
        'E402 hours: there is no "fr" text',
    ),
    ("helplines.yaml", "    countries: [nl]\n", "    countries: [¦de]\n", 'E605 countries: "de" is none of nl, be'),
    (
        "helplines.yaml",
        "    countries: [nl]\n",
        "    countries: [nl]\n    needs: [¦geld]\n",
        'E605 needs: "geld" is none of the needs above',
    ),
    ("helplines.yaml", "lines:\n", "needs: [¦geld]\nlines:\n", 'E605 needs: no line for everybody helps with "geld"'),
    (
        "helplines.yaml",
        "    countries: [nl]\n",
        "    countries: [nl]\n    roles: [¦jong]\n",
        'E605 roles: "jong" is no value of the variable "rol"',
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "expected"), CONTENT_FAULTS)
def test_a_fault_of_the_content_is_found_at_its_place(file: str, old: str, new: str, expected: str) -> None:
    """Crisis phrases, help lines and wording are checked in the same run."""
    check_fault(file, old, new, expected)


def test_the_emergency_number_has_to_be_there_always() -> None:
    """A directory without 112, or with one that can expire, is refused."""
    findings = faults_of("helplines.yaml", HELPLINES.replace("    always: true\n", ""))

    assert ("E605", 'lines: no line has the number "112" and "always: true"') in [
        (finding.code, finding.what) for finding in findings
    ]


def test_missing_wording_is_named() -> None:
    """The bot never lacks words of its own."""
    text = WORDING.replace("  lost:", "  lots:")

    assert [str(finding) for finding in faults_of("wording.yaml", text)] == [
        'wording.yaml:2:1: E005 texts: "lost" is missing'
    ]


def test_a_language_without_words_is_missed_and_a_strange_one_refused() -> None:
    """Both sides of a swapped language code are told."""
    text = CRISIS.replace("  fr: [", "  de: [")

    assert [(finding.line, finding.column, finding.code) for finding in faults_of("crisis.yaml", text)] == [
        (2, 1, "E410"),
        (5, 3, "E401"),
    ]


@pytest.mark.parametrize("word", ["stop", "hulp", "12", "jawel"])
def test_a_word_that_means_the_same_as_others_means_nothing_else(word: str) -> None:
    """No word that acts everywhere, no number, and none of another group."""
    alike = f'alike: {{ja: {{nl: [jawel]}}, nee: {{nl: ["{word}", nope]}}}}\n'

    assert [finding.code for finding in faults_of("wording.yaml", WORDING + alike)] == ["E602"]


@pytest.mark.parametrize("asides", ["{groot: lost}", "{groet: losst}"], ids=["no such words", "no such text"])
def test_an_answer_to_a_greeting_names_words_and_a_text_that_there_are(asides: str) -> None:
    """What is misspelt is named, with what was meant."""
    groups = "alike: {groet: {nl: [goeiedag], en: [good day], fr: [bonjour]}}\n"
    compile_bundle({**SOURCES, "wording.yaml": f"{WORDING}{groups}asides: {{groet: lost}}\n"})

    found = faults_of("wording.yaml", f"{WORDING}{groups}asides: {asides}\n")
    assert [finding.code for finding in found] == ["E203"]
    assert "did you mean" in str(found[0])


def test_without_help_lines_the_rest_is_checked() -> None:
    """A broken directory hides nothing else, and is not blamed twice."""
    findings = faults_of("helplines.yaml", "schema: 1\nlines: 3\n")

    assert [finding.code for finding in findings] == ["E006"]
