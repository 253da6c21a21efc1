"""What became of those who asked for a human: each of them is in one kind, and in no other."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.figures import definitions, rates
from bot.figures.tally import UNKNOWN, Tally, by_length
from bot.figures.weeks import Week
from bot.model import LANGUAGES
from bot.model.event_log import PARTS_OF_DAY, Dimension, Happening, LogEvent


class Became(StrEnum):
    """What can become of somebody who asks."""

    IN_TIME = "in_time"
    """Answered in less than five minutes."""
    LATER = "later"
    """Answered after that."""
    GONE_SOON = "gone_soon"
    """Gone before an answer, after half a minute or more and in less than five."""
    GONE_LATE = "gone_late"
    """Gone before an answer after that."""
    GONE_AT_ONCE = "gone_at_once"
    """Gone within half a minute."""
    OPEN = "open"
    """Neither: they waited longer than it is looked at, or it was not written down."""
    UNMET = "unmet"
    """Turned away: the desk was closed or full."""


OTHER = "other"
"""All values of a dimension that nobody can choose, together; never shown. No part of the day is another one."""
PART = "part"
"""The part of the day in which somebody asked, by its number."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    Dimension.CHANNEL: ("telegram", "signal", "webchat"),
    Dimension.LANGUAGE: LANGUAGES,
    PART: tuple(str(part) for part in range(PARTS_OF_DAY)),
}
"""By what the weeks can be looked at. Closed lists: that a value can be chosen tells nothing of whether it occurred."""
TELLING = frozenset({Happening.ASKED, Happening.TURNED_AWAY, Happening.ANSWERED, Happening.ABANDONED, Happening.SEATS})
"""What has to be known of to count a week; most of a log is about something else."""
Counts = Mapping[Became, int]


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """What was counted in a week; nothing of it may be shown as it is.

    Attributes:
        week: Which one.
        became: What became of those who asked.
        by: Likewise, by each value of each choice.
        waits: How often each wait, in seconds, occurred.
        seats: Talks that could be taken at once, on average, in each part of the day; None: not known.
    """

    week: Week
    became: Counts
    by: Mapping[str, Mapping[str, Counts]]
    waits: Mapping[int, int]
    seats: tuple[float | None, ...]


def count_week(tally: Tally, week: Week) -> WeekCounts:
    """Count a week by the definitions of all figures.

    Args:
        tally: The events of its days.
        week: Which it is.
    """
    return WeekCounts(
        week,
        became(tally),
        {one: _by_value(tally, one) for one in CHOICES},
        by_length(tally.at_open_door(Happening.ANSWERED)),
        rates.seats(tally),
    )


def became(tally: Tally) -> Counts:
    """Count what became of those who asked."""
    answered, abandoned, late = definitions.answered(tally), definitions.abandoned(tally), rates.abandoned_late(tally)
    in_time, at_once = rates.answered_in_time(tally), definitions.abandoned_short(tally)
    counts = {
        Became.IN_TIME: in_time,
        Became.LATER: answered - in_time,
        Became.GONE_SOON: abandoned - late,
        Became.GONE_LATE: late,
        Became.GONE_AT_ONCE: at_once,
        Became.OPEN: definitions.offered(tally) - answered - abandoned - at_once,
        Became.UNMET: definitions.unmet(tally),
    }
    return {one: max(0, count) for one, count in counts.items()}  # a log that lost events counts no one twice


def _by_value(tally: Tally, dimension: str) -> Mapping[str, Counts]:
    """Return the counts of each value; they add up to those of all, whatever the log has lost."""
    found = {value: Counter[Became]() for value in CHOICES[dimension]}
    for value, part in tally.split(_value_of(dimension)).items():
        found.setdefault(value if value in CHOICES[dimension] else OTHER, Counter()).update(became(part))
    return found if dimension == PART else {OTHER: Counter(), **found}


def _value_of(dimension: str) -> Callable[[LogEvent], str]:
    if dimension == PART:
        return lambda event: str(event.part)
    told = Dimension(dimension)
    return lambda event: event.told.get(told, UNKNOWN)
