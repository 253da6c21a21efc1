"""A second opinion on what somebody typed: does it sound like need, although no phrase says so? It only ever asks.

A linear model over pieces of a text, learned from labelled sentences (`learning.py`), small enough to be read: every
hunch can name the pieces that gave it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, repeat
from math import log, sqrt

from bot.flows.families import Families
from bot.flows.words import spellings

SHORTEST_PIECE, LONGEST_PIECE = 3, 4
"""Letters of a piece of a word, its edges counted."""
NEIGHBOURS = 2
"""Words to each side of a word that are looked at together with its family."""
MOST_WORDS = 24
"""Of one stretch: what is longer is looked at in halves that overlap, so that one sentence does not drown in many."""
WORTHS = (1.0, 1.3, 1.0, 1.0)
"""What letters, words, families and families together count for, each kind as a whole however many pieces it has."""
FEWEST_WORDS, FEWEST_SPOKEN = 3, 2
"""A sentence of less says too little, and so does one with fewer words that are no numbers ("1 en 3"); a word alone is
a matter of phrases."""
TOLL, MOST_TAXED = 0.1, 8
"""What the logarithm of the number of sentences takes off the strength, and how many count at most: the more there are,
the likelier one sounds like need by chance; but however long a letter is, a clear sentence in it is heard."""
_ENDS = re.compile(r"[.!?…\n;:]+")

Pieces = tuple[frozenset[str], ...]
"""The pieces of a stretch by kind, as in `WORTHS`."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a text sounds like.

    Attributes:
        strength: Of the stretch of the text that sounds most like need; see `Hunch.threshold`.
        reasons: The pieces that spoke most for it, strongest first: `_` is the edge of a word, `=` goes before whole
            words, `@` before a family of words.
    """

    strength: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunch:
    """A learned model.

    Attributes:
        weights: What each piece speaks for (above 0) or against.
        bias: What a text without a known piece has.
        threshold: From this strength on the bot asks: the sentences of need lie above 0, the calm ones below.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    families: Families

    def asks(self, text: str) -> bool:
        """Tell whether a text sounds so much like need that the bot asks."""
        return self.strength(text) >= self.threshold

    def strength(self, text: str) -> float:
        """Return how much a text sounds like need: as much as that stretch of it which does most, less a toll."""
        sentences = said_in(text)
        strengths = (self._strength(self._pieces(part)) for words in sentences for part in parts_of(words))
        return max(strengths) - toll(len(sentences)) if sentences else self.bias

    def explain(self, text: str) -> Suspicion:
        """Return how much a text sounds like need, and why; for editors, never for a log."""
        found = max((self._pieces(stretch) for stretch in stretches(text)), key=self._strength, default=())
        speaking = {piece: share * self.weights.get(piece, 0.0) for kind, share in _shares(found) for piece in kind}
        reasons = sorted(
            (piece for piece in speaking if speaking[piece] > 0), key=lambda piece: (-speaking[piece], piece)
        )
        return Suspicion(self.strength(text), tuple(reasons[:8]))

    def _pieces(self, words: Sequence[str]) -> Pieces:
        return pieces(words, self.families)

    def _strength(self, found: Pieces) -> float:
        weight_of = self.weights.get
        return self.bias + sum(share * sum(map(weight_of, kind, repeat(0.0))) for kind, share in _shares(found))


def _shares(found: Pieces) -> Iterator[tuple[frozenset[str], float]]:
    """Yield each kind of pieces with what one of them counts for."""
    for kind, worth in zip(found, WORTHS, strict=False):
        if kind:
            yield kind, worth / sqrt(len(kind))


def toll(count: int) -> float:
    """Return what is taken off the strength of a text for the number of its sentences."""
    return TOLL * log(min(count, MOST_TAXED))


def worths_of(found: Pieces) -> dict[str, float]:
    """Return what each piece counts for in its stretch."""
    return {piece: share for kind, share in _shares(found) for piece in kind}


def stretches(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the sentences of a text as plain words, long ones in overlapping halves."""
    for words in said_in(text):
        yield from parts_of(words)


def said_in(text: str) -> list[tuple[str, ...]]:
    """Return the sentences of a text as plain words; none that says too little."""
    sentences = (tuple(spellings(sentence)[0].split()) for sentence in _ENDS.split(text))
    return [words for words in sentences if len(words) >= FEWEST_WORDS and _spoken_in(words) >= FEWEST_SPOKEN]


def _spoken_in(words: Sequence[str]) -> int:
    return sum(not word.isdigit() for word in words)


def parts_of(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a sentence, or its overlapping halves if it is a long one."""
    if len(words) <= MOST_WORDS:
        yield words
        return
    for start in range(0, len(words) - MOST_WORDS // 2, MOST_WORDS // 2):
        yield words[start : start + MOST_WORDS]


def pieces(words: Sequence[str], families: Families) -> Pieces:
    """Return the pieces of a stretch: letters in a row; words, alone and in pairs; families; families together."""
    kin = [families.of(word) for word in words]
    present = frozenset().union(*kin)
    return (
        frozenset(_letters(words)),
        frozenset((*(f"={word}" for word in words), *(f"={left} {right}" for left, right in pairwise(words)))),
        frozenset(f"@{family}" for family in present),
        frozenset((*_together(present), *_near(words, kin))),
    )


def _letters(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        edged = f"_{word}_"
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
            yield from [edged[start : start + length] for start in range(len(edged) - length + 1)]


def _together(present: frozenset[str]) -> Iterator[str]:
    for one, other in combinations(sorted(present), 2):
        yield f"@{one}+{other}"


def _near(words: Sequence[str], kin: Sequence[frozenset[str]]) -> Iterator[str]:
    """Yield each family with the words around the one that it was found in."""
    for place, families in enumerate(kin):
        if families:
            around = (*words[max(place - NEIGHBOURS, 0) : place], *words[place + 1 : place + 1 + NEIGHBOURS])
            yield from [f"@{family}~{word}" for family in families for word in around]
