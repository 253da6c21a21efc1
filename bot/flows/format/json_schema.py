"""JSON Schemas of the content files, for editor programs that complete and explain while somebody types."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from bot.content.hours_schema import HoursFile
from bot.content.schema import CannedFile, CrisisFile, HelplinesFile, StepsFile, WordingFile
from bot.flows.format.keys_explained import KEYS
from bot.flows.format.node_schema import KINDS
from bot.flows.format.schema import FlowsFile, IncludedFile

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_BROUGHT = ("vars", "scales", "flows")
"""What an included file may bring along, in the form that it has in flows.yaml."""
_KIND_OF: Mapping[str, str] = {model.__name__: kind for kind, model in KINDS.items()}

SCHEMAS: dict[str, type[BaseModel]] = {
    "flows": FlowsFile,
    "included": IncludedFile,
    "helplines": HelplinesFile,
    "crisis": CrisisFile,
    "wording": WordingFile,
    "canned": CannedFile,
    "hours": HoursFile,
    "steps": StepsFile,
}
"""By the name of the file."""


def schema_of(name: str) -> str:
    """Return the schema of one of `SCHEMAS` as JSON text."""
    schema = SCHEMAS[name].model_json_schema(by_alias=True)
    if name == "included":
        whole = FlowsFile.model_json_schema(by_alias=True)
        schema["properties"] |= {key: whole["properties"][key] for key in _BROUGHT}
        schema["$defs"] = whole["$defs"]
    defined = {key: _plain(part) | {"title": _KIND_OF.get(key, key)} for key, part in schema.pop("$defs", {}).items()}
    whole_file = {"$schema": _DRAFT, **_plain(schema), **({"$defs": defined} if defined else {})}
    return json.dumps(whole_file, ensure_ascii=False, indent=1) + "\n"


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema as an editor meets the format: no null, no key beside the known ones, each key explained."""
    plain: dict[str, Any] = {}
    for key, value in schema.items():
        match key, value:
            case ("title", _) | ("default", None):
                continue
            case "properties", {}:
                plain[key] = {name: _explained(name, _plain(part)) for name, part in value.items()}
            case "anyOf", [*parts]:
                plain |= _one_of([_plain(part) for part in parts if part != {"type": "null"}])
            case _, {}:
                plain[key] = _plain(value)
            case _, [{}, *_]:
                plain[key] = [_plain(part) for part in value]
            case _:
                plain[key] = value
    if "patternProperties" in plain:
        plain["additionalProperties"] = False
    return plain


def _one_of(parts: list[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {"anyOf": parts}


def _explained(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return schema if "description" in schema or name not in KEYS else {"description": KEYS[name], **schema}
