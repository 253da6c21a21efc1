"""The sheets that were made, as the board shows them: what everybody may read, and nothing that is not printed."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.figures.marks import Mark
from bot.figures.periods import QUARTERS_A_YEAR, Period, quarter_named, quarter_of
from bot.model import Language
from bot.ops.report.contents import DEFINED, SECTIONS, Report, rows
from bot.ops.report.exports import as_csv
from bot.ops.report.kept import FOLDER, KeptSheets
from bot.ops.report.marks import MARKS, read_marks
from bot.ops.report.pictures import plots
from bot.ops.report.words import HIDDEN, Called, Words
from bot.ports import Clock
from bot.ports.published import FigureRow, FigureSection, PublishedQuarters

_LAST = 2 * QUARTERS_A_YEAR


class SheetsOnTheBoard:
    """A `Published`: the last two years of sheets in a home, as many of them as were made."""

    def __init__(self, home: Path, clock: Clock, called: Callable[[Language], Called]) -> None:
        """Look into a home; `called` knows, in a language, what outcomes and channels are called at the desk."""
        self._kept = KeptSheets(home / FOLDER)
        self._marks = home / MARKS
        self._clock = clock
        self._called = called

    def quarters(self, language: Language) -> PublishedQuarters:
        report, words = self._report(), Words(language, self._called(language))
        if not report.all_sheets:
            return PublishedQuarters()
        drawn = plots(report, words)
        return PublishedQuarters(
            quarters=[sheet.quarter for sheet in report.all_sheets],
            legend=(words.say("legend", mark=HIDDEN), words.say("rule")),
            sections=[
                FigureSection(
                    section,
                    words.say(f"section.{section}"),
                    [
                        FigureRow(words.name(row.figure), row.values, row.depth > 0)
                        for row in rows(report, section, words)
                    ],
                    drawn.get(section, ()),
                )
                for section in SECTIONS
            ],
            definitions={words.name(figure): words.say(f"define.{name}") for figure, name in DEFINED.items()},
        )

    def csv(self, language: Language) -> str:
        return as_csv(self._report(), Words(language, self._called(language)))

    def marks(self, period: Period) -> Sequence[Mark]:
        return read_marks(self._marks, period)

    def _report(self) -> Report:
        today: date = self._clock.now().date()
        found = list(self._kept.before(quarter_of(today).next(), _LAST + 1))
        if not found:
            return Report(())
        first, last = (quarter_named(found[place].quarter).period for place in (0, -1))
        return Report(found[-1:], found[:-1], marks=self.marks(Period(first.first, last.until)))
