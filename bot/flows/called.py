"""The fact {call_at}: when somebody chose to be called, as it stands now, filled in when a text is said."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.flows.facts import Filling
from bot.flows.slots import slot_in_words
from bot.model import Language, Slot, ToldSlot

MARK = "{call_at}"
"""The fact, as a text names it."""
_LONGEST = ToldSlot(Slot(datetime(2026, 9, 30, 17, 30, tzinfo=UTC), 60), datetime(2026, 9, 30, 19, 30), "", 1)  # noqa: DTZ001 - on a wall


def with_call(text: str, tell: Callable[[], str]) -> str:
    """Return a text with the moment in it; `tell` is asked only where the text wants it."""
    return text.replace(MARK, tell()) if MARK in text else text


def with_longest_call(fill: Filling) -> Filling:
    """Return what puts facts into a text, the moment too, in as many words as it can ever have."""
    return lambda text, language: with_call(fill(text, language), lambda: _longest(language))


def _longest(language: Language) -> str:
    return slot_in_words(_LONGEST, language)
