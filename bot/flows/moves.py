"""Where conversations go whose node is no longer there: what was renamed, and what was taken out with a place to go."""

from collections.abc import Iterator

from bot.flows.format.schema import FlowsFile


def full_id(flow_id: str, name: str) -> str:
    """Return the `flow.node` id that a reference in a flow means."""
    return name if "." in name else f"{flow_id}.{name}"


def renames_in(flows: FlowsFile) -> Iterator[tuple[str, str]]:
    """Yield the former and the present id of every node that was renamed."""
    for flow_id, flow in flows.flows.items():
        for node_id, node in flow.nodes.items():
            former = node.renamed_from or ()
            for name in (former,) if isinstance(former, str) else former:
                yield full_id(flow_id, name), f"{flow_id}.{node_id}"


def removals_in(flows: FlowsFile) -> Iterator[tuple[str, str]]:
    """Yield the id of every node that was taken out, and where its conversations go."""
    for flow_id, flow in flows.flows.items():
        for name, target in flow.on_removed.items():
            yield full_id(flow_id, name), full_id(flow_id, target)
