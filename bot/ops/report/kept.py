"""The sheets that were published, each kept as it was: later prints come from here, long after its events are gone.

What lies here was made to be read by everybody; it goes into the same backup as the rest of the home.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bot.errors import SettingsError
from bot.figures.periods import Quarter
from bot.figures.sheet import Sheet

FOLDER = "sheets"
"""Where they lie in the home."""


class KeptSheets:
    """A folder with one file for each quarter, which is written once and never again."""

    def __init__(self, folder: Path) -> None:
        """Look into a folder; it is made with the first sheet."""
        self._folder = folder

    def get(self, quarter: Quarter) -> Sheet | None:
        """Return the sheet of a quarter; None if none was published.

        Raises:
            SettingsError: it can't be read.
        """
        file = self._file(quarter)
        try:
            return msgspec.json.decode(file.read_bytes(), type=Sheet)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as fault:
            raise SettingsError(
                "A sheet that was kept can't be read.", where=str(file), fix="Put its backup back."
            ) from fault

    def keep(self, quarter: Quarter, made: Sheet) -> Sheet:
        """Keep the sheet of a quarter, unless there is one; returns the one that is kept.

        Raises:
            SettingsError: it can't be written.
        """
        file = self._file(quarter)
        draft = file.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as written:
                written.write(msgspec.json.format(msgspec.json.encode(made), indent=1))
                written.flush()
                os.fsync(written.fileno())
            try:
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        except OSError as fault:
            raise SettingsError("A sheet can't be kept.", where=str(file), fix="See who may write there.") from fault
        return self.get(quarter) or made

    def before(self, quarter: Quarter, number: int) -> Iterator[Sheet]:
        """Yield the sheets of the quarters before this one that were published, the oldest first."""
        earlier = [quarter]
        for _ in range(number):
            earlier.append(earlier[-1].previous())
        yield from (kept for one in reversed(earlier[1:]) if (kept := self.get(one)) is not None)

    def _file(self, quarter: Quarter) -> Path:
        return self._folder / f"{quarter}.json"
