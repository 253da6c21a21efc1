"""A number instead of an option: "17" and "j'ai 14 ans" where somebody is asked whether they are 16 or older. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.flows.values.limits import Limits
from bot.flows.values.vocabulary import NUMBERS, TEENS

_SAID = {word: number for word, number in {**NUMBERS, **TEENS}.items() if number > 1}
"""Without "een", "one" and "un", which are hardly ever a number."""
_MOST_DIGITS, _BEYOND = 9, 10**9
"""What has more digits is a number all the same, and none that an option is for."""
_IN_TWO_WORDS = re.compile(r"\bdix (sept|huit|neuf)\b")
_AGAINST_A_LETTER = re.compile(r"(?<=[0-9])(?=[a-z])")
_ALONG = frozenset([
    "ik", "ben", "nu", "al", "nog", "maar", "oud", "jaar", "jr", "j", "mijn", "leeftijd", "is",
    "i", "im", "am", "m", "now", "already", "only", "just", "my", "age", "old", "year", "years", "yr", "yrs", "yo",
    "y", "o", "je", "jai", "ai", "n", "que", "seulement", "maintenant", "deja", "mon", "an", "ans",
])  # fmt: skip
"""Words that say nothing else about a number. "Bijna" and "niet" do; "pas" means "just" in one language and "not" in
another."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a text says with its one number.

    Attributes:
        option: The option whose numbers it is one of; empty for none.
        rest: What else it says, such as a yes.
    """

    option: str = ""
    rest: str = ""


class Ranges:
    """The numbers that choose the options of one list."""

    def __init__(self, ranges: Mapping[str, Limits]) -> None:
        """Take them by option id."""
        self._ranges = ranges

    def read(self, spelled: Sequence[str]) -> Counted | None:
        """Return what is said with a number; None where none is said, or no option has any.

        Several numbers say nothing that can be trusted ("15 of 16"), and what stands in no range neither.
        """
        words = _words(spelled[0]) if self._ranges else []
        said = [number for word in words if (number := _number(word)) is not None]
        if not said:
            return None
        if len(said) > 1:
            return Counted()
        rest = " ".join(word for word in words if _number(word) is None and word not in _ALONG)
        return Counted(next((one for one, limits in self._ranges.items() if limits.fitting(said)), ""), rest)


NO_RANGES = Ranges({})


def _words(spelling: str) -> list[str]:
    return _AGAINST_A_LETTER.sub(" ", _IN_TWO_WORDS.sub(r"dix\1", spelling)).split()


def _number(word: str) -> int | None:
    if word.isascii() and word.isdigit():
        return int(word) if len(word) <= _MOST_DIGITS else _BEYOND
    return _SAID.get(word)
