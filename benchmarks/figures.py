"""What the parts report: rows of a table, and demands that are met or missed."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that was promised, and what was found."""

    what: str
    found: str
    is_met: bool


@dataclass(slots=True)
class Part:
    """The report of one part of the benchmark.

    Attributes:
        rows: The table; the first row is its head.
        notes: What one has to know to read the figures.
    """

    name: str
    title: str
    rows: list[tuple[str, ...]] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def demand(self, what: str, found: str, is_met: bool) -> None:  # noqa: FBT001 - the verdict, at the end of the line
        """Add a promise and its verdict."""
        self.demands.append(Demand(what, found, is_met))


def as_text(part: Part) -> str:
    """Lay a report out for a terminal; it is Markdown too."""
    lines = [f"## {part.title}", ""]
    if part.rows:
        lines += [*_table(part.rows), ""]
    lines += [f"- {'met   ' if demand.is_met else 'MISSED'} {demand.what}: {demand.found}" for demand in part.demands]
    lines += [f"- note   {note}" for note in part.notes]
    return "\n".join([*lines, ""])


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return [lines[0], rule, *lines[1:]]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    rest = [cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    return "| " + " | ".join([first, *rest]) + " |"
