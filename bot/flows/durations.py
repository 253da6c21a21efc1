"""Lengths of time as an editor writes them: `30s`, `5m`, `1h`."""

import re
from datetime import timedelta

_DURATION = re.compile(r"([1-9][0-9]{0,5})([smh])")
_UNITS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1)}


def duration_of(text: str) -> timedelta | None:
    """Return the length of time that a text means, or None for a text that means none."""
    match = _DURATION.fullmatch(text)
    return int(match[1]) * _UNITS[match[2]] if match else None


def length_of(text: str) -> timedelta:
    """Return the length of time that a sound text means; no time at all for another one."""
    return duration_of(text) or timedelta()


def shown(length: timedelta) -> str:
    """Return a length of time as an editor writes it, in its largest whole unit."""
    seconds = int(length.total_seconds())
    unit = next(unit for unit in ("h", "m", "s") if seconds % _UNITS[unit].seconds == 0)
    return f"{seconds // _UNITS[unit].seconds}{unit}"
