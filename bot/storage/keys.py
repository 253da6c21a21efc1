"""The keys of a keyring as values: which there are, which are made and destroyed when, and how each lies wrapped.

Keys of days, weeks, quarters and logs are random, never derived: what can be derived can't be destroyed. The lasting
keys are random too, so that another root key changes nothing of what was sealed with them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from os import urandom

from bot.ports import Subkey
from bot.storage.lifetimes import (
    KEYS_AHEAD_DAYS,
    day_of,
    days_over,
    logs_over,
    quarter_of,
    quarters_over,
    week_of,
    weeks_over,
)
from bot.storage.vault import KEY_BYTES, FieldKey, Place, derive

DAY, WEEK, QUARTER, LOG, LASTING = "day", "week", "quarter", "log", "lasting"
Entries = dict[tuple[str, str], bytes]
"""What lies in a keyring: each key wrapped, by its kind and its name (a date, a number, a purpose)."""

_PLACES = {kind: Place("keyring", kind) for kind in (DAY, WEEK, QUARTER, LOG, LASTING)}


@dataclass(slots=True)
class Keys:
    """The keys that expire, by day, week and quarter, those of the log by its quarters, and those that last."""

    days: dict[int, bytes] = field(default_factory=dict)
    weeks: dict[int, bytes] = field(default_factory=dict)
    quarters: dict[int, bytes] = field(default_factory=dict)
    logs: dict[int, bytes] = field(default_factory=dict)
    lasting: dict[str, bytes] = field(default_factory=dict)

    def make_ahead(self, now: datetime) -> bool:
        """Make what is missing for today and the days to come; tells whether anything was."""
        day = day_of(now)
        made = [
            *_make(self.days, range(day, day + KEYS_AHEAD_DAYS + 1)),
            *_make(self.weeks, (week_of(day), week_of(day) + 1)),
            *_make(self.quarters, (quarter_of(day), quarter_of(day) + 1)),
            *_make(self.logs, (quarter_of(day), quarter_of(day) + 1)),
            *_make(self.lasting, list(Subkey)),
        ]
        return bool(made)

    def destroy(self, now: datetime) -> bool:
        """Drop what is over; tells whether anything was."""
        due = (
            (self.days, days_over(self.days, now)),
            (self.weeks, weeks_over(self.weeks, now)),
            (self.quarters, quarters_over(self.quarters, now)),
            (self.logs, logs_over(self.logs, now)),
        )
        for keys, over in due:
            for one in over:
                del keys[one]
        return any(over for _, over in due)


def _make(keys: dict[int, bytes] | dict[str, bytes], wanted: Iterable[int | str]) -> list[int | str]:
    missing = [name for name in wanted if name not in keys]
    keys.update({name: urandom(KEY_BYTES) for name in missing})  # type: ignore[misc]
    return missing


def wrapped(keys: Keys, root: bytes) -> Entries:
    """Return all keys as they lie in a keyring of this root key."""
    wrap = _wrapping_key(root)

    def lie(entry: tuple[str, str], row_id: bytes, key: bytes) -> tuple[tuple[str, str], bytes]:
        return entry, wrap.seal(_PLACES[entry[0]], row_id, key)

    return dict([
        *(lie((DAY, str(date.fromordinal(day))), day.to_bytes(4), key) for day, key in sorted(keys.days.items())),
        *(lie((WEEK, str(week)), week.to_bytes(4), key) for week, key in sorted(keys.weeks.items())),
        *(lie((QUARTER, str(one)), one.to_bytes(4), key) for one, key in sorted(keys.quarters.items())),
        *(lie((LOG, str(one)), one.to_bytes(4), key) for one, key in sorted(keys.logs.items())),
        *(lie((LASTING, purpose), purpose.encode(), key) for purpose, key in sorted(keys.lasting.items())),
    ])  # fmt: skip


def unwrapped(entries: Mapping[tuple[str, str], bytes], root: bytes) -> Keys:
    """Return the keys that lie in a keyring.

    Raises:
        Unreadable: this is not its root key, or an entry was altered or moved.
        ValueError: a name is no date, number or purpose.
        OverflowError: likewise.
    """
    wrap, keys = _wrapping_key(root), Keys()
    for (kind, name), sealed in entries.items():
        match kind:
            case "day":
                day = date.fromisoformat(name).toordinal()
                keys.days[day] = wrap.open(_PLACES[DAY], day.to_bytes(4), sealed)
            case "week":
                keys.weeks[int(name)] = wrap.open(_PLACES[WEEK], int(name).to_bytes(4), sealed)
            case "quarter":
                keys.quarters[int(name)] = wrap.open(_PLACES[QUARTER], int(name).to_bytes(4), sealed)
            case "log":
                keys.logs[int(name)] = wrap.open(_PLACES[LOG], int(name).to_bytes(4), sealed)
            case "lasting":
                keys.lasting[name] = wrap.open(_PLACES[LASTING], name.encode(), sealed)
            case _:
                raise ValueError(kind)
    if not keys.lasting:  # written before a root key could change: they were derived from it
        keys.lasting = {purpose: derive(root, purpose) for purpose in Subkey}
    return keys


def _wrapping_key(root: bytes) -> FieldKey:
    return FieldKey(derive(root, "keyring-wrap/v1"), key_id=b"root")
