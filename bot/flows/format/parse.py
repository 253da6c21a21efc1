"""The text of one YAML file in, plain values with their places out; knows nothing of flows.

It walks over the events of the C parser, one by one and without recursion, so that the depth of a file is known
before it can do harm. What would be shared, computed or changed by YAML is refused: the file says what it shows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from bot.flows.format.broken import fault_in
from bot.flows.format.findings import START_OF_FILE, Findings, Spot, shown
from bot.flows.format.plaintext import is_no_text
from bot.flows.spelling import value_of, what_yaml_does_to

Path = tuple[str | int, ...]
"""The way from the top of a file to a value: keys and numbers of list items, from 0."""

DEEPEST = 24
"""Levels of nesting. The format needs eight."""
MOST_VALUES = 50_000
"""Keys and values of one file. The shipped conversation has about 7,000."""

_KEY_AS_IT_IS = "on"
"""The one key of the format that YAML 1.1 would take for a switch; keys are read as they are spelled."""

_IN_OTHER_QUOTES = re.compile(r"[“”„«‘’].*[“”»‘’]\Z", re.DOTALL)
"""An unquoted text between the quotes that a word processor types."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as values, with the place of each.

    Attributes:
        value: Maps, lists, texts, whole numbers, true, false and None.
        keys: Where the key of a value stands, by path; list items have none.
        values: Where a value begins, by path.
        verbatim: Where the first character of a text stands, for texts that are written as they are meant.
        parts: What was written in another file, by the first two steps of its path.
    """

    name: str
    value: object
    keys: Mapping[Path, Spot] = field(default_factory=dict)
    values: Mapping[Path, Spot] = field(default_factory=dict)
    verbatim: Mapping[Path, Spot] = field(default_factory=dict)
    parts: Mapping[Path, "Document"] = field(default_factory=dict)

    def home_of(self, path: Path) -> "Document":
        """Return the file in which a value is written: this one, or one that was put together with it."""
        return self.parts.get(path[:2], self)

    def key_spot(self, path: Path) -> Spot:
        """Return where a value is named; a list item is named where it begins."""
        return self.home_of(path).keys.get(path) or self.value_spot(path)

    def value_spot(self, path: Path) -> Spot:
        """Return where a value begins, or the closest thing around it that is there."""
        values = self.home_of(path).values
        while path:
            spot = values.get(path)
            if spot is not None:
                return spot
            path = path[:-1]
        return START_OF_FILE

    def place_of(self, path: Path) -> str:
        """Return where a value is named, as a message writes it: with the file where there are several."""
        spot = self.key_spot(path)
        return f"{f'{self.home_of(path).name}:' if self.parts else ''}{spot.line}:{spot.column}"


def name_of(path: Path) -> str:
    """Return the last key of a path as the beginning of a message: `next: `."""
    word = next((part for part in reversed(path) if isinstance(part, str)), "")
    return f"{word}: " if word else ""


def parse(name: str, text: str, findings: Findings) -> Document | None:
    """Read one file.

    Args:
        name: The name that findings give.
        text: The file, decoded; bytes that were not UTF-8 may stand as lone surrogates.
        findings: Where faults are noted.

    Returns:
        The document; None when the file is too broken to look at any further.
    """
    if is_no_text(name, text, findings):
        return None
    builder = _Builder(name, findings)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
            if builder.hopeless or findings.is_full:
                return None
    except yaml.MarkedYAMLError as fault:
        spot, what = fault_in(text, fault)
        findings.add(name, spot, code="E001", what=what)
        return None
    if builder.value is None:
        findings.add(name, START_OF_FILE, code="E007", what="the file is empty")
        return None
    return builder.document()


@dataclass(slots=True)
class _Frame:
    """A map or a list that is still open. `key` is the key whose value comes next; `double` drops that value."""

    path: Path
    items: dict[str, object] | list[object]
    key: str | None = None
    double: bool = False


class _Builder:
    """Builds the document from the parser's events."""

    def __init__(self, name: str, findings: Findings) -> None:
        self.value: object = None
        self.hopeless = False
        self._name = name
        self._findings = findings
        self._keys: dict[Path, Spot] = {}
        self._values: dict[Path, Spot] = {}
        self._verbatim: dict[Path, Spot] = {}
        self._frames: list[_Frame] = []
        self._documents = 0
        self._taken = 0

    def document(self) -> Document:
        """Return what was built."""
        return Document(self._name, self.value, self._keys, self._values, self._verbatim)

    def take(self, event: Event) -> None:
        """Take the next event in."""
        if isinstance(event, CollectionEndEvent):
            self._frames.pop()
        elif isinstance(event, NodeEvent):
            self._take_node(event)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._give_up(event, "E001", 'a second document begins; a file holds one, without "---"')

    def _take_node(self, event: NodeEvent) -> None:
        self._taken += 1
        if self._taken > MOST_VALUES:
            self._give_up(event, "E009", f"the file has more than {MOST_VALUES:,} keys and values")
            return
        self._refuse_shared(event)
        frame = self._frames[-1] if self._frames else None
        if frame is not None and isinstance(frame.items, dict) and frame.key is None:
            self._take_key(event, frame, frame.items)
            return
        path = self._path_of_next(frame)
        spot = _spot(event)
        self._values[path] = spot
        if isinstance(event, ScalarEvent):
            self._put(frame, path, self._scalar(event, path))
        elif isinstance(event, CollectionStartEvent):
            items: dict[str, object] | list[object] = {} if isinstance(event, MappingStartEvent) else []
            self._put(frame, path, items)
            self._frames.append(_Frame(path, items))
            if len(self._frames) > DEEPEST:
                self._give_up(event, "E009", f"nested more than {DEEPEST} levels deep")
        else:
            self._put(frame, path, None)

    def _take_key(self, event: NodeEvent, frame: _Frame, items: dict[str, object]) -> None:
        if not isinstance(event, ScalarEvent):
            self._give_up(event, "E006", "a key is one word, not a list or a map")
            return
        key, spot = event.value, _spot(event)
        if event.implicit[0] and key == "<<":
            self._complain(event, "E011", '"<<" merges maps; write the keys out')
        elif event.implicit[0] and key != _KEY_AS_IT_IS:
            self._refuse_changed(event)
        frame.key, frame.double = key, key in items
        path = (*frame.path, key)
        if frame.double:
            self._complain(event, *_double(path, self._keys[path]))
        else:
            self._keys[path] = spot

    @staticmethod
    def _path_of_next(frame: _Frame | None) -> Path:
        if frame is None:
            return ()
        if isinstance(frame.items, list):
            return (*frame.path, len(frame.items))
        return (*frame.path, f"{frame.key} (again)" if frame.double else frame.key or "")

    def _put(self, frame: _Frame | None, path: Path, value: object) -> None:
        if frame is None:
            self.value = value
        elif isinstance(frame.items, list):
            frame.items.append(value)
        else:
            if not frame.double:
                frame.items[str(path[-1])] = value
            frame.key = None

    def _scalar(self, event: ScalarEvent, path: Path) -> object:
        start, end = event.start_mark, event.end_mark
        plain = bool(event.implicit[0])
        quote = 0 if plain else 1
        if start and end and start.line == end.line and end.index - start.index == len(event.value) + 2 * quote:
            self._verbatim[path] = Spot(start.line + 1, start.column + 1 + quote)
        if not plain:
            return event.value
        if _IN_OTHER_QUOTES.match(event.value):
            self._complain(
                event, "E012", f"{name_of(path)}the quotes would be read out with the text; type straight ones"
            )
        self._refuse_changed(event, path)
        return value_of(event.value)

    def _refuse_changed(self, event: ScalarEvent, path: Path = ()) -> None:
        becomes = what_yaml_does_to(event.value)
        if becomes is not None:
            word = shown(event.value)
            self._complain(
                event, "E003", f"{name_of(path)}YAML reads {word[1:-1]} as {becomes}; put it in quotes: {word}"
            )

    def _refuse_shared(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent):
            self._complain(event, "E011", f'"*{event.anchor}" repeats another part; write it out')
        elif event.anchor is not None:
            self._complain(event, "E011", f'"&{event.anchor}" names a part for reuse; write the parts out')
        if getattr(event, "tag", None) is not None:
            self._complain(event, "E011", f"the tag {shown(getattr(event, 'tag', ''))} is not used here; leave it out")

    def _complain(self, event: Event, code: str, what: str) -> None:
        self._findings.add(self._name, _spot(event), code=code, what=what)

    def _give_up(self, event: Event, code: str, what: str) -> None:
        self._complain(event, code, what)
        self.hopeless = True


def _spot(event: Event) -> Spot:
    mark = event.start_mark
    return START_OF_FILE if mark is None else Spot(mark.line + 1, mark.column + 1)


def _double(path: Path, first: Spot) -> tuple[str, str]:
    """Return code and words for a key that stands twice in one map."""
    where = f"the first stands at {first.line}:{first.column}"
    match path:
        case ("flows", key):
            return "E102", f'a second flow "{key}"; {where}'
        case ("flows", _, "nodes", key):
            return "E103", f'a second node "{key}"; {where}'
        case _:
            return "E002", f'a second "{path[-1]}"; {where}'
