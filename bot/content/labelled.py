"""The labelled sentences that crisis recognition is built and judged by: bot/content/crisis/sentences.tsv as values."""

from dataclasses import dataclass
from hashlib import blake2b

_ASIDE = 5
"""One sentence in so many is set aside."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence that somebody might write.

    Attributes:
        need: It is one of need; else it only looks like it.
        kind: U1 to U8 of need, or what it looks like.
    """

    language: str
    need: bool
    kind: str
    text: str

    @property
    def is_aside(self) -> bool:
        """Tell whether nothing may be learned or corrected by it. Its own letters decide, so nobody chooses."""
        return blake2b(self.text.encode(), digest_size=4).digest()[0] % _ASIDE == 0


def read_labelled(source: str) -> tuple[Labelled, ...]:
    """Return the sentences of a file.

    Raises:
        ValueError: a line is none of them; says which.
    """
    found = []
    for number, line in enumerate(source.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 4 or parts[1] not in {"need", "calm"}:  # noqa: PLR2004 - language, label, kind, sentence
            raise ValueError(f"line {number} is not: language, need or calm, kind, sentence; with tabs in between")
        found.append(Labelled(parts[0], parts[1] == "need", parts[2], parts[3]))
    return tuple(found)
