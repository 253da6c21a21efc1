"""With whom somebody wants to talk is asked by variables that can say it, and stands on no card."""

from bot.flows.checks.values import nodes_in
from bot.flows.format.node_schema import HandoverNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet

_CODE = "E616"
_TYPES = {"talked": "bool", "again": "bool", "never": "bool", "regions": "set", "names": "text"}


def variables_of(content: FlowsFile) -> dict[str, str]:
    """Return the variables that say with whom somebody wants to talk, by what each says."""
    with_whom = content.with_whom
    return {} if with_whom is None else with_whom.model_dump(exclude_none=True)


def check_with_whom(sheet: Sheet[FlowsFile]) -> None:
    """Check the variables, the cards, and that there is a way on where whom they want is not free."""
    named = variables_of(sheet.content)
    for role, name in named.items():
        _check_variable(sheet, role, name)
    places = [(path, node) for path, _, node in nodes_in(sheet.content) if isinstance(node, HandoverNode)]
    for path, node in places:
        for number, name in enumerate(node.handover.card):
            if name in named.values():
                what = f'"{name}" tells whom somebody avoids, or wants; no counsellor may read that'
                sheet.at_value((*path, "handover", "card", number), _CODE, what=what)
        if node.on.away is not None and "again" not in named:
            what = 'nobody can ask for whom they talked with; name the variable under "with_whom: {again: …}"'
            sheet.at_value((*path, "on", "away"), _CODE, what=what)
    if "again" in named and all(node.on.away is None for _, node in places):
        what = 'no handover says under "on: {away: …}" how it goes on where whom they want is not free'
        sheet.at_value(("with_whom", "again"), _CODE, what=what)
    if {"again", "never"} & named.keys() and "talked" not in named:
        sheet.at_key(("with_whom",), _CODE, what='"talked" is missing: who never talked could be asked about it')


def _check_variable(sheet: Sheet[FlowsFile], role: str, name: str) -> None:
    place: Path = ("with_whom", role)
    variable = sheet.content.vars.get(name)
    if variable is None:
        guess, hint = sheet.meant(name, [*sheet.content.vars])
        sheet.at_value(place, _CODE, what=f'there is no variable "{name}"{hint if guess else ""}')
    elif variable.type != _TYPES[role]:
        sheet.at_value(place, _CODE, what=f'"{name}" has to be of the type {_TYPES[role]}')
    elif variable.retain != "session":
        sheet.at_value(place, _CODE, what=f'"{name}" would be forgotten before it is needed; leave "retain" out')
    elif role == "names" and not variable.sensitive:
        sheet.at_value(place, _CODE, what=f'"{name}" holds the names of others: write "sensitive: true"')
