"""What is on a card can be unticked item by item, and what was unticked shows nowhere else."""

from collections.abc import Iterator, Mapping

from bot.flows.checks.early import names_in
from bot.flows.checks.values import nodes_in
from bot.flows.format.handover_schema import Handover
from bot.flows.format.node_schema import HandoverNode, PickNode, SetNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.model import Value

_CODE = "E615"


def ticked_in(content: FlowsFile) -> frozenset[str]:
    """Return the variables that hold what people let be seen of a card."""
    return frozenset(one.ticked for _, one in _handovers(content) if one.ticked is not None)


def check_ticking(sheet: Sheet[FlowsFile]) -> None:
    """Check every card whose items can be unticked, and the questions in which that is done."""
    if sheet.reading.cut:
        return
    ticked = ticked_in(sheet.content)
    asked = {node.save for _, _, node in nodes_in(sheet.content) if isinstance(node, PickNode)}
    for path, handover in _handovers(sheet.content):
        if handover.ticked is None:
            _check_not_unticked_elsewhere(sheet, path, handover)
        else:
            _check_variable(sheet, path, handover, is_asked=handover.ticked in asked)
            _check_urgency(sheet, path, handover)
    for path, _, node in nodes_in(sheet.content):
        if isinstance(node, PickNode) and node.save in ticked:
            _check_list(sheet, path, node)
        elif isinstance(node, SetNode):
            _check_set(sheet, (*path, "set"), {name: value for name, value in node.set.items() if name in ticked})


def _handovers(content: FlowsFile) -> Iterator[tuple[Path, Handover]]:
    for path, _, node in nodes_in(content):
        if isinstance(node, HandoverNode):
            yield (*path, "handover"), node.handover


def _check_variable(sheet: Sheet[FlowsFile], path: Path, handover: Handover, *, is_asked: bool) -> None:
    """Check that the variable can hold what is on the card and nothing else, and as long as the case."""
    name, place = handover.ticked or "", (*path, "ticked")
    variable = sheet.content.vars.get(name)
    if variable is None:
        return  # told by whoever holds names against the declared ones
    shared = {item for _, one in _handovers(sheet.content) if one.ticked == name for item in one.card}
    if variable.type != "set" or set(variable.values or ()) != shared:
        what = f'"{name}" has to be a set whose values are what is on the card: {", ".join(sorted(shared))}'
        sheet.at_value(place, _CODE, what=what)
    elif variable.retain != "session":
        what = f'"{name}" would be forgotten while the case is open, and what was unticked would be seen'
        sheet.at_value(place, _CODE, what=what)
    elif not is_asked:
        sheet.at_value(place, _CODE, what=f'no pick saves "{name}", so nobody can untick anything')


def _check_urgency(sheet: Sheet[FlowsFile], path: Path, handover: Handover) -> None:
    for offset, name in names_in(handover.urgent):
        if name in handover.card:
            what = f'who unticks "{name}" would tell it all the same by being helped first; decide by something else'
            sheet.inside((*path, "urgent"), offset, code=_CODE, what=what)


def _check_not_unticked_elsewhere(sheet: Sheet[FlowsFile], path: Path, handover: Handover) -> None:
    """Check that no other way to a human shows what somebody unticked."""
    hidden = {name: one.ticked for _, one in _handovers(sheet.content) if one.ticked is not None for name in one.card}
    for number, name in enumerate(handover.card):
        if name in hidden:
            what = f'"{name}" can be unticked elsewhere, and would be seen here; write "ticked: {hidden[name]}"'
            sheet.at_value((*path, "card", number), _CODE, what=what)


def _check_list(sheet: Sheet[FlowsFile], path: Path, node: PickNode) -> None:
    """Check that each thing on the card can be unticked, and ticked again."""
    values = sheet.content.vars[node.save].values if node.save in sheet.content.vars else None
    missing = [name for name in values or () if name not in {option.id for option in node.options}]
    if missing:
        what = f"it has no option for {', '.join(missing)}, which would be seen all the same"
        sheet.at_key((*path, "options"), _CODE, what=what)
    if node.most is not None:
        sheet.at_value((*path, "most"), _CODE, what="all of a card can be ticked; leave it out")


def _check_set(sheet: Sheet[FlowsFile], path: Path, values: Mapping[str, Value]) -> None:
    """Check that nothing is ticked in somebody's name; unticking all of it beforehand is allowed."""
    for name, value in values.items():
        if value != "":
            sheet.at_value((*path, name), _CODE, what=f"only the person ticks; \"{name}: ''\" unticks all of it")
