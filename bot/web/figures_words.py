"""Counts, shares and lengths of time as the page of the figures writes them."""

from bot.figures.sheet import Percent
from bot.figures.small_numbers import ON_THE_BOARD, Shown
from bot.model import Language
from bot.model.event_log import PARTS_OF_DAY
from bot.web.texts import say

HIDDEN = "*"
"""How a count is written of which nothing is told."""
NONE = "–"
_MINUTE_S, _HOUR_S = 60, 3600
_HOURS = 24


def count(seen: Shown) -> str:
    """Write a count: as it is, as small, as from what to what it is, or not at all."""
    if seen.count is not None:
        return str(seen.count)
    if seen.is_small:
        return f"<{ON_THE_BOARD.threshold}"
    if seen.at_most is None:
        return f"≥{seen.at_least}" if seen.at_least else HIDDEN
    return f"{seen.at_least}–{seen.at_most}"


def percent(share: Percent | None) -> str:
    """Write a share, or from what to what it is."""
    if share is None:
        return NONE
    if share.at_least == share.at_most:
        return f"{share.at_least}%"
    return f"{share.at_least}–{share.at_most}%"


def number(average: float | None, language: Language) -> str:
    """Write an average with one decimal."""
    if average is None:
        return NONE
    return f"{average:.1f}" if language == "en" else f"{average:.1f}".replace(".", ",")


def hours_of(part: int) -> tuple[str, str]:
    """Return from which hour to which a part of the day lasts."""
    hours = _HOURS // PARTS_OF_DAY
    return str(part * hours), str((part + 1) * hours)


def length(seconds: int | None, language: Language) -> str:
    """Write a length of time, as coarse as it is long."""
    if seconds is None:
        return NONE
    if seconds < _MINUTE_S * 2:
        return say(language, "figures.seconds", count=seconds)
    if seconds < _HOUR_S * 2:
        return say(language, "figures.minutes", count=seconds // _MINUTE_S)
    return say(language, "figures.hours", count=seconds // _HOUR_S)
