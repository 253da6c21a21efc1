"""The ways between the nodes of flows.yaml, read from its plain values so that a broken node still leads somewhere.

Pure graph work; what it means for an editor is said elsewhere.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.flows.calls import CHOSEN, NONE_FITS
from bot.flows.format.node_schema import KINDS
from bot.flows.format.parse import Path
from bot.flows.nodes import (
    CALL,
    CLOSED,
    NEXT,
    NO_STAFF,
    OTHERWISE,
    SKIP,
    TIMEOUT,
    WAITING,
    arm_exit,
    option_call,
    option_exit,
)

HANDOVER_EXITS = (WAITING, NO_STAFF, CLOSED)
"""Every handover has these; `away` has it where somebody can ask for whom they talked with."""
_WAITS = frozenset({"ask", "input", "assess", "pick"})
"""Kinds that stop and wait for the help-seeker."""


@dataclass(frozen=True, slots=True)
class Way:
    """A reference from a node, as it is written.

    Attributes:
        name: A node of the same flow, or `flow.node`; a flow when `calls`.
        path: Where it is written.
    """

    source: str
    exit: str
    name: str
    path: Path
    calls: bool = False

    def is_instant(self, kind: str) -> bool:
        """Tell whether it is taken without waiting for a person; the desk says at once whether one waits or not."""
        return bool(kind) and kind not in _WAITS and self.exit not in {CLOSED, TIMEOUT, CHOSEN, NONE_FITS}

    @property
    def flow(self) -> str:
        """The flow that it is written in."""
        return flow_of(self.source)


def flow_of(node_id: str) -> str:
    """Return the flow of a `flow.node` id."""
    return node_id.partition(".")[0]


def closure(start: str, direct: Mapping[str, Collection[str]]) -> set[str]:
    """Return everything that one thing leads to, directly or not, itself among it."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead.extend(direct[one])
    return found


def as_map(value: object) -> Mapping[str, object]:
    """Return a map as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> Sequence[object]:
    """Return a list as it is, and anything else as an empty one."""
    return value if isinstance(value, list) else ()


def kind_of_node(raw: object) -> str:
    """Return the kind of a node; empty if it has none."""
    return next((kind for kind in KINDS if kind in as_map(raw)), "")


def bands_of(node: Mapping[str, object]) -> list[str]:
    """Return the bands of a list of questions; each is an exit."""
    return [str(as_map(band).get("id")) for band in as_list(as_map(node.get("assess")).get("bands"))]


def nodes_of(raw: Mapping[str, object]) -> Iterator[tuple[str, Path, Mapping[str, object]]]:
    """Yield every node of flows.yaml: its `flow.node` id, its path and its values."""
    for flow_id, flow in as_map(raw.get("flows")).items():
        for node_id, node in as_map(as_map(flow).get("nodes")).items():
            yield f"{flow_id}.{node_id}", ("flows", flow_id, "nodes", node_id), as_map(node)


def ways_from(source: str, path: Path, node: Mapping[str, object]) -> Iterator[Way]:
    """Yield every reference of a node, in the order of the file's format."""

    def way(exit_name: str, name: object, *tail: str | int, calls: bool = False) -> Iterator[Way]:
        if isinstance(name, str):
            yield Way(source, exit_name, name, (*path, *tail), calls)

    yield from way(NEXT, node.get("next"), "next")
    yield from way(CALL, node.get("call"), "call", calls=True)
    for number, option in enumerate(as_list(node.get("options"))):
        values = as_map(option)
        option_id = str(values.get("id"))
        yield from way(option_exit(option_id), values.get("next"), "options", number, "next")
        yield from way(option_call(option_id), values.get("call"), "options", number, "call", calls=True)
    yield from way(OTHERWISE, as_map(node.get("otherwise")).get("then"), "otherwise", "then")
    yield from way(SKIP, node.get("skip"), "skip")
    yield from way(TIMEOUT, as_map(node.get("timeout")).get("next"), "timeout", "next")
    for number, arm in enumerate(as_list(node.get("branch"))):
        yield from way(arm_exit(number), as_map(arm).get("next"), "branch", number, "next")
    for exit_name, name in as_map(node.get("on")).items():
        yield from way(exit_name, name, "on", exit_name)
    for number, question in enumerate(as_list(as_map(node.get("assess")).get("questions"))):
        yield from _ways_from_question(source, (*path, "assess", "questions", number), as_map(question))


