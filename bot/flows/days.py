"""A day in words, in every language: the one place that knows that French says "1er"."""

from datetime import date

from bot.flows.values.vocabulary import SHOWN_MONTHS, SHOWN_WEEKDAYS
from bot.model import Language


def day_in_words(day: date, language: Language) -> str:
    """Return a day as people name it: "dinsdag 1 december", "mardi 1er décembre"."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{SHOWN_WEEKDAYS[language][day.weekday()]} {number} {SHOWN_MONTHS[language][day.month - 1]}"
