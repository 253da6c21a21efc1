"""What a sheet may tell, when somebody has seen the weeks of its quarter on the board: no small week may follow.

On the board each week of a kind stands as it is, or as "less than five". Their sum is a count of the sheet, so what is
printed there says how much is left for the small ones. For each of them two values, at least, have to stay possible.
"""

from collections.abc import Callable, Mapping
from datetime import date

from bot.figures.becoming import TELLING, Became, became
from bot.figures.periods import Quarter
from bot.figures.small_numbers import ON_THE_BOARD, Elsewhere
from bot.figures.sums import Bounds
from bot.figures.tally import Tally
from bot.figures.weeks import week_of, weeks_of

IN_A_SHEET: Mapping[Became, str] = {
    Became.IN_TIME: "in_time",
    Became.LATER: "answered_later",
    Became.GONE_SOON: "abandoned_soon",
    Became.GONE_LATE: "abandoned_late",
    Became.GONE_AT_ONCE: "abandoned_short",
    Became.OPEN: "open",
    Became.UNMET: "unmet",
}
"""How the kinds of the board are called on a sheet."""
_MOST = ON_THE_BOARD.threshold - 1


def beside_weeks(tally: Tally, quarter: Quarter, cells: Mapping[str, int]) -> Elsewhere:
    """Return what those know of a sheet who have seen its weeks.

    Args:
        tally: The events of the quarter. Of the days before its first whole week, and after its last, the reader is
            taken to know everything.
        quarter: Which it is.
        cells: The counts of the sheet. One that had to be raised, since events are missing, is no sum of weeks.
    """
    whole = {week for week in weeks_of(quarter) if week.period.until <= quarter.period.until}
    found = tally.of_these(TELLING).split(lambda event: week_of(date.fromordinal(event.day)))
    counts = {week: became(of_week) for week, of_week in found.items()}
    seen: dict[str, Bounds] = {}
    safe: dict[str, Callable[[Bounds], bool]] = {}
    for kind, name in IN_A_SHEET.items():
        small = [of[kind] for week, of in counts.items() if week in whole and ON_THE_BOARD.is_small(of[kind])]
        rest = sum(of[kind] for of in counts.values()) - sum(small)
        if cells.get(name, 0) != rest + sum(small):
            continue
        seen[name] = rest + len(small), rest + len(small) * _MOST
        if small:
            safe[name] = _leaves_two(len(small), rest)
    return Elsewhere(seen, safe)


def _leaves_two(weeks: int, rest: int) -> Callable[[Bounds], bool]:
    """Return what tells whether two values stay possible for each of so many small weeks; `rest` is all else."""

    def is_safe(known: Bounds) -> bool:
        least, most = known[0] - rest, known[1] - rest
        return min(_MOST, most - (weeks - 1)) > max(1, least - _MOST * (weeks - 1))

    return is_safe
