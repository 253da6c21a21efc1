"""What a value may be at least and at most; a day may be counted from today: `today`, `today+14d`, `today-1d`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.model import Value

Bound = int | str
_FROM_TODAY = re.compile(r"today(?:([+-])([1-9][0-9]{0,4})d)?")


def days_from_today(bound: object) -> int | None:
    """Return how many days from today a bound is; None for one that is not counted from today."""
    found = _FROM_TODAY.fullmatch(bound) if isinstance(bound, str) else None
    if found is None:
        return None
    return int(f"{found[1]}{found[2]}") if found[1] else 0


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most; None for none. Dates and times are in the form in which they are kept."""

    low: Bound | None = None
    high: Bound | None = None

    def on(self, today: date) -> "Limits":
        """Return them as they are on a day, with nothing left to count."""
        return Limits(_on(self.low, today), _on(self.high, today))

    def fitting(self, values: Iterable[Value]) -> tuple[Value, ...]:
        """Return the values that keep to them; the limits are those of a day."""
        return tuple(value for value in values if self._holds(value))

    def _holds(self, value: Value) -> bool:
        return not (_is_less(value, self.low) or _is_less(self.high, value))


NO_LIMITS = Limits()


def _on(bound: Bound | None, today: date) -> Bound | None:
    days = days_from_today(bound)
    return bound if days is None else (today + timedelta(days=days)).isoformat()


def _is_less(one: Value | None, other: Value | None) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one < other
    return isinstance(one, int) and isinstance(other, int) and one < other
