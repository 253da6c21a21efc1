"""To whom somebody may be handed over with their yes: the help lines that are partners, and good today; pure."""

from dataclasses import dataclass
from datetime import date

from bot.content.catalogue import Catalogue
from bot.flows.saying import COUNTRY
from bot.model import Case, Language, Outcome


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner organisation, as a counsellor chooses it.

    Attributes:
        name: As the counsellor reads it.
        told: As the help-seeker reads it.
        reached: By which number or page, and when.
        outcome: What it counts as if the help-seeker agrees.
        verified: Two people made sure of the number and the hours.
    """

    id: str
    name: str
    told: str
    reached: str
    outcome: Outcome
    verified: bool


def partners(catalogue: Catalogue, case: Case, *, reader: Language, today: date) -> tuple[Partner, ...]:
    """Return the partners for a case, in the order of the file: those of its country, none that is past its day."""
    default, country = catalogue.default_language, case.card.get(COUNTRY)
    return tuple(
        Partner(
            line_id,
            line.name.get(reader) or line.name[default],
            line.name.get(case.language) or line.name[default],
            line.reached.get(reader) or line.reached[default],
            line.partner,
            verified=line.verified,
        )
        for line_id, line in catalogue.lines.items()
        if line.partner is not None and line.is_shown(country, today)
    )
