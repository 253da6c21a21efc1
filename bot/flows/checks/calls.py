"""Calls are agreed by variables that can say how, by nodes that know where it goes on, behind the right questions."""

from collections.abc import Iterator, Mapping

from bot.flows.beforehand import Beforehand, Roles
from bot.flows.called import MARK
from bot.flows.calls import EXITS
from bot.flows.checks.texts import texts_of
from bot.flows.checks.values import nodes_in
from bot.flows.format.node_schema import CallbackNode, InputNode, NodeModel
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.suit_answers import WORDINGS
from bot.model import Asking

_CODE, _TOO_EARLY = "E617", "E619"
_TYPES = {"slot": "text", "number": "phone", "asking": "choice", "wording": "choice"}
_WORDS = frozenset({"others", "opening", "code_word"})
_VALUES = {"asking": {*Asking}, "wording": {*WORDINGS}}
_ASKED = {
    "asking": "we would not know how it is safe to ask for their yes",
    "young": "somebody under 16 would be called without a decision",
}
SET_BY_NODES = frozenset({"slot", "soon", "proven"})
"""What nobody answers: the nodes of a callback set it."""


def call_variables_of(content: FlowsFile) -> dict[str, str]:
    """Return the variables that say when and how somebody is to be called, by what each says."""
    return {} if content.calls is None else content.calls.model_dump(exclude_none=True)


def check_calls(sheet: Sheet[FlowsFile]) -> None:
    """Check the variables and the nodes."""
    named = call_variables_of(sheet.content)
    for role, name in named.items():
        _check_variable(sheet, role, name)
    for path, _, node in nodes_in(sheet.content):
        if isinstance(node, CallbackNode):
            _check_node(sheet, path, node, knows_how=bool(named))


def check_order_of_calls(sheet: Sheet[FlowsFile]) -> None:
    """Check by every way what comes before a call is booked, and before anybody is told when it is."""
    if sheet.reading.cut or any(found.code.startswith("E2") for found in sheet.findings):
        return
    roles = call_variables_of(sheet.content)
    beforehand = Beforehand(sheet.content, sheet.raw, roles)
    for path, node_id, node in nodes_in(sheet.content):
        known = beforehand.at(node_id)
        if isinstance(node, CallbackNode) and node.callback == "book":
            for what in sorted({what for one in known for what in _missing(one, roles)}):
                sheet.at_key((*path, "callback"), _TOO_EARLY, what=what)
        if isinstance(node, InputNode) and node.save == roles.get("number") and node.skip is None:
            what = 'whoever does not want to give a number has no way back; write "skip: …"'
            sheet.at_key((*path, "input"), _TOO_EARLY, what=what)
        if any("slot" not in one for one in known):
            _check_told(sheet, path, node)


def _missing(known: Roles, roles: Mapping[str, str]) -> Iterator[str]:
    """Yield what was not asked on a way to where a call is booked; whose it was proven to be moves it as it stands."""
    if "number" not in known:
        if "proven" not in known:
            yield "a way leads here on which nobody gave a number, or proved that the call is theirs"
        return
    for role, why in _ASKED.items():
        if role in roles and role not in known:
            yield f'a way leads here on which "{roles[role]}" was not asked: {why}'


def _check_told(sheet: Sheet[FlowsFile], path: Path, node: NodeModel) -> None:
    for place, texts in texts_of(path, node):
        for language, text in texts.items():
            if MARK in text:
                what = f"a way leads here without a moment that was chosen, booked, or proven to be theirs: {MARK}"
                sheet.inside((*place, language), text.index(MARK), code=_TOO_EARLY, what=what)


def _check_node(sheet: Sheet[FlowsFile], path: Path, node: CallbackNode, *, knows_how: bool) -> None:
    if not knows_how:
        what = 'nothing says by which variables somebody is called; name them at the top under "calls"'
        sheet.at_key((*path, "callback"), _CODE, what=what)
    for name in node.on.model_dump(exclude_none=True):
        if name not in EXITS[node.callback]:
            what = f'"{node.callback}" never goes on here; it has {", ".join(EXITS[node.callback])}'
            sheet.at_key((*path, "on", name), _CODE, what=what)


def _check_variable(sheet: Sheet[FlowsFile], role: str, name: str) -> None:
    place: Path = ("calls", role)
    variable, wanted = sheet.content.vars.get(name), "text" if role in _WORDS else _TYPES.get(role, "bool")
    if variable is None:
        guess, hint = sheet.meant(name, [*sheet.content.vars])
        sheet.at_value(place, _CODE, what=f'there is no variable "{name}"{hint if guess else ""}')
    elif variable.type != wanted:
        sheet.at_value(place, _CODE, what=f'"{name}" has to be of the type {wanted}')
    elif variable.retain != "session":
        sheet.at_value(place, _CODE, what=f'"{name}" would be forgotten before it is needed; leave "retain" out')
    elif role in {"number", *_WORDS} and not variable.sensitive:
        sheet.at_value(place, _CODE, what=f'"{name}" can betray somebody: write "sensitive: true"')
    elif role in _VALUES and not _VALUES[role].issuperset(variable.values or ()):
        what = f'"{name}" can only be one of {", ".join(sorted(_VALUES[role]))}'
        sheet.at_value(place, _CODE, what=what)
