"""Conditions that decide nothing: those that always or never hold, and arms of a branch that are never taken.

Proven over every case that the condition can tell apart, the one without an answer included; where there are too many
cases nothing is said.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.flows.checks.values import condition_types, conditions_of, nodes_in
from bot.flows.expressions import VarType, compile_expression
from bot.flows.format.node_schema import BranchNode
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.possibilities import cases_of
from bot.flows.tokens import ExpressionFault
from bot.model import Value

MOST_CASES = 4_000
"""Of one condition or branch; an editor waits for this, and more of them are in no condition that people can read."""
_SETTLED = frozenset({"urgent", "agreed"})
"""What an editor may settle beforehand; where `agreed` may not, E606 says so."""
Condition = Callable[[Mapping[str, Value]], bool]


def check_conditions(sheet: Sheet[FlowsFile]) -> None:
    """Check every condition but those of bands, which are proven together with the answers."""
    conditions = _Conditions(sheet)
    for interrupt_id, interrupt in sheet.content.interrupts.items():
        conditions.check(("interrupts", interrupt_id, "unless"), interrupt.unless)
    for path, _, node in nodes_in(sheet.content):
        decided = [conditions.check((*path, *place), text) for place, text in conditions_of(node)]
        if isinstance(node, BranchNode) and all(decided):
            conditions.check_arms(path, node)


class _Conditions:
    """Holds conditions against all that people can have answered."""

    def __init__(self, sheet: Sheet[FlowsFile]) -> None:
        self._sheet = sheet
        self._types = condition_types(sheet.content)
        self._known: dict[str, bool | None] = {}

    def check(self, path: Path, text: str | None) -> bool:
        """Check that a condition decides something; tell whether it does."""
        if text is None or (path[-1] in _SETTLED and text in {"true", "false"}):
            return True
        if text not in self._known:
            self._known[text] = settled(text, self._types)
        always = self._known[text]
        if always is None:
            return True
        what = "always holds, so it decides nothing; leave it out" if always else "never holds, whatever was answered"
        self._sheet.at_value(path, "E304", what=what)
        return False

    def check_arms(self, path: Path, node: BranchNode) -> None:
        """Check that each arm is taken by somebody."""
        texts = [arm.when for arm in node.branch if arm.when is not None]
        taken = self._taken(texts)
        for number, text in enumerate(texts if taken is not None else ()):
            first = texts.index(text)
            if first < number:
                what = f"the same condition as arm {first + 1}, which always wins"
            elif taken is not None and number not in taken:
                what = "whenever this holds, an arm above it holds too, and wins"
            else:
                continue
            self._sheet.at_value((*path, "branch", number), "E207", what=what)

    def _taken(self, texts: Sequence[str]) -> set[int] | None:
        """Return the arms that somebody takes; None when that is not known."""
        compiled = [_compiled(text, self._types) for text in texts]
        conditions = [holds for holds in compiled if holds is not None]
        if len(conditions) < len(texts):
            return None
        cases = cases_of(texts, self._types, most=MOST_CASES)
        if cases is None:
            return None
        return {next((number for number, holds in enumerate(conditions) if holds(case)), -1) for case in cases}


def settled(text: str, types: Mapping[str, VarType]) -> bool | None:
    """Return whether a condition always or never holds; None when that depends on an answer, or is not known.

    Args:
        text: The condition; whether it can be read is told elsewhere.
        types: What it may look at, and what each can hold.
    """
    holds = _compiled(text, types)
    cases = holds and cases_of([text], types, most=MOST_CASES)
    if not holds or not cases:
        return None
    first = holds(next(cases))
    return first if all(holds(case) == first for case in cases) else None


def _compiled(text: str, types: Mapping[str, VarType]) -> Condition | None:
    try:
        return compile_expression(text, types)
    except ExpressionFault:
        return None  # told already, with its place, by who holds conditions against the variables
