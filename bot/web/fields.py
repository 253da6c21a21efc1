"""What the forms of several pages have in common: days, times and versions, as browsers send them."""

from collections.abc import Callable, Mapping
from datetime import date, time

from bot.errors import BotError

Fields = Mapping[str, str]
Refusal = Callable[[str], BotError]
"""Makes the error of a page from the code of its reason."""
_LONGEST_VERSION = 9


def day_in(fields: Fields, name: str, refused: Refusal) -> date:
    """Return the day in a field.

    Raises:
        BotError: there is none; `no_day`.
    """
    try:
        return date.fromisoformat(fields.get(name, ""))
    except ValueError:
        raise refused("no_day") from None


def time_in(fields: Fields, name: str, refused: Refusal) -> time:
    """Return the time in a field, to the minute.

    Raises:
        BotError: there is none; `no_time`.
    """
    try:
        typed = time.fromisoformat(fields.get(name, ""))
    except ValueError:
        raise refused("no_time") from None
    return time(typed.hour, typed.minute)


def version_in(fields: Fields, refused: Refusal) -> int:
    """Return which version of something was seen.

    Raises:
        BotError: the form does not say; `moved`.
    """
    typed = fields.get("version", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST_VERSION):
        raise refused("moved")
    return int(typed)
