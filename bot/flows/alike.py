"""Words of everyday talk that mean the same: "kweenie", "dunno" and "chais pas" are "Weet ik niet"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from bot.flows.words import spellings

STANDS_IN: Mapping[str, str] = {"weet_niet": "sla_over", "sla_over": "weet_niet"}
"""A question that does not offer the one offers the other: both are a way past it."""
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


def _forms(words: Iterable[str]) -> Iterator[str]:
    return (spelling for word in words for spelling in spellings(word))


class Alike:
    """Groups of words that mean the same, in all languages at once: nobody looks at the language first."""

    def __init__(self, groups: Mapping[str, Iterable[str]], fillers: Iterable[str] = ()) -> None:
        """Take the words of each group, and those that may stand around an answer and mean nothing ("euh", "tja")."""
        self.groups = {name: frozenset(_forms(words)) for name, words in groups.items()}
        self._group_of = {form: name for name, forms in self.groups.items() for form in forms}
        self._fillers = frozenset(_forms(fillers))

    def groups_with(self, forms: AbstractSet[str]) -> Iterator[tuple[str, AbstractSet[str]]]:
        """Yield every group that any of these plain words are of, with those that are."""
        known = forms & self._group_of.keys()  # of hundreds, and labels have few of them: each group is quickly seen
        for name, group in self.groups.items():
            if not group.isdisjoint(known):
                yield name, group & known

    def groups_of(self, spelling: str) -> Iterator[str]:
        """Yield the group of what somebody typed, and then what stands in for it; nothing for any other text."""
        group = next(filter(None, map(self._group, self._meant(spelling))), None)
        if group is not None:
            yield group
            if group in STANDS_IN:
                yield STANDS_IN[group]

    def _group(self, form: str) -> str | None:
        """Return the group of words, or of each of them: "yeah sure", "ja ja"."""
        groups = {self._group_of.get(part) for part in ([form] if form in self._group_of else form.split())}
        return groups.pop() if len(groups) == 1 else None

    def _meant(self, spelling: str) -> Iterator[str]:
        """Yield a text as it is, without letters that were drawn out ("neeee"), and without what means nothing."""
        for form in dict.fromkeys((spelling, _DRAWN_OUT.sub(r"\1\1", spelling), _DRAWN_OUT.sub(r"\1", spelling))):
            yield form
            words = form.split()
            while len(words) > 1 and words[0] in self._fillers:
                words = words[1:]
            while len(words) > 1 and words[-1] in self._fillers:
                words = words[:-1]
            yield " ".join(words)


NOTHING_ALIKE = Alike({})


class Asides:
    """What is said to words that answer nothing and ask nothing, such as a greeting."""

    def __init__(self, alike: Alike = NOTHING_ALIKE, texts: Mapping[str, str] | None = None) -> None:
        """Take the groups of words, and the key of wording.yaml that is said to a word of each."""
        self._alike = alike
        self._texts = texts or {}

    def reply_to(self, text: str) -> str | None:
        """Return the key of what is said to this; None for every other text."""
        groups = (group for spelling in spellings(text) for group in self._alike.groups_of(spelling))
        return next((self._texts[group] for group in groups if group in self._texts), None)


NO_ASIDES = Asides()
