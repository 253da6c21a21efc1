"""What is wrong with the files of a conversation, each fault with its place and its cure; finds nothing itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from bot.errors import ContentError

MOST_FINDINGS = 500
"""More than an editor can use in one go; a file of rubbish must not fill the memory with complaints about it."""
MOST_GUESSES = 100
"""Comparing names is the slow part of a fault: after these, nobody asks what was meant."""

_LONGEST_QUOTE = 60


class Spot(NamedTuple):
    """A place in a file; both numbers count from 1, as editors show them."""

    line: int
    column: int


START_OF_FILE = Spot(1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault.

    Attributes:
        code: What kind of fault it is, the same for ever: `E` and three digits, or `W` for a warning, with which the
            files can be served all the same. `codes.py` knows each.
        what: The fault and its cure in words, without a full stop.
    """

    file: str
    line: int
    column: int
    code: str
    what: str

    @property
    def is_warning(self) -> bool:
        """Tell whether the files can be served all the same."""
        return self.code.startswith("W")

    def __str__(self) -> str:
        """Return `file:line:column: code what`, the form that editors and CI make clickable."""
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.what}"


class FaultyContent(ContentError):
    """The files can't be served as they are: put right every finding, then compile again.

    Attributes:
        findings: All faults of all files, by place.
        warnings: What else an editor should look at.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings in the order in which an editor goes through the files."""
        every = sorted(set(findings))
        self.findings = tuple(found for found in every if not found.is_warning)
        self.warnings = tuple(found for found in every if found.is_warning)
        first = self.findings[0]
        super().__init__(
            f"{len(self.findings)} faults in the content.",
            where=f"{first.file}:{first.line}:{first.column}",
            fix="Put them right and try again.",
        )

    def __str__(self) -> str:
        """Return one finding a line."""
        return "\n".join(map(str, self.findings))


MOST_SHOWN = 10
"""So many faults of each are named where two lots of them are told at once."""


class NothingToServe(ContentError):
    """Neither the files on disk nor what was published can be served by this version: nobody can be answered.

    Attributes:
        on_disk: The faults of the files on disk.
        published: The faults of what was published.
    """

    def __init__(self, live: str, *, on_disk: FaultyContent, published: FaultyContent) -> None:
        """Say of both what is wrong; `live` is the hash of what was published."""
        self.on_disk, self.published = on_disk, published
        self._lots = (("on disk", on_disk), (f"published {live[:8]}", published))
        super().__init__(
            "Ajar does not start: this version can serve neither the files on disk nor what was published last.",
            where=f"AJAR_FLOWS and AJAR_CONTENT; published {live[:8]}",
            fix="Put the files on disk right (`ajar flows check` lists every fault) and start again: they are served"
            " then. Or start the version of Ajar that served until now.",
        )

    def __str__(self) -> str:
        """Return the sentence, and below it the first faults of each, with where the files lie in front."""
        lines = [super().__str__()]
        for where, faulty in self._lots:
            shown = faulty.findings[:MOST_SHOWN]
            lines += [f"{where}: {found}" for found in shown]
            if len(faulty.findings) > len(shown):
                lines.append(f"{where}: {len(faulty.findings) - len(shown)} more.")
        return "\n".join(lines)


class Findings:
    """Collects the findings of one compilation. A place that an earlier pass complained about stays its business."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self._found: dict[Finding, None] = {}
        self._settled: frozenset[tuple[str, Spot]] = frozenset()
        self._guesses = 0

    @property
    def has_faults(self) -> bool:
        """Tell whether anything was found with which the files can't be served."""
        return any(not found.is_warning for found in self._found)

    def __iter__(self) -> Iterator[Finding]:
        """Go through what was found."""
        return iter(self._found)

    @property
    def is_full(self) -> bool:
        """Tell whether there is no room for more: looking further is of no use."""
        return len(self._found) >= MOST_FINDINGS

    def add(self, file: str, spot: Spot, *, code: str, what: str) -> None:
        """Note a fault, unless an earlier pass has named this place already."""
        if (file, spot) not in self._settled and not self.is_full:
            self._found[Finding(file, spot.line, spot.column, code, what)] = None

    def next_pass(self) -> None:
        """End a pass: what is broken is not reported again for what follows from it; a warning breaks nothing."""
        faults = (found for found in self._found if not found.is_warning)
        self._settled = frozenset((found.file, Spot(found.line, found.column)) for found in faults)

    def guess(self, word: str, known: Iterable[str]) -> str | None:
        """Return the known word that was probably meant."""
        self._guesses += 1
        if self._guesses > MOST_GUESSES:
            return None
        return next(iter(get_close_matches(word[:80], known, n=1, cutoff=0.6)), None)

    def did_you_mean(self, word: str, known: Iterable[str]) -> str:
        """Return the end of a message that offers the closest known word; empty if none is close."""
        meant = self.guess(word, known)
        return f'; did you mean "{meant}"?' if meant else ""


def shown(value: object) -> str:
    """Return a value as a message quotes it: short, on one line."""
    text = str(value).replace("\n", " ")
    return f'"{text[:_LONGEST_QUOTE]}…"' if len(text) > _LONGEST_QUOTE else f'"{text}"'
