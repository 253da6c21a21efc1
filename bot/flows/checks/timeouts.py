"""What happens by the clock: lengths of time, whether something may still be said then, and who decides."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.flows.checks.values import nodes_in
from bot.flows.durations import duration_of, shown
from bot.flows.format.node_schema import EndNode, HandoverNode, NodeModel, Patient, PauseNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.format.time_schema import AGREED
from bot.flows.graph import Graph
from bot.flows.moves import full_id
from bot.model.promises import REPLY_WINDOW

LONGEST_WAIT = timedelta(hours=1)
"""In the queue somebody may agree to be written to for this long."""
_TOO_LATE = f"after {shown(REPLY_WINDOW)} nothing may be said any more"
_AT_ONCE = timedelta()


def check_timeouts(sheet: Sheet[FlowsFile], graph: Graph) -> None:
    """Check every timeout, pause and reminder."""
    for flow_id, flow in sheet.content.flows.items():
        if flow.idle is not None:
            _check_length(sheet, ("flows", flow_id, "idle", "after"), flow.idle.after)
    _check_wipes(sheet, graph)
    silences = _silences(graph, sheet)
    for path, node_id, node in nodes_in(sheet.content):
        if isinstance(node, PauseNode):
            length = _check_length(sheet, (*path, "pause"), node.pause)
            _check_sum(sheet, (*path, "pause"), length, before=silences.get(node_id, _AT_ONCE))
        elif isinstance(node, HandoverNode):
            _check_wait_for_human(sheet, path, node)
        elif isinstance(node, Patient) and node.timeout is not None:
            length = _check_timeout(sheet, path, node, graph=graph)
            _check_sum(sheet, (*path, "timeout", "after"), length, before=silences.get(node_id, _AT_ONCE))


def _check_length(sheet: Sheet[FlowsFile], where: Path, text: str, *, most: timedelta = REPLY_WINDOW) -> timedelta:
    """Check a length of time after which something is said; returns it, or none at all for one that means nothing."""
    length = duration_of(text)
    if length is None:
        sheet.at_value(where, "E801", what=f'"{text}" is no length of time; write 30s, 5m or 1h')
    elif length >= most:
        sheet.at_value(where, "E801", what=f"it must be shorter than {shown(most)}: {_TOO_LATE}")
        return _AT_ONCE
    return length or _AT_ONCE


def _check_sum(sheet: Sheet[FlowsFile], where: Path, length: timedelta, *, before: timedelta) -> None:
    """Check that with what was waited before it, something may still be said."""
    if length and length + before >= REPLY_WINDOW:
        what = f"with what is waited before it this is {shown(length + before)}; {_TOO_LATE}"
        sheet.at_value(where, "E801", what=what)


def _check_wait_for_human(sheet: Sheet[FlowsFile], path: Path, node: HandoverNode) -> None:
    if node.timeout is None:
        return
    after = duration_of(node.timeout.after)
    where: Path = (*path, "timeout", "after")
    if node.timeout.after == AGREED:
        if node.handover.may_write_minutes is None:
            what = 'nobody agrees to anything here; name the variable under "may_write_minutes", or write 30m'
            sheet.at_value(where, "E801", what=what)
    elif after is None:
        what = f'"{node.timeout.after}" is no length of time; write 30s, 5m, 1h or agreed'
        sheet.at_value(where, "E801", what=what)
    elif after > LONGEST_WAIT:
        sheet.at_value(where, "E801", what=f"nobody can agree to be written to for longer than {shown(LONGEST_WAIT)}")


def _check_timeout(sheet: Sheet[FlowsFile], path: Path, node: Patient, *, graph: Graph) -> timedelta:
    """Check the timeout of a question: that it can be told, and that it asks for no human in somebody's name.

    Returns:
        How long it is; none at all for one that means nothing.
    """
    if node.timeout is None:
        return _AT_ONCE
    where: Path = (*path, "timeout", "after")
    after = _check_length(sheet, where, node.timeout.after)
    idle = sheet.content.flows[str(path[1])].idle
    reminder = duration_of(idle.after) if idle else None
    if reminder is not None and after > reminder:
        what = f'it is longer than "idle" of this flow, which is not said here; make it {shown(reminder)} or less'
        sheet.at_value(where, "E801", what=what)
    target = full_id(str(path[1]), node.timeout.next)
    if any(graph.kinds[met] == "handover" for met in _met_at_once(graph, target)):
        what = f'"{node.timeout.next}" asks for a human, and nobody is there; lead to a question first'
        sheet.at_value((*path, "timeout", "next"), "E803", what=what)
    return after


def _check_wipes(sheet: Sheet[FlowsFile], graph: Graph) -> None:
    """Check that neither a clock nor the desk wipes: that is only ever asked for by the person."""
    wiping = {node_id for _, node_id, node in nodes_in(sheet.content) if isinstance(node, EndNode) and node.wipe}
    for path, _, node in nodes_in(sheet.content):
        for where, target in _unasked(path, node):
            if not wiping.isdisjoint(_met_at_once(graph, full_id(str(path[1]), target))):
                what = f'"{target}" wipes everything, and the person did not ask for it; lead to a question first'
                sheet.at_value(where, "E804", what=what)


def _unasked(path: Path, node: NodeModel) -> Iterator[tuple[Path, str]]:
    """Yield where a node goes on without a word of the person."""
    if isinstance(node, Patient | HandoverNode) and node.timeout is not None:
        yield (*path, "timeout", "next"), node.timeout.next
    if isinstance(node, HandoverNode):
        for name, target in node.on:
            if isinstance(target, str):
                yield (*path, "on", name), target


def _met_at_once(graph: Graph, start: str) -> Iterator[str]:
    """Yield every node that a conversation comes by from one, without a word of the person."""
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        node = ahead.pop()
        if node in graph.kinds and node not in seen:
            seen.add(node)
            yield node
            ahead += _following(graph, node)


def _following(graph: Graph, node: str) -> list[str]:
    called = graph.calls.get(node, ()) if graph.kinds[node] == "call" else ()
    return [*graph.instant.get(node, ()), *called]


def _silences(graph: Graph, sheet: Sheet[FlowsFile]) -> Mapping[str, timedelta]:
    """Return for how long somebody may have been silent when a conversation comes to a node by itself."""
    waits = {node_id: wait for path, node_id, node in nodes_in(sheet.content) if (wait := _wait_of(graph, path, node))}
    silences: dict[str, timedelta] = {}
    ahead = [(node, _AT_ONCE) for node in waits]
    while ahead:
        node, silence = ahead.pop()
        if node not in graph.kinds or silences.get(node, -timedelta.resolution) >= silence:
            continue
        silences[node] = silence
        length, targets = waits.get(node) or (_AT_ONCE, _following(graph, node))
        then = min(silence + length, REPLY_WINDOW)
        ahead += [(target, then) for target in targets]
    return silences


def _wait_of(graph: Graph, path: Path, node: NodeModel) -> tuple[timedelta, list[str]] | None:
    """Return how long a pause, or a question that nobody answers, waits, and where it goes then; None for others."""
    if isinstance(node, PauseNode):
        return duration_of(node.pause) or _AT_ONCE, _following(graph, f"{path[1]}.{path[3]}")
    if isinstance(node, Patient) and node.timeout is not None:
        return duration_of(node.timeout.after) or _AT_ONCE, [full_id(str(path[1]), node.timeout.next)]
    return None
