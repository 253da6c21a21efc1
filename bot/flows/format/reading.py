"""A parsed file against its format: pydantic's complaints as findings with places, and the part that is sound.

One broken node does not hide what is wrong elsewhere: it is cut out, named in `cut`, and the rest is read without it.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from bot.flows.format.findings import Findings, shown
from bot.flows.format.node_schema import KINDS
from bot.flows.format.parse import Document, Path, name_of
from bot.model import LANGUAGES

M = TypeVar("M", bound=BaseModel)
M_co = TypeVar("M_co", bound=BaseModel, covariant=True)

MOST_FAULTS = 300
"""Of one file. With more of them it is some other file, and nothing else is said about it."""
_CUTTABLE = {"vars": 2, "scales": 2, "interrupts": 2, "flows": 4, "lines": 2, "texts": 2, "phrases": 2, "harmless": 2}
"""How long the path of a part is that can be left out, by its first key."""
_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "dict_type": "a map",
    "model_type": "a map",
    "list_type": "a list",
}
_SIZES = {"too_short": "E007", "string_too_short": "E007", "too_long": "E009", "string_too_long": "E009"}
_OWN_CODE = re.compile(r"E[0-9]{3}\Z")
_STAND_INS: dict[str, object] = {
    "schema": 1,
    "bundle": "nameless",
    "languages": {"default": LANGUAGES[0], "required": list(LANGUAGES)},
}
"""Taken instead of a broken head of flows.yaml, so that the rest can still be looked at."""
_TEXT_KEYS = {"say", "phrase", "ask", "pick", "input", "why", "text", "before", "label", "name", "for", "hours"}
_NO_TEXT = (int, bool)


@dataclass(frozen=True, slots=True)
class Reading(Generic[M_co]):
    """What a file holds.

    Attributes:
        content: The sound part; None when too little is left to look at.
        raw: The whole of it as plain values.
        cut: The paths of what was left out.
    """

    document: Document
    content: M_co | None
    raw: dict[str, object]
    cut: frozenset[Path]
    _around_cuts: frozenset[Path] = frozenset()

    def is_broken(self, path: Path) -> bool:
        """Tell whether a part was left out, or something of it."""
        return path in self._around_cuts or any(path[:end] in self.cut for end in range(1, len(path)))


def read(document: Document, model: type[M], findings: Findings) -> Reading[M]:
    """Hold a document against its format, and note everything that does not fit."""
    raw = document.value
    if not isinstance(raw, dict):
        findings.add(document.name, document.value_spot(()), code="E006", what=f"expected a map, found {_found(raw)}")
        return Reading(document, None, {}, frozenset())
    for path in _nulls(raw):
        findings.add(
            document.home_of(path).name, document.value_spot(path), code="E007", what=f"{name_of(path)}is empty"
        )
    try:
        return Reading(document, model.model_validate(raw), raw, frozenset())
    except ValidationError as faults:
        errors = faults.errors(include_url=False)
    reader = _Reader(document, model, findings)
    errors.sort(key=lambda error: error["type"] != "extra_forbidden")  # a misspelt key is not missing as well
    cut = frozenset(filter(None, [reader.note(error, raw) for error in errors[:MOST_FAULTS]]))
    if len(errors) > MOST_FAULTS:
        return Reading(document, None, raw, cut)
    try:
        named = {field.alias or name for name, field in model.model_fields.items()}
        stand_ins = {key: value for key, value in _STAND_INS.items() if key in named}
        content = model.model_validate(stand_ins | _without(raw, cut))
    except ValidationError:
        return Reading(document, None, raw, cut)
    around = frozenset(path[:end] for path in cut for end in range(1, len(path) + 1))
    return Reading(document, content, raw, cut, around)


class _Reader:
    """Puts pydantic's errors into words, each at its place."""

    def __init__(self, document: Document, model: type[BaseModel], findings: Findings) -> None:
        self._document = document
        self._model = model
        self._findings = findings
        self._misspelt: set[tuple[Path, str]] = set()

    def note(self, error: ErrorDetails, raw: object) -> Path:
        """Note one error; returns the path of what has to be left out for it."""
        path, kind = _path(error["loc"], raw), error["type"]
        if kind == "missing":
            name = str(error["loc"][-1])
            if (path, name) not in self._misspelt:
                self._add_at_key(path, "E005", f'{name_of(path)}"{name}" is missing')
        elif kind == "extra_forbidden":
            self._add_at_key(path, "E004", self._unknown_key(path, error["loc"]))
            return path
        elif error["loc"][-1] == "[key]":
            self._add_at_key(path, *_wrong_key(str(path[-1]), error))
        else:
            code, what = self._wrong_value(error, path)
            spot = self._document.value_spot(path)
            self._findings.add(self._document.home_of(path).name, spot, code=code, what=f"{name_of(path)}{what}")
        return path[: _CUTTABLE.get(str(path[0]), 1)] if path else ()

    def _add_at_key(self, path: Path, code: str, what: str) -> None:
        self._findings.add(self._document.home_of(path).name, self._document.key_spot(path), code=code, what=what)

    def _unknown_key(self, path: Path, loc: Sequence[str | int]) -> str:
        key = str(path[-1])
        if key in KINDS and any(str(part).startswith("kind:") for part in loc[-2:-1]):
            other = str(loc[-2]).removeprefix("kind:")
            return f'a node is of one kind; this one is "{other}" and "{key}"'
        known = [field.alias or name for name, field in _fields(self._model, loc[:-1]).items()]
        meant = self._findings.guess(key, known)
        if meant is None:
            return f'"{key}" is no key here' + (f"; known are {', '.join(known)}" if known else "")
        self._misspelt.add((path[:-1], meant))
        return f'"{key}" is no key here; did you mean "{meant}"?'

    def _wrong_value(self, error: ErrorDetails, path: Path) -> tuple[str, str]:
        kind, value = error["type"], error["input"]
        if value is None:
            return "E007", "is empty"
        if kind == "string_type" and isinstance(value, _NO_TEXT):
            word = str(value).lower() if isinstance(value, bool) else str(value)
            return "E003", f'YAML reads {word} as {_found(value)}; put it in quotes: "{word}"'
        if kind in _WANTED:
            by_language = ", as {nl: …, en: …, fr: …}" if path and path[-1] in _TEXT_KEYS else ""
            return "E006", f"expected {_WANTED[kind]}{by_language}, found {_found(value)}{_split(path, value)}"
        if kind == "literal_error":
            return self._not_one_of(error, path)
        if kind == "string_pattern_mismatch":
            return "E101", f"{shown(value)} is no id: a small letter, then small letters, digits and underscores"
        return self._other(error)

    @staticmethod
    def _other(error: ErrorDetails) -> tuple[str, str]:
        kind, message = error["type"], error["msg"]
        if kind in _SIZES:
            return _SIZES[kind], "is empty" if _SIZES[kind] == "E007" else message[0].lower() + message[1:]
        return (kind, message) if _OWN_CODE.match(kind) else ("E006", f"does not fit: {message}")

    def _not_one_of(self, error: ErrorDetails, path: Path) -> tuple[str, str]:
        value, expected = error["input"], error["ctx"]["expected"]
        if path == ("schema",):
            return "E010", f"this bot reads version {expected} of the format, not {shown(value)}"
        if isinstance(value, bool) and "'" in expected:
            return "E003", f"expected {expected}, in quotes; found {_found(value)}"
        known = [word.strip("' ") for word in expected.replace(" or ", ", ").split(", ")]
        return "E006", f"expected {expected}, found {shown(value)}{self._findings.did_you_mean(str(value), known)}"


