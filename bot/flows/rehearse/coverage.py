"""What no golden conversation ever came by: nodes, exits, options and languages, each at its place in the files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.flows.bundle import Bundle
from bot.flows.facts import with_times
from bot.flows.format.findings import START_OF_FILE, Finding, Findings, Spot
from bot.flows.format.parse import Document, Path, parse
from bot.flows.graph import as_list, as_map, nodes_of, ways_from
from bot.flows.nodes import Ask, Input, Say, interrupt_exit
from bot.flows.paging import Page
from bot.flows.phrase import Phrase
from bot.flows.rehearse.trail import IDLE, Trail
from bot.flows.saying import BULLET
from bot.flows.unfolding import exits_of_list

NOT_PLAYED = "W951"
UNTESTED = "untested"
"""The key that says why something need not be played."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a conversation can come by.

    Attributes:
        what: What it is, in words.
        reason: Why it need not be played; empty for none.
        follows: It could not be played, because its node was not: that is said once.
    """

    file: str
    spot: Spot
    what: str
    was_played: bool
    reason: str = ""
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a bundle was played."""

    parts: tuple[Part, ...]

    @property
    def findings(self) -> list[Finding]:
        """What was never played and has no reason, by place."""
        return sorted(
            Finding(part.file, part.spot.line, part.spot.column, NOT_PLAYED, part.what)
            for part in self.parts
            if not (part.was_played or part.reason or part.follows)
        )

    @property
    def excused(self) -> list[Part]:
        """What was never played for a reason."""
        return [part for part in self.parts if not part.was_played and part.reason]

    def __str__(self) -> str:
        """Return the figures in one line."""
        played = sum(part.was_played for part in self.parts)
        excused = len(self.excused)
        share = 100 * (played + excused) / len(self.parts) if self.parts else 100
        whole = f"{played} of {len(self.parts)} nodes, exits, lines and languages were played"
        return f"{whole}, {excused} have a reason not to be: {share:.1f} %"


def coverage(sources: Mapping[str, str], bundle: Bundle, trail: Trail) -> Coverage:
    """Hold where conversations were against where they could have been.

    Args:
        sources: The files of the bundle, sound.
        bundle: Compiled from them.
        trail: Where all conversations were.
    """
    parts: list[Part] = []
    for name, text in sources.items():
        document = parse(name, text, Findings()) if name.endswith((".yaml", ".yml")) else None
        if document is not None:
            parts += _parts_of(document, bundle, trail)
    return Coverage(tuple(parts))


def _parts_of(document: Document, bundle: Bundle, trail: Trail) -> Iterator[Part]:
    raw = as_map(document.value)
    entered = set(trail.nodes)
    for node_id, path, node in nodes_of(raw):
        if node_id not in bundle.nodes:
            continue
        flow = as_map(as_map(raw.get("flows")).get(str(path[1])))
        reason, was_entered = _reason(flow) or _reason(node), node_id in entered
        what = f"{path[-1]}: no conversation comes here"
        yield _part(document, path, what, was_played=was_entered, reason=reason)
        for part in _inside(document, path, node, bundle=bundle, trail=trail):
            yield replace(part, reason=reason or part.reason, follows=not was_entered)
    yield from _idles(document, raw, trail)
    yield from _interrupts(document, raw, trail)


def _inside(
    document: Document, path: Path, node: Mapping[str, object], *, bundle: Bundle, trail: Trail
) -> Iterator[Part]:
    """Yield the languages and the exits of a node."""
    node_id = f"{path[1]}.{path[3]}"
    if isinstance(bundle.nodes[node_id], Say | Phrase | Ask | Input | Page):
        shown = trail.shown.get(node_id, set())
        for language in bundle.languages:
            yield _part(document, path, f"{path[-1]}: never shown in {language}", was_played=language in shown)
    yield from _lines(document, path, node, bundle=bundle, trail=trail)
    for way in ways_from(node_id, path, node):
        reason = _reason(_holder(as_map(document.value), way.path))
        what = f"{way.exit.replace(':', ' ')}: no conversation goes from {node_id} to {way.name}"
        yield _part(document, way.path, what, was_played=_was_taken(node_id, way.exit, trail), reason=reason)


def _lines(
    document: Document, path: Path, node: Mapping[str, object], *, bundle: Bundle, trail: Trail
) -> Iterator[Part]:
    """Yield the lines of a list, in every language: what is shown for some answers only is easily never read."""
    for number, item in enumerate(as_list(node.get("list"))):
        texts = as_map(as_map(item).get("text"))
        for language in bundle.languages:
            first = with_times(str(texts.get(language)), language).splitlines()[0]
            was_read = f"{BULLET}{first}" in trail.lines.get(language, ())
            what = f"{path[-1]}: line {number + 1} of the list is never shown in {language}"
            yield _part(document, (*path, "list", number), what, was_played=was_read, reason=_reason(as_map(item)))


def _was_taken(node_id: str, exit_name: str, trail: Trail) -> bool:
    """Tell whether an exit was taken; those of a list of questions are taken at the places that it consists of."""
    return not trail.exits.isdisjoint({(node_id, exit_name), *exits_of_list(node_id, exit_name)})


def _idles(document: Document, raw: Mapping[str, object], trail: Trail) -> Iterator[Part]:
    for flow_id, flow in as_map(raw.get("flows")).items():
        if IDLE in as_map(flow):
            what = f"{IDLE}: nobody is silent in {flow_id} for so long"
            was_played = (flow_id, IDLE) in trail.exits
            yield _part(document, ("flows", flow_id, IDLE), what, was_played=was_played, reason=_reason(as_map(flow)))


def _interrupts(document: Document, raw: Mapping[str, object], trail: Trail) -> Iterator[Part]:
    taken = {exit_name for _, exit_name in trail.exits}
    for interrupt_id, interrupt in as_map(raw.get("interrupts")).items():
        values = as_map(interrupt)
        if "goto" in values or "call" in values:
            what = f"{interrupt_id}: no conversation says one of these words"
            was_played = interrupt_exit(interrupt_id) in taken
            yield _part(document, ("interrupts", interrupt_id), what, was_played=was_played, reason=_reason(values))


def _part(document: Document, path: Path, what: str, *, was_played: bool, reason: str = "") -> Part:
    spot = document.key_spot(path) if path else START_OF_FILE
    return Part(document.name, spot, what, was_played, reason)


def _reason(values: Mapping[str, object]) -> str:
    reason = values.get(UNTESTED)
    return reason if isinstance(reason, str) else ""


def _holder(raw: Mapping[str, object], path: Path) -> Mapping[str, object]:
    """Return the map that a reference stands in."""
    value: object = raw
    for part in path[:-1]:
        value = as_list(value)[part] if isinstance(part, int) else as_map(value).get(str(part))
    return as_map(value)
