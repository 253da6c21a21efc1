"""Learns a `Hunch` from labelled sentences: a linear support vector machine, by dual coordinate descent.

After Hsieh and others, "A Dual Coordinate Descent Method for Large-scale Linear SVM" (ICML 2008). Only sums, products
and roots are taken, in an order of their own, so that the same sentences give the same model on every machine.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from operator import mul

from bot.flows.families import Families
from bot.flows.hunch import Hunch, Pieces, pieces, stretches, worths_of

ROUNDS = 15
SOFTNESS = 0.4
"""How much a sentence on the wrong side costs: with more, each is learned by heart; with less, hardly any counts."""
FEWEST_STRETCHES = 3
"""A piece that occurs in fewer is chance."""
DIGITS = 2
"""Of a weight that is kept."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and whether it is one of need."""

    text: str
    need: bool


@dataclass(frozen=True, slots=True)
class _Lesson:
    """One stretch of an example, with its pieces as places in the list of weights.

    Attributes:
        side: 1 for need, -1 for calm.
        cost: What it costs to have it on the wrong side.
    """

    places: tuple[int, ...]
    values: tuple[float, ...]
    side: int
    cost: float


def learn(examples: Sequence[Example], families: Mapping[str, Sequence[str]], *, threshold: float) -> Hunch:
    """Return what the examples teach; both kinds weigh the same, whatever their number.

    Args:
        examples: What is learned from, in any number.
        families: Words that mean alike, by the name of the family.
        threshold: From which strength on the bot asks.
    """
    index = Families(families)
    texts = [[pieces(stretch, index) for stretch in stretches(example.text)] for example in examples]
    counts = Counter(piece for text in texts for found in text for kind in found for piece in kind)
    known = sorted(piece for piece in counts if counts[piece] >= FEWEST_STRETCHES)
    weights, bias = _descend([*_lessons(examples, texts, known)], len(known))
    kept = {piece: round(weight, DIGITS) for piece, weight in zip(known, weights, strict=True)}
    return Hunch({piece: weight for piece, weight in kept.items() if weight}, round(bias, DIGITS), threshold, index)


def _lessons(examples: Sequence[Example], texts: Sequence[Sequence[Pieces]], known: Sequence[str]) -> Iterator[_Lesson]:
    """Yield the stretches; those of a long text count for less each, as not all that it says is what it is about."""
    places = {piece: place for place, piece in enumerate(known)}
    stretches_of = Counter(dict.fromkeys((True, False), 0))
    for example, text in zip(examples, texts, strict=True):
        stretches_of[example.need] += len(text)
    for example, text in zip(examples, texts, strict=True):
        cost = SOFTNESS * 2 * max(stretches_of[not example.need], 1) / stretches_of.total() / sqrt(len(text) or 1)
        for found in text:
            worths = sorted((places[piece], worth) for piece, worth in worths_of(found).items() if piece in places)
            yield _Lesson(
                tuple(place for place, _ in worths),
                tuple(worth for _, worth in worths),
                1 if example.need else -1,
                cost,
            )


def _descend(lessons: Sequence[_Lesson], size: int) -> tuple[list[float], float]:
    """Return the weights and the bias that part the two sides with the widest margin at the least cost."""
    weights, bias = [0.0] * size, 0.0
    shares = [0.0] * len(lessons)
    lengths = [1 + sum(value * value for value in lesson.values) for lesson in lessons]
    for turn in range(ROUNDS):
        for number in _shuffled(len(lessons), turn):
            lesson = lessons[number]
            softness = 0.5 / lesson.cost
            score = bias + sum(map(mul, map(weights.__getitem__, lesson.places), lesson.values))
            slope = lesson.side * score - 1 + softness * shares[number]
            share = max(shares[number] - slope / (lengths[number] + softness), 0.0)
            change = (share - shares[number]) * lesson.side
            if not change:
                continue
            shares[number] = share
            bias += change
            for place, value in zip(lesson.places, lesson.values, strict=True):
                weights[place] += change * value
    return weights, bias


def _shuffled(size: int, turn: int) -> Iterator[int]:
    """Yield all numbers below a size in an order of their own for each round, without chance."""
    step = next((step for step in range(size // 2 + turn + 1, 2 * size) if _fits(step, size)), 1)
    for place in range(size):
        yield place * step % size


def _fits(step: int, size: int) -> bool:
    while size:
        step, size = size, step % size
    return step == 1
