"""A file that is being checked, with a pen: findings are written at the place of a value or of its key."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from bot.flows.format.findings import Findings, Spot
from bot.flows.format.parse import Path, name_of
from bot.flows.format.reading import Reading

M_co = TypeVar("M_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[M_co]):
    """One file under check.

    Attributes:
        content: The sound part of it.
    """

    reading: Reading[M_co]
    content: M_co
    findings: Findings

    @property
    def raw(self) -> Mapping[str, object]:
        """All of the file as plain values, also what is broken."""
        return self.reading.raw

    def at_value(self, path: Path, code: str, *, what: str) -> None:
        """Note a fault of a value; its key begins the message."""
        self._add(path, self.reading.document.value_spot(path), code=code, what=f"{name_of(path)}{what}")

    def at_key(self, path: Path, code: str, *, what: str) -> None:
        """Note a fault of a whole part, at its name."""
        self._add(path, self.reading.document.key_spot(path), code=code, what=f"{name_of(path)}{what}")

    def inside(self, path: Path, offset: int, *, code: str, what: str) -> None:
        """Note a fault at a character of a text; at its beginning where the file writes it differently."""
        start = self.reading.document.home_of(path).verbatim.get(path)
        if start is None:
            self.at_value(path, code, what=f"{what} (character {offset + 1})")
        else:
            spot = Spot(start.line, start.column + offset)
            self._add(path, spot, code=code, what=f"{name_of(path)}{what}")

    def meant(self, word: str, known: Mapping[str, Path] | Iterable[str]) -> tuple[str | None, str]:
        """Return the closest known word, and the end of a message that offers it, with its place where it has one."""
        guess = self.findings.guess(word, known)
        if guess is None:
            return None, ""
        if not isinstance(known, Mapping):
            return guess, f'; did you mean "{guess}"?'
        return guess, f'; did you mean "{guess}" ({self.reading.document.place_of(known[guess])})?'

    def is_broken(self, path: Path) -> bool:
        """Tell whether a part was left out, or something of it: what is missing there was said already."""
        return self.reading.is_broken(path)

    def _add(self, path: Path, spot: Spot, *, code: str, what: str) -> None:
        self.findings.add(self.reading.document.home_of(path).name, spot, code=code, what=what)
