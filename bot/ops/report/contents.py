"""What stands on the sheet and in which order; the page, the CSV and the JSON all follow it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.figures.counted import NOT_KNOWN
from bot.figures.marks import Mark
from bot.figures.periods import Quarter
from bot.figures.sheet import Sheet
from bot.model.event_log import PARTS_OF_DAY
from bot.ops.report.words import Words

PEOPLE = "people"
SECTIONS: Mapping[str, Sequence[str]] = {
    "people": ("conversations", "sessions", "unique", PEOPLE, "returning", "returning_share", "groups"),
    "who": ("role.", "language.", "country.", "urgency.", "channel."),
    "demand": ("demand", "offered", "unmet", "part.", "seats."),
    "answer": (
        *("service_level", "wait_median", "wait_p90", "wait_long", "reaction_median", "handling_median"),
        *("answered", "in_time", "answered_later", "abandonment", "abandoned", "abandoned_soon", "abandoned_late"),
        *("abandoned_short", "open", "answered_after_all", "no_talk"),
    ),
    "outcomes": ("outcome.",),
    "after": (
        *("callbacks_due", "callback.kept", "callback.not_reached", "callback.missed", "callback.unrecorded"),
        *("callbacks_share", "callbacks_lapsed", "callback.moved", "callback.withdrawn", "callback.declined"),
        *("callback.not_confirmed", "referrals_proposed", "referrals_agreed", "referrals_declined", "referrals_share"),
        *("checks_begun", "checks_finished", "checks_unfinished", "checks_share", "ways_back", "wipes"),
    ),
}
"""The figures of each section; one with a dot at its end stands for all values of a dimension."""
DEFINED: Mapping[str, str] = {
    "conversations": "conversations",
    "sessions": "sessions",
    "unique": "unique",
    "people": "people",
    "returning": "returning",
    "groups": "groups",
    "demand": "demand",
    "offered": "offered",
    "unmet": "unmet",
    "part": "demand_by_part",
    "seats": "seats",
    "service_level": "service_level",
    "wait_median": "wait",
    "reaction_median": "reaction",
    "handling_median": "handling",
    "answered": "answered",
    "abandonment": "abandonment",
    "abandoned": "abandoned",
    "abandoned_short": "abandoned_short",
    "outcome": "outcomes",
    "callbacks_due": "callbacks_due",
    "callback.kept": "callbacks_kept",
    "referrals_proposed": "referrals_proposed",
    "referrals_agreed": "referrals_agreed",
    "checks_share": "check_completion",
    "ways_back": "ways_back",
    "wipes": "wipes",
}
"""Which definition is printed for which figure."""
_OF_ONE_QUARTER = {"unique", PEOPLE, "returning", "groups"}
"""Counted within a quarter by what dies with it: who came in two quarters is in both, so these are never added up."""
_COLUMNS = 5
_TOTALS = {
    "role": "conversations",
    "language": "conversations",
    "country": "conversations",
    "urgency": "conversations",
    "channel": "sessions",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What a report is of.

    Attributes:
        sheets: The quarters that were asked for, in order.
        earlier: Quarters before them, for the trend.
        marks: Days that are marked, in all of them.
        zone: By whose clock.
        is_demo: All of it is made up.
    """

    sheets: Sequence[Sheet]
    earlier: Sequence[Sheet] = ()
    marks: Sequence[Mark] = ()
    zone: str = ""
    is_demo: bool = False

    @property
    def all_sheets(self) -> Sequence[Sheet]:
        """Every quarter there is, in order."""
        return (*self.earlier, *self.sheets)


@dataclass(frozen=True, slots=True)
class Row:
    """One figure through the quarters.

    Attributes:
        figure: Its name.
        depth: 1: it is a part of the one above it.
        values: As printed, for each quarter.
        in_all: All quarters together; empty where they can't be added up.
    """

    figure: str
    values: Sequence[str]
    in_all: str = ""
    depth: int = field(default=0)


def beside(quarters: Sequence[Quarter]) -> int:
    """Return how many quarters before are shown beside these: a page has room for some columns."""
    return max(0, _COLUMNS - len(quarters))


def rows(report: Report, section: str, words: Words) -> Iterator[Row]:
    """Yield the rows of a section."""
    for figure in SECTIONS[section]:
        if not figure.endswith("."):
            yield _row(report, figure, words)
            continue
        yield Row(figure[:-1], ())
        names = values_of(report, figure)
        yield from (_row(report, name, words, depth=1) for name in names)


def values_of(report: Report, dimension: str) -> Sequence[str]:
    """Return the names of the values of a dimension that occur, what is not known last; `dimension` ends with a dot."""
    if dimension in {"seats.", "part."}:
        return [f"{dimension}{part}" for part in range(PARTS_OF_DAY)]
    found = {
        name
        for sheet in report.all_sheets
        for name, count in sheet.counts.items()
        if name.startswith(dimension) and count != 0
    }
    return sorted(found, key=lambda name: (name.endswith(f".{NOT_KNOWN}"), name))


def _row(report: Report, figure: str, words: Words, *, depth: int = 0) -> Row:
    values = [printed(sheet, figure, words) for sheet in report.all_sheets]
    return Row(figure, values, _in_all(report, figure, words), depth)


def printed(sheet: Sheet, figure: str, words: Words) -> str:
    """Return one figure of one quarter as it is printed."""
    if figure == PEOPLE:
        return words.count(sheet.people) if sheet.people is not None else words.say("not_told")
    if figure in sheet.shares:
        return words.percent(sheet.shares[figure])
    if figure in sheet.seconds:
        return words.length(sheet.seconds[figure])
    if figure.startswith("seats."):
        return words.number(sheet.seats[int(figure.removeprefix("seats."))])
    return words.count(count_of(sheet, figure))


def count_of(sheet: Sheet, figure: str) -> int | None:
    """Return a count; a value that did not occur in this quarter is 0, unless its total is not shown either."""
    if figure in sheet.counts:
        return sheet.counts[figure]
    total = _TOTALS.get(figure.partition(".")[0])
    return None if total and sheet.counts[total] is None else 0


def _in_all(report: Report, figure: str, words: Words) -> str:
    """Return the sum of what is printed, which tells no more than that; of all or of none."""
    is_count = not (
        figure in report.sheets[0].shares or figure in report.sheets[0].seconds or figure.startswith("seats.")
    )
    if len(report.sheets) == 1 or not is_count or figure in _OF_ONE_QUARTER:
        return ""
    counts = [count_of(sheet, figure) for sheet in report.sheets]
    return words.count(None if None in counts else sum(count or 0 for count in counts))
