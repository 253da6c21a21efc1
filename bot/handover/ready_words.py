"""Ready-made words for one talk: in the help-seeker's language, with the help lines of their country; pure."""

from dataclasses import dataclass, field
from datetime import date

from bot.content.catalogue import Catalogue
from bot.flows.saying import COUNTRY
from bot.model import Case, Language


@dataclass(frozen=True, slots=True)
class ReadyWords:
    """Words that a counsellor can take over, and change before they leave.

    Attributes:
        title: What they are for, in the language of the counsellor.
        text: The words, in the language of the help-seeker.
    """

    id: str
    title: str
    text: str = field(repr=False)


def ready_words(catalogue: Catalogue, case: Case, *, reader: Language, today: date) -> tuple[ReadyWords, ...]:
    """Return the words of canned.yaml for this case, in the order of the file."""
    default = catalogue.default_language
    country = case.card.get(COUNTRY)
    return tuple(
        ReadyWords(
            text_id,
            canned.title.get(reader) or canned.title[default],
            catalogue.canned_words(text_id, case.language, country=country, today=today),
        )
        for text_id, canned in catalogue.canned.items()
    )
