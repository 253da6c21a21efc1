"""The words for numbers, days and months in the three languages, in plain letters as `words.spellings` leaves them."""

from collections.abc import Iterable, Mapping
from itertools import chain

from bot.model import Language


def _numbered(start: int, *rows: str) -> dict[str, int]:
    """Return words by their number: one row a language, several words for the same number with a bar between."""
    return {
        word: number for row in rows for number, words in enumerate(row.split(), start) for word in words.split("|")
    }


NUMBERS: Mapping[str, int] = _numbered(
    0,
    "nul een|eentje twee drie vier vijf zes zeven acht negen tien elf twaalf",
    "zero one two three four five six seven eight nine ten eleven twelve",
    "zero un|une deux trois quatre cinq six sept huit neuf dix onze douze",
)
"""Up to a dozen."""
TEENS: Mapping[str, int] = _numbered(
    13,
    "dertien veertien vijftien zestien zeventien achttien negentien twintig",
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    "treize quatorze quinze seize dixsept dixhuit dixneuf vingt",
)
"""From there to twenty, each in one word, for where an age is said."""
NONE = frozenset({"geen", "none", "aucun", "aucune"})
"""Nothing, where somebody is asked how many."""
TENS: Mapping[str, int] = {"twintig": 20, "twenty": 20, "vingt": 20, "vijfentwintig": 25, "twenty five": 25}
"""Minutes that are said in words."""
WEEKDAYS: Mapping[str, int] = _numbered(
    0,
    "maandag|ma dinsdag|di woensdag|wo donderdag|do vrijdag|vr zaterdag|za zondag|zo",
    "monday|mon tuesday|tue|tues wednesday|wed thursday|thu|thurs friday|fri saturday|sat sunday|sun",
    "lundi|lun mardi mercredi|mer jeudi|jeu vendredi|ven samedi|sam dimanche|dim",
)
"""Monday is 0."""
MONTHS: Mapping[str, int] = _numbered(
    1,
    "januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sep|sept oktober|okt"
    " november|nov december|dec",
    "january february march|mar april may june july august september october|oct november december",
    "janvier|janv fevrier|fevr mars avril|avr mai juin juillet|juil aout septembre octobre novembre decembre",
)
SHOWN_WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
SHOWN_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "nl": (
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for one of some words, the longest first."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


NUMBER = rf"(?:[0-9]{{1,2}}|{any_of(chain(NUMBERS, TENS))})"
"""A small number, in digits or in words."""


def number_of(word: str) -> int:
    """Return what a match of `NUMBER` stands for."""
    return int(word) if word.isdigit() else NUMBERS.get(word, TENS.get(word, 0))
