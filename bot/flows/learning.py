"""Learns a `Hunch` from labelled sentences: logistic regression, the same result for the same sentences every time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, sqrt

from bot.flows.hunch import Hunch, pieces, stretches

ROUNDS = 20
STEP = 0.2
"""Of the first round; each weight has its own from then on (AdaGrad)."""
DECAY = 2e-4
"""How much a weight shrinks each time it is used (L2), so that no single piece decides."""
FEWEST_SENTENCES = 2
"""A piece that occurs in fewer is chance."""
DIGITS = 3
"""Of a weight that is kept."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and whether it is one of need."""

    text: str
    need: bool


def learn(examples: Sequence[Example], *, threshold: float) -> Hunch:
    """Return what the examples teach; both kinds weigh the same, whatever their number."""
    texts = list(_texts(examples))
    counts = Counter(piece for found, _ in texts for piece in found)
    known = [(tuple(sorted(p for p in found if counts[p] >= FEWEST_SENTENCES)), need) for found, need in texts]
    share = sum(need for _, need in known) / max(len(known), 1)
    weights: dict[str, float] = {}
    steepness: dict[str, float] = {}
    bias = bias_steepness = 0.0
    for turn in range(ROUNDS):
        for found, need in _shuffled(known, turn):
            if not found:
                continue
            scale = 1 / sqrt(len(found))
            score = scale * sum(weights.get(piece, 0.0) for piece in found) + bias
            slope = (1 / (1 + exp(-score)) - need) * ((1 - share) if need else share) * 2
            bias_steepness += slope * slope
            bias -= STEP * slope / sqrt(bias_steepness + 1e-8)
            for piece in found:
                weight = weights.get(piece, 0.0)
                gradient = slope * scale + DECAY * weight
                steepness[piece] = steepness.get(piece, 0.0) + gradient * gradient
                weights[piece] = weight - STEP * gradient / sqrt(steepness[piece] + 1e-8)
    kept = {piece: round(weight, DIGITS) for piece, weight in sorted(weights.items()) if abs(weight) >= 10**-DIGITS / 2}
    return Hunch(kept, round(bias, DIGITS), threshold)


def _texts(examples: Sequence[Example]) -> Iterator[tuple[frozenset[str], bool]]:
    for example in examples:
        for stretch in stretches(example.text):
            yield pieces(stretch), example.need


def _shuffled(texts: Sequence[tuple[tuple[str, ...], bool]], turn: int) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield all texts in an order of their own for each round, without chance."""
    size = len(texts)
    step = next((step for step in range(size // 2 + turn + 1, 2 * size) if _fits(step, size)), 1)
    for place in range(size):
        yield texts[place * step % size]


def _fits(step: int, size: int) -> bool:
    while size:
        step, size = size, step % size
    return step == 1
