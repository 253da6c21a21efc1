"""Tries what sentences teach on sentences that were not learned from: cross-validation. It changes no model."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b

from bot.flows.families import Families
from bot.flows.hunch import Pieces, pieces
from bot.flows.learning import Example, learn
from bot.flows.words import spellings

PARTS = 5
"""In which the sentences are parted; each is judged by what the others teach."""
COPY_OF_LETTERS, COPY_OF_FAMILIES = 0.4, 0.7
"""From this overlap on two sentences are near copies of each other: by their letters, or by their families."""
FEWEST_FAMILIES = 5
"""With fewer, two sentences can have the same ones by chance."""


def tried(examples: Sequence[Example], families: Mapping[str, Sequence[str]]) -> list[float]:
    """Return the strength of each example for a model that learned neither from it nor from a near copy of it."""
    parts = [_part_of(examples[first].text) for first in near_copies([one.text for one in examples], families)]
    strengths = [0.0] * len(examples)
    for part in range(PARTS):
        others = [example for example, own in zip(examples, parts, strict=True) if own != part]
        hunch = learn(others, families, threshold=0.0)
        for number, example in enumerate(examples):
            if parts[number] == part:
                strengths[number] = hunch.strength(example.text)
    return strengths


def near_copies(texts: Sequence[str], families: Mapping[str, Sequence[str]]) -> list[int]:
    """Return for each text the number of the first one that it is a near copy of, or a copy of a copy; else its own.

    The same letters make a copy in one language, the same families one in another language.
    """
    index = Families(families)
    known = [pieces(spellings(text)[0].split(), index) for text in texts]
    first = list(range(len(texts)))
    for one, other in _pairs(known):
        old, new = sorted((first[one], first[other]), reverse=True)
        if old != new:
            first = [new if number == old else number for number in first]
    return first


def _pairs(known: Sequence[Pieces]) -> Iterator[tuple[int, int]]:
    for other, (letters, _, families, _) in enumerate(known):
        for one in range(other):
            alike = _overlap(letters, known[one][0]) >= COPY_OF_LETTERS
            if alike or (
                min(len(families), len(known[one][2])) >= FEWEST_FAMILIES
                and _overlap(families, known[one][2]) >= COPY_OF_FAMILIES
            ):
                yield one, other


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which share of the pieces of both is in both."""
    fewer, more = sorted((len(one), len(other)))
    if not fewer or fewer < COPY_OF_LETTERS * more:
        return 0.0
    shared = len(one & other)
    return shared / (fewer + more - shared)


def _part_of(text: str) -> int:
    """Return a part that the letters of a text choose, so that nobody does."""
    return blake2b(text.encode(), digest_size=4).digest()[2] % PARTS
