"""What people are called, as somebody types it who has only heard it: whether two names may be of the same person."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"})
"""Letters that no normalisation takes apart, as people write them who do not have them."""
_SMALL = frozenset({
    *("aan", "al", "bij", "da", "de", "del", "den", "der", "des", "di", "du", "el", "en", "het", "la", "le"),
    *("les", "op", "ten", "ter", "te", "uit", "van", "ven", "von"),
})  # fmt: skip
"""Words that stand in many names before the one that tells somebody; as the last word of a name they are its name."""
_BETWEEN = re.compile(r"[,;/&+|()\n]")
_AND = frozenset({"of", "en", "or", "and", "ou", "et"})
"""Words that stand between two names; in front of all and behind all they are names themselves."""


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that somebody typed, each once: its words with a blank between them, without accents and case.

    Of a text that this returned it finds the same names again, with a comma between them.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    found = (name for part in _BETWEEN.split(bare) for name in _names_of(_WORD.findall(part)))
    return tuple(dict.fromkeys(name for name in found if name))


def _names_of(words: list[str]) -> Iterator[str]:
    begins = 0
    for place, word in enumerate(words):
        if word in _AND and 0 < place < len(words) - 1:
            yield " ".join(words[begins:place])
            begins = place + 1
    yield " ".join(words[begins:])


def may_be_alike(these: Iterable[str], those: Iterable[str]) -> bool:
    """Tell whether one of some names may be of somebody who has one of others: too often rather than too rarely.

    They share a word that tells somebody; or what one of them ends with are small words, as in "Le Van", and they all
    stand in the other. A single letter tells nobody, but of a script whose words are single signs.

    Args:
        these: As `names_in` writes them.
        those: Likewise; which of the two somebody typed makes no difference.
    """
    others = [(_telling(words), frozenset(words)) for words in map(str.split, those)]
    for words in map(str.split, these):
        mine, has = _telling(words), frozenset(words)
        if any(_has_one(mine, its) or _has_one(tells, has) for tells, its in others):
            return True
    return False


def _has_one(telling: frozenset[frozenset[str]], words: frozenset[str]) -> bool:
    return any(each <= words for each in telling)


def _telling(words: list[str]) -> frozenset[frozenset[str]]:
    """Return what of a name tells somebody: each of these, whole."""
    last = len(words)
    while last and words[last - 1] in _SMALL:
        last -= 1
    alone = (word for word in words if word not in _SMALL and (len(word) > 1 or not word.isascii()))
    at_the_end = frozenset(words[last:])
    return frozenset([*(frozenset([word]) for word in alone), *([at_the_end] if at_the_end else [])])
