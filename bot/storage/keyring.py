"""The keys: a root key that stays, and keys of days and weeks that are destroyed on time; seals no field itself.

Destroying a key is the deletion: what was kept under it can't be read any more, in the database or in any copy of it.
So day and week keys are random, never derived, and lie in a file of their own, each wrapped with the root key.
"""

import base64
import binascii
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from os import urandom
from pathlib import Path
from typing import Protocol

from bot.errors import SettingsError, Unreadable
from bot.storage.key_files import Snapshot, exclusive, make_private_file, read_private_file, replace_private_file
from bot.storage.lifetimes import KEYS_AHEAD_DAYS, LIVING_WEEKS, week_of
from bot.storage.vault import KEY_BYTES, FieldKey, Place, derive

_FORMAT = 1
_DAY_PLACE, _WEEK_PLACE = Place("keyring", "day"), Place("keyring", "week")


class Subkey(StrEnum):
    """What the root key is used for beside the keyring; these need no destruction."""

    AUDIT = "audit-mac/v1"
    STAFF = "staff/v1"
    CSRF = "csrf/v1"


class Keyring(Protocol):
    """Gives out keys; None means that a key was destroyed, or is not made yet."""

    def day_key(self, day: int) -> bytes | None:
        """Return the key under which conversations lie that are forgotten at the end of this day."""

    def week_key(self, week: int) -> bytes | None:
        """Return the key of the hashes by which help-seekers are found in this week."""

    def subkey(self, purpose: Subkey) -> bytes:
        """Return 32 bytes for one fixed purpose."""

    def refresh(self, today: date) -> None:
        """Make the keys of the days to come and destroy those that are over; changes nothing a second time."""


@dataclass(slots=True)
class Keys:
    """The keys that expire, by day and by week."""

    days: dict[int, bytes] = field(default_factory=dict)
    weeks: dict[int, bytes] = field(default_factory=dict)

    def turn(self, today: date) -> bool:
        """Make what is missing, drop what is over; tells whether anything changed.

        A day's key outlives its day by one, so that clocks may differ; the next week's is made ahead.
        """
        day, week = today.toordinal(), week_of(today.toordinal())
        before = (set(self.days), set(self.weeks))
        for number in range(day, day + KEYS_AHEAD_DAYS + 1):
            self.days.setdefault(number, urandom(KEY_BYTES))
        for number in (week, week + 1):
            self.weeks.setdefault(number, urandom(KEY_BYTES))
        self.days = {number: key for number, key in self.days.items() if number >= day - 1}
        self.weeks = {number: key for number, key in self.weeks.items() if number > week - LIVING_WEEKS}
        return before != (set(self.days), set(self.weeks))


class MemoryKeyring:
    """A keyring that is gone with its process: for tests and demonstrations."""

    def __init__(self, today: date) -> None:
        """Begin with the keys of this day."""
        self._root = urandom(KEY_BYTES)
        self._keys = Keys()
        self.refresh(today)

    def day_key(self, day: int) -> bytes | None:
        return self._keys.days.get(day)

    def week_key(self, week: int) -> bytes | None:
        return self._keys.weeks.get(week)

    def subkey(self, purpose: Subkey) -> bytes:
        return derive(self._root, purpose)

    def refresh(self, today: date) -> None:
        self._keys.turn(today)