def _ways_from_question(source: str, path: Path, question: Mapping[str, object]) -> Iterator[Way]:
    """Yield the references of what follows a question of a list; they have the names of the ways of an ask node."""
    follow = {"options": as_map(question.get("follow")).get("options")}
    for way in ways_from(source, (*path, "follow"), follow):
        yield replace(way, exit=f"{question.get('id')}:{way.exit}")


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and ways with every reference resolved.

    Attributes:
        kinds: The kind of every node, by `flow.node` id, in the order of the file.
        edges: Where each node leads, calls apart.
        calls: The entries of the flows that each node calls.
        instant: The edges that are taken without waiting for a person.
        holes: Nodes with a way that nobody knows the end of; it may lead anywhere.
    """

    kinds: Mapping[str, str]
    edges: Mapping[str, Sequence[str]] = field(default_factory=dict)
    calls: Mapping[str, Sequence[str]] = field(default_factory=dict)
    instant: Mapping[str, Sequence[str]] = field(default_factory=dict)
    holes: Collection[str] = ()

    def reached_from(self, starts: Iterable[str]) -> set[str]:
        """Return every node on any way from these."""
        return _reached([start for start in starts if start in self.kinds], self.edges, self.calls)

    def without_a_way_out(self) -> list[str]:
        """Return nodes from which no way leads to an end or a human: one for each closed circle, in file order.

        The end of a called flow is no way out for the caller, only back to it.
        """
        back, back_from_calls = _turned(self.edges), _turned(self.calls)
        humans = [node for node, kind in self.kinds.items() if kind == "handover" or node in self.holes]
        ends = [node for node, kind in self.kinds.items() if kind == "end"]
        free = _reached([*humans, *ends], back)
        leaps = [
            node for node, targets in self.edges.items() if any(_is_leap(node, to) and to in free for to in targets)
        ]
        free |= _reached([*humans, *leaps], back, back_from_calls)
        found: list[str] = []
        covered: set[str] = set()
        for node in self.kinds:
            if node not in free and node not in covered:
                found.append(node)
                covered |= self.reached_from([node]) | _reached([node], back, back_from_calls)
        return found

    def loops_without_a_wait(self) -> list[list[str]]:
        """Return circles that a conversation would run through for ever, in the order of the file."""
        transparent = self._transparent()
        follows = {node: self._passes_to(node, transparent) for node in self.kinds}
        circles: list[list[str]] = []
        done: set[str] = set()
        for start in self.kinds:
            if start not in done:
                circle = _circle_from(start, follows, done)
                circles.extend([circle] if circle else [])
        return circles

    def _passes_to(self, node: str, transparent: set[str]) -> list[str]:
        """Return where a conversation goes from a node without waiting."""
        ahead = self.instant.get(node, ())
        if self.kinds[node] != "call":
            return list(ahead)
        entries = self.calls.get(node, ())
        return [*entries, *(ahead if all(flow_of(entry) in transparent for entry in entries) else ())]

    def _transparent(self) -> set[str]:
        """Return the flows that come to an end without ever waiting."""
        known: set[str] = set()
        entries = {entry for entries in self.calls.values() for entry in entries}
        while True:
            found = {flow_of(entry) for entry in entries if self._ends_at_once(entry, known)}
            if found <= known:
                return known
            known |= found

    def _ends_at_once(self, entry: str, transparent: set[str]) -> bool:
        seen: set[str] = set()
        ahead = [entry]
        while ahead:
            node = ahead.pop()
            if node in seen or node not in self.kinds:
                continue
            if self.kinds[node] == "end":
                return True
            seen.add(node)
            ahead.extend(self._passes_to(node, transparent))
        return False


def _reached(starts: Sequence[str], *edges: Mapping[str, Sequence[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(starts)
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            for ways in edges:
                ahead.extend(ways.get(node, ()))
    return reached


def _turned(edges: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    turned: dict[str, list[str]] = {}
    for source, targets in edges.items():
        for target in targets:
            turned.setdefault(target, []).append(source)
    return turned


def _is_leap(source: str, target: str) -> bool:
    """Tell whether a way leads to another flow for good: what was called is left behind then."""
    return flow_of(source) != flow_of(target)


def _circle_from(start: str, follows: Mapping[str, Sequence[str]], done: set[str]) -> list[str]:
    """Walk on from a node, noting in `done` what leads nowhere again; returns the first circle met."""
    trail: list[str] = []
    places: dict[str, int] = {}
    ahead: list[tuple[str, Iterator[str]]] = []

    def enter(node: str) -> None:
        places[node] = len(trail)
        trail.append(node)
        ahead.append((node, iter(follows.get(node, ()))))

    enter(start)
    while ahead:
        node, targets = ahead[-1]
        target = next(targets, None)
        if target is None:
            ahead.pop()
            trail.pop()
            del places[node]
            done.add(node)
        elif target in places:
            circle = trail[places[target] :]
            done.update(trail)
            return circle
        elif target not in done and target in follows:
            enter(target)
    return []
