"""What somebody typed, brought down to plain words; knows no flow and keeps no text.

Two spellings of the same words come out equal: capitals, accents, curly quotes, full-width digits, punctuation and the
variants of an emoji make no difference. A word with an apostrophe or a hyphen is looked at in two ways, as one word
and as two: "can't" is "cant" and "can t", "d'en finir" is "den finir" and "d en finir".
"""

import re
import unicodedata
from functools import lru_cache

_NOT_ASCII_WORD = re.compile(r"[^0-9a-z'-]+")
_JOINTS = frozenset("'-`´‘’‛′ʼʹ＇‐‑‒–—―−⁃")  # noqa: RUF001 - these are the look-alikes that people type
_HAS_JOINT = re.compile(r"['-]")
_INVISIBLE = frozenset({"Mn", "Me", "Mc", "Cf", "Sk"})
LONGEST_FOLD = 4
"""Letters that one sign may become: a ligature has three, a whole sentence in one sign eighteen."""


def spellings(text: str) -> tuple[str, ...]:
    """Return a text as plain words with single spaces, in one or two spellings, the same for all that mean the same.

    A text without any word, such as "?", is itself without its spaces; an empty one has one empty spelling.
    """
    if text.isascii() and text.isalpha():  # as nearly every word is
        return (text.lower(),)
    flat = _flat(text)
    apart = " ".join(_HAS_JOINT.sub(" ", flat).split())
    if not apart:
        return ("".join(unicodedata.normalize("NFKC", text[:100]).split()),)
    if _HAS_JOINT.search(flat) is None:
        return (apart,)
    joined = " ".join(_HAS_JOINT.sub("", flat).split())
    return (apart,) if joined == apart else (apart, joined)


def _flat(text: str) -> str:
    """Return small letters and digits, joints as ' or -, emoji as words of their own, everything else as spaces."""
    if text.isascii():
        return _NOT_ASCII_WORD.sub(" ", text.lower())
    # Marks go before the normalisation too: putting many marks on one letter in order takes quadratic time.
    bare = "".join([character for character in text if not unicodedata.combining(character)])
    return "".join([_folded(character) for character in bare])


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """Return one character in small plain letters; a sign that stands for a whole sentence is cut, to cost no time."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join([_plain(part) for part in folded[:LONGEST_FOLD]])


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character.isalnum():
        return character
    if character in _JOINTS:
        return "'"
    category = unicodedata.category(character)
    if category in _INVISIBLE:
        return ""
    return f" {character} " if category == "So" else " "
