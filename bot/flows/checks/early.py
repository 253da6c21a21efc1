"""Nothing is decided by an answer that nobody can have given yet, or that is forgotten by then."""

from collections.abc import Iterator

from bot.flows.checks.values import conditions_of, nodes_in
from bot.flows.format.node_schema import AssessNode, HandoverNode, NodeModel
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.settable import Settable, saved_by
from bot.flows.tokens import ExpressionFault, tokens_of


def check_early(sheet: Sheet[FlowsFile]) -> None:
    """Check everything that is read, by every way that leads there; nothing is said while a part or way is missing."""
    if not sheet.reading.cut and not any(found.code.startswith("E2") for found in sheet.findings):
        _Early(sheet).check()


class _Early:
    """Holds what is read against what can have been answered."""

    def __init__(self, sheet: Sheet[FlowsFile]) -> None:
        self._sheet = sheet
        self._settable = Settable(sheet.content, sheet.raw)
        self._never_forgetting: Settable | None = None
        self._saved: dict[str, tuple[str, Path]] = {}
        for path, node_id, node in nodes_in(sheet.content):
            for name in saved_by(node):
                self._saved.setdefault(name, (node_id, path))

    def check(self) -> None:
        """Note every variable that is read too early, or too late."""
        for path, node_id, node in nodes_in(self._sheet.content):
            for place, offset, name in read_by(node):
                if not self._settable.knows(node_id, name):
                    self._note((*path, *place), offset, what=f'"{name}" {self._reason(node_id, name)}')

    def _note(self, path: Path, offset: int | None, *, what: str) -> None:
        if offset is None:
            self._sheet.at_value(path, "E305", what=what)
        else:
            self._sheet.inside(path, offset, code="E305", what=what)

    def _reason(self, node_id: str, name: str) -> str:
        if self._never_forgetting is None:
            self._never_forgetting = Settable(self._sheet.content, self._sheet.raw, forgets=False)
        if self._never_forgetting.knows(node_id, name):
            return "is kept only until a human was asked for, and every way here comes after that"
        where, path = self._saved[name]
        place = self._sheet.reading.document.place_of(path)
        return f"can't have a value here: no way leads here from where it is saved, such as {where} ({place})"


def read_by(node: NodeModel) -> Iterator[tuple[Path, int | None, str]]:
    """Yield every variable that a node reads, with its place and, in a condition, the character."""
    for place, text in (*conditions_of(node), *_bands_of(node)):
        yield from ((place, offset, name) for offset, name in names_in(text))
    if isinstance(node, HandoverNode):
        yield from ((("handover", "card", number), None, name) for number, name in enumerate(node.handover.card))
        if node.handover.may_write_minutes is not None:
            yield ("handover", "may_write_minutes"), None, node.handover.may_write_minutes


def _bands_of(node: NodeModel) -> Iterator[tuple[Path, str | None]]:
    if isinstance(node, AssessNode):
        yield from ((("assess", "bands", number, "when"), band.when) for number, band in enumerate(node.assess.bands))


def names_in(text: str | None) -> Iterator[tuple[int, str]]:
    """Yield the variables that a condition names, with the character where each begins; of a broken one, none."""
    try:
        yield from ((token.offset, token.text) for token in tokens_of(text or "") if token.kind == "name")
    except ExpressionFault:
        return  # told already, with its place, by who holds conditions against the variables
