"""What is published of one quarter: counts that are safe to show, and shares that follow from them and tell no more."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.figures import rates
from bot.figures.beside_weeks import beside_weeks
from bot.figures.counted import counted
from bot.figures.periods import Quarter
from bot.figures.small_numbers import PUBLISHED, Rule, Shown, protected
from bot.figures.sums import ENDLESS, Bounds
from bot.figures.tally import Tally
from bot.model.event_log import people_of

SHARES = {
    "service_level": (("in_time",), ("answered_later", "abandoned_late")),
    "abandonment": (("abandoned",), ("answered",)),
    "callbacks_share": (("callback.kept",), ("callback.not_reached", "callback.missed", "callback.unrecorded")),
    "referrals_share": (("referrals_agreed",), ("referrals_declined",)),
    "checks_share": (("checks_finished",), ("checks_unfinished",)),
}
"""Each share: the cells that are in it, and those that are beside it."""
RETURNING = "returning_share"
_BY_SHARE = {"wait_median": 1, "wait_p90": 9}
"""Waits that divide those who were answered: so many had less for each one who had more."""
_ALL = 100


@dataclass(frozen=True, slots=True)
class Percent:
    """A share in whole percents; from and to are apart where a count that it needs is not shown."""

    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is published of a quarter.

    Attributes:
        quarter: As `2026-Q1`.
        counts: By name; None: not shown, as it is small or would tell of a small one.
        people: How many different people there were, by the printed count of those who could be told apart; None: it
            can't be told of so few or of so many.
        shares: By name; None: nothing can be said.
        seconds: Lengths of time by name; None: of too few.
        seats: Talks that could be taken at once, on average, by the part of the day; None: not known.
        events: Of how many events it was made, in hundreds.
        adds_up: Every total is the sum of its parts in the log, exactly.
    """

    quarter: str
    counts: Mapping[str, int | None]
    people: int | None
    shares: Mapping[str, Percent | None]
    seconds: Mapping[str, int | None]
    seats: tuple[float | None, ...]
    events: int
    adds_up: bool


def sheet(tally: Tally, quarter: Quarter, *, rule: Rule = PUBLISHED) -> Sheet:
    """Return what may be published of a quarter.

    Args:
        tally: Its events.
        quarter: Which it is.
        rule: How small is small.
    """
    found = counted(tally)
    seconds = _seconds(tally, rule)
    cells = protected(
        found.in_order_of_worth(),
        found.sums,
        rule=rule,
        never_shown=found.never_shown,
        told={"answered_later": told_by_waits(found.cells, seconds, rule)},
        elsewhere=beside_weeks(tally, quarter, found.cells),
    )
    counts = {name: cell.count for name, cell in cells.items() if name not in found.never_shown}
    people = _people(counts["unique"], rule)
    return Sheet(
        quarter=str(quarter),
        counts=counts,
        people=people,
        shares={name: share(cells, part, beside) for name, (part, beside) in SHARES.items()}
        | {RETURNING: _of_people(counts["returning"], people)},
        seconds={name: length if _may_be_told(name, cells, rule) else None for name, length in seconds.items()},
        seats=tuple(None if places is None else round(places, 1) for places in rates.seats(tally)),
        events=round(tally.size, -2),
        adds_up=found.adds_up,
    )


def told_by_waits(cells: Mapping[str, int], seconds: Mapping[str, int | None], rule: Rule) -> Bounds:
    """Return what the printed waits tell of how many were answered late, and a little more than that.

    Ten people waited for so long at least: if that is late, ten were late, else fewer than ten. And half of them, or
    nine of ten, were in time or not, as many as is printed.
    """
    late, in_time = cells["answered_later"], rule.rounded(cells["in_time"])
    least, most = 0, ENDLESS
    if (tenth := seconds["wait_long"]) is not None:
        least, most = (rule.threshold, most) if tenth >= rates.IN_TIME_SECONDS else (least, rule.threshold - 1)
    for name, to_one in _BY_SHARE.items():
        if (length := seconds[name]) is None:
            continue
        if length < rates.IN_TIME_SECONDS:
            most = min(most, max(late, (in_time - rule.base) // to_one))
        else:
            least = max(least, min(late, (in_time + rule.base) // to_one))
    return min(least, late), max(most, late)


def share(cells: Mapping[str, Shown], part: tuple[str, ...], beside: tuple[str, ...]) -> Percent | None:
    """Return a share as it follows from what is shown, so that it tells nothing more.

    Where a count is not shown, what can be worked out of it all the same says from what to what the share can be.
    """
    if all(cells[name].count is not None for name in (*part, *beside)):
        these, others = (sum(cells[name].count or 0 for name in names) for names in (part, beside))
        exact = _percent(these, others)
        return None if exact is None else Percent(round(exact), round(exact))
    least, most = _bounds(cells, part)
    fewest, others_most = _bounds(cells, beside)
    low = 0 if others_most is None else int(_percent(least, others_most) or 0)
    high = _ALL if most is None else -int(-(_percent(most, fewest) or _ALL) // 1)
    return Percent(low, high) if (low, high) != (0, _ALL) else None


def _people(unique: int | None, rule: Rule) -> int | None:
    """Return the estimate, of the count as it is printed: so it tells nothing more."""
    estimate = None if unique is None else people_of(unique)
    return None if estimate is None else rule.rounded(estimate)


def _of_people(returning: int | None, people: int | None) -> Percent | None:
    if returning is None or not people:
        return None
    exact = min(_ALL, round(_ALL * returning / people))
    return Percent(exact, exact)


def _bounds(cells: Mapping[str, Shown], names: tuple[str, ...]) -> tuple[int, int | None]:
    highest = [cells[name].at_most for name in names]
    most = None if None in highest else sum(one for one in highest if one is not None)
    return sum(cells[name].at_least for name in names), most


def _percent(these: int, others: int) -> float | None:
    return _ALL * these / (these + others) if these + others else None


def _seconds(tally: Tally, rule: Rule) -> dict[str, int | None]:
    """Return the lengths of time that stand on both sides for enough people; one that a single person had does not."""
    waits = rates.wait(tally)
    values = {
        "wait_median": waits.median,
        "wait_p90": waits.p90,
        "wait_long": waits.had_by(rule.threshold),
        "reaction_median": rates.reaction(tally).median,
        "handling_median": rates.handling(tally).median,
    }
    people = {
        "reaction_median": rates.reaction(tally).people,
        "handling_median": rates.handling(tally).people,
    }
    enough = {name: people.get(name, waits.people) >= _needed(name, rule) for name in values}
    return {name: value if enough[name] else None for name, value in values.items()}


def _needed(name: str, rule: Rule) -> int:
    """Return how many people it takes so that enough of them stand beyond a length."""
    return rule.threshold * (_BY_SHARE.get(name, 1) + 1)


def _may_be_told(name: str, cells: Mapping[str, Shown], rule: Rule) -> bool:
    """Tell whether a length may be printed, by nothing but printed counts: that it is printed tells nothing then."""
    those = "conversations" if name == "handling_median" else "answered"
    hides_late = cells["in_time"].count is None and cells["answered_later"].count is None
    return cells[those].at_least >= _needed(name, rule) and not (name in _BY_SHARE and hides_late)
