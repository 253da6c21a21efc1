"""Which of the options somebody means by what they typed: the number as shown, or words of the label."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.flows.alike import NOTHING_ALIKE, Alike
from bot.flows.counted import NO_RANGES, Ranges
from bot.flows.spans import minutes_in
from bot.flows.words import spellings

FEWEST_LETTERS = 3
"""Of the beginning of a word; whole words may be shorter: "ja" is "Ja, graag" if nothing else begins so."""
STORY_WORDS = 8
"""So many words where a day or a number was asked for are a story that somebody tells, and no slip."""
SENTENCE_WORDS = 4
"""So many words instead of a choice are something that somebody wants to say: "ik ben bang van hem"."""

_NUMBER = re.compile(
    r"(?:(?:de |the |le |la )?(?:optie|option|keuze|choice|choix|nummer|number|numero|nr|no|n|n °|antwoord|answer"
    r"|reponse) ?)?([0-9]{1,3})\Z"
)
_ARTICLE = re.compile(r"\A(?:de|het|een|the|an?|les?|la|une?) (?=.)")
_POLITE = re.compile(
    r"(?<=.) (?:graag|hoor|aub|svp|stp|alsjeblieft|alstublieft|please|pls|thanks|thank you|dank je|dank u|merci"
    r"|s ?il (?:te|vous) plait)\Z"
)


def _bare(spelling: str) -> str:
    """Return a spelling without an article in front and without a courtesy at the end."""
    return _ARTICLE.sub("", _POLITE.sub("", spelling), count=1) if " " in spelling else spelling


def number_in(spelled: Sequence[str]) -> int | None:
    """Return the number that a text is, with or without a word such as "optie"; None for other texts."""
    found = _NUMBER.match(_POLITE.sub("", spelled[0]))
    return int(found.group(1)) if found else None


def is_story(text: str, fewest: int = STORY_WORDS) -> bool:
    """Tell whether somebody tells a story instead of answering."""
    return len(text.split()) >= fewest


NO_WORDS: Mapping[str, str] = {}


class Labels:
    """The labels of one list of options in one language, ready to be matched."""

    def __init__(
        self,
        labels: Mapping[str, str],
        alike: Alike = NOTHING_ALIKE,
        words: Mapping[str, str] = NO_WORDS,
        *,
        ranges: Ranges = NO_RANGES,
    ) -> None:
        """Take the labels by option id, and words that mean the same; what could mean two options means none.

        `words` are said for an option besides its label, as plain words with its id; they win over every label.
        `ranges` are the numbers that mean one.
        """
        meant: dict[str, str | None] = {}
        claimed: dict[str, str | None] = {}
        for forms_of in (_beginnings, _wholes):  # a whole label wins over the beginning of another one
            claimed = {}
            for option, label in labels.items():
                for form in set(forms_of(label)):
                    claimed[form] = option if claimed.get(form, option) == option else None
            meant |= claimed
        meant |= words
        self._meant = meant
        self.words = words
        self.wholes: Mapping[str, str | None] = claimed
        self._ranges = ranges
        self._alike = alike
        lengths = [(minutes_in(spellings(label)), option) for option, label in labels.items()]
        said = [minutes for minutes, _ in lengths]
        self._by_minutes = {
            minutes: option for minutes, option in lengths if minutes is not None and said.count(minutes) == 1
        }
        found = {
            group: {words[form] for form in forms if form in words} or {meant[form] for form in forms} - {None}
            for group, forms in alike.groups_with(meant.keys())
        }
        self._by_group = {group: options.pop() for group, options in found.items() if len(options) == 1}

    def match(self, spelled: Sequence[str]) -> str | None:
        """Return the id of the option whose label a text is, begins, or says the length of: "een half uur"."""
        for spelling in spelled:
            for form in (spelling, _bare(spelling)):
                option = self._meant.get(form)
                if option is not None:
                    return option
        minutes = minutes_in(spelled) if self._by_minutes else None
        if minutes in self._by_minutes:
            return self._by_minutes[minutes]
        return next((self._by_group[group] for group in self.groups_of(spelled) if group in self._by_group), None)

    def has_number(self, spelled: Sequence[str]) -> bool:
        """Tell whether a text has a number, where numbers mean options."""
        return self._ranges.read(spelled) is not None

    def numbered(self, spelled: Sequence[str]) -> str | None:
        """Return the id of the option that the number in a text means, unless its other words mean something else."""
        counted = self._ranges.read(spelled)
        if counted is None or not counted.option:
            return None
        agrees = not counted.rest or self.match((counted.rest,)) == counted.option
        return counted.option if agrees else None

    def is_said_for(self, spelled: Sequence[str], shown: Sequence[str]) -> bool:
        """Tell whether a text is one of the words or numbers that the files say for an option that is shown."""
        said = (self.words.get(form) for spelling in spelled for form in (spelling, _bare(spelling)))
        return any(option in shown for option in said) or self.numbered(spelled) in shown

    def groups_of(self, spelled: Sequence[str]) -> Iterator[str]:
        """Yield the groups of words that mean the same which a text is of."""
        for spelling in spelled:
            for form in (spelling, _bare(spelling)):
                yield from self._alike.groups_of(form)


def chosen(spelled: Sequence[str], labels: Labels, shown: Sequence[str]) -> str | None:
    """Return the id of the option that a text means.

    Args:
        spelled: The spellings of the text.
        labels: Of the options in the person's language.
        shown: The ids of the options in the order in which this person sees them; their numbers count from 1.
    """
    number = number_in(spelled)
    if number is not None and 1 <= number <= len(shown):
        return shown[number - 1]
    option = labels.match(spelled) or labels.numbered(spelled)
    return option if option in shown else None


def _wholes(label: str) -> Iterator[str]:
    for spelling in spellings(label):
        yield spelling
        yield _bare(spelling)


def _beginnings(label: str) -> Iterator[str]:
    for form in set(_wholes(label)):
        words = form.split()
        yield from (form[:end].rstrip() for end in range(FEWEST_LETTERS, len(form)))
        yield from (" ".join(words[:end]) for end in range(1, len(words)))
        yield from _numbers(words)


def _numbers(words: Sequence[str]) -> Iterator[str]:
    """Yield the numbers in a label, and the label from there: "15" and "15 minuten" are "Ja, 15 minuten"."""
    for place, word in enumerate(words):
        if word.isdigit():
            yield word
            yield " ".join(words[place:])
