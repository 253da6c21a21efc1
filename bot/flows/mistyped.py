"""A whole message that may be a mistyped word which forgets: found, so that somebody can be asked. It never acts.

Each word may have one slip, and spaces may be missing or too many: "stpo", "wiss alles", "allesweg", "s top".
An ordinary word means what it says, however close it is; only the last may have been sent too early: "efface tou".
"""

import re
from collections.abc import Collection, Iterator, Sequence

from bot.flows.slips import is_a_slip_of

YES, NO = "ja", "nee"
"""The answers to whether it was meant."""
MEANT_YES, MEANT_NO = "meant_yes", "meant_no"
"""The texts of wording.yaml on them; the yes has one for each thing that can be meant."""
FEWEST_LETTERS = 4
"""Of a message, and of a word in it that may have a slip: shorter ones are all close to each other."""
FEWEST_MEANT = 3
"""Of what was meant: "xxxx" is no "x"."""
MOST_MISSING = 2
"""Letters at the end of a message that was sent too early."""
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


class Mistyped:
    """Phrases that forget, to be found again when they are mistyped."""

    def __init__(self, phrases: Collection[str], ordinary: Collection[str] = ()) -> None:
        """Take the phrases as plain words, and the words and phrases that mean what they say."""
        self._phrases = tuple((phrase, *_taken_apart(phrase)) for phrase in phrases if len(phrase) >= FEWEST_MEANT)
        self._ordinary = frozenset(ordinary)
        self._longest = max((len(letters) for _, letters, _ in self._phrases), default=0)

    def meant(self, spelled: Sequence[str], also: Collection[str] = ()) -> str | None:
        """Return the phrase that a text may be a slip of; None where it means what it says.

        Args:
            spelled: The spellings of the text.
            also: More phrases, as plain words: what this person alone can mean.
        """
        phrases = (*self._phrases, *((phrase, *_taken_apart(phrase)) for phrase in also))
        longest = max((self._longest, *map(len, also)))
        for spelling in _not_drawn_out(spelled):
            letters, words = _taken_apart(spelling)
            if not FEWEST_LETTERS <= len(letters) <= longest + len(words) or spelling in self._ordinary:
                continue
            for phrase, meant, parts in phrases:
                if letters == meant or self._is_close(letters, words, meant=meant, parts=parts):
                    return phrase
        return None

    def _is_close(self, letters: str, words: Sequence[str], *, meant: str, parts: Sequence[str]) -> bool:
        if len(words) == len(parts):
            last = len(words) - 1
            return all(
                word == part or self._is_slip(word, part) or (place == last > 0 and _is_sent_too_early(word, part))
                for place, (word, part) in enumerate(zip(words, parts, strict=True))
            )
        return _begin_alike(letters, meant) and is_a_slip_of(letters, meant) and self._ordinary.isdisjoint(words)

    def _is_slip(self, word: str, part: str) -> bool:
        known = len(word) >= FEWEST_LETTERS and word not in self._ordinary
        return known and _begin_alike(word, part) and is_a_slip_of(word, part)


def _taken_apart(phrase: str) -> tuple[str, tuple[str, ...]]:
    return phrase.replace(" ", ""), tuple(phrase.split())


def _begin_alike(typed: str, meant: str) -> bool:
    """Tell whether the first letter is right, or changed places with the next."""
    return typed[0] == meant[0] or typed[:2] == meant[1::-1]


def _not_drawn_out(spelled: Sequence[str]) -> Iterator[str]:
    for spelling in spelled:
        yield from dict.fromkeys((spelling, _DRAWN_OUT.sub(r"\1\1", spelling), _DRAWN_OUT.sub(r"\1", spelling)))


def _is_sent_too_early(word: str, part: str) -> bool:
    return part.startswith(word) and len(part) - len(word) <= MOST_MISSING


NOTHING_MISTYPED = Mistyped(())
