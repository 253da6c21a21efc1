"""A telephone number on which somebody can be reached, and the one door to the library that knows them.

A wrong number is answered by a stranger. So a number without a country is read in the country of the person alone; one
of an unknown country, only where it can be nothing else. What costs the caller or is no line of a person's (0900,
0800, 112) is refused, and so is a text from which something would be lost.
"""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

REGIONS = ("NL", "BE")
"""Countries in which people who do not say where they are may be."""
ABROAD, UNKNOWN = "ZZ", ""
_LINES = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
    }
)
_DIALLED = re.compile(r"(?:\+|＋)?\s*\(?\d[\d\s().\-/‐‑–]*")  # noqa: RUF001 - the look-alikes that people type
_FEWEST_DIGITS = 6
LONGEST_TEXT = 500
"""Characters in which a number is looked for. A longer text is not cut: half a number is somebody else's."""
_FROM_ABROAD = re.compile(r"\A\(?00|＋")  # noqa: RUF001 - a plus as some keyboards write it


def read_phone(text: str, region: str, *, home: str) -> str | None:
    """Return the number in a text with its country in front (E.164); None for none, several, or one not to be called.

    Args:
        text: As it was typed, with or without words around the number.
        region: The country in which it is dialled, as two capitals; `ABROAD` where the number has to say its country,
            `UNKNOWN` where nobody knows.
        home: Where the service is at home: of an unknown person's numbers, all lines of this country are read, and of
            the other ones only mobile numbers.
    """
    found = _DIALLED.findall(text) if len(text) <= LONGEST_TEXT else []
    if len(found) != 1 or sum(character.isdigit() for character in found[0]) < _FEWEST_DIGITS:
        return None
    written = _FROM_ABROAD.sub("+", found[0].strip(), count=1)
    if region != UNKNOWN:
        number = _dialled(written, region)
        return _kept(number) if number is not None else None
    read = {_kept(number): number for number in (_dialled(written, one) for one in REGIONS) if number is not None}
    if len(read) != 1:
        return None
    kept, number = read.popitem()
    is_plain = written.startswith("+") or phonenumbers.region_code_for_number(number) == home
    return kept if is_plain or phonenumbers.number_type(number) == PhoneNumberType.MOBILE else None


def _dialled(written: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return None
    is_line = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in _LINES
    return number if is_line and not number.extension else None


def _kept(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def in_groups(kept: str) -> str:
    """Return a number as people read it aloud: `+31 6 12987054`."""
    return phonenumbers.format_number(phonenumbers.parse(kept), PhoneNumberFormat.INTERNATIONAL)
