"""Which help lines somebody has to look at; it knows no clock and prints nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.content.catalogue import HelpLine

NOTICE = timedelta(days=30)
"""So long before its last day a line is announced: time enough for two people to ring and ask."""


class Reason(StrEnum):
    """Why a line needs a look; the gravest first."""

    PAST = "past its day"
    SOON = "due soon"
    UNVERIFIED = "not verified"


@dataclass(frozen=True, slots=True)
class Due:
    """A help line that needs a look.

    Attributes:
        line: Its id in helplines.yaml.
        valid_until: The last day on which it is shown.
        reasons: Why, the gravest first; never empty.
        fallback: What is shown in its place after that day; empty for nothing.
    """

    line: str
    valid_until: date
    reasons: tuple[Reason, ...]
    fallback: str


def due_lines(lines: Mapping[str, HelpLine], today: date) -> tuple[Due, ...]:
    """Return the lines to look at, those past their day first and then by that day.

    Args:
        lines: The directory of a bundle.
        today: What counts as past and as soon; soon is at most `NOTICE` ahead.
    """
    due = [
        Due(line_id, line.valid_until, reasons, line.fallback)
        for line_id, line in lines.items()
        if (reasons := tuple(_reasons(line, today)))
    ]
    return tuple(sorted(due, key=lambda one: (list(Reason).index(one.reasons[0]), one.valid_until, one.line)))


def _reasons(line: HelpLine, today: date) -> Iterator[Reason]:
    if today > line.valid_until:
        yield Reason.PAST
    elif line.valid_until - today <= NOTICE:
        yield Reason.SOON
    if not line.verified:
        yield Reason.UNVERIFIED
