"""The sheets that were made for funders, as the board shows them, and the days that stood out: files of the home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.figures.marks import Mark
from bot.figures.periods import Period
from bot.model import Language


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot as SVG, with the words below it."""

    caption: str
    svg: str


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure through the quarters, as it is printed.

    Attributes:
        name: What it is called.
        values: For each quarter; none: the name stands over the rows that follow.
        is_part: It is a part of the one above it.
    """

    name: str
    values: Sequence[str]
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class FigureSection:
    """Figures that belong together, with their plots."""

    name: str
    title: str
    rows: Sequence[FigureRow]
    drawn: Sequence[Drawn]


@dataclass(frozen=True, slots=True)
class PublishedQuarters:
    """What was published, as one page in one language.

    Attributes:
        quarters: As `2026-Q1`, in order; none: no sheet was made yet.
        legend: How the figures are to be read.
        sections: All that is printed.
        definitions: What a figure means, by its name.
    """

    quarters: Sequence[str] = ()
    legend: Sequence[str] = ()
    sections: Sequence[FigureSection] = ()
    definitions: Mapping[str, str] | None = None


class Published(Protocol):
    """Reads files: never call it in the loop."""

    def quarters(self, language: Language) -> PublishedQuarters:
        """Return the last quarters of which a sheet was made.

        Raises:
            SettingsError: a file can't be read.
        """

    def csv(self, language: Language) -> str:
        """Return the same as CSV.

        Raises:
            SettingsError: a file can't be read.
        """

    def marks(self, period: Period) -> Sequence[Mark]:
        """Return the days that stood out in a period.

        Raises:
            SettingsError: the file can't be read.
        """
