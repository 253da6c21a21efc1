"""Many files of flows as one conversation: what they hold is put together, and each part remembers its own file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.flows.format.findings import START_OF_FILE, Findings, shown
from bot.flows.format.parse import Document, Path, parse
from bot.flows.format.reading import read
from bot.flows.format.schema import IncludedFile

FLOWS_FOLDER = "flows"
Included = dict[str, tuple[str, str]]
"""By the name under which a file can be included: the name that findings give, and its text."""
_SHARED = tuple(name for name in IncludedFile.model_fields if name != "schema_")
_WHAT = {"vars": "variable", "scales": "scale", "flows": "flow"}


@dataclass(frozen=True, slots=True)
class Merged:
    """All files of flows as one document.

    Attributes:
        whole: A file could be read; else what is missing in the document may stand in the one that is not there.
    """

    document: Document
    whole: bool


def merge(main: Document, sources: Included, findings: Findings) -> Merged:
    """Put the included files into flows.yaml.

    A file that nobody names is noted and put in all the same, so that what leads there is not told to lead nowhere.
    """
    included, unread = _named(main, sources, findings)
    merger = _Merger(main, findings)
    for name, (shown_as, text) in sources.items():
        if name not in included:
            what = 'this file is not used; name it under "includes" in flows.yaml'
            findings.add(shown_as, START_OF_FILE, code="E008", what=what)
        document = parse(shown_as, text, findings)
        if document is None or not isinstance(document.value, dict):
            unread = True
        if document is not None:
            read(document, IncludedFile, findings)
            merger.take(document)
    return Merged(merger.document(), whole=not unread)


def _named(main: Document, sources: Mapping[str, object], findings: Findings) -> tuple[set[str], bool]:
    """Return the files that flows.yaml includes, and whether one of them is not there."""
    values = main.value if isinstance(main.value, dict) else {}
    names = values.get("includes")
    found: set[str] = set()
    missing = False
    for number, name in enumerate(names if isinstance(names, list) else ()):
        wanted, spot = str(name), main.value_spot(("includes", number))
        if wanted in found:
            findings.add(main.name, spot, code="E008", what=f"includes: {shown(wanted)} stands here twice")
        elif wanted in sources:
            found.add(wanted)
        else:
            guess = findings.guess(wanted, sources)
            found.update({guess} if guess else ())
            missing = missing or guess is None
            findings.add(main.name, spot, code="E008", what=f"includes: {_not_there(wanted, guess)}")
    return found, missing


def _not_there(wanted: str, guess: str | None) -> str:
    if "/" in wanted or "\\" in wanted:
        return f'{shown(wanted)} lies outside the folder "{FLOWS_FOLDER}"; write the name of a file in it'
    hint = f'; did you mean "{guess}"?' if guess else ""
    return f'{shown(wanted)} is not in the folder "{FLOWS_FOLDER}"{hint}'


class _Merger:
    """Takes one document after the other; what stands in two of them is noted and taken from the first."""

    def __init__(self, main: Document, findings: Findings) -> None:
        self._main = main
        self._findings = findings
        self._parts: dict[Path, Document] = {}
        self._value: dict[str, object] = dict(main.value) if isinstance(main.value, dict) else {}

    def document(self) -> Document:
        """Return everything that was taken."""
        return replace(self._main, value=self._value or self._main.value, parts=self._parts)

    def take(self, document: Document) -> None:
        """Take in what a file brings along."""
        values = document.value if isinstance(document.value, dict) else {}
        for key in _SHARED:
            part = values.get(key)
            if isinstance(part, dict):
                self._take_part(document, key, part)

    def _take_part(self, document: Document, key: str, part: Mapping[str, object]) -> None:
        held = self._value.setdefault(key, {})
        if not isinstance(held, dict):
            return
        merged = dict(held)
        for name, value in part.items():
            path: Path = (key, name)
            if name in merged:
                first = self._parts.get(path, self._main)
                spot = first.key_spot(path)
                what = f'a second {_WHAT[key]} "{name}"; the first stands at {first.name}:{spot.line}:{spot.column}'
                self._findings.add(document.name, document.key_spot(path), code="E102", what=what)
            else:
                merged[name] = value
                self._parts[path] = document
        self._value[key] = merged
