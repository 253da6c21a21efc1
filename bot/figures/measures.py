"""What a definition comes to when it is no plain count: a share, or lengths of time. Of nobody there is no figure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        """Return it between 0 and 1; None where there was nobody: no share is not a share of nought."""
        return self.part / self.of if self.of else None


class Lengths:
    """Lengths of time, of which the middle and the far end are told; never a mean, which a few can move."""

    def __init__(self, counts: Mapping[int, int]) -> None:
        """Take how often each length, in seconds, occurs."""
        self._counts = sorted(counts.items())
        self.people = sum(counts.values())
        """Of how many people."""

    def reached_by(self, rank: int) -> int | None:
        """Return the length of the one in this place, the shortest being in place 1; None if there is none."""
        for seconds, people in self._counts:
            rank -= people
            if rank <= 0:
                return seconds
        return None

    @property
    def median(self) -> int | None:
        """Half of them had at most this (the lower of the two in the middle)."""
        return self.reached_by(-(-self.people // 2))

    @property
    def p90(self) -> int | None:
        """Nine of ten had at most this."""
        return self.reached_by(-(-self.people * 9 // 10))

    @property
    def longest(self) -> int | None:
        """Nobody had more."""
        return self.reached_by(self.people)

    def had_by(self, people: int) -> int | None:
        """So many people, at least, had this or more; None if there are not so many."""
        return self.reached_by(self.people - people + 1) if self.people >= people else None
