"""A year of made-up sheets, for training and for pictures; no database is needed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.figures.marks import Mark
from bot.figures.periods import Quarter
from bot.figures.sheet import Sheet, sheet
from bot.figures.tally import Tally
from bot.ops.report.contents import Report, beside
from bot.ops.report.sample import CONVERSATIONS_A_YEAR, sample_log


def demo_report(quarters: Sequence[Quarter], *, zone: str, a_year: int = CONVERSATIONS_A_YEAR) -> Report:
    """Return a report of quarters that never were."""
    sheets = [_sheet(quarter, a_year) for quarter in quarters]
    earlier = [quarters[0]]
    for _ in range(beside(quarters)):
        earlier.insert(0, earlier[0].previous())
    return Report(
        sheets,
        [_sheet(quarter, a_year) for quarter in earlier[:-1]],
        marks=[*_marks(quarters)],
        zone=zone,
        is_demo=True,
    )


def _sheet(quarter: Quarter, a_year: int) -> Sheet:
    return sheet(Tally(sample_log(quarter, a_year=a_year), quarter.period), quarter)


def _marks(quarters: Sequence[Quarter]) -> Iterator[Mark]:
    first = quarters[0].first + timedelta(days=40)
    yield Mark(first, first, {"nl": "Uitzending op tv", "en": "Broadcast on TV", "fr": "Émission à la télé"})
    if len(quarters) > 1:
        start = date.fromordinal(quarters[-1].first.toordinal() + 14)
        what = {"nl": "Campagne in de tram", "en": "Campaign on the tram", "fr": "Campagne dans le tram"}
        yield Mark(start, start + timedelta(days=13), what)
