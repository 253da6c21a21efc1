"""Which counts may be shown, so that nobody can work out a small one from all that is shown; pure.

A *cell* is a count; a *sum* says that some cells add up to another one. Whoever reads a sheet knows the sums, and that
a count is not below nought. From that, and from what is shown, they get for each cell a lowest and a highest value it
can have. A cell under the threshold stays a secret if enough small values are still possible for it: what is not shown
is never known better than what is shown, which is rounded. So small cells are not shown; then, as long as one of them
is no secret, the cell of least worth that helps is not shown either; and what was taken away for nothing comes back.
Nothing needs to be believed of how that was chosen: the bounds are worked out anew for what is left. `docs/design.md`
says why it is done so.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.figures.sums import ENDLESS, Bounds, Sum, bounds, check_tree

__all__ = ["ON_THE_BOARD", "PUBLISHED", "Elsewhere", "Rule", "Shown", "Sum", "protected"]


@dataclass(frozen=True, slots=True)
class Rule:
    """How small is small, and how a count is shown.

    Attributes:
        threshold: Counts under it, but for 0, are not shown.
        spread: So many values under the threshold stay possible for each small count; 1 is the value it has.
        base: What is shown is rounded to a multiple of it.
        names_small: A small one is shown as "less than the threshold", apart from others that are not shown.
    """

    threshold: int
    spread: int
    base: int = 1
    names_small: bool = False

    def rounded(self, count: int) -> int:
        """Return a count as it is shown."""
        return (count + self.base // 2) // self.base * self.base

    def is_small(self, count: int) -> bool:
        """Tell whether a count is not shown for itself."""
        return 0 < count < self.threshold


PUBLISHED = Rule(threshold=10, base=5, spread=5)
"""What leaves the organisation."""
ON_THE_BOARD = Rule(threshold=5, spread=4, names_small=True)
"""What those see who run the line."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees of a cell.

    Attributes:
        count: As it is shown; None: it is not.
        is_small: It is said that it is under the threshold.
        at_least: What follows from all that is shown as a count.
        at_most: Likewise; None: there is no bound.
    """

    count: int | None
    is_small: bool = False
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What those know who have seen another page, and what they must not learn of it.

    Attributes:
        seen: What that page tells of cells: what each is at least and at most.
        safe: Cells of which a small count there could follow; each tells of what can be worked out of the cell, with
            all that was seen, whether none does. Where to print less helps no more, it is left.
    """

    seen: Mapping[str, Bounds] = field(default_factory=dict)
    safe: Mapping[str, Callable[[Bounds], bool]] = field(default_factory=dict)


def protected(
    cells: Mapping[str, int],
    sums: Sequence[Sum],
    *,
    rule: Rule,
    never_shown: Collection[str] = (),
    told: Mapping[str, Bounds] | None = None,
    elsewhere: Elsewhere | None = None,
) -> Mapping[str, Shown]:
    """Return what may be shown of each cell.

    Args:
        cells: Counts by name; the first are worth most, and go last.
        sums: Which of them add up; no way leads from a cell by several sums back to it, so one dimension is broken
            down once.
        rule: How small is small.
        never_shown: Cells that are only there so that the sums are right: what is left over, and what nobody prints.
        told: What something else that is printed tells of a cell: what it is at least and at most.
        elsewhere: What those know who have seen another page, and must not learn of its small counts.

    Raises:
        ValueError: the sums are wrong or lead in a circle, a count is below 0, or too much is told of a small one.
    """
    check_tree(cells, sums)
    sheet = _Sheet(
        cells, sums, rule=rule, never_shown=frozenset(never_shown), told=told or {}, elsewhere=elsewhere or Elsewhere()
    )
    hidden = sheet.hidden_from_the_start()
    taken: list[str] = []
    while exposed := sheet.first_exposed(hidden):
        cell = sheet.best_to_take(*exposed, hidden)
        if cell is None and sheet.leave(*exposed):
            continue
        if cell is None and not rule.names_small:
            raise ValueError(f"Too much is told of {exposed[0]} elsewhere.")
        if cell is None:  # all is hidden, and that some are called small tells too much
            unnamed = replace(rule, names_small=False)
            return protected(cells, sums, rule=unnamed, never_shown=never_shown, told=told, elsewhere=elsewhere)
        taken.append(cell)
        hidden |= {cell}
    for cell in sorted(taken, key=list(cells).index):
        if sheet.first_exposed(hidden - {cell}) is None:
            hidden -= {cell}
    return sheet.shown(hidden)


