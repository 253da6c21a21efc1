"""A time of the day, as people say it: "19u30", "half acht", "7 pm", "kwart voor 8", "sept heures et quart".

An hour up to twelve may be of the morning or of the evening. Unless the text says which, both come out, and whoever
asks has to ask again: a wrong time can betray somebody. A zero in front ("07:30"), and the form that a clock shows
("10:00"), are of the morning.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import time

from bot.flows.values.canonical import is_canonical
from bot.flows.values.vocabulary import NUMBER, number_of
from bot.flows.words import spellings
from bot.model import Language

DAY, HALF_DAY, HOUR = 24 * 60, 12 * 60, 60
"""Minutes."""
_EVENING, _AFTERNOON_ENDS, _NIGHT, _DAWN = 17 * HOUR, 18 * HOUR, 22 * HOUR, 6 * HOUR
_MORNING, _AFTERNOON, _EVENINGS, _NIGHTS = "morning", "afternoon", "evening", "night"
_AM, _PM = "am", "pm"
_PARTS: Mapping[str, str] = {
    _MORNING: r"s ?(?:ochtends|morgens|voormiddags)|in de (?:ochtend|morgen|voormiddag)|ochtend|voormiddag"
    r"|vanochtend|in the morning|morning|du matin|le matin|matin",
    _AFTERNOON: r"s ?(?:middags|namiddags)|in de (?:middag|namiddag)|middag|namiddag|vanmiddag|in the afternoon"
    r"|afternoon|de l apres midi|l apres midi|apres midi",
    _EVENINGS: r"s ?avonds|in de avond|avond|vanavond|in the evening|evening|tonight|du soir|le soir|soir|ce soir",
    _NIGHTS: r"s ?nachts|in de nacht|nacht|vannacht|at night|night|de la nuit|la nuit|nuit",
    _AM: r"a ?m",
    _PM: r"p ?m",
}
_PART = "|".join(f"(?P<{name}>{words})" for name, words in _PARTS.items())
_PART_ALONE = re.compile(rf"(?:{_PART})")
_PART_LAST = re.compile(rf" (?:{_PART})\Z")
_PART_FIRST = re.compile(rf"\A(?:{_PART}) (?=.)")
_GLUED = re.compile(r"(?<=[0-9])(?=[ap] ?m\Z)")
_LEAD = re.compile(r"\A(?:(?:om|rond|omstreeks|ongeveer|at|around|about|vers|environ|a|graag|it s|het is) )+(?=.)")
_TRAIL = re.compile(r"(?<=.) (?:graag|hoor|aub|svp|stp|alsjeblieft|alstublieft|please|thanks|merci|dank je|dank u)\Z")
_SPAN = re.compile(r"[0-9]\s*[/‐‑–-]\s*[0-9]")  # noqa: RUF001 - the look-alikes that people type

_H = rf"(?P<hour>{NUMBER})"
_M = rf"(?P<minutes>{NUMBER})"
_OCLOCK = r"(?: ?(?:u|uur|uren|h|hrs?|heures?|o ?clock))"
_CLOCK = re.compile(rf"(?P<hour>[0-9]{{1,2}})(?:{_OCLOCK} ?| )(?P<minutes>[0-9]{{2}})(?: ?(?:u|uur|h))?")
_FOUR_DIGITS = re.compile(rf"(?P<hour>[0-9]{{2}})(?P<minutes>[0-9]{{2}}){_OCLOCK}?")
_HOUR_ALONE = re.compile(rf"{_H}{_OCLOCK}?")
_SPOKEN: tuple[tuple[re.Pattern[str], int, int], ...] = tuple(
    (re.compile(pattern), shift, sign)
    for pattern, shift, sign in (
        (rf"{_M} (?:over|na) half {_H}", -30, 1),
        (rf"{_M} voor half {_H}", -30, -1),
        (rf"kwart (?:over|na) {_H}{_OCLOCK}?", 15, 0),
        (rf"kwart voor {_H}{_OCLOCK}?", -15, 0),
        (rf"(?:a )?quarter (?:past|after) {_H}", 15, 0),
        (rf"(?:a )?quarter (?:to|before) {_H}", -15, 0),
        (rf"half past {_H}", 30, 0),
        (rf"{_H}{_OCLOCK}? et quart", 15, 0),
        (rf"{_H}{_OCLOCK}? moins le quart", -15, 0),
        (rf"{_H}{_OCLOCK}? et demie?", 30, 0),
        (rf"{_H}{_OCLOCK} moins {_M}", 0, -1),
        (rf"{_H} ?(?:h|heures?) {_M}", 0, 1),
        (rf"{_M}(?: minuten)? (?:over|na) {_H}", 0, 1),
        (rf"{_M}(?: minuten)? voor {_H}", 0, -1),
        (rf"{_M}(?: minutes)? (?:past|after) {_H}", 0, 1),
        (rf"{_M}(?: minutes)? (?:to|before) {_H}", 0, -1),
    )
)
"""Each with what it is away from the full hour, and whether its minutes are added or taken away."""
_HALF = re.compile(rf"half {_H}")
_ENGLISH_HOURS = frozenset(["one", "two", "three", "four", "five", "seven", "eight", "nine", "ten", "eleven", "twelve"])
_FIXED = {"noon": HALF_DAY, "midi": HALF_DAY, "midnight": 0, "middernacht": 0, "minuit": 0}


def read_time(text: str, language: Language) -> tuple[time, ...]:
    """Return the times that a text can mean, the earliest first; none where it is no time.

    Args:
        text: As it was typed.
        language: Of the conversation: "half 8" is 7:30 in Dutch, and in English it may be 8:30 as well.
    """
    if is_canonical("time", text.strip()):
        return (time.fromisoformat(text.strip()),)
    if _SPAN.search(text):  # a date, or from when to when
        return ()
    plain = _GLUED.sub(" ", _LEAD.sub("", _TRAIL.sub("", spellings(text)[0]), count=1))
    part, plain = _part_of(plain)
    minutes = {minute % DAY for minute in _readings(plain, language)}
    return tuple(time(*divmod(minute, HOUR)) for minute in sorted(minutes) if _is_in(minute, part))


def in_part_of_day(text: str, times: Iterable[time]) -> tuple[time, ...]:
    """Return those of some times that lie in the part of the day that a text names; none if it names none."""
    found = _PART_ALONE.fullmatch(spellings(text)[0])
    if found is None:
        return ()
    return tuple(one for one in times if _is_in(one.hour * HOUR + one.minute, found.lastgroup))


def _part_of(plain: str) -> tuple[str | None, str]:
    """Return the part of the day that a text names, and the rest of it."""
    found = _PART_LAST.search(plain) or _PART_FIRST.search(plain)
    if found is None:
        return None, plain
    rest = _LEAD.sub("", f"{plain[: found.start()]} {plain[found.end() :]}".strip(), count=1)
    return found.lastgroup, rest


def _is_in(minute: int, part: str | None) -> bool:
    match part:
        case "am" | "morning":
            return minute < HALF_DAY
        case "pm":
            return minute >= HALF_DAY
        case "afternoon":
            return HALF_DAY <= minute < _AFTERNOON_ENDS
        case "evening":
            return minute >= _EVENING
        case "night":
            return minute >= _NIGHT or minute < _DAWN
        case _:
            return True


def _readings(plain: str, language: Language) -> Iterator[int]:
    if plain in _FIXED:
        yield _FIXED[plain]
        return
    clock = _CLOCK.fullmatch(plain) or _FOUR_DIGITS.fullmatch(plain)
    alone, half = _HOUR_ALONE.fullmatch(plain), _HALF.fullmatch(plain)
    if clock is not None:
        yield from _at(clock["hour"], int(clock["minutes"]), twelve_is_noon=True)
    elif alone is not None:
        yield from _at(alone["hour"], 0)
    elif half is not None:
        yield from _half(half["hour"], language)
    else:
        yield from _spoken(plain)


def _half(hour: str, language: Language) -> Iterator[int]:
    """Read "half acht": half an hour before; in English "half eight" is half an hour after."""
    if hour not in _ENGLISH_HOURS:
        yield from _at(hour, -30)
    if hour in _ENGLISH_HOURS or (language == "en" and hour.isdigit()):
        yield from _at(hour, 30)


def _spoken(plain: str) -> Iterator[int]:
    for pattern, shift, sign in _SPOKEN:
        found = pattern.fullmatch(plain)
        if found is not None:
            minutes = number_of(found["minutes"]) if sign else 0
            if 0 <= minutes < HOUR:
                yield from _at(found["hour"], shift + sign * minutes)
            return


def _at(hour: str, minutes: int, *, twelve_is_noon: bool = False) -> Iterator[int]:
    """Yield the minutes of the day of an hour with so many minutes more; both halves of the day where that is open."""
    number = number_of(hour)
    if number > DAY // HOUR or not -HOUR < minutes < HOUR or (number == DAY // HOUR and minutes > 0):
        return
    minute = number * HOUR + minutes
    yield minute
    is_open = 1 <= number <= HALF_DAY // HOUR and not hour.startswith("0")
    if is_open and not (twelve_is_noon and number == HALF_DAY // HOUR):
        yield minute + HALF_DAY
