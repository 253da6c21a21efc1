"""A second opinion on what somebody typed: does it sound like need, although no phrase says so? It only ever asks.

A linear model over pieces of words, learned from labelled sentences (`learning.py`), small enough to be read: every
hunch can name the pieces that gave it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, sqrt

from bot.flows.words import spellings

SHORTEST_PIECE, LONGEST_PIECE = 2, 5
"""Letters of a piece of a word, its edges counted."""
MOST_WORDS = 24
"""Of one stretch: what is longer is looked at in halves that overlap, so that one sentence does not drown in many."""
FEWEST_WORDS = 3
"""Less than this says too little; a word alone is a matter of phrases."""
_ENDS = re.compile(r"[.!?…\n;:]+")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What a text sounds like.

    Attributes:
        likelihood: From 0 to 1, of the stretch of the text that sounds most like need.
        reasons: The pieces that spoke most for it, strongest first; `_` is the edge of a word.
    """

    likelihood: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hunch:
    """A learned model.

    Attributes:
        weights: What each piece speaks for (above 0) or against.
        bias: What an empty text has.
        threshold: From this likelihood on the bot asks.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def asks(self, text: str) -> bool:
        """Tell whether a text sounds so much like need that the bot asks."""
        return any(self._likelihood(stretch) >= self.threshold for stretch in stretches(text))

    def explain(self, text: str) -> Suspicion:
        """Return how likely it is, and why; for editors, never for a log."""
        found = max(stretches(text), key=self._likelihood, default=())
        speaking = {piece: self.weights.get(piece, 0.0) for piece in pieces(found)}
        reasons = sorted(
            (piece for piece in speaking if speaking[piece] > 0), key=lambda piece: (-speaking[piece], piece)
        )
        return Suspicion(self._likelihood(found), tuple(reasons[:8]))

    def _likelihood(self, words: Sequence[str]) -> float:
        found = pieces(words)
        if not found:
            return 0.0
        score = sum(self.weights.get(piece, 0.0) for piece in found) / sqrt(len(found)) + self.bias
        return 1 / (1 + exp(-score))


def stretches(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the sentences of a text as plain words, long ones in overlapping halves; none that says too little."""
    for sentence in _ENDS.split(text):
        words = spellings(sentence)[0].split()
        if len(words) < FEWEST_WORDS:
            continue
        if len(words) <= MOST_WORDS:
            yield tuple(words)
            continue
        for start in range(0, len(words) - MOST_WORDS // 2, MOST_WORDS // 2):
            yield tuple(words[start : start + MOST_WORDS])


def pieces(words: Sequence[str]) -> frozenset[str]:
    """Return the pieces of words: letters in a row, whole words, and words that stand together."""
    found: set[str] = set()
    for word in words:
        edged = f"_{word}_"
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1):
            found.update(edged[start : start + length] for start in range(len(edged) - length + 1))
        found.add(f"={word}")
    found.update(f"={left} {right}" for left, right in pairwise(words))
    return frozenset(found)
