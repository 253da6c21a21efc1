"""What somebody typed, brought down to plain words, and phrases found in it; knows no flow and keeps no text.

Two spellings of the same words come out equal: capitals, accents, curly quotes, full-width digits, punctuation and the
variants of an emoji make no difference. A word with an apostrophe or a hyphen is looked at in two ways, as one word
and as two: "can't" is "cant" and "can t", "d'en finir" is "den finir" and "d en finir".
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_NOT_ASCII_WORD = re.compile(r"[^0-9a-z'-]+")
_JOINTS = frozenset("'-`´‘’‛′ʼʹ＇‐‑‒–—―−⁃")  # noqa: RUF001 - these are the look-alikes that people type
_HAS_JOINT = re.compile(r"['-]")
_INVISIBLE = frozenset({"Mn", "Me", "Mc", "Cf", "Sk"})
LONGEST_FOLD = 4
"""Letters that one sign may become: a ligature has three, a whole sentence in one sign eighteen."""
LONGEST_PHRASE = 100
"""Words: a phrase in a file has at most 200 characters."""


def spellings(text: str) -> tuple[str, ...]:
    """Return a text as plain words with single spaces, in one or two spellings, the same for all that mean the same.

    A text without any word, such as "?", is itself without its spaces; an empty one has one empty spelling.
    """
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


class _Branch:
    """What may follow the words so far; `ends` when they are a phrase themselves."""

    __slots__ = ("ends", "following")

    def __init__(self) -> None:
        self.ends = False
        self.following: dict[str, _Branch] = {}


class Phrases:
    """A set of words and phrases, found as whole words in texts of any length in one pass."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take phrases in any spelling."""
        self._root = _Branch()
        for phrase in phrases:
            for spelling in spellings(phrase):
                branch = self._root
                for word in spelling.split():
                    branch = branch.following.setdefault(word, _Branch())
                branch.ends = branch is not self._root

    def are_in(self, words: list[str]) -> bool:
        """Tell whether any phrase stands in these words."""
        beginnings = self._root.following
        return any(word in beginnings and self._length_at(words, place) for place, word in enumerate(words))

    def without(self, words: list[str]) -> list[str]:
        """Return the words with every phrase replaced by a gap, so that its neighbours do not meet."""
        beginnings = self._root.following
        if not any(word in beginnings for word in words):
            return words
        rest: list[str] = []
        place = 0
        while place < len(words):
            length = self._length_at(words, place) if words[place] in beginnings else 0
            rest.append("" if length else words[place])
            place += length or 1
        return rest

    def _length_at(self, words: list[str], place: int) -> int:
        """Return how many words the longest phrase has that begins here; 0 for none."""
        branch, longest = self._root, 0
        for length, word in enumerate(words[place : place + LONGEST_PHRASE], start=1):
            following = branch.following.get(word)
            if following is None:
                break
            branch = following
            longest = length if branch.ends else longest
        return longest


class PhraseBook:
    """Phrases that need an answer at once, and phrases that only sound like them."""

    def __init__(self, phrases: Iterable[str], harmless: Iterable[str]) -> None:
        """Take the phrases of all languages together: nobody in need looks at the language first."""
        self._phrases = Phrases(phrases)
        self._harmless = Phrases(harmless)

    def found_in(self, spelled: tuple[str, ...]) -> bool:
        """Tell whether a text, given by its spellings, holds a phrase after the harmless ones are taken out."""
        return any(self._phrases.are_in(self._harmless.without(spelling.split())) for spelling in spelled)
