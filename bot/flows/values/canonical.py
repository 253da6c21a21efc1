"""The one form in which each kind of value is kept: equal values are equal texts, and earlier ones sort first."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

InputType = Literal["text", "number", "date", "time", "phone", "place"]
"""What can be asked for in words."""
LONGEST_PLACE = 60
"""Characters of the name of a place."""
FEWEST_LETTERS = 2
"""Of the name of a place: "Y" is one, in France; a single letter is more often a slip."""
EXPECTED: Mapping[str, str] = {
    "date": "a date such as 2026-12-31",
    "time": "a time such as 19:30",
    "phone": "a telephone number such as +31201234567",
    "place": f"the name of a place, at most {LONGEST_PLACE} characters",
}
"""What each kind holds, as the end of a sentence for editors."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_PLACE_SIGNS = frozenset(" '’-.,()/")


def _is_date(text: str) -> bool:
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_place(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    plain = all(character.isalnum() or character in _PLACE_SIGNS for character in text)
    return plain and letters >= FEWEST_LETTERS and len(text) <= LONGEST_PLACE and text == " ".join(text.split())


_TESTS: Mapping[str, Callable[[str], bool]] = {
    "date": _is_date,
    "time": lambda text: _TIME.fullmatch(text) is not None,
    "phone": lambda text: _PHONE.fullmatch(text) is not None,
    "place": _is_place,
}


def is_canonical(kind: str, text: str) -> bool:
    """Tell whether a text is a value of a kind of `EXPECTED`, in the form in which it is kept."""
    return _TESTS[kind](text)
