"""The keyring: a root key that wraps, and keys of days, weeks and quarters that die on time; seals no field itself.

Destroying a key is the deletion: what was kept under it can't be read any more, in the database or in any copy of it.
Where the wrapped keys lie is a shelf's matter: a file (`key_shelf`) or a database of its own (`sql_key_shelf`).
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from os import urandom
from typing import Protocol

from bot.errors import SettingsError, Unreadable
from bot.ports import Subkey
from bot.storage.key_faults import already_there, damaged, foreign
from bot.storage.keys import Entries, Keys, unwrapped, wrapped
from bot.storage.lifetimes import KEY_LATE, days_over
from bot.storage.vault import KEY_BYTES

Roots = Callable[[], Sequence[bytes]]
"""Returns the root keys that may be right, the usual one first: two, while one takes the place of the other."""

_LOOKS = 5
"""So often root keys and keyring are looked at, as long as each look shows something else: a rotation changes both, and
each of them once."""


class KeyShelf(Protocol):
    """Where wrapped keys lie, whole at every moment; shared by processes, and by hosts if it is a database."""

    @property
    def where(self) -> str:
        """How messages name it: a file or a setting, never a URL."""

    def exists(self) -> bool:
        """Tell whether there are keys here; they may be damaged.

        Raises:
            StoreDown: it does not answer.
        """

    def is_changed(self) -> bool:
        """Tell whether it may hold something else than at the last `read` or `change`."""

    def read(self) -> Entries:
        """Return what lies here.

        Raises:
            SettingsError: it is missing, damaged, or open to others.
            StoreDown: it does not answer.
        """

    def begin(self, entries: Entries) -> None:
        """Put the first entries here.

        Raises:
            SettingsError: there are some already, or it can't be written.
            StoreDown: it does not answer.
        """

    def change(self, change: Callable[[Entries], Entries | None]) -> None:
        """Put what `change` makes of the entries in their place, while nobody else can; None leaves them.

        Raises:
            SettingsError: it can't be read or written; the old entries are still there.
            StoreDown: it does not answer.
        """

    def erase(self) -> bool:
        """Overwrite what was replaced where it lay, as far as that is in our hands.

        Returns:
            False: somebody who reads is in the way, also after some seconds; ask again.

        Raises:
            SettingsError: it can't be written.
        """

    def leftover(self) -> str:
        """Name the file in which something that was replaced still lies; empty: none that can be seen."""


class ShelfKeyring:
    """A `Keyring` whose wrapped keys lie on a shelf. Several threads, processes and hosts may use one shelf.

    The open keys are kept in memory, so a turn costs no look at the shelf. A key newer than all that are known is
    looked for there, since another process may have made it; one that is missing among the known ones was destroyed.
    """

    def __init__(self, shelf: KeyShelf, roots: Roots) -> None:
        """Open a keyring that was made before.

        Raises:
            SettingsError: it is missing, damaged, open to others, or belongs to another root key.
            StoreDown: it does not answer.
        """
        self._shelf = shelf
        self._roots = roots
        self._lock = threading.Lock()
        self._keys = self._read()

    def day_key(self, day: int) -> bytes | None:
        key = self._keys.days.get(day)
        if key is None and day > max(self._keys.days, default=0):
            key = self._reread().days.get(day)
        return key

    def week_key(self, week: int) -> bytes | None:
        key = self._keys.weeks.get(week)
        if key is None and week > max(self._keys.weeks, default=0):
            key = self._reread().weeks.get(week)
        return key

    def quarter_key(self, quarter: int) -> bytes | None:
        key = self._keys.quarters.get(quarter)
        if key is None and quarter > max(self._keys.quarters, default=0):
            key = self._reread().quarters.get(quarter)
        return key

    def log_key(self, quarter: int) -> bytes | None:
        key = self._keys.logs.get(quarter)
        if key is None and quarter > max(self._keys.logs, default=0):
            key = self._reread().logs.get(quarter)
        return key

    def subkey(self, purpose: Subkey) -> bytes:
        return self._keys.lasting[purpose]

    def make_ahead(self, now: datetime) -> None:
        self._change(lambda keys: keys.make_ahead(now))

    def over(self, now: datetime) -> Sequence[int]:
        return days_over(self._reread().days, now)

    def late(self, now: datetime) -> Sequence[int]:
        return days_over(self._reread().days, now, late=KEY_LATE)

    def destroy(self, now: datetime) -> None:
        self._change(lambda keys: keys.destroy(now))

    def erase(self) -> bool:
        with self._lock:
            return self._shelf.erase()

    def refresh(self) -> None:
        self._reread()

    def first_day(self) -> int:
        return min(self._keys.days)

    def last_day(self) -> int:
        """Return the latest day that has a key."""
        return max(self._keys.days)

    def weeks(self) -> int:
        """Return how many weeks have a key."""
        return len(self._keys.weeks)

    def count(self) -> int:
        """Return how many keys lie on the shelf."""
        keys = self._keys
        expiring = (keys.days, keys.weeks, keys.quarters, keys.logs)
        return sum(len(kind) for kind in expiring) + len(keys.lasting)

    def rewrap(self, root: bytes) -> None:
        """Wrap every key with this root key from now on, and prove that it opens all of them; the keys stay.

        Raises:
            SettingsError: what lies there now is not what lay there before.
        """
        before = Keys()

        def rewrapped(entries: Entries) -> Entries:
            nonlocal before
            before = self._opened(entries)[0]
            return wrapped(before, root)

        with self._lock:
            self._shelf.change(rewrapped)
            self._keys = self._opened(self._shelf.read(), (root,))[0]
            if self._keys != before:
                raise SettingsError("The keys are not what they were.", where=self._shelf.where, fix="Try it again.")
            self._shelf.erase()

    def opens_with(self, root: bytes) -> bool:
        """Tell whether what lies on the shelf now was wrapped with this root key."""
        with suppress(Unreadable, ValueError, OverflowError):
            unwrapped(self._shelf.read(), root)
            return True
        return False

    def _change(self, change: Callable[[Keys], bool]) -> None:
        def changed(entries: Entries) -> Entries | None:
            self._keys, root = self._opened(entries)
            return wrapped(self._keys, root) if change(self._keys) else None

        with self._lock:
            before = self._keys
            try:
                self._shelf.change(changed)
            except BaseException:
                self._keys = before
                raise
            self._shelf.erase()  # who keeps house asks whether it is done

    def _reread(self) -> Keys:
        with self._lock:
            if self._shelf.is_changed():
                self._keys = self._read()
            return self._keys

    def _read(self) -> Keys:
        """Read and open what lies on the shelf; again, if a rotation ended between its two looks."""
        entries = self._shelf.read()
        for _ in range(_LOOKS):
            try:
                return self._opened(entries)[0]
            except SettingsError:
                seen, entries = entries, self._shelf.read()
                if entries == seen:
                    raise
        raise foreign(self._shelf.where)

    def _opened(self, entries: Entries, roots: Sequence[bytes] = ()) -> tuple[Keys, bytes]:
        tried: list[bytes] = []
        for _ in range(_LOOKS):
            fresh = [root for root in roots or self._roots() if root not in tried]
            for root in fresh:
                try:
                    return unwrapped(entries, root), root
                except Unreadable:
                    tried.append(root)
                except (ValueError, OverflowError):
                    raise damaged(self._shelf.where) from None
            if not fresh:
                break
        raise foreign(self._shelf.where)


def make_keyring(shelf: KeyShelf, root: bytes, now: datetime) -> None:
    """Put the keys of this day and the days to come on a shelf that is empty.

    Raises:
        SettingsError: there are keys already, or it can't be written.
        StoreDown: it does not answer.
    """
    keys = Keys()
    keys.make_ahead(now)
    shelf.begin(wrapped(keys, root))


class MemoryShelf:
    """A shelf that is gone with its process."""

    where = "memory"

    def __init__(self) -> None:
        """Begin empty."""
        self._entries: Entries = {}
        self._lock = threading.Lock()

    def exists(self) -> bool:
        return bool(self._entries)

    def is_changed(self) -> bool:
        return True

    def read(self) -> Entries:
        return dict(self._entries)

    def begin(self, entries: Entries) -> None:
        if self._entries:
            raise already_there(self.where)
        self._entries = entries

    def change(self, change: Callable[[Entries], Entries | None]) -> None:
        with self._lock:
            entries = change(dict(self._entries))
            if entries is not None:
                self._entries = entries

    def erase(self) -> bool:
        return True

    def leftover(self) -> str:
        return ""


class MemoryKeyring(ShelfKeyring):
    """A keyring that is gone with its process: for tests and demonstrations."""

    def __init__(self, now: datetime) -> None:
        """Begin with the keys of this day."""
        root, shelf = urandom(KEY_BYTES), MemoryShelf()
        make_keyring(shelf, root, now)
        super().__init__(shelf, lambda: (root,))
