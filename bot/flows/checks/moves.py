"""Renamed and removed nodes: what is said to be gone is gone, and what takes its place is there."""

from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.moves import full_id


def check_moves(sheet: Sheet[FlowsFile]) -> None:
    """Check `renamed_from` and `on_removed`."""
    nodes: dict[str, Path] = {
        f"{flow_id}.{node_id}": ("flows", flow_id, "nodes", node_id)
        for flow_id, flow in sheet.content.flows.items()
        for node_id in flow.nodes
    }
    claimed: dict[str, str] = {}
    for flow_id, flow in sheet.content.flows.items():
        for node_id, node in flow.nodes.items():
            former = node.renamed_from or ()
            path: Path = ("flows", flow_id, "nodes", node_id, "renamed_from")
            for name in (former,) if isinstance(former, str) else former:
                _check_former(sheet, path, full_id(flow_id, name), nodes=nodes)
                first = claimed.setdefault(full_id(flow_id, name), node_id)
                if first != node_id:
                    sheet.at_value(path, "E106", what=f'"{name}" is the former name of "{first}" already')
        for name, target in flow.on_removed.items():
            path = ("flows", flow_id, "on_removed", name)
            _check_former(sheet, path, full_id(flow_id, name), nodes=nodes)
            if full_id(flow_id, target) not in nodes:
                hint = sheet.meant(full_id(flow_id, target), nodes)[1]
                sheet.at_value(path, "E214", what=f'"{target}" is no node{hint}')


def _check_former(sheet: Sheet[FlowsFile], path: Path, former: str, *, nodes: dict[str, Path]) -> None:
    if former in nodes:
        sheet.at_value(path, "E106", what=f'"{former}" is still there; it was neither renamed nor removed')
