"""Where a conversation can go: targets that exist, nodes that can be reached, a way out of everything."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.flows.calls import EXITS
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.graph import (
    HANDOVER_EXITS,
    Graph,
    Way,
    as_list,
    as_map,
    bands_of,
    flow_of,
    kind_of_node,
    nodes_of,
    ways_from,
)

_NEEDS_NEXT = frozenset({"say", "phrase", "page", "pick", "input", "set", "call", "pause"})


def check_graph(sheet: Sheet[FlowsFile]) -> Graph:
    """Check every way of flows.yaml; returns the graph, with what was probably meant where a target is unknown."""
    targets = Targets(sheet)
    kinds = {node_id: kind_of_node(node) for node_id, _, node in nodes_of(sheet.raw)}
    edges, calls, instant = (
        defaultdict[str, list[str]](list),
        defaultdict[str, list[str]](list),
        defaultdict[str, list[str]](list),
    )
    holes: set[str] = set()
    for node_id, path, node in nodes_of(sheet.raw):
        if sheet.is_broken(path) or _lacks_exits(sheet, path, node):
            holes.add(node_id)
        for way in ways_from(node_id, path, node):
            target = targets.of_call(way.name, way.path) if way.calls else targets.of_way(way)
            if target is None:
                holes.add(node_id)
                continue
            (calls if way.calls else edges)[node_id].append(target)
            if not way.calls and way.is_instant(kinds[node_id]):
                instant[node_id].append(target)
    graph = Graph(kinds, edges, calls, instant, holes)
    _check_ways_through(sheet, graph, targets)
    return graph


class Targets:
    """Looks up what references lead to, and notes the ones that lead nowhere."""

    def __init__(self, sheet: Sheet[FlowsFile]) -> None:
        """Know every flow and every node, also the broken ones."""
        self._sheet = sheet
        self.nodes: dict[str, Path] = {node_id: path for node_id, path, _ in nodes_of(sheet.raw)}
        self.flows: dict[str, Path] = {flow: ("flows", flow) for flow in as_map(sheet.raw.get("flows"))}
        self.entries = {flow: self._entry(flow) for flow in self.flows}

    def of_way(self, way: Way) -> str | None:
        """Return the node that a reference in a node leads to."""
        return self.of_node(way.name, way.path, flow=way.flow)

    def of_node(self, name: str, path: Path, *, flow: str) -> str | None:
        """Return the node of a reference; without a dot it is one of this flow."""
        full = name if "." in name else f"{flow}.{name}"
        if full in self.nodes:
            return full
        if "." not in name:
            known = {str(place[-1]): place for node, place in self.nodes.items() if flow_of(node) == flow}
            where = f'is no node of flow "{flow}"'
        else:
            known, where = self.nodes, "is no node"
        if name in self.flows:
            entry = self.entries[name]
            hint = f'; it is a flow, so write "{entry}"' if entry else "; it is a flow"
            self._sheet.at_value(path, "E203", what=f'"{name}" {where}{hint}')
            return entry
        guess, hint = self._sheet.meant(name, known)
        self._sheet.at_value(path, "E203", what=f'"{name}" {where}{hint}')
        return guess and (guess if "." in name else f"{flow}.{guess}")

    def of_call(self, name: str, path: Path) -> str | None:
        """Return the entry of the flow that a reference calls."""
        if name in self.flows:
            return self.entries[name]
        guess, hint = self._sheet.meant(name, self.flows)
        if guess is None and ("." in name or any(node.endswith(f".{name}") for node in self.nodes)):
            hint = "; a call names a flow, not a node"
        self._sheet.at_value(path, "E203", what=f'"{name}" is no flow{hint}')
        return self.entries[guess] if guess else None

    def _entry(self, flow: str) -> str | None:
        path: Path = ("flows", flow)
        values = as_map(as_map(self._sheet.raw.get("flows")).get(flow))
        entry = values.get("entry")
        if not as_map(values.get("nodes")):
            if not self._sheet.is_broken(path):
                self._sheet.at_key(path, "E202", what="the flow has no nodes")
            return None
        if not isinstance(entry, str):
            if not self._sheet.is_broken(path):
                self._sheet.at_key(path, "E201", what='the flow has no "entry"; name the node it begins with')
            return self._first_of(flow)
        return self.of_head(flow, "entry", entry) or self._first_of(flow)

    def of_head(self, flow: str, key: str, name: str) -> str | None:
        """Return the node that the head of a flow names as its `entry` or `recover`."""
        if f"{flow}.{name}" in self.nodes:
            return f"{flow}.{name}"
        known = {str(place[-1]): place for node, place in self.nodes.items() if flow_of(node) == flow}
        what = f'"{name}" is no node of flow "{flow}"{self._sheet.meant(name, known)[1]}'
        self._sheet.at_value(("flows", flow, key), "E201", what=what)
        return None

    def recovery(self, flow: str) -> str | None:
        """Return where a conversation lands whose node of this flow is gone."""
        name = as_map(as_map(self._sheet.raw.get("flows")).get(flow)).get("recover")
        return (self.of_head(flow, "recover", name) if isinstance(name, str) else None) or self.entries[flow]

    def _first_of(self, flow: str) -> str | None:
        return next((node for node in self.nodes if flow_of(node) == flow), None)


def _lacks_exits(sheet: Sheet[FlowsFile], path: Path, node: object) -> bool:
    """Check that every way on is named; tell whether one is missing."""
    values, kind = as_map(node), kind_of_node(node)
    lacks = kind == "branch" and not as_list(values["branch"])
    if kind in _NEEDS_NEXT and "next" not in values:
        lacks = True
        sheet.at_key(path, "E205", what='there is no "next"; say where it goes on')
    for key, item in (("options", "option"), ("branch", "arm")) if kind != "pick" else ():
        for number, way in enumerate(as_list(values.get(key))):
            if "next" not in as_map(way):
                lacks = True
                sheet.at_value((*path, key, number), "E205", what=f'this {item} has no "next"')
    if kind == "branch":
        _check_arms(sheet, path, as_list(values["branch"]))
    calls = EXITS.get(str(values.get("callback")), ())
    needed = {"handover": HANDOVER_EXITS, "assess": bands_of(values), "callback": calls}.get(kind, ())
    missing = [name for name in needed if name not in as_map(values.get("on"))]
    if missing:
        sheet.at_key(path, "E213", what=f'"on" needs {", ".join(missing)}; say where each goes on')
    return lacks or bool(missing)


def _check_arms(sheet: Sheet[FlowsFile], path: Path, arms: Sequence[object]) -> None:
    last = len(arms) - 1
    if last < 0:
        sheet.at_key(path, "E202", what="the branch has no arms")
    for number, arm in enumerate(map(as_map, arms)):
        place: Path = (*path, "branch", number)
        if ("else" in arm) == ("when" in arm):
            sheet.at_value(place, "E206", what='an arm has either "when" or "else: true"')
        elif "else" in arm and number != last:
            sheet.at_value(place, "E207", what='nothing after "else" is ever used; put it last')
        elif "else" not in arm and number == last:
            sheet.at_key(path, "E206", what='the branch has no "else"; end it with {else: true, next: …}')


def _check_ways_through(sheet: Sheet[FlowsFile], graph: Graph, targets: Targets) -> None:
    heads = {flow: (targets.entries[flow], targets.recovery(flow)) for flow in targets.flows}
    reached = graph.reached_from(_starts(sheet, targets))
    fresh = list(targets.flows)
    while fresh:  # a flow that is used at all can also be met at its entry and where it recovers
        used = [flow for flow in fresh if _is_used(flow, reached)]
        reached |= graph.reached_from(filter(None, [node for flow in used for node in heads[flow]]))
        fresh = [flow for flow in fresh if flow not in used] if used else []
    for flow, path in targets.flows.items():
        nodes = [node for node in graph.kinds if flow_of(node) == flow]
        if nodes and not _is_used(flow, reached):
            sheet.at_key(path, "E204", what="nothing leads to this flow")
            continue
        for node in nodes:
            if node not in reached and not any(flow_of(hole) == flow for hole in graph.holes):
                sheet.at_key(
                    targets.nodes[node], "E204", what='nothing leads to this node; take it out, or let a "next" name it'
                )
    for node in graph.without_a_way_out():
        sheet.at_key(targets.nodes[node], "E209", what="from here no way leads to an end or to a human")
    for circle in graph.loops_without_a_wait():
        way = " → ".join((*circle, circle[0]))
        sheet.at_key(targets.nodes[circle[0]], "E208", what=f"this goes round for ever without waiting: {way}")


def _is_used(flow: str, reached: set[str]) -> bool:
    return any(node.startswith(f"{flow}.") for node in reached)


def _starts(sheet: Sheet[FlowsFile], targets: Targets) -> Iterator[str]:
    """Yield where conversations begin: the first flow, and where interrupts lead."""
    first = next(iter(targets.flows), "")
    yield targets.entries.get(first) or ""
    for interrupt_id, interrupt in as_map(sheet.raw.get("interrupts")).items():
        path: Path = ("interrupts", interrupt_id)
        call, goto = as_map(interrupt).get("call"), as_map(interrupt).get("goto")
        if isinstance(call, str):
            yield targets.of_call(call, (*path, "call")) or ""
        if isinstance(goto, str) and goto in targets.flows:
            yield targets.entries[goto] or ""
        elif isinstance(goto, str):
            yield targets.of_node(goto, (*path, "goto"), flow=first) or ""
