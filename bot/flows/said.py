"""A text as a node holds it: in all languages, for all channels, with the help lines that it wants under it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model import Language

Texts = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A text in all languages, with another wording where a channel has one of its own."""

    texts: Texts
    by_channel: Mapping[str, Texts] = field(default_factory=dict)

    def on(self, channel: str, language: Language) -> str:
        """Return the text for a channel."""
        return self.by_channel.get(channel, self.texts)[language]


@dataclass(frozen=True, slots=True)
class Needed:
    """Help lines that are looked up by what somebody needs, so many at most."""

    need: str
    most: int


WantedLines = tuple[str, ...] | Needed
"""Help lines by their ids, or by a need."""
