"""What a person in a crisis must find: an emergency number in the first answer, and a way to a human from there."""

from collections.abc import Callable

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
    if not _every_way(graph, entry, says=lambda node_id: _has_number(nodes.get(node_id), always)):
        what = f'the first answer has no emergency number; show a line with "always: true", or write {EMERGENCY}'
        sheet.at_key(path, "E603", what=what)
    if not any(graph.kinds[node_id] == "handover" for node_id in graph.reached_from([entry])):
        sheet.at_key(path, "E603", what="from here no way leads to a human")


def _every_way(graph: Graph, entry: str, *, says: Callable[[str], bool]) -> bool:
    """Tell whether a node that says it is met before the person can say anything again, whatever is known of them."""
    seen: set[str] = set()
    ahead = [entry]
    while ahead:
        node = ahead.pop()
        if node in seen or says(node):
            continue
        seen.add(node)
        following = [*graph.instant.get(node, ()), *(graph.calls.get(node, ()) if graph.kinds[node] == "call" else ())]
        if not following:
            return False
        ahead.extend(following)
    return True


def _has_number(node: NodeModel | None, always: set[str]) -> bool:
    match node:
        case SayNode():
            ids = set(node.lines) if isinstance(node.lines, list) else set()
            return bool(always & ids) or all(EMERGENCY in text for text in node.say.values())
        case AskNode():
            return all(EMERGENCY in text for text in node.ask.values())
        case _:
            return False
