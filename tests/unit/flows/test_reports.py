"""Findings for programs, and the schemas for editor programs."""

import json
from pathlib import Path

import jsonschema
import pytest

from bot.flows.format.findings import Finding, Findings
from bot.flows.format.json_schema import SCHEMAS, schema_of
from bot.flows.format.parse import parse
from bot.flows.format.reports import annotation_of, json_of
from tests.house import ROOT

CONTENT = ROOT / "bot" / "content"
FILES = {
    "flows": [ROOT / "flows.yaml"],
    "included": sorted((CONTENT / "flows").glob("*.yaml")),
    "helplines": [CONTENT / "helplines.yaml"],
    "crisis": [CONTENT / "crisis.yaml"],
    "wording": [CONTENT / "wording.yaml"],
}


def test_findings_as_json() -> None:
    """With the severity and the cure."""
    [found] = json.loads(json_of([Finding("flows.yaml", 4, 9, "E203", '"x" is no node')]))

    assert found["severity"] == "error"
    assert (found["file"], found["line"], found["column"], found["code"]) == ("flows.yaml", 4, 9, "E203")
    assert found["cure"].endswith(".")


def test_a_finding_as_an_annotation() -> None:
    """What would end a value is escaped."""
    shown = annotation_of(Finding("a,b:c.yaml", 1, 2, "W409", "100 % hard"))

    assert shown == "::warning file=a%2Cb%3Ac.yaml,line=1,col=2,title=W409::100 %25 hard"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_files_are_up_to_date(name: str) -> None:
    """`ajar flows schema --write` makes them."""
    assert (CONTENT / "schema" / f"{name}.json").read_text(encoding="utf-8") == schema_of(name)


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, files in FILES.items() for file in files])
def test_the_shipped_files_fit_their_schema(name: str, file: Path) -> None:
    """And each says which schema is its own, so that an editor program finds it."""
    text = file.read_text(encoding="utf-8")
    document = parse(file.name, text, Findings())

    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (file.parent / first.partition("=")[2]).resolve() == (CONTENT / "schema" / f"{name}.json").resolve()
    assert document is not None
    jsonschema.validate(document.value, json.loads(schema_of(name)))


def test_a_misspelt_key_does_not_fit() -> None:
    """The editor program underlines it."""
    flows = {
        "schema": 1,
        "bundle": "x",
        "languages": {"default": "nl", "required": ["nl"]},
        "flows": {"a": {"nodez": {}}},
    }

    with pytest.raises(jsonschema.ValidationError, match="nodez"):
        jsonschema.validate(flows, json.loads(schema_of("flows")))
