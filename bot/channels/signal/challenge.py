"""The captcha that Signal wants solved: its token lies in a file until `ajar signal challenge` has taken it to Signal.

In a file because the token belongs in no log, and because the command is another process than the bot.
"""

import os
from contextlib import suppress
from pathlib import Path

LONGEST_TOKEN = 4_096


class Challenge:
    """Where the token lies."""

    def __init__(self, file: Path) -> None:
        """Use this file; its folder is there."""
        self.file = file

    @property
    def token(self) -> str:
        """The token of the captcha that is wanted; empty: none is."""
        with suppress(OSError, UnicodeDecodeError):
            return self.file.read_text(encoding="utf-8")[:LONGEST_TOKEN].strip()
        return ""

    def want(self, token: str) -> None:
        """Note that a captcha is wanted, readable by this user alone."""
        self.file.unlink(missing_ok=True)
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(token[:LONGEST_TOKEN])

    def end(self) -> None:
        """Note that it was solved."""
        self.file.unlink(missing_ok=True)
