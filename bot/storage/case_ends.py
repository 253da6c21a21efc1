"""How the end of a case, and what came of it, stand in its row."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row

from bot.model import Ending, Outcome

_BOTH_IN_ONE = {"left": Ending.LEFT, "ended_by_help_seeker": Ending.HELP_SEEKER}


def end_of(row: Row[Any]) -> tuple[Ending | None, tuple[Outcome, ...]]:
    """Return who ended a case and what came of it; a process of an earlier version may have written both in one."""
    if row.ending is None and row.outcome in _BOTH_IN_ONE:
        return _BOTH_IN_ONE[row.outcome], ()
    ending = None if row.ending is None else Ending(row.ending)
    return ending, tuple(map(Outcome, (row.outcome or "").split()))


def codes(outcomes: Collection[Outcome]) -> str | None:
    """Return what came of a case as it is written; None for nothing that was said."""
    return " ".join(outcomes) or None
