"""Return phrases as words: made of a list in the person's language, and recognised however they are typed. Pure.

A phrase is five words of 1,024, fifty bits. What keys are made of is its plain spelling: small letters without accents,
single spaces. So capitals, accents, commas and a slip of the finger in a word or two make no difference, and the same
words open the same thing on every channel and every keyboard.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.flows.slips import is_a_slip_of
from bot.flows.words import spellings
from bot.model import Language

WORDS_IN_A_PHRASE = 5
WORDS_IN_A_LIST = 1024
MOST_SLIPS = 2
"""Words of a phrase that may be mistyped; a text with fewer words of the list is no phrase."""
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
LONGEST_TEXT = 200
"""Characters; nobody types a phrase in a letter."""


class ReturnWords:
    """The lists of all languages."""

    def __init__(self, lists: Mapping[Language, Sequence[str]]) -> None:
        """Take the words of each language, as they are shown."""
        self._shown = {language: tuple(words) for language, words in lists.items()}
        self._plain = {language: frozenset(map(plain, words)) for language, words in lists.items()}

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that there are phrases in."""
        return tuple(self._shown)

    def phrase(self, language: Language, numbers: Iterable[int]) -> str:
        """Return the phrase of these places in the list of a language, as it is shown."""
        words = self._shown[language]
        return " ".join(words[number] for number in numbers)

    def meant(self, text: str) -> str | None:
        """Return the plain spelling of the phrase that a text looks like; None for any other text."""
        if len(text) > LONGEST_TEXT:
            return None
        typed = plain(text).split()
        if len(typed) != WORDS_IN_A_PHRASE:
            return None
        found = {language: sum(word in words for word in typed) for language, words in self._plain.items()}
        for language in sorted(found, key=lambda one: -found[one]):
            if found[language] < WORDS_IN_A_PHRASE - MOST_SLIPS:
                break
            mended = [_mended(word, self._plain[language]) for word in typed]
            if all(mended):
                return " ".join(mended)
        return None


def plain(text: str) -> str:
    """Return a text as its keys are made of."""
    return spellings(text.translate(_LIGATURES))[0]


def _mended(typed: str, words: Collection[str]) -> str:
    """Return the word of a list that was meant; nothing when it may be two, or none."""
    if typed in words:
        return typed
    close = [word for word in words if is_a_slip_of(typed, word)]
    return close[0] if len(close) == 1 else ""