class _Sheet:
    """The cells of one sheet under one rule, and what can be worked out of them."""

    def __init__(
        self,
        cells: Mapping[str, int],
        sums: Sequence[Sum],
        *,
        rule: Rule,
        never_shown: frozenset[str],
        told: Mapping[str, Bounds],
        elsewhere: Elsewhere,
    ) -> None:
        self._told = told
        self._seen = elsewhere.seen
        self._safe = dict(elsewhere.safe)
        self._cells = cells
        self._sums = sums
        self._rule = rule
        self._never_shown = never_shown
        self._withheld = self._under_small_totals()

    def _under_small_totals(self) -> frozenset[str]:
        """Return what a small total consists of, noughts and all: how many kinds there are would tell of it."""
        withheld: set[str] = set()
        more = [cell for cell, count in self._cells.items() if self._rule.is_small(count)]
        while more:
            total = more.pop()
            parts = {part for one in self._sums if one.total == total for part in one.parts} - withheld
            withheld |= parts
            more += parts
        return frozenset(withheld)

    def hidden_from_the_start(self) -> frozenset[str]:
        """Return the cells that are small themselves, or never shown."""
        small = {cell for cell, count in self._cells.items() if self._rule.is_small(count)}
        return self._never_shown | self._withheld | small

    def window(self, cell: str, hidden: Collection[str]) -> Bounds:
        """Return what a reader knows of a cell before they add anything up."""
        lowest, highest = self._printed(cell, hidden)
        least, most = self._told.get(cell, (0, ENDLESS))
        return max(lowest, least), min(highest, most)

    def _printed(self, cell: str, hidden: Collection[str]) -> Bounds:
        count, rule = self._cells[cell], self._rule
        if cell in self._never_shown or cell in self._withheld:
            return 0, ENDLESS
        if cell not in hidden:
            shown = rule.rounded(count)
            lowest = max(rule.threshold, shown - rule.base // 2)
            return (lowest, shown + (rule.base - 1) // 2) if count else (0, 0)
        if rule.names_small:
            return (1, rule.threshold - 1) if rule.is_small(count) else (rule.threshold, ENDLESS)
        return 1, ENDLESS

    def known(self, hidden: Collection[str], *, elsewhere: bool = False) -> dict[str, Bounds]:
        """Return what a reader can work out of each cell, or one who has seen what stands elsewhere too."""
        windows = {cell: self.window(cell, hidden) for cell in self._cells}
        for cell, (least, most) in self._seen.items() if elsewhere else ():
            lowest, highest = windows[cell]
            windows[cell] = max(lowest, least), min(highest, most)
        return bounds(windows, self._sums)

    def first_exposed(self, hidden: Collection[str]) -> tuple[str, bool] | None:
        """Return the first small cell of which too much can be worked out; or that tells too much of what is elsewhere.

        With it: whether it is what stands elsewhere that is exposed.
        """
        known = self.known(hidden)
        small = (cell for cell, count in self._cells.items() if self._rule.is_small(count))
        exposed = next((cell for cell in small if self._is_exposed(known[cell])), None)
        if exposed is not None:
            return exposed, False
        known = self.known(hidden, elsewhere=True) if self._safe else {}
        told = next((cell for cell, is_safe in self._safe.items() if not is_safe(known[cell])), None)
        return None if told is None else (told, True)

    def leave(self, exposed: str, elsewhere: bool) -> bool:  # noqa: FBT001 - as it was found
        """Look no more at what follows from this one elsewhere; tells whether that was why it was exposed."""
        return elsewhere and self._safe.pop(exposed, None) is not None

    def _is_exposed(self, known: Bounds) -> bool:
        lowest, highest = known
        return min(highest, self._rule.threshold - 1) - max(lowest, 1) + 1 < self._rule.spread

    def best_to_take(self, exposed: str, elsewhere: bool, hidden: Collection[str]) -> str | None:  # noqa: FBT001
        """Return the cell of least worth without which less can be worked out of the exposed one; None: all is hidden.

        Where no single one helps, the one of least worth beside it.
        """
        lowest, highest = self.known(hidden, elsewhere=elsewhere)[exposed]
        left = [cell for cell in reversed(list(self._cells)) if cell not in hidden and self._cells[cell]]
        for cell in left:
            without = self.known({*hidden, cell}, elsewhere=elsewhere)[exposed]
            if without[0] < lowest or without[1] > highest:
                return cell
        near = {part for one in self._sums if exposed in one.cells for part in one.cells}
        return next((cell for cell in left if cell in near), next(iter(left), None))

    def shown(self, hidden: Collection[str]) -> dict[str, Shown]:
        """Return what a reader sees, and what follows from that alone: not even whether a hidden one is nought."""
        windows = {cell: self._printed(cell, hidden) if cell not in hidden else (0, ENDLESS) for cell in self._cells}
        known = bounds(windows, self._sums)
        return {cell: self._shown(cell, hidden, known[cell]) for cell in self._cells}

    def _shown(self, cell: str, hidden: Collection[str], known: Bounds) -> Shown:
        count = self._cells[cell]
        lowest, highest = known
        names = self._rule.names_small and self._rule.is_small(count)
        return Shown(
            count=None if cell in hidden else self._rule.rounded(count),
            is_small=names and cell not in self._never_shown and cell not in self._withheld,
            at_least=lowest,
            at_most=None if highest >= ENDLESS else highest,
        )
