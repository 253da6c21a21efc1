"""The graph of a bundle as Mermaid text, for people who like to see it; it draws nothing itself."""

from bot.flows.bundle import Bundle
from bot.flows.graph import flow_of
from bot.flows.nodes import Ask, BeginList, Branch, Call, End, GoThroughList, Handover, Input, LeaveList, Node, Say, Set
from bot.flows.paging import Page

_KINDS: dict[type[Node], str] = {
    Say: "say",
    Page: "page",
    Ask: "ask",
    Input: "input",
    Branch: "branch",
    Set: "set",
    Call: "call",
    BeginList: "assess",
    GoThroughList: "weigh",
    LeaveList: "leave",
    Handover: "handover",
    End: "end",
}


def mermaid(bundle: Bundle) -> str:
    """Return a state diagram: one box a flow, one arrow an exit.

    The interrupts are left out: they lead from every node, and a drawing with all of them shows nothing.
    """
    names = {node_id: f"n{number}" for number, node_id in enumerate(bundle.nodes)}
    lines = ["stateDiagram-v2", f"  [*] --> {names[bundle.entry]}"]
    for number, flow in enumerate(dict.fromkeys(map(flow_of, bundle.nodes))):
        lines.append(f'  state "{flow}" as f{number} {{')
        lines += [
            f'    state "{node_id.partition(".")[2]} ({_KINDS[type(node)]})" as {names[node_id]}'
            for node_id, node in bundle.nodes.items()
            if node.flow == flow
        ]
        lines.append("  }")
    for edge in bundle.machine.edges:
        label = edge.exit.replace(":", " ").removeprefix("option ")
        lines.append(f"  {names[edge.source]} --> {names[edge.target]}: {label}")
    lines += [f"  {names[node_id]} --> [*]" for node_id, node in bundle.nodes.items() if isinstance(node, End)]
    return "\n".join(lines) + "\n"
