"""Findings for programs: as JSON, and as annotations of a pull request."""

import json
from collections.abc import Sequence

from bot.flows.format.codes import CODES
from bot.flows.format.findings import Finding


def json_of(findings: Sequence[Finding]) -> str:
    """Return findings as a JSON list of `file`, `line`, `column`, `code`, `severity`, `message`, `cure`; stable."""
    return json.dumps([_as_map(found) for found in findings], ensure_ascii=False, indent=2)


def _as_map(found: Finding) -> dict[str, str | int]:
    return {
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "code": found.code,
        "severity": "warning" if found.is_warning else "error",
        "message": found.what,
        "cure": CODES[found.code].cure,
    }


def annotation_of(found: Finding) -> str:
    """Return a finding as GitHub Actions shows it beside the line."""
    level = "warning" if found.is_warning else "error"
    place = f"file={_escaped(found.file)},line={found.line},col={found.column},title={found.code}"
    return f"::{level} {place}::{found.what.replace('%', '%25')}"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
