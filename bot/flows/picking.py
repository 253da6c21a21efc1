"""Several answers to one question: what is chosen so far, and what somebody means who types more than one.

What is chosen is kept as one text, the ids in the order of the file with commas between them. The empty text means that
none of them was chosen, which is an answer as well.
"""

import re
from collections.abc import Iterable, Sequence

from bot.flows.replies import Labels, chosen, number_in
from bot.flows.words import spellings
from bot.model import Value

DONE, NONE = "done", "none"
"""The options that end it: what is chosen is all, or none of it is meant."""
MARK = "✓ "
"""Stands before the label of what is chosen."""
_BETWEEN = re.compile(r"[,;+&/\n]|\b(?:en|and|et|ook|also|aussi)\b", re.IGNORECASE)
_NUMBERS = re.compile(r"\s*\d{1,2}(?:[\s.]+\d{1,2})+[\s.]*")


def picked(value: Value | None) -> tuple[str, ...]:
    """Return the ids that a value holds."""
    return tuple(value.split(",")) if isinstance(value, str) and value else ()


def as_value(ids: Iterable[str], order: Sequence[str]) -> str:
    """Return ids as they are kept."""
    known = set(ids)
    return ",".join(option for option in order if option in known)


def meant(text: str, labels: Labels, shown: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of all options that a text means; none when a part of it means nothing.

    Args:
        text: As it was typed: "1 3", "1, 2 en 4", "geld en papieren".
        labels: Of the options in the person's language.
        shown: The ids in the order in which this person sees them.
    """
    text = text.replace(MARK.strip(), " ")
    whole = _one(text, labels, shown)
    if whole is not None:
        return (whole,)
    found = [_one(part, labels, shown) for part in parts(text)]
    return tuple(option for option in dict.fromkeys(found) if option is not None) if None not in found else ()


def has_number(text: str) -> bool:
    """Tell whether a text, or one of several choices in it, is a number of the list that somebody sees."""
    return any(number_in(spellings(part)) is not None for part in (text, *parts(text)))


def parts(text: str) -> list[str]:
    """Return the choices that a text names one after the other."""
    parts = text.replace(".", " ").split() if _NUMBERS.fullmatch(text) else _BETWEEN.split(text)
    return [part for part in parts if part.strip()]


def _one(text: str, labels: Labels, shown: Sequence[str]) -> str | None:
    spelled = spellings(text)
    return NONE if labels.match(spelled) == NONE else chosen(spelled, labels, shown)
