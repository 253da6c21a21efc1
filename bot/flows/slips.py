"""Slips of the finger: which words of a list somebody probably meant by a word that is in none. Knows no phrases.

A word of five letters may have one slip, one of nine two: a letter too many, too few, another one, or two that changed
places; its first letter is right. The list is indexed by its words with letters left out (the symmetric deletions of
Garbe's SymSpell), so that a look-up costs a few dictionary reads, whatever the list holds.
"""

import re
from collections.abc import Collection, Iterable, Iterator

FEWEST_LETTERS = 5
"""Shorter words are too close to each other: "dood" and "rood" are no slip."""
TWO_SLIPS_FROM = 9
_BEGINNING = 7

_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_DIGITS_AS_LETTERS = str.maketrans("0134578", "oieastb")


class Slips:
    """The words of a list, to be found again when they are mistyped."""

    def __init__(
        self, words: Iterable[str], ordinary: Collection[str] = (), *, fewest_letters: int = FEWEST_LETTERS
    ) -> None:
        """Index the words.

        Args:
            words: Plain words, as `spellings` returns them.
            ordinary: Words that mean what they say, however close they are to one of the list.
            fewest_letters: In shorter words nothing is taken for a slip.
        """
        self._fewest = fewest_letters
        self._words = frozenset(words)
        self._ordinary = frozenset(ordinary)
        self._longest = max(map(len, self._words), default=0) + 2
        self._index: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= fewest_letters and word.isalpha():
                for rest in _with_letters_left_out(word, _slips_in(word)):
                    self._index.setdefault(rest, []).append(word)

    def meant(self, word: str) -> tuple[str, ...]:
        """Return the words that may be meant, the word itself first; it alone if it is in the list or ordinary."""
        if word in self._words or word in self._ordinary:
            return (word,)
        found = dict.fromkeys((word,))
        for form in _forms(word):
            if form in self._words:
                found[form] = None
            elif form not in self._ordinary:
                found.update(dict.fromkeys(self._close_to(form)))
        return tuple(found)

    def _close_to(self, word: str) -> Iterator[str]:
        if not self._fewest - 1 <= len(word) <= self._longest or not word.isalpha():
            return
        for rest in _with_letters_left_out(word, _slips_in(word)):
            for known in self._index.get(rest, ()):
                if known[0] == word[0] and _distance(word, known) <= _slips_in(known):
                    yield known


def is_a_slip_of(typed: str, word: str) -> bool:
    """Tell whether one letter was left out, put in or exchanged, or two beside each other changed places."""
    if abs(len(typed) - len(word)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), None)
    if start is None:
        return len(typed) != len(word)
    here, there = typed[start:], word[start:]
    if len(here) == len(there):
        return here[1:] == there[1:] or (here[1::-1] == there[:2] and here[2:] == there[2:])
    return here[1:] == there if len(here) > len(there) else here == there[1:]


def _slips_in(word: str) -> int:
    return 2 if len(word) >= TWO_SLIPS_FROM else 1


def _forms(word: str) -> Iterator[str]:
    """Yield a word as it is, without its drawn-out letters ("dooood"), and with digits read as letters ("su1cide")."""
    yield word
    if _DRAWN_OUT.search(word):
        yield _DRAWN_OUT.sub(r"\1\1", word)
        yield _DRAWN_OUT.sub(r"\1", word)
    if not word.isdigit() and any(character.isdigit() for character in word):
        yield word.translate(_DIGITS_AS_LETTERS)


def _with_letters_left_out(word: str, most: int) -> set[str]:
    """Return the beginning of a word with up to so many letters left out; the beginning tells enough to look closer."""
    rests = last = {word[:_BEGINNING]}
    for _ in range(most):
        last = {rest[:place] + rest[place + 1 :] for rest in last for place in range(len(rest))}
        rests = rests | last
    return rests


def _distance(left: str, right: str) -> int:
    """Return how many slips lie between two words (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for y, letter in enumerate(left, start=1):
        before, row, above = row, [y], before
        for x, other in enumerate(right, start=1):
            cost = min(before[x] + 1, row[x - 1] + 1, before[x - 1] + (letter != other))
            if y > 1 and x > 1 and letter == right[x - 2] and left[y - 2] == other:
                cost = min(cost, above[x - 2] + 1)
            row.append(cost)
    return row[-1]
