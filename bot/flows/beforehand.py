"""What of a call was answered on each way that leads to a node: every way by itself, none thrown together. Pure.

Ways through calls and back are followed. Words that act everywhere begin with nothing, and what they change while
somebody stands at a node is left out: there the step itself tells nothing that is not known any more.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from bot.flows.calls import BOOKED, CHOSEN, KNOWN, UNKNOWN, WITHDRAWN
from bot.flows.format.node_schema import CallbackNode
from bot.flows.format.schema import FlowsFile
from bot.flows.graph import Way, closure, flow_of, nodes_of, ways_from
from bot.flows.nodes import CALL, NEXT, OTHERWISE, SKIP, TIMEOUT, option_call, option_exit
from bot.flows.settable import saved_by

Roles = frozenset[str]
"""What is known of a call, by the names under `calls`."""
FOLLOWED = frozenset({"slot", "proven", "number", "asking", "young"})
_AFTER: Mapping[str, tuple[Roles, Roles]] = {
    CHOSEN: (frozenset({"slot"}), frozenset()),
    BOOKED: (frozenset({"slot", "proven"}), frozenset({"number"})),
    KNOWN: (frozenset({"slot", "proven"}), frozenset()),
    UNKNOWN: (frozenset(), frozenset({"slot", "proven"})),
    WITHDRAWN: (frozenset(), frozenset({"slot", "proven", "number"})),
}
"""What is known and what is not any more, by how a node of a call goes on."""


class Beforehand:
    """The ways to every node of a file in which every reference leads somewhere."""

    def __init__(self, flows: FlowsFile, raw: Mapping[str, object], roles: Mapping[str, str]) -> None:
        """Follow all of them; `roles` are the variables of a call, by what each says."""
        self._flows = flows
        self._role_of = {name: role for role, name in roles.items() if role in FOLLOWED}
        self._ways = {node_id: tuple(ways_from(node_id, (), node)) for node_id, _, node in nodes_of(raw)}
        self._come: dict[str, set[Roles]] = {}
        self._follow()

    def at(self, node_id: str) -> frozenset[Roles]:
        """Return what is known where a node is reached, once for each way that differs; nothing where none leads."""
        return frozenset(self._come.get(node_id, ()))

    def _follow(self) -> None:
        ahead: list[tuple[str, Roles]] = [(node_id, frozenset()) for node_id in self._starts()]
        while ahead:
            node_id, known = ahead.pop()
            if known not in self._come.setdefault(node_id, set()):
                self._come[node_id].add(known)
                ahead.extend(self._on_from(node_id, known))

    def _starts(self) -> Iterator[str]:
        """Yield where somebody can come to without anything: the first node, by a word, and out of an old version."""
        first, *_ = self._entries.values()
        yield first
        for word in self._flows.interrupts.values():
            name = word.goto or word.call
            if name is not None:
                yield self._entries.get(name, name if "." in name else f"{flow_of(first)}.{name}")
        for flow_id, flow in self._flows.flows.items():
            yield from [f"{flow_id}.{flow.recover}"] if flow.recover else []

    def _on_from(self, node_id: str, known: Roles) -> Iterator[tuple[str, Roles]]:
        called = {way.exit: way.name for way in self._ways[node_id] if way.calls}
        for way in self._ways[node_id]:
            after = self._after(node_id, way.exit, known)
            if way.calls:
                yield self._entries[way.name], after
            else:
                yield self._target(way), after - self._lost_by(called, way.exit)

    def _after(self, node_id: str, exit_name: str, known: Roles) -> Roles:
        flow_id, _, name = node_id.partition(".")
        node = self._flows.flows[flow_id].nodes[name]
        if isinstance(node, CallbackNode):
            gained, lost = _AFTER.get(exit_name, (frozenset(), frozenset()))
            return (known | gained) - lost
        saved = frozenset(self._role_of[one] for one in saved_by(node) if one in self._role_of)
        if exit_name == SKIP:
            return known - saved
        return known if exit_name in {OTHERWISE, TIMEOUT} else known | saved

    def _lost_by(self, called: Mapping[str, str], exit_name: str) -> Roles:
        """Return what may not be known any more when the flow that was run before an exit has come back."""
        by_option = {one.replace(option_call(""), option_exit("")): flow for one, flow in called.items()}
        flow = called.get(CALL) if exit_name == NEXT else by_option.get(exit_name)
        return self._lost_in[flow] if flow is not None else frozenset()

    @cached_property
    def _lost_in(self) -> Mapping[str, Roles]:
        """Return what a flow may take away, with all that it calls."""
        direct: dict[str, set[str]] = {flow_id: set() for flow_id in self._entries}
        lost: dict[str, Roles] = dict.fromkeys(direct, frozenset())
        for node_id, ways in self._ways.items():
            flow_id, _, name = node_id.partition(".")
            direct[flow_id] |= {way.name if way.calls else flow_of(self._target(way)) for way in ways}
            if isinstance(self._flows.flows[flow_id].nodes[name], CallbackNode):
                lost[flow_id] = lost[flow_id].union(*(_AFTER[way.exit][1] for way in ways if way.exit in _AFTER))
        return {flow_id: frozenset().union(*(lost[one] for one in closure(flow_id, direct))) for flow_id in direct}

    @cached_property
    def _entries(self) -> Mapping[str, str]:
        return {flow_id: f"{flow_id}.{flow.entry}" for flow_id, flow in self._flows.flows.items()}

    @staticmethod
    def _target(way: Way) -> str:
        return way.name if "." in way.name else f"{way.flow}.{way.name}"
