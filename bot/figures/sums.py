"""What follows for each of some counts from the sums they stand in: the lowest and the highest value it can have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENDLESS = 10**12
"""More than anybody ever counts."""
Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sum:
    """Some cells that add up to another one."""

    total: str
    parts: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """All that stand in it."""
        return (self.total, *self.parts)


def check_tree(cells: Mapping[str, int], sums: Sequence[Sum]) -> None:
    """Refuse cells that do not add up, and sums that lead in a circle: of those the bounds would be too wide.

    Raises:
        ValueError: names the sum, or the cell.
    """
    below = [cell for cell, count in cells.items() if count < 0]
    if below:
        raise ValueError(f"{below[0]} is below 0.")
    together = {cell: cell for cell in cells}

    def root(cell: str) -> str:
        while together[cell] != cell:
            cell = together[cell]
        return cell

    for one in sums:
        if cells[one.total] != sum(cells[part] for part in one.parts):
            raise ValueError(f"The parts of {one.total} do not add up to it.")
        for part in one.parts:
            first, second = root(one.total), root(part)
            if first == second:
                raise ValueError(f"{part} leads by sums back to {one.total}: break a dimension down once only.")
            together[second] = first


def bounds(windows: Mapping[str, Bounds], sums: Sequence[Sum]) -> dict[str, Bounds]:
    """Return what each cell can be at least and at most.

    Exact for sums that are a tree: each value between the bounds belongs to some sheet that looks the same.

    Args:
        windows: What is known of each cell by itself.
        sums: Which of them add up.
    """
    known = dict(windows)
    narrowed = True
    while narrowed:
        narrowed = False
        for one in sums:
            for cell, fits in _within(one, known).items():
                if fits != known[cell]:
                    known[cell], narrowed = fits, True
    return known


def _within(one: Sum, known: Mapping[str, Bounds]) -> dict[str, Bounds]:
    """Return the bounds of the cells of one sum, narrowed by each other."""
    lowest = sum(known[part][0] for part in one.parts)
    highest = sum(known[part][1] for part in one.parts)
    least, most = known[one.total]
    fits = {one.total: (max(least, lowest), min(most, highest))}
    for part in one.parts:
        low, high = known[part]
        fits[part] = (max(low, least - (highest - high)), min(high, most - (lowest - low)))
    return fits