def _wrong_key(key: str, error: ErrorDetails) -> tuple[str, str]:
    if error["type"] == "literal_error":
        return "E004", f'"{key}" is no key here; known are {error["ctx"]["expected"].replace(" or ", ", ")}'
    if _OWN_CODE.match(error["type"]):
        return error["type"], f'"{key}": {error["msg"]}'
    return "E101", f'"{key}" is no id: a small letter, then small letters, digits and underscores'


def _split(path: Path, value: object) -> str:
    """Return the cure for a text in a list that was read as a key and its value."""
    is_split = isinstance(value, dict) and len(value) == 1 and bool(path) and isinstance(path[-1], int)
    return '; a text with ": " in it needs quotes' if is_split else ""


def _found(value: object) -> str:
    match value:
        case bool():
            return "true or false"
        case int():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "a map"


def _path(loc: Sequence[str | int], raw: object) -> Path:
    """Return the path in the file; pydantic's own marks, such as the kind of a node, are no part of it."""
    path: list[str | int] = []
    for part in loc:
        inner = _child(raw, part)
        if inner is not None or (isinstance(raw, dict) and part in raw):
            path.append(part)
            raw = inner
    return tuple(path)


def _nulls(value: object, path: Path = ()) -> Iterator[Path]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _nulls(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _nulls(item, (*path, number))


def _without(raw: dict[str, object], cut: frozenset[Path]) -> dict[str, object]:
    rest = deepcopy(raw)
    for path in sorted(cut, key=len):
        holder: Any = rest
        for part in path[:-1]:
            holder = _child(holder, part)
        if isinstance(holder, dict):
            holder.pop(path[-1], None)
    return rest


def _child(value: object, part: str | int) -> object:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _fields(model: type[BaseModel], loc: Sequence[str | int]) -> dict[str, Any]:
    """Return the fields of the map that a place lies in, so that close names can be offered."""
    kind: Any = model
    for part in loc:
        kind = _inside(kind, part)
    found = _bare(kind)
    return dict(found.model_fields) if isinstance(found, type) and issubclass(found, BaseModel) else {}


def _inside(kind: Any, part: str | int) -> Any:  # noqa: ANN401 - a type annotation, of any shape
    kind = _bare(kind)
    if isinstance(part, str) and part.startswith("kind:"):
        return KINDS[part.removeprefix("kind:")]
    if isinstance(part, str) and part.startswith("tag:"):
        return next(choice for choice in get_args(kind) if Tag(part) in get_args(choice))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        named = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
        return named.get(str(part))
    arguments = get_args(kind)
    return arguments[-1] if arguments else None


def _bare(kind: Any) -> Any:  # noqa: ANN401 - a type annotation, of any shape
    """Return an annotation without its limits, and without "or None"."""
    while get_origin(kind) in {Annotated, Union, UnionType}:
        arguments = get_args(kind)
        if get_origin(kind) is not Annotated and type(None) not in arguments:
            return kind
        kind = arguments[0]
    return kind
