"""JSON Schemas of the content files, for editor programs that complete and explain while somebody types."""

import json
from typing import Any

from pydantic import BaseModel

from bot.content.schema import CrisisFile, HelplinesFile, WordingFile
from bot.flows.format.schema import FlowsFile, IncludedFile

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_BROUGHT = ("vars", "scales", "flows")
"""What an included file may bring along, in the form that it has in flows.yaml."""

SCHEMAS: dict[str, type[BaseModel]] = {
    "flows": FlowsFile,
    "included": IncludedFile,
    "helplines": HelplinesFile,
    "crisis": CrisisFile,
    "wording": WordingFile,
}
"""By the name of the file."""


def schema_of(name: str) -> str:
    """Return the schema of one of `SCHEMAS` as JSON text."""
    schema = _schema(SCHEMAS[name])
    if name == "included":
        whole = _schema(FlowsFile)
        schema["properties"] |= {key: whole["properties"][key] for key in _BROUGHT}
        schema["$defs"] = whole["$defs"]
    return json.dumps({"$schema": _DRAFT, **schema}, ensure_ascii=False, indent=1) + "\n"


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)
