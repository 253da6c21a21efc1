"""How people went on from each question of the bot in a quarter, as far as it can be shown; pure.

Each question stands by itself: at each of them another half of those who came is looked at, so that what is shown at
one says nothing exact of the next. Within one the ways add up, and small ones are protected as on the sheet.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.figures.periods import Quarter
from bot.figures.small_numbers import PUBLISHED, Rule, Sum, protected
from bot.figures.tally import UNKNOWN, Tally
from bot.model.event_log import STOPPED, Dimension, Happening

_CAME = ""
"""The cell of all; no way has this name."""


@dataclass(frozen=True, slots=True)
class Place:
    """How people went on from a question; what is left out looks like nobody.

    Attributes:
        came: Of so many it was seen.
        ways: How many took each way that can be shown, by its name in the event log.
    """

    came: int
    ways: Mapping[str, int] = field(default_factory=dict)

    @property
    def stopped(self) -> int:
        """How many wrote nothing more; 0: nobody, or it is not shown."""
        return self.ways.get(STOPPED, 0)


@dataclass(frozen=True, slots=True)
class WaysOn:
    """What is shown of a quarter: each question of which enough was seen, by its `flow.node`."""

    quarter: Quarter
    places: Mapping[str, Place] = field(default_factory=dict)


def ways_on(tally: Tally, quarter: Quarter, *, rule: Rule = PUBLISHED) -> WaysOn:
    """Return what may be shown.

    Args:
        tally: The events of the quarter.
        quarter: Which it is.
        rule: How small is small.
    """
    shown = {place: _shown(ways, rule) for place, ways in sorted(counts_of(tally).items())}
    return WaysOn(quarter, {place: one for place, one in shown.items() if one is not None})


def counts_of(tally: Tally) -> Mapping[str, Mapping[str, int]]:
    """Return how many took each way at each place; nothing of it may be shown as it is."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for event in tally.of(Happening.WENT_ON):
        place, how = event.told.get(Dimension.PLACE, UNKNOWN), event.told.get(Dimension.HOW, UNKNOWN)
        if UNKNOWN not in {place, how}:
            found[place][how] += event.amount
    return {place: +ways for place, ways in found.items() if +ways}


def _shown(ways: Mapping[str, int], rule: Rule) -> Place | None:
    names = sorted(ways)
    cells = {_CAME: sum(ways.values()), **{name: ways[name] for name in names}}
    seen = protected(cells, [Sum(_CAME, tuple(names))], rule=rule)
    came = seen[_CAME].count
    if came is None:
        return None
    return Place(came, {name: count for name in names if (count := seen[name].count) is not None})
