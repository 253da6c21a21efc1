"""In which slots somebody can be called: by the rules of `hours.yaml`, and in words of every language."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.content.hours_schema import Callbacks, HoursFile, minutes_in
from bot.flows.days import day_in_words
from bot.handover.slots import CallRules
from bot.model import Language, ToldSlot

_TWICE: Mapping[Language, tuple[str, str]] = {
    "nl": ("voordat de klok wordt teruggezet", "nadat de klok is teruggezet"),
    "en": ("before the clocks go back", "after the clocks have gone back"),
    "fr": ("avant le changement d'heure", "après le changement d'heure"),
}
"""What is said of a start that the clock shows twice: the first time, and the second."""


def call_rules_of(file: HoursFile) -> CallRules:
    """Return how a sound file lets callbacks be offered."""
    rules = file.callbacks or Callbacks()
    ahead = timedelta(minutes=minutes_in(rules.ahead))
    return CallRules(minutes_in(rules.slot), timedelta(minutes=minutes_in(rules.lead)), ahead.days)


def times_in_words(told: ToldSlot, language: Language) -> str:
    """Return a slot as a choice names it below its day: "19.00–20.00 uur", "19 h – 20 h".

    An hour that the clock shows twice is told with which of the two it is.
    """
    start, end = (_time_in_words(one, language) for one in (told.wall, told.until))
    times = {"nl": f"{start}–{end} uur", "fr": f"{start} – {end}"}.get(language, f"{start}–{end}")
    return times if told.fold is None else f"{times} ({_TWICE[language][told.fold]})"


def slot_in_words(told: ToldSlot, language: Language) -> str:
    """Return a slot with its day: "dinsdag 1 december, 19.00–20.00 uur"."""
    return f"{day_in_words(told.wall.date(), language)}, {times_in_words(told, language)}"


def _time_in_words(wall: datetime, language: Language) -> str:
    match language:
        case "nl":
            return f"{wall.hour}.{wall.minute:02}"
        case "fr":
            return f"{wall.hour} h {wall.minute:02}" if wall.minute else f"{wall.hour} h"
        case _:
            return f"{wall.hour}:{wall.minute:02}"
