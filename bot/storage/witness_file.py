"""The file in which a host notes the newest line of the audit trail; it lies with the keys, not with the database."""

import json
from pathlib import Path

from bot.errors import SettingsError
from bot.model import AuditMark
from bot.storage.key_files import exclusive, make_private_file, read_private_file, replace_private_file

_WHAT = "note of the audit trail"


class WitnessFile:
    """A `Memory` in a file that only this user can read."""

    def __init__(self, path: Path) -> None:
        """Keep it here; the file need not exist."""
        self._path = path

    def read(self) -> AuditMark | None:
        """Return what was written down.

        Raises:
            SettingsError: the file is damaged, or open to others.
        """
        if not self._path.exists():
            return None
        _, content = read_private_file(self._path, what=_WHAT, cure="")
        try:
            number, mac = json.loads(content)
            return AuditMark(int(number), bytes.fromhex(mac))
        except (ValueError, TypeError):
            raise SettingsError(
                f"The {_WHAT} is damaged.",
                where=str(self._path),
                fix="See that the trail is whole (`ajar staff audit`), then run `ajar staff audit --accept`.",
            ) from None

    def write(self, mark: AuditMark) -> None:
        """Write it down, whole or not at all; a server and the commands beside it take turns.

        Raises:
            SettingsError: the folder can't be written, or the disk is full; what was written before is still there.
        """
        content = json.dumps([mark.number, mark.mac.hex()]).encode()
        with exclusive(self._path):
            if self._path.exists():
                replace_private_file(self._path, content)
            else:
                make_private_file(self._path, content, what=_WHAT)
