"""Calls are agreed by variables that can say how, and by nodes that know where it goes on."""

from bot.flows.calls import EXITS
from bot.flows.checks.values import nodes_in
from bot.flows.format.node_schema import CallbackNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.suit_answers import WORDINGS
from bot.model import Asking

_CODE = "E617"
_TYPES = {"slot": "text", "number": "phone", "asking": "choice", "wording": "choice"}
_WORDS = frozenset({"others", "opening", "code_word"})
_VALUES = {"asking": {*Asking}, "wording": {*WORDINGS}}
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
