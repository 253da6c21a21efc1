"""What flows.yaml remembers and decides by: variables, the values they are given, conditions, and cards."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import get_args

from bot.flows.expressions import VarType, compile_expression
from bot.flows.format.assess_schema import ScaleAnswer
from bot.flows.format.findings import shown
from bot.flows.format.node_base import ChannelName
from bot.flows.format.node_schema import (
    AskNode,
    AssessNode,
    BranchNode,
    HandoverNode,
    InputNode,
    NodeModel,
    PickNode,
    SayNode,
    SetNode,
)
from bot.flows.format.option_schema import PickOption
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile, Variable
from bot.flows.format.sheet import Sheet
from bot.flows.picking import DONE, NONE
from bot.flows.tokens import RESERVED, ExpressionFault
from bot.flows.weighing import SIGNS
from bot.model import Value

CHANNELS = get_args(ChannelName)


def condition_types(content: FlowsFile) -> dict[str, VarType]:
    """Return what a condition may look at: the declared variables, and those that are always there."""
    return {**variable_types(content), **_always_there(content)}


def _always_there(content: FlowsFile) -> dict[str, VarType]:
    languages = tuple(content.languages.required)
    return {
        "channel": VarType("text", CHANNELS, is_given=True),
        "language": VarType("text", languages, is_given=True),
    }


def variable_types(content: FlowsFile) -> dict[str, VarType]:
    """Return what each declared variable can hold."""
    return {name: _type_of(variable) for name, variable in content.vars.items()}


def _type_of(variable: Variable) -> VarType:
    if variable.type == "choice":
        return VarType("text", tuple(variable.values or ()))
    if variable.type == "set":
        return VarType("set", tuple(variable.values or ()))
    if variable.type == "int":
        return VarType("int", low=variable.min, high=variable.max)
    return VarType(variable.type)


def nodes_in(content: FlowsFile) -> Iterator[tuple[Path, str, NodeModel]]:
    """Yield every sound node with its path and its `flow.node` id."""
    for flow_id, flow in content.flows.items():
        for node_id, node in flow.nodes.items():
            yield ("flows", flow_id, "nodes", node_id), f"{flow_id}.{node_id}", node


def choices_in(content: FlowsFile) -> Iterator[tuple[Path, Sequence[PickOption | ScaleAnswer]]]:
    """Yield every list of answers that can be chosen, with its path."""
    for scale_id, scale in content.scales.items():
        yield ("scales", scale_id), scale
    for path, _, node in nodes_in(content):
        match node:
            case AskNode() | PickNode():
                yield (*path, "options"), node.options
            case AssessNode():
                for number, question in enumerate(node.assess.questions):
                    if question.follow is not None:
                        yield (*path, "assess", "questions", number, "follow", "options"), question.follow.options
            case _:
                pass


def conditions_of(node: NodeModel) -> Iterator[tuple[Path, str | None]]:
    """Yield every condition of a node with its place in it, those of bands left out."""
    match node:
        case SayNode():
            yield from ((("list", number, "when"), item.when) for number, item in enumerate(node.list_ or ()))
        case AskNode() | PickNode():
            yield from ((("options", number, "when"), option.when) for number, option in enumerate(node.options))
        case BranchNode():
            yield from ((("branch", number, "when"), arm.when) for number, arm in enumerate(node.branch))
        case AssessNode():
            questions = enumerate(node.assess.questions)
            yield from ((("assess", "questions", number, "when"), question.when) for number, question in questions)
        case HandoverNode():
            yield ("handover", "urgent"), node.handover.urgent
            yield ("handover", "agreed"), node.handover.agreed
        case _:
            return


def check_values(sheet: Sheet[FlowsFile]) -> None:
    """Check every use of a variable in flows.yaml."""
    for name, variable in sheet.content.vars.items():
        _check_declaration(sheet, name, variable)
    values = Values(sheet)
    for path, _, node in nodes_in(sheet.content):
        values.check(path, node)
    for interrupt_id, interrupt in sheet.content.interrupts.items():
        values.check_unless(("interrupts", interrupt_id, "unless"), interrupt.unless)
        if interrupt.save is not None:
            values.type_of(("interrupts", interrupt_id, "save"), interrupt.save)


def _check_declaration(sheet: Sheet[FlowsFile], name: str, variable: Variable) -> None:
    path: Path = ("vars", name)
    if name in RESERVED or name in SIGNS:
        sheet.at_key(path, "E105", what="this word belongs to conditions; choose another name")
    if name in _always_there(sheet.content):
        sheet.at_key(path, "E105", what="this is always there, as a word in conditions; choose another name")
    if (variable.type in {"choice", "set"}) != (variable.values is not None):
        sheet.at_key(path, "E005", what='"values" go with the types choice and set, and those need them')
    if variable.type != "int" and (variable.min is not None or variable.max is not None):
        sheet.at_key(path, "E004", what='"min" and "max" go with the type int')
    if variable.min is not None and variable.max is not None and variable.min > variable.max:
        sheet.at_value((*path, "min"), "E308", what=f"{variable.min} is more than max, which is {variable.max}")


class Values:
    """Holds values and conditions against the declared variables."""

    def __init__(self, sheet: Sheet[FlowsFile]) -> None:
        """Know every declared variable, also the broken ones."""
        self._sheet = sheet
        self._types: Mapping[str, VarType] = variable_types(sheet.content)
        self._known: Mapping[str, VarType] = condition_types(sheet.content)
        self._declared: dict[str, Path] = {name: ("vars", name) for name in sheet.content.vars}
        self._broken = {str(cut[1]) for cut in sheet.reading.cut if cut[:1] == ("vars",) and len(cut) > 1}

    def check(self, path: Path, node: NodeModel) -> None:
        """Check what a node of any kind saves and decides by."""
        for place, condition in conditions_of(node):
            self.check_condition((*path, *place), condition)
        match node:
            case AskNode():
                self.check_ask(path, node)
            case PickNode():
                self.check_pick(path, node)
            case InputNode():
                self.type_of((*path, "save"), node.save)
            case SetNode():
                for name, value in node.set.items():
                    self.check_value((*path, "set", name), name, value)
            case HandoverNode():
                self.check_handover((*path, "handover"), node)
            case _:
                return

    def type_of(self, path: Path, name: str) -> VarType | None:
        """Return the type of a variable; None when it is unknown, which is noted, or broken, which was."""
        if name in self._types:
            return self._types[name]
        if name in self._known:
            self._sheet.at_value(path, "E301", what=f'"{name}" is always there; nothing sets it, and no card needs it')
        elif name not in self._broken:
            hint = self._sheet.meant(name, self._declared)[1]
            self._sheet.at_value(path, "E301", what=f'"{name}" is not declared in vars{hint}')
        return None

    def check_value(self, path: Path, name: str, value: Value, *, saved_by: Path | None = None) -> None:
        """Check a value that a variable is given; `saved_by` is where the variable is named, if elsewhere."""
        expected = self.type_of(saved_by or path, name)
        reason = expected.refuses(value) if expected else None
        if expected is not None and reason is not None:
            hint = self._sheet.meant(str(value), expected.values)[1] if expected.values else ""
            self._sheet.at_value(path, "E303", what=f'"{value}" does not fit "{name}": {reason}{hint}')

    def check_ask(self, path: Path, node: AskNode) -> None:
        """Check that an option is always left, and what each of them saves."""
        if all(option.when is not None for option in node.options):
            what = 'each has a "when", so all of them could be hidden; leave one without'
            self._sheet.at_key((*path, "options"), "E202", what=what)
        if node.save is None:
            return
        for number, option in enumerate(node.options):
            place: Path = (*path, "options", number)
            value = option.id if option.value is None else option.value
            place = (*place, "id" if option.value is None else "value")
            self.check_value(place, node.save, value, saved_by=(*path, "save"))

    def check_pick(self, path: Path, node: PickNode) -> None:
        """Check that what is chosen is kept in a set."""
        expected = self.type_of((*path, "save"), node.save)
        if expected is not None and expected.kind != "set":
            self._sheet.at_value((*path, "save"), "E303", what=f'"{node.save}" holds one value; declare it as a set')
            return
        for number, option in enumerate(node.options):
            place: Path = (*path, "options", number, "id")
            if option.id in {DONE, NONE}:
                self._sheet.at_value(place, "E105", what=f'"{option.id}" is what ends the choosing; choose another id')
            elif expected is not None:
                self.check_value(place, node.save, option.id)

    def check_condition(self, path: Path, text: str | None, *, types: Mapping[str, VarType] | None = None) -> bool:
        """Check an expression, and tell whether it is sound; its faults are placed at their character."""
        if text is None:
            return True
        try:
            compile_expression(text, types or self._known)
        except ExpressionFault as fault:
            if fault.word not in self._broken:
                self._sheet.inside(path, fault.offset, code=fault.code, what=f"{fault}{self._meant_by(fault)}")
            return False
        return True

    def check_unless(self, path: Path, text: str | None) -> None:
        """Check whom an interrupt spares: somebody who has said nothing yet is nobody of them."""
        if text is None or not self.check_condition(path, text):
            return
        spares = compile_expression(text, self._known)
        given = {name: known.values for name, known in self._known.items() if known.is_given}
        if all(spares(dict(zip(given, case, strict=True))) for case in product(*given.values())):
            what = "it holds for whoever has said nothing yet, so nobody is asked; turn it round"
            self._sheet.at_value(path, "E601", what=what)

    def _meant_by(self, fault: ExpressionFault) -> str:
        """Return the end of a message that offers what was probably meant by a word of a condition."""
        if not fault.word or fault.code not in {"E301", "E310"}:
            return ""
        if any(fault.word in known.values for known in self._known.values()):
            return f"; an answer stands in quotes: {shown(fault.word)}"
        guess, hint = self._sheet.meant(fault.word, self._declared)
        return hint if guess else self._sheet.meant(fault.word, [*self._known, "answered"])[1]

    def check_handover(self, path: Path, node: HandoverNode) -> None:
        """Check the card, the urgency and the agreed minutes."""
        handover = node.handover
        has_to_agree = self._has_to_agree((*path, "agreed"), handover.agreed)
        for number, name in enumerate(handover.card):
            self.type_of((*path, "card", number), name)
            variable = self._sheet.content.vars.get(name)
            if variable is not None and variable.sensitive and not has_to_agree:
                what = f'"{name}" is sensitive, and so on a card only when "agreed" holds; nobody is asked here'
                self._sheet.at_value((*path, "card", number), "E606", what=what)
        if handover.ticked is not None:
            self.type_of((*path, "ticked"), handover.ticked)
        if handover.may_write_minutes is not None:
            place: Path = (*path, "may_write_minutes")
            minutes = self.type_of(place, handover.may_write_minutes)
            if minutes is not None and minutes.kind != "int":
                what = f'"{handover.may_write_minutes}" is no whole number; it holds minutes'
                self._sheet.at_value(place, "E303", what=what)

    def _has_to_agree(self, path: Path, agreed: str | None) -> bool:
        """Tell whether somebody has to say something before a condition holds; a broken one is noted elsewhere."""
        if agreed is None:
            return False
        return not self.check_condition(path, agreed) or not compile_expression(agreed, self._known)({})
