"""Tells the operator, once, of each line of a talk that a counsellor could not read. In memory; decides nothing."""

from collections.abc import Iterable

from bot.model import CaseId, Line
from bot.ports import Journal

MOST_REMEMBERED = 10_000
"""So many lines are remembered as told; whoever damages more is told of again, and takes no more memory."""


class LostLines:
    """What was told already: a talk is read many times, and each reading finds the same lines."""

    def __init__(self, journal: Journal) -> None:
        """Tell in this log."""
        self._journal = journal
        self._told: set[tuple[CaseId, int]] = set()

    def tell(self, case_id: CaseId, lines: Iterable[Line]) -> None:
        """Note how many of these lines are lost and were not told of before."""
        fresh = {(case_id, line.number) for line in lines if line.is_lost} - self._told
        if not fresh:
            return
        if len(self._told) + len(fresh) > MOST_REMEMBERED:
            self._told.clear()
        self._told |= fresh
        self._journal.note("rows_lost", count=len(fresh))
