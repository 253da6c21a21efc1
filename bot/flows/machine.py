"""The one door to `transitions` for flows: the nodes of a bundle as the states of one flat machine.

One plain `Machine` serves every conversation. No conversation is ever registered with it; a small object carries the
state of one turn, and no name from a content file is ever looked up as a callback.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import NamedTuple

from transitions import Machine


class Edge(NamedTuple):
    """One way from a node to a node."""

    source: str
    exit: str
    target: str


class FlowMachine:
    """The graph of a bundle. It is never changed after it is built, so threads may share it."""

    def __init__(self, states: Iterable[str], edges: Iterable[Edge], everywhere: Mapping[str, str]) -> None:
        """Build it from `flow.node` ids.

        Args:
            states: All nodes.
            edges: Each exit of a node once.
            everywhere: Exits that every node has, with their targets: the interrupts.
        """
        self._states = tuple(states)
        self._note: Callable[[Edge], object] | None = None
        self._machine = Machine(
            model=None,
            states=list(self._states),
            initial=None,
            auto_transitions=False,
            send_event=True,
            ignore_invalid_triggers=True,
        )
        self.edges = tuple(edges)
        self.everywhere = dict(everywhere)
        self._followed: dict[tuple[str, str], str] = {}  # of the graph alone: the same for everybody
        for edge in self.edges:
            self._machine.add_transition(edge.exit, edge.source, edge.target)
        for exit_name, target in everywhere.items():
            self._machine.add_transition(exit_name, list(self._states), target)

    def noting(self, note: Callable[[Edge], object]) -> "FlowMachine":
        """Return the same graph, which tells `note` of every edge that is followed: for rehearsals."""
        twin = copy(self)
        twin._note = note  # noqa: SLF001 - of its own kind
        return twin

    def follow(self, state: str, exit_name: str) -> str:
        """Return the node that an exit leads to. An edge always leads to the same one, so each is walked only once.

        Returns:
            A `flow.node` id; empty for an unknown node, or one without this exit. Both happen to conversations that
            began under an older bundle, so begin again at a place that exists.
        """
        edge = state, exit_name
        target = self._followed.get(edge) or self._walk(state, exit_name)
        if target:
            self._followed[edge] = target
            if self._note is not None:
                self._note(Edge(state, exit_name, target))
        return target

    def _walk(self, state: str, exit_name: str) -> str:
        event = self._machine.events.get(exit_name)
        if event is None or state not in self._machine.states:
            return ""
        walker = _Walker(state)
        return walker.state if event.trigger(walker) else ""

    def exits(self, state: str) -> frozenset[str]:
        """Return the exits of a node; none for an unknown one."""
        if state not in self._machine.states:
            return frozenset()
        return frozenset(self._machine.get_triggers(state))


class _Walker:
    """Carries the state of one conversation through one trigger."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state
