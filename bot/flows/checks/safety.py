"""What a person in a crisis must find: an emergency number in the first answer, and a way to a human from there."""

from collections.abc import Iterator

from bot.content.schema import HelplinesFile
from bot.flows.checks.lines import EMERGENCY
from bot.flows.checks.values import nodes_in
from bot.flows.format.node_schema import AskNode, NodeModel, SayNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.graph import Graph
from bot.flows.interrupts import CRISIS


def check_crisis(sheet: Sheet[FlowsFile], directory: Sheet[HelplinesFile] | None, graph: Graph) -> None:
    """Check the flow that a crisis phrase leads to."""
    crisis = sheet.content.interrupts.get(CRISIS)
    flow = sheet.content.flows.get(crisis.call or "") if crisis else None
    if crisis is None or flow is None or directory is None or sheet.is_broken(("flows", str(crisis.call))):
        return
    entry = f"{crisis.call}.{flow.entry}"
    if entry not in graph.kinds:
        return
    path: Path = ("flows", str(crisis.call))
    always = {line_id for line_id, line in directory.content.lines.items() if line.always}
    nodes = {node_id: node for _, node_id, node in nodes_in(sheet.content)}
    if not any(_has_number(nodes.get(node_id), always) for node_id in _first_answer(graph, entry)):
        what = f'the first answer has no emergency number; show a line with "always: true", or write {EMERGENCY}'
        sheet.at_key(path, "E603", what=what)
    if not any(graph.kinds[node_id] == "handover" for node_id in graph.reached_from([entry])):
        sheet.at_key(path, "E603", what="from here no way leads to a human")


def _first_answer(graph: Graph, entry: str) -> Iterator[str]:
    """Yield the nodes that speak before the person can say anything again, and that are met whatever is known."""
    seen: set[str] = set()
    node: str | None = entry
    while node is not None and node not in seen:
        seen.add(node)
        yield node
        following = {*graph.instant.get(node, ()), *(graph.calls.get(node, ()) if graph.kinds[node] == "call" else ())}
        node = following.pop() if len(following) == 1 else None


def _has_number(node: NodeModel | None, always: set[str]) -> bool:
    match node:
        case SayNode():
            ids = set(node.lines) if isinstance(node.lines, list) else set()
            return bool(always & ids) or all(EMERGENCY in text for text in node.say.values())
        case AskNode():
            return all(EMERGENCY in text for text in node.ask.values())
        case _:
            return False
