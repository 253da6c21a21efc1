"""How a talk goes: a way not to answer every question, not too much at once, and choices that make a difference."""

from collections.abc import Iterator, Mapping

from bot.flows.checks.values import choices_in, nodes_in
from bot.flows.format.node_schema import AskNode, NodeModel, PhraseNode, PickNode, SayNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet

MOST_BUBBLES = 3
"""In a row, before somebody can say something."""
_NO_ANSWER = frozenset({"weet_niet", "sla_over", "overslaan", "terug", "later", "niets", "geen"})
"""Ids of options that let somebody not answer."""


def check_talk(sheet: Sheet[FlowsFile]) -> None:
    """Check every question and every run of bubbles."""
    nodes = {node_id: node for _, node_id, node in nodes_in(sheet.content)}
    for path, node_id, node in nodes_in(sheet.content):
        if isinstance(node, AskNode | PickNode):
            _check_question(sheet, path, node)
        if isinstance(node, SayNode):
            _check_lines(sheet, path, node)
        run = list(_bubbles_from(node_id, nodes))
        if len(run) > MOST_BUBBLES and not _is_said_before(node_id, nodes):
            sheet.at_key(path, "W506", what=f"{len(run)} bubbles in a row: {' → '.join(run)}; at most {MOST_BUBBLES}")
    for path, options in choices_in(sheet.content):
        if path[0] == "scales" and not any(getattr(option, "score", None) is None for option in options):
            sheet.at_key(path, "W414", what="no answer of this scale says “I don't know” or “skip”")


def _check_question(sheet: Sheet[FlowsFile], path: Path, node: AskNode | PickNode) -> None:
    remembers = isinstance(node, AskNode) and node.save is not None
    if remembers and not any(option.id in _NO_ANSWER for option in node.options):
        known = ", ".join(sorted(_NO_ANSWER))
        sheet.at_key(path, "W414", what=f"no option lets somebody not answer; give one the id {known}")
    if isinstance(node, AskNode) and node.save is None and _leads_one_way(node):
        sheet.at_key(path, "W215", what="all options lead the same way, and nothing is saved; why is it asked?")


def _leads_one_way(node: AskNode) -> bool:
    return len(node.options) > 1 and len({(option.next, option.call) for option in node.options}) == 1


def _check_lines(sheet: Sheet[FlowsFile], path: Path, node: SayNode) -> None:
    """Check that no line of a list stands there twice."""
    items = node.list_ or []
    for number, item in enumerate(items):
        if item in items[:number]:
            sheet.at_value(
                (*path, "list", number), "E207", what=f"the same as line {items.index(item) + 1}; take one out"
            )


def _bubbles_from(node_id: str, nodes: Mapping[str, NodeModel]) -> Iterator[str]:
    """Yield the bubbles that are said one after the other from here, the question at the end included."""
    seen: set[str] = set()
    while node_id in nodes and node_id not in seen:
        seen.add(node_id)
        node = nodes[node_id]
        if isinstance(node, AskNode | PickNode):
            yield node_id
        if not isinstance(node, SayNode | PhraseNode) or node.next is None:
            return
        yield node_id
        node_id = node.next if "." in node.next else f"{node_id.partition('.')[0]}.{node.next}"


def _is_said_before(node_id: str, nodes: Mapping[str, NodeModel]) -> bool:
    """Tell whether another bubble leads here, whose run is reported instead."""
    return any(
        isinstance(node, SayNode | PhraseNode)
        and node.next is not None
        and node_id in {node.next, f"{other.partition('.')[0]}.{node.next}"}
        for other, node in nodes.items()
    )
