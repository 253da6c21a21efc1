"""Whether the last process that heard Signal stopped in good order: a file that lies there only in between."""

import os
from pathlib import Path


class Stops:
    """The mark of a clean stop."""

    def __init__(self, file: Path) -> None:
        """Use this file; its folder is there."""
        self._file = file

    def begin(self) -> bool:
        """Take the mark away, durably, before anything is heard; tells whether it was there."""
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        self._settle()
        return True

    def end(self) -> None:
        """Leave the mark: all that was taken is kept."""
        self._file.touch(mode=0o600)
        self._settle()

    def _settle(self) -> None:
        folder = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
