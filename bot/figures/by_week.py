"""What the board shows of each week: counts that tell of nobody, and what follows from them and tells no more.

Whether a count of a week is shown depends on it alone, so nothing is learnt by looking again a week later. Below it
stand the channels, the languages and the parts of the day, each by itself; what would tell too much there is left out
there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.figures.becoming import CHOICES, OTHER, PART, Became, WeekCounts
from bot.figures.measures import Lengths
from bot.figures.sheet import Percent, share
from bot.figures.small_numbers import ON_THE_BOARD, Rule, Shown, Sum, protected
from bot.figures.weeks import Week

NOTHING = Shown(None)
"""What is seen of a count of which nothing is told."""
Seen = Mapping[Became, Shown]
Choice = tuple[str, str]
CHOSEN: tuple[Choice, ...] = tuple((dimension, value) for dimension, values in CHOICES.items() for value in values)
"""All that can be chosen; one of them at a time."""
_BESIDE_IN_TIME = (Became.LATER, Became.GONE_LATE)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long those waited who were answered, in seconds; None: of too few people.

    Attributes:
        median: Half of them waited so long at most.
        p90: Nine of ten did.
        longest: A few people, as many as can be shown, waited so long at least: the longest of one is theirs alone.
    """

    median: int | None = None
    p90: int | None = None
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A week as it may be seen.

    Attributes:
        week: Which one.
        became: What became of those who asked.
        waits: Of all who were answered; nothing where one channel, language or part of the day is looked at.
        seats: Talks that could be taken at once, on average over its days; None: not known, or no part is looked at.
    """

    week: Week
    became: Seen
    waits: Waits = Waits()
    seats: float | None = None

    @property
    def asked(self) -> Shown:
        """How many asked, as far as it follows from what is shown."""
        return together(self.became.values())

    @property
    def service_level(self) -> Percent | None:
        """Answered in less than five minutes, of those who were answered or left after that; as it follows."""
        return share({str(kind): one for kind, one in self.became.items()}, (Became.IN_TIME,), _BESIDE_IN_TIME)


def show_week(counts: WeekCounts, choice: Choice | None = None, *, rule: Rule = ON_THE_BOARD) -> ShownWeek:
    """Return what may be seen of a week.

    Args:
        counts: What was counted.
        choice: Only those of one channel, of one language, or of one part of the day; None: all.
        rule: How small is small.
    """
    if choice is not None:
        return _shown_by(counts, choice[0], rule)[choice]
    alone = {one: by_itself(count, rule) for one, count in counts.became.items()}
    return ShownWeek(counts.week, alone, _waits(counts, alone, rule))


def show_every_way(counts: WeekCounts) -> Mapping[Choice | None, ShownWeek]:
    """Return what may be seen of a week: of all, and of each that can be chosen."""
    parts = [_shown_by(counts, dimension, ON_THE_BOARD) for dimension in CHOICES]
    return {None: show_week(counts), **{choice: week for part in parts for choice, week in part.items()}}


def _shown_by(counts: WeekCounts, dimension: str, rule: Rule) -> Mapping[Choice, ShownWeek]:
    below = {kind: _below(counts, kind, dimension, rule=rule) for kind in Became}
    return {
        (dimension, value): ShownWeek(
            counts.week,
            {kind: below[kind][value] for kind in Became},
            seats=counts.seats[int(value)] if dimension == PART else None,
        )
        for value in CHOICES[dimension]
    }


def by_itself(count: int, rule: Rule) -> Shown:
    """Return what is seen of a count with which nothing else adds up."""
    return _as_read(protected({"": count}, (), rule=rule)[""], rule)


def _as_read(seen: Shown, rule: Rule) -> Shown:
    """Return what is seen of a count with what its being called small tells beside."""
    return replace(seen, at_least=1, at_most=rule.threshold - 1) if seen.is_small else seen


def together(parts: Iterable[Shown]) -> Shown:
    """Return the sum of some counts as everybody can work it out who sees them."""
    seen = list(parts)
    least = sum(one.at_least for one in seen)
    highest = [one.at_most for one in seen]
    most = None if None in highest else sum(one for one in highest if one is not None)
    return Shown(least if least == most else None, at_least=least, at_most=most)


def _below(counts: WeekCounts, kind: Became, dimension: str, *, rule: Rule) -> Mapping[str, Shown]:
    """Return what is seen of the parts of a count: of each channel, each language, or each part of the day.

    What all values of the dimension show is decided together. Where that would need the count of all itself, which is
    on the page beside, no value shows anything.
    """
    parts = {one: of.get(kind, 0) for one, of in counts.by[dimension].items()}
    whole = sum(parts.values())
    nothing = dict.fromkeys(parts, NOTHING)
    if whole != counts.became[kind]:
        return nothing
    cells = {"": whole, **{one: parts[one] for one in (*CHOICES[dimension], OTHER) if one in parts}}
    seen = protected(cells, [Sum("", tuple(parts))], rule=rule, never_shown={OTHER} & parts.keys())
    if whole and not rule.is_small(whole) and seen[""].count is None:
        return nothing
    return {one: _as_read(seen[one], rule) for one in parts}


def _waits(counts: WeekCounts, seen: Seen, rule: Rule) -> Waits:
    """Return the waits of so many, by what is shown of how many they are: else that they are shown would tell of it."""
    people = min(together((seen[Became.IN_TIME], seen[Became.LATER])).at_least, sum(counts.waits.values()))
    lengths = Lengths(counts.waits)
    enough = people >= rule.threshold * 2
    return Waits(
        median=lengths.median if enough else None,
        p90=lengths.p90 if people >= rule.threshold * 10 else None,
        longest=lengths.had_by(rule.threshold) if enough else None,
    )
