"""The way that a conversation took through the graph, noted while it is played; it changes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.flows.bundle import Bundle
from bot.flows.machine import Edge
from bot.flows.nodes import Node
from bot.model import Language

IDLE = "idle"
"""The exit of a flow that leads nowhere: what it says to somebody silent."""


@dataclass(slots=True)
class Trail:
    """Where a conversation was.

    Attributes:
        nodes: Every node that was looked at, in order, each time.
        exits: Every exit that was taken, as node and exit.
        shown: The languages in which a node spoke, by node.
        lines: Every line that was read, by language.
    """

    nodes: list[str] = field(default_factory=list)
    exits: set[tuple[str, str]] = field(default_factory=set)
    shown: dict[str, set[Language]] = field(default_factory=dict)
    lines: dict[Language, set[str]] = field(default_factory=dict)
    _spoken: int = 0

    def note(self, edge: Edge) -> None:
        """Note an exit that was taken."""
        self.exits.add((edge.source, edge.exit))

    def speak(self, language: Language, *, now_at: str) -> None:
        """Note in which language the nodes spoke that were entered since, and the one where the conversation waits."""
        for node_id in (*self.nodes[self._spoken :], now_at):
            self.shown.setdefault(node_id, set()).add(language)
        self._spoken = len(self.nodes)

    def read(self, text: str, language: Language) -> None:
        """Note a bubble that was seen."""
        self.lines.setdefault(language, set()).update(text.splitlines())

    def remind(self, flows: Iterable[str]) -> None:
        """Note that these flows said to somebody silent that the bot is still there."""
        self.exits |= {(flow, IDLE) for flow in flows}

    def add(self, other: "Trail") -> None:
        """Take up another conversation's way."""
        self.nodes += other.nodes
        self.exits |= other.exits
        for node_id, languages in other.shown.items():
            self.shown.setdefault(node_id, set()).update(languages)
        for language, lines in other.lines.items():
            self.lines.setdefault(language, set()).update(lines)


class _NotedNodes(dict[str, Node]):
    """The nodes of a bundle, which note when the engine enters one."""

    def __init__(self, nodes: Mapping[str, Node], entered: list[str]) -> None:
        super().__init__(nodes)
        self._entered = entered

    def __getitem__(self, node_id: str) -> Node:
        self._entered.append(node_id)
        return super().__getitem__(node_id)


def noted(bundle: Bundle, trail: Trail) -> Bundle:
    """Return the same bundle, which notes in `trail` what the engine does with it."""
    nodes = _NotedNodes(bundle.nodes, trail.nodes)
    return replace(bundle, nodes=nodes, machine=bundle.machine.noting(trail.note))
