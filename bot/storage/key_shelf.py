"""A keyring's shelf in a JSON file, written as a whole or not at all; knows no root key and opens no entry."""

import base64
import binascii
import json
from collections.abc import Callable
from pathlib import Path

from bot.errors import SettingsError
from bot.storage.key_faults import MISSING, damaged
from bot.storage.key_files import (
    Snapshot,
    exclusive,
    halves_of,
    make_private_file,
    read_private_file,
    replace_private_file,
)
from bot.storage.keys import DAY, LASTING, LOG, QUARTER, WEEK, Entries

_FORMAT = 4
_SECTIONS = {"days": DAY, "weeks": WEEK, "lasting": LASTING, "quarters": QUARTER, "logs": LOG}
_SINCE = {"lasting": 2, "quarters": 3, "logs": 4}
"""The first format that has a section, where it is not the first of all."""


class FileShelf:
    """A `KeyShelf` in one file; processes of one host take turns by a lock beside it."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self._path = path
        self._snapshot: Snapshot | None = None

    @property
    def where(self) -> str:
        return str(self._path)

    def exists(self) -> bool:
        return self._path.exists()

    def is_changed(self) -> bool:
        return Snapshot.of(self._path) != self._snapshot

    def read(self) -> Entries:
        self._snapshot, content = read_private_file(self._path, what="keyring", cure=MISSING)
        return self._entries(content)

    def begin(self, entries: Entries) -> None:
        make_private_file(self._path, _written(entries), what="keyring")

    def change(self, change: Callable[[Entries], Entries | None]) -> None:
        with exclusive(self._path):
            entries = change(self.read())
            if entries is not None:
                self._snapshot = replace_private_file(self._path, _written(entries))

    def erase(self) -> bool:
        with exclusive(self._path):  # which erases what a killed process left; a change erases what it replaced
            return True

    def leftover(self) -> str:
        return next((str(one) for one in halves_of(self._path)), "")

    def _entries(self, content: bytes) -> Entries:
        try:
            document = json.loads(content)
            if document["format"] not in range(1, _FORMAT + 1):
                raise SettingsError(
                    "This keyring was written by a newer version.",
                    where=self.where,
                    fix="Run that version, or a later one.",
                )
            return {
                (kind, name): base64.b64decode(sealed, validate=True)
                for section, kind in _SECTIONS.items()
                if document["format"] >= _SINCE.get(section, 1)
                for name, sealed in document[section].items()
            }
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            raise damaged(self.where) from None


def _written(entries: Entries) -> bytes:
    sections = {
        section: {name: base64.b64encode(sealed).decode() for (kind, name), sealed in entries.items() if kind == its}
        for section, its in _SECTIONS.items()
    }
    return json.dumps({"format": _FORMAT, **sections}, indent=1).encode()
