"""Phrases found in what somebody typed: as whole words, mistyped, and with small words in between."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, islice, product
from typing import NamedTuple

from bot.flows.slips import Slips
from bot.flows.words import spellings

LONGEST_PHRASE = 100
"""Words: a phrase in a file has at most 200 characters."""
MOST_BETWEEN = 3
"""Small words that may stand between two words of a phrase: "ik wil echt gewoon dood"."""
MOST_SKIPPED = 3
"""Words of any kind that `…` stands for in a phrase, at most."""
GAP, OR = "…", "/"
MOST_FORMS = 500
"""Of one phrase with alternatives."""
FEWEST_SPACED_LETTERS = 4
"""Letters typed with spaces between them are one word from here on: "d o o d"."""


def forms_of(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield the forms of a phrase as plain words: one for each choice among its alternatives.

    "hij/ze slaat me" has two; "deur … op slot" has one, with a gap in it. What is written with an apostrophe or a
    hyphen has two spellings.
    """
    places = [
        [spelling for part in word.split(OR) for spelling in ((GAP,) if part == GAP else spellings(part))]
        for word in phrase.split()
    ]
    for words in islice(product(*places), MOST_FORMS):
        yield tuple(" ".join(words).split())


class _Branch:
    """What may follow the words so far; `ends` when they are a phrase themselves."""

    __slots__ = ("ends", "following")

    def __init__(self) -> None:
        self.ends = False
        self.following: dict[str, _Branch] = {}


class _Tree:
    """Phrases as a tree of words.

    Attributes:
        words: All that occur in them.
        first_words: Those that one of them begins with: few of what people type, and only there a look is worth it.
    """

    def __init__(self, phrases: Iterable[str], apart: Mapping[str, str]) -> None:
        self.root = _Branch()
        self.words: set[str] = set()
        for phrase in phrases:
            for form in forms_of(phrase):
                branch = self.root
                for word in _taken_apart(form, apart):
                    self.words.add(word)
                    branch = branch.following.setdefault(word, _Branch())
                branch.ends = branch is not self.root
        self.words.discard(GAP)
        after_a_gap = self.root.following.get(GAP, _Branch())
        self.first_words = frozenset((*self.root.following, *after_a_gap.following))


@dataclass(frozen=True)
class Tolerance:
    """How far what is typed may be from how a phrase is written; several books share one, and its thousands of words.

    Attributes:
        between: Small words that may stand inside a phrase.
        apart: Words that are two in one, such as "kwil", with what they are apart.
        ordinary: Words that mean what they say, however close they are to one of a phrase.
    """

    between: Collection[str] = ()
    apart: Mapping[str, str] = field(default_factory=dict)
    ordinary: Collection[str] = ()

    @cached_property
    def words_between(self) -> frozenset[str]:
        """The small words, as plain words."""
        return _words_of(self.between)

    @cached_property
    def words_apart(self) -> Mapping[str, str]:
        """What words are apart, by plain words."""
        return {word: apart for key, apart in self.apart.items() for word in _words_of([key])}

    @cached_property
    def words_ordinary(self) -> frozenset[str]:
        """The ordinary words, as plain words."""
        return _words_of(self.ordinary)


class _Way(NamedTuple):
    """One reading of the words so far."""

    branch: _Branch
    said: tuple[str, ...] = ()
    between: int = 0
    skipped: int = 0


class PhraseBook:
    """Phrases that need an answer at once, and phrases that only sound like them."""

    def __init__(self, phrases: Iterable[str], harmless: Iterable[str], tolerance: Tolerance = Tolerance()) -> None:
        """Take the phrases of all languages together: nobody in need looks at the language first."""
        self._apart = tolerance.words_apart
        self._phrases = _Tree(phrases, self._apart)
        self._harmless = _Tree(harmless, self._apart)
        self._between = tolerance.words_between
        ordinary = tolerance.words_ordinary | self._harmless.words | self._between
        self._slips = Slips(self._phrases.words, ordinary)

    def found_in(self, spelled: Sequence[str]) -> str:
        """Return the first phrase in a text, as it is written in the file; empty if there is none.

        Args:
            spelled: The spellings of the text; what is harmless in it is taken out first.
        """
        for spelling in spelled:
            found = self._first(_without(self._harmless, self._words(spelling)))
            if found:
                return found
        return ""

    def _words(self, spelling: str) -> list[str]:
        """Return the words of a spelling, with letters that were typed apart put together, and words in one apart."""
        words = _put_together(spelling.split())
        return words if self._apart.keys().isdisjoint(words) else [*_taken_apart(words, self._apart)]

    def _first(self, words: Sequence[str]) -> str:
        meant = [self._slips.meant(word) for word in words]
        for place, readings in enumerate(meant):
            if self._phrases.first_words.isdisjoint(readings):
                continue
            found = self._from(meant, place)
            if found:
                return " ".join(found)
        return ""

    def _from(self, meant: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
        """Return the words of a phrase that begins at this place."""
        ways = [_Way(self._phrases.root)]
        for words in islice(meant, place, place + LONGEST_PHRASE * 2):
            ways = [further for way in ways for further in self._further(way, words)]
            if not ways:
                break
            for way in ways:
                if way.branch.ends:
                    return way.said
        return ()

    def _further(self, way: _Way, words: Sequence[str]) -> Iterator[_Way]:
        """Yield where the next word leads: on in the phrase, or past a word that may stand in between."""
        gap = way.branch.following.get(GAP)
        for word in words:
            for branch in (way.branch, gap):
                following = branch.following.get(word) if branch else None
                if following is not None:
                    yield _Way(following, (*way.said, word))
        if not way.said or not words[0]:
            return
        if gap and way.skipped < MOST_SKIPPED:
            yield _Way(way.branch, way.said, way.between, way.skipped + 1)
        elif words[0] in self._between and way.between < MOST_BETWEEN:
            yield _Way(way.branch, way.said, way.between + 1, way.skipped)


def _put_together(words: list[str]) -> list[str]:
    """Return the words, and letters that were typed with spaces between them as one word."""
    if [*map(len, words)].count(1) < FEWEST_SPACED_LETTERS:
        return words
    together: list[str] = []
    for are_letters, run in groupby(words, lambda word: len(word) == 1):
        some = [*run]
        together += ["".join(some)] if are_letters and len(some) >= FEWEST_SPACED_LETTERS else some
    return together


def _taken_apart(words: Iterable[str], apart: Mapping[str, str]) -> Iterator[str]:
    """Yield the words, and those that are two in one as two: both in what is typed and in the phrases."""
    for word in words:
        yield from spellings(apart[word])[0].split() if word in apart else (word,)


def _words_of(entries: Iterable[str]) -> frozenset[str]:
    return frozenset(word for entry in entries for spelling in spellings(entry) for word in spelling.split())


def _without(tree: _Tree, words: list[str]) -> list[str]:
    """Return the words with every phrase of a tree replaced by a gap, so that its neighbours do not meet."""
    if tree.first_words.isdisjoint(words):
        return words
    rest: list[str] = []
    place = 0
    while place < len(words):
        length = _length_at(tree.root, words, place) if words[place] in tree.root.following else 0
        rest.append("" if length else words[place])
        place += length or 1
    return rest


def _length_at(root: _Branch, words: Sequence[str], place: int) -> int:
    """Return how many words the longest phrase has that begins here; 0 for none."""
    branch, longest = root, 0
    for length, word in enumerate(words[place : place + LONGEST_PHRASE], start=1):
        following = branch.following.get(word)
        if following is None:
            break
        branch = following
        longest = length if branch.ends else longest
    return longest
