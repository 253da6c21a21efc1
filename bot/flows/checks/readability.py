"""How hard a text is to read: sentences, words and syllables, and the formulas made of them. It judges nothing.

Flesch-Douma for Dutch, Flesch for English, Kandel-Moles for French: 100 is very easy, 60 to 70 normal, below 50 hard.
Syllables are counted as groups of vowels. That is a few points off for single words, and good enough for the median of
a file; a hyphenation library would tell where a word may be broken, which is not the same.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_SENTENCE = re.compile(r"[^.!?…:\n]+[.!?…:]*", re.UNICODE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+")
_VOWELS = re.compile(r"[aeiouyàâäáéèêëíïîóôöúùûüæœ]+")
_SILENT_END = re.compile(r"(?<=[^aeiouyàâäéèêëïîôöùûü])(?:e|es|ent|ed)\Z")
"""The mute end of English and French words."""


class _Formula(NamedTuple):
    base: float
    sentence: float
    syllable: float


_FORMULAS: Mapping[str, _Formula] = {
    "nl": _Formula(206.84, 0.93, 77.0),
    "en": _Formula(206.835, 1.015, 84.6),
    "fr": _Formula(207.0, 1.015, 73.6),
}


@lru_cache(maxsize=64)  # one text is looked at from several sides, one after the other
def sentences_in(text: str) -> Sequence[Sequence[str]]:
    """Return the sentences of a text as lists of words; a colon ends one too, as it does for the eye."""
    return [words for sentence in _SENTENCE.findall(text) if (words := words_in(sentence))]


def words_in(text: str) -> list[str]:
    """Return the words of a text; "aujourd'hui" is one, and so is a number."""
    return _WORD.findall(text)


def ease_of(text: str, language: str) -> float:
    """Return the reading ease of a text of at least one word."""
    sentences = sentences_in(text)
    words = [word for sentence in sentences for word in sentence]
    formula = _FORMULAS[language]
    syllables = sum(_syllables(word.lower(), language) for word in words)
    return formula.base - formula.sentence * len(words) / len(sentences) - formula.syllable * syllables / len(words)


def median(values: Sequence[float]) -> float:
    """Return the middle one of at least one value."""
    return sorted(values)[len(values) // 2]


@lru_cache(maxsize=8192)
def _syllables(word: str, language: str) -> int:
    if language != "nl" and len(word) > 3:  # noqa: PLR2004 - "the", "les" have one anyway
        word = _SILENT_END.sub("", word)
    return max(len(_VOWELS.findall(word)), 1)