class FileKeyring:
    """A keyring in a JSON file, each key wrapped with the root key; several processes may use one file.

    Only `refresh` writes. A key that is missing is looked for once more in the file, since another process may have
    made it.
    """

    def __init__(self, path: Path, root_key: bytes) -> None:
        """Open a keyring that `make_keyring` made.

        Raises:
            SettingsError: it is missing, damaged, open to others, or belongs to another root key.
        """
        self._path = path
        self._root = root_key
        self._wrap = _wrapping_key(root_key)
        self._lock = threading.Lock()
        self._snapshot, self._keys = self._read()

    def day_key(self, day: int) -> bytes | None:
        return self._keys.days.get(day) or self._reread().days.get(day)

    def week_key(self, week: int) -> bytes | None:
        return self._keys.weeks.get(week) or self._reread().weeks.get(week)

    def subkey(self, purpose: Subkey) -> bytes:
        return derive(self._root, purpose)

    def refresh(self, today: date) -> None:
        with self._lock, exclusive(self._path):
            snapshot, keys = self._read()
            if keys.turn(today):
                snapshot = replace_private_file(self._path, _written(keys, self._wrap))
            self._snapshot, self._keys = snapshot, keys

    def status(self) -> tuple[date, date, int]:
        """Return the first and the last day that there are keys for, and the number of week keys."""
        days = self._reread().days
        return date.fromordinal(min(days)), date.fromordinal(max(days)), len(self._keys.weeks)

    def _reread(self) -> Keys:
        with self._lock:
            if Snapshot.of(self._path) != self._snapshot:
                self._snapshot, self._keys = self._read()
            return self._keys

    def _read(self) -> tuple[Snapshot, Keys]:
        snapshot, content = read_private_file(self._path, what="keyring", cure=_MISSING)
        return snapshot, _opened(content, self._wrap, path=self._path)


_MISSING = "Put it back from its copy. Without it nothing in the database can be read; to begin anew, move the database away and run `ajar keys init`."  # noqa: E501


def make_root_key(path: Path) -> None:
    """Make a root key: 32 random bytes that only this user may read.

    Raises:
        SettingsError: there is one already, or the folder can't be written.
    """
    make_private_file(path, urandom(KEY_BYTES), what="root key")


def read_root_key(path: Path) -> bytes:
    """Return the root key.

    Raises:
        SettingsError: it is missing, open to others, somebody else's, or not 32 bytes.
    """
    cure = "Put it back from its safe. Only where nothing is kept yet, make one: ajar keys init."
    _, key = read_private_file(path, what="root key", cure=cure)
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"The root key has {len(key)} bytes instead of {KEY_BYTES}.",
            where=str(path),
            fix="Put the right file there.",
        )
    return key


def make_keyring(path: Path, root_key: bytes, today: date) -> FileKeyring:
    """Make the file of a keyring, with the keys of this day and the days to come.

    Raises:
        SettingsError: there is one already, or the folder can't be written.
    """
    keys = Keys()
    keys.turn(today)
    make_private_file(path, _written(keys, _wrapping_key(root_key)), what="keyring")
    return FileKeyring(path, root_key)


def _wrapping_key(root_key: bytes) -> FieldKey:
    return FieldKey(derive(root_key, "keyring-wrap/v1"), key_id=b"root")


def _written(keys: Keys, wrap: FieldKey) -> bytes:
    def sealed(place: Place, number: int, key: bytes) -> str:
        return base64.b64encode(wrap.seal(place, number.to_bytes(4), key)).decode()

    document = {
        "format": _FORMAT,
        "days": {str(date.fromordinal(day)): sealed(_DAY_PLACE, day, key) for day, key in sorted(keys.days.items())},
        "weeks": {str(week): sealed(_WEEK_PLACE, week, key) for week, key in sorted(keys.weeks.items())},
    }
    return json.dumps(document, indent=1).encode()


def _opened(content: bytes, wrap: FieldKey, *, path: Path) -> Keys:
    try:
        document = json.loads(content)
        if document["format"] != _FORMAT:
            raise SettingsError(
                "This keyring was written by a newer version.", where=str(path), fix="Run that version, or a later one."
            )
        days = {date.fromisoformat(day).toordinal(): sealed for day, sealed in document["days"].items()}
        weeks = {int(week): sealed for week, sealed in document["weeks"].items()}
        return Keys(_unwrapped(days, wrap, _DAY_PLACE), _unwrapped(weeks, wrap, _WEEK_PLACE))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, binascii.Error):
        raise SettingsError("The keyring is damaged.", where=str(path), fix=_MISSING) from None
    except Unreadable:
        raise SettingsError(
            "The keyring does not open with this root key, or it was altered.",
            where=str(path),
            fix="Check that AJAR_ROOT_KEY_FILE and AJAR_KEYRING name files that were made together.",
        ) from None


def _unwrapped(sealed: Mapping[int, str], wrap: FieldKey, place: Place) -> dict[int, bytes]:
    return {
        number: wrap.open(place, number.to_bytes(4), base64.b64decode(text, validate=True))
        for number, text in sealed.items()
    }
