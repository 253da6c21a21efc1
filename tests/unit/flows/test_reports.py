"""Findings for programs, and the schemas for editor programs."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from bot.flows.format.findings import Finding, Findings
from bot.flows.format.json_schema import SCHEMAS, schema_of
from bot.flows.format.node_schema import KINDS
from bot.flows.format.parse import parse
from bot.flows.format.reports import annotation_of, json_of
from bot.model import LANGUAGES
from tests.house import ROOT
from tests.unit.flows.small import FLOWS

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


@cache
def validator_of(name: str) -> jsonschema.Draft202012Validator:
    """Return what holds values against a schema, which is itself a good one."""
    schema = json.loads(schema_of(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def small(old: str = "", new: str = "") -> object:
    """Return the small conversation as plain values, with one piece replaced."""
    assert not old or FLOWS.count(old) == 1
    document = parse("flows.yaml", FLOWS.replace(old, new) if old else FLOWS, Findings())
    assert document is not None
    return document.value


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
    validator_of(name).validate(document.value)


def unexplained(schema: object, name: str = "") -> Iterator[str]:
    """Yield the keys that an editor program could say nothing about; a language needs no explanation."""
    if isinstance(schema, dict):
        for key, part in schema.get("properties", {}).items():
            if "description" not in part and key not in LANGUAGES:
                yield f"{name}.{key}"
        for key, part in schema.items():
            yield from unexplained(part, key)
    elif isinstance(schema, list):
        for part in schema:
            yield from unexplained(part, name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_explained(name: str) -> None:
    """When the cursor stands on it."""
    assert list(unexplained(json.loads(schema_of(name)))) == []


def test_the_kinds_of_nodes_have_names() -> None:
    """An editor program offers "ask", "say", … and not "option 3"."""
    schema = json.loads(schema_of("flows"))
    [nodes] = schema["$defs"]["Flow"]["properties"]["nodes"]["patternProperties"].values()
    offered = [schema["$defs"][part["$ref"].rpartition("/")[2]] for part in nodes["oneOf"]]

    assert [part["title"] for part in offered] == list(KINDS)
    assert all(part["description"] for part in offered)


def test_the_small_conversation_fits() -> None:
    """So that what is refused below is refused for its fault."""
    validator_of("flows").validate(small())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("schema: 1", "schema: 2"),
        ("bundle: klein", "bundel: klein"),
        ("bundle: klein", "bundle: Klein!"),
        ("vrij: {type: bool, ", "vrij: {type: boolean, "),
        ("vrij: {type: bool, ", "Vrij: {type: bool, "),
        ("    do: wipe", "    do: vergeet"),
        ("    recover: menu", "    recover: [menu]"),
        ("        otherwise: {tries: 3}", "        otherwise: {tries: 0}"),
        ("        otherwise: {tries: 3}", "        otherwise: {}\n        next: menu"),
        ("      rust:\n        end: {}\n  lezen", "      Rust:\n        end: {}\n  lezen"),
        ("      rust:\n        end: {}\n  lezen", "      rust:\n        einde: {}\n  lezen"),
        ("      rust:\n        end: {}\n  lezen", "      rust:\n        end:\n  lezen"),
        ("{else: true, next: menu}", "{else: false, next: menu}"),
        ("        type: text\n", "        type: tekst\n"),
        ("lines: [nood, luister, oud]", "lines: nood"),
        ("{nl: Dag, en: Hello, fr: Salut}", "Dag"),
        ("{nl: Dag, en: Hello, fr: Salut}", "{nl: 3, en: Hello, fr: Salut}"),
        ("card: [land, vrij]", "kaart: [land, vrij]"),
    ],
)
def test_what_is_broken_does_not_fit(old: str, new: str) -> None:
    """The editor program underlines it."""
    broken = small(old, new)

    with pytest.raises(jsonschema.ValidationError):
        validator_of("flows").validate(broken)
