"""The root key in a file, and how another takes its place; opens no keyring by itself.

A rotation first lays the new root key beside the old one (`root.key.new`), then wraps the keyring anew, proves that
the new one opens every key, and only then lets it take the name of the old one. After a crash anywhere in between one
of the two files opens the keyring, so whoever opens it tries both, and the next rotation goes on where this one ended.
"""

from collections.abc import Sequence
from contextlib import suppress
from os import urandom
from pathlib import Path

from bot.errors import SettingsError
from bot.storage.key_files import exclusive, forget_halves, make_private_file, move_private_file, read_private_file
from bot.storage.keyring import ShelfKeyring
from bot.storage.vault import KEY_BYTES

_LOOKS = 5
"""So often a file that was there a moment ago is looked for."""


class RootKey:
    """The file of the root key: 32 random bytes that only the user who runs Ajar may read."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is read yet."""
        self.path = path
        self._new = path.with_name(f"{path.name}.new")

    @property
    def is_changing(self) -> bool:
        """Whether a rotation was begun and not finished."""
        return self._new.exists()

    def make(self) -> None:
        """Make a root key where there is none.

        Raises:
            SettingsError: there is one already, or the folder can't be written.
        """
        make_private_file(self.path, urandom(KEY_BYTES), what="root key")

    def candidates(self) -> Sequence[bytes]:
        """Return the root key, and behind it the one that is about to take its place, if there is one.

        Raises:
            SettingsError: one is missing, open to others, somebody else's, or not 32 bytes.
        """
        # The new one first: a rotation that ends between the two looks has put it where the second one finds it.
        new = self._read_new()
        return [_read(self.path), *new]

    def rotate(self, keyring: ShelfKeyring) -> None:
        """Put a new root key in the place of this one and wrap the keyring with it; safe to call again after a crash.

        Raises:
            SettingsError: a file can't be read or written; the root key that opens the keyring is still there.
            StoreDown: the database of the keyring does not answer; likewise.
        """
        with exclusive(self.path):
            forget_halves(self._new)
            if not self.is_changing:
                make_private_file(self._new, urandom(KEY_BYTES), what="new root key")
            keyring.rewrap(_read(self._new))
            move_private_file(self._new, self.path)

    def _read_new(self) -> Sequence[bytes]:
        """Read it if it is there; it may take the place of the old one between the two, and a next one come."""
        for _ in range(_LOOKS):
            with suppress(SettingsError):
                return [_read(self._new)] if self.is_changing else []
        return [_read(self._new)]


def _read(path: Path) -> bytes:
    cure = "Put it back from its safe. Only where nothing is kept yet, make one: ajar keys init."
    _, key = read_private_file(path, what="root key", cure=cure)
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"The root key has {len(key)} bytes instead of {KEY_BYTES}.",
            where=str(path),
            fix="Put the right file there.",
        )
    return key
