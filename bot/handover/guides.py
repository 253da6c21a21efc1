"""Steps that a counsellor follows, in their own language, with the help lines that are good today; pure."""

from dataclasses import dataclass
from datetime import date

from bot.content.catalogue import COUNTRIES, Catalogue
from bot.model import Language


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step: what is done, how, and whom one can call for it."""

    id: str
    title: str
    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideShown:
    """Steps as the desk shows them.

    Attributes:
        countries: Where they hold, as values of `land` on a card.
        last_checked: The day on which somebody made sure of them, as 2026-11-22.
        is_old: That day is so long ago that somebody has to look again.
    """

    id: str
    title: str
    about: str
    countries: tuple[str, ...]
    steps: tuple[StepShown, ...]
    source: str
    last_checked: str
    verified: bool
    is_old: bool


def guides(catalogue: Catalogue, *, reader: Language, today: date) -> tuple[GuideShown, ...]:
    """Return all steps of steps.yaml in the order of the file, in the language of whoever reads them."""
    return tuple(_shown(guide_id, catalogue, reader=reader, today=today) for guide_id in catalogue.guides)


def _shown(guide_id: str, catalogue: Catalogue, *, reader: Language, today: date) -> GuideShown:
    guide = catalogue.guides[guide_id]
    default = catalogue.default_language
    country = guide.countries[0] if set(guide.countries) < COUNTRIES else None
    steps = tuple(
        StepShown(
            step.id,
            step.title.get(reader) or step.title[default],
            step.text.get(reader) or step.text[default],
            tuple(
                line.read_in(reader, country) for line in catalogue.good_lines(step.lines, country=country, today=today)
            ),
        )
        for step in guide.steps
    )
    return GuideShown(
        guide_id,
        guide.title.get(reader) or guide.title[default],
        guide.about.get(reader) or guide.about[default],
        guide.countries,
        steps,
        guide.source,
        guide.last_checked.isoformat(),
        guide.verified,
        is_old=today > guide.valid_until,
    )
