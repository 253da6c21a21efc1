"""How long somebody says: "nog een kwartier", "half an hour", "15 minutes de plus". One that says more says none."""

import re
from collections.abc import Iterable, Sequence

from bot.flows.values.vocabulary import NUMBERS

HOUR, DAY = 60, 24 * 60
"""In minutes."""
LONGEST = 80
"""Signs of a text that is looked at."""
FEWEST_LETTERS = 3
"""Of a unit without a number in digits: "uur" is an hour, "u" is not."""
_TENS = {
    **dict.fromkeys(("vijftien", "fifteen", "quinze"), 15),
    **dict.fromkeys(("twintig", "twenty", "vingt"), 20),
    **dict.fromkeys(("dertig", "thirty", "trente"), 30),
    **dict.fromkeys(("zestig", "sixty", "soixante"), 60),
}
_UNITS = {
    **dict.fromkeys(("m", "min", "mins", "minuut", "minuten", "minuutje", "minuutjes", "minute", "minutes"), 1),
    **dict.fromkeys(("kwartier", "kwartiertje", "kwart uur", "quarter of an hour", "quarter hour"), 15),
    **dict.fromkeys(("quart d heure", "quarts d heure", "quart dheure", "quarts dheure"), 15),
    **dict.fromkeys(("half uur", "half uurtje", "halfuur", "halfuurtje", "half hour", "half an hour"), 30),
    **dict.fromkeys(("demi heure", "demie heure"), 30),
    **dict.fromkeys(("u", "h", "hr", "hrs", "uur", "uren", "uurtje", "hour", "hours", "heure", "heures"), HOUR),
    **dict.fromkeys(("dag", "dagen", "day", "days", "jour", "jours"), DAY),
}
_AROUND = frozenset(
    {
        *(
            "ja",
            "jaa",
            "oke",
            "ok",
            "okay",
            "is",
            "goed",
            "mag",
            "doe",
            "maar",
            "nog",
            "na",
            "max",
            "maximaal",
            "hooguit",
        ),
        *("ongeveer", "voor", "graag", "aub", "alsjeblieft", "langer", "extra"),
        *("yes", "yeah", "sure", "another", "for", "after", "about", "more", "longer", "please"),
        *("oui", "d", "accord", "encore", "apres", "pendant", "environ", "svp", "s", "il", "vous", "te", "plait"),
        *("de", "plus", "en"),
    }
)
"""What may stand around it and changes nothing. No "over" and no "in": those say when, and not for how long."""
_NUMBER_WORDS = {**NUMBERS, **_TENS, "a": 1, "an": 1, "another": 1}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_SPAN = re.compile(
    rf"(?:(?:{_one_of(_AROUND)}) )*"
    rf"(?:(?P<number>[0-9]{{1,3}}|{_one_of(_NUMBER_WORDS)}) ?(?:(?:more|extra) )?)?"
    rf"(?P<unit>{_one_of(_UNITS)})?"
    rf"(?: (?:{_one_of(_AROUND)}))*"
)


def minutes_in(spelled: Sequence[str]) -> int | None:
    """Return the minutes of a text that says for how long, and nothing else; a number alone is one of minutes.

    Args:
        spelled: The spellings of the text.
    """
    return next((minutes for minutes in map(_minutes_in, spelled) if minutes is not None), None)


def _minutes_in(spelling: str) -> int | None:
    found = _SPAN.fullmatch(spelling) if len(spelling) <= LONGEST else None
    if found is None:
        return None
    number, unit = found["number"] or "", found["unit"] or ""
    if not number.isdigit() and len(unit) < FEWEST_LETTERS:
        return None
    return (int(number) if number.isdigit() else _NUMBER_WORDS[number or "een"]) * _UNITS[unit or "min"]
