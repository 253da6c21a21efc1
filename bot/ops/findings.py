"""What a look at the machine, the files and the services found; it only carries, it judges nothing."""

from dataclasses import dataclass
from enum import StrEnum


class Gravity(StrEnum):
    """How bad a finding is."""

    WARNING = "warning"
    """It works; somebody should put it right soon."""
    FAULT = "fault"
    """Somebody could be betrayed or left without an answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be.

    Attributes:
        check: Which check found it, as `group.what`; stable, for programs.
        what: What is wrong, as a sentence; never a text, an address of a person, a token or a key.
        fix: The one thing to do about it, as a sentence.
        where: File, setting or service; may be empty.
    """

    check: str
    what: str
    fix: str
    where: str = ""
    gravity: Gravity = Gravity.FAULT

    def __str__(self) -> str:
        """Return `where: what fix`, the form that every command prints."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what} {self.fix}"
