"""Days that stood out: nothing that is counted, and what may explain a count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.figures.periods import Period
from bot.model import Language


@dataclass(frozen=True, slots=True)
class Mark:
    """Days on which more people than else may have heard of the line, such as those of a campaign.

    Attributes:
        first: The first of them.
        last: The last of them.
        what: What there was, by language.
    """

    first: date
    last: date
    what: Mapping[str, str]

    def is_in(self, period: Period) -> bool:
        """Tell whether any of its days is in a period."""
        return self.first < period.until and self.last >= period.first

    @property
    def days(self) -> str:
        """Its days, as they are written."""
        return str(self.first) if self.first == self.last else f"{self.first} – {self.last}"

    def named(self, language: Language) -> str:
        """Return its name, in this language if it has one in it."""
        return self.what.get(language) or next(iter(self.what.values()))
