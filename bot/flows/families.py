"""Families of words: what means alike, in all languages at once, so that one sentence teaches about its translations.

A family is a list that a person wrote; nothing here guesses what a word means.
"""

import re
from collections.abc import Iterable, Mapping

from bot.flows.words import spellings

ANY_ENDING = "*"
"""Behind a word in the list: whatever follows belongs to it too, "sterf*" is "sterft" and "sterfhuis"."""
_SORTED_BY = 1
"""First letters of a word, which tell what lengths of beginnings to look for."""
_DOUBLED = re.compile(r"(.)\1+")


class Families:
    """Which families a word belongs to; several, or none."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """Index the words of each family, as a person wrote them."""
        self._whole: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        for family, members in words.items():
            for member in members:
                index = self._beginnings if member.endswith(ANY_ENDING) else self._whole
                index.setdefault(_plain(spellings(member.rstrip(ANY_ENDING))[0]), set()).add(family)
        self._lengths: dict[str, list[int]] = {}
        for beginning in sorted(self._beginnings, key=len):
            lengths = self._lengths.setdefault(beginning[:_SORTED_BY], [])
            if len(beginning) not in lengths:
                lengths.append(len(beginning))

    def of(self, word: str) -> frozenset[str]:
        """Return the families of one plain word; letters that were doubled or drawn out make no difference."""
        plain = _plain(word)
        found = set(self._whole.get(plain, ()))
        for length in self._lengths.get(plain[:_SORTED_BY], ()):
            found.update(self._beginnings.get(plain[:length], ()))
        return frozenset(found)


def read_families(source: str) -> dict[str, tuple[str, ...]]:
    """Return the families of a file: a name, a colon and its words on each line.

    Raises:
        ValueError: a line is none of them; says which.
    """
    families: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(source.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, words = line.partition(":")
        if not colon or not words.split() or name in families:
            raise ValueError(f"line {number} is not: the name of a new family, a colon, its words")
        families[name] = tuple(words.split())
    return families


def _plain(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)
