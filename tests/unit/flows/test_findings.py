"""All faults of all files in one run, each told once, whatever was broken."""

import pytest

from bot.errors import ContentError
from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import MOST_FINDINGS, FaultyContent, shown
from bot.flows.format.reading import MOST_FAULTS
from tests.unit.flows.faults import faults_of
from tests.unit.flows.small import CRISIS, FLOWS


def test_all_faults_of_all_files_come_in_one_run_by_place() -> None:
    """The editor goes through the list once."""
    flows = (
        FLOWS.replace("next: vrij\n", "next: vrjj\n")
        .replace(", fr: Salut}", "}")
        .replace("save: naam\n", "save: nam\n")
    )
    flows += "      klaar: {end: {}}\n"
    sources = {
        "flows.yaml": flows,
        "content/crisis.yaml": CRISIS.replace("schema", "shema"),
        "helplines.yaml": "\tlines: {}\n",
        "extra.yaml": "a: 1\n",
    }
    with pytest.raises(FaultyContent) as caught:
        compile_bundle(sources)

    places = [(finding.file, finding.code) for finding in caught.value.findings]
    assert places == [
        ("content/crisis.yaml", "E004"),
        ("extra.yaml", "E008"),
        ("flows.yaml", "E402"),
        ("flows.yaml", "E203"),
        ("flows.yaml", "E301"),
        ("flows.yaml", "E103"),
        ("helplines.yaml", "E001"),
        ("wording.yaml", "E008"),
    ]
    assert caught.value.findings == tuple(sorted(caught.value.findings))
    assert str(caught.value).splitlines() == [str(finding) for finding in caught.value.findings]
    assert isinstance(caught.value, ContentError)
    assert caught.value.where == "content/crisis.yaml:1:1"


def test_a_misspelt_key_is_told_once() -> None:
    """Its right name is not missed as well, and what follows from it is not told."""
    text = FLOWS.replace("options:\n          - {id: goed", "optoins:\n          - {id: goed")

    assert [finding.what for finding in faults_of("flows.yaml", text)] == [
        '"optoins" is no key here; did you mean "options"?'
    ]


def test_a_broken_node_is_a_node_all_the_same() -> None:
    """What leads to it is not told to lead nowhere, and what it leads to is not told to be lost."""
    text = FLOWS.replace('say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}', "say: 3")

    assert [finding.code for finding in faults_of("flows.yaml", text)] == ["E006"]


def test_a_node_that_is_broken_in_two_ways_is_told_twice() -> None:
    """Both faults stand, and neither hides the other."""
    text = FLOWS.replace('say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}', "say: 3\n        xyz: 1")

    assert [finding.code for finding in faults_of("flows.yaml", text)] == ["E006", "E004"]


def test_a_broken_variable_is_told_once() -> None:
    """Its uses are not told to be undeclared."""
    text = FLOWS.replace("vrij: {type: bool, ", "vrij: {type: boel, ")

    assert [finding.code for finding in faults_of("flows.yaml", text)] == ["E006"]


def test_a_file_that_is_no_map_is_told() -> None:
    """A list is not the format, and nothing else is said about it."""
    for text, found in (("- a\n", "a list"), ("hallo\n", "a text"), ("3\n", "a number"), ("true\n", "true or false")):
        assert [finding.what for finding in faults_of("flows.yaml", text)] == [f"expected a map, found {found}"]


def test_rubbish_does_not_fill_the_memory_with_complaints() -> None:
    """There is a last finding."""
    text = FLOWS + "".join(f"fout{number}: 1\n" for number in range(2 * MOST_FAULTS))
    more = FLOWS + "".join(f"fout{number}: 07\n" for number in range(2 * MOST_FINDINGS))

    assert len(faults_of("flows.yaml", text)) == MOST_FAULTS
    assert len(faults_of("flows.yaml", more)) == MOST_FINDINGS


def test_a_long_word_is_quoted_short() -> None:
    """A message stays a line."""
    assert shown("a" * 100) == f'"{"a" * 60}…"'
    assert shown("a\nb") == '"a b"'
