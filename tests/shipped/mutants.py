"""Mistakes that an editor could make in the shipped files, at random places: the same seed makes the same mistake."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from bot.flows.format.findings import Finding, Findings
from bot.flows.format.parse import Document, Path, parse

_ID = re.compile(r"(?:\bid: |\bnext: |\bcall: |\bgoto: |\bsave: |\bentry: |\bthen: |^ *)([a-z][a-z0-9_]{2,})\b")
_WORD = re.compile(r"[\w]{2,}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake.

    Attributes:
        file: Where it was made.
        first: The first line that is not as it was, from 1.
        last: The last one.
        was: The lines before.
        now: The lines after.
        around: The lines on which the parts begin that it lies in.
    """

    kind: str
    file: str
    first: int
    last: int
    was: str
    now: str
    around: frozenset[int]
    path: Path
    text: str

    def is_told_by(self, findings: tuple[Finding, ...]) -> bool:
        """Tell whether a finding leads to the mistake: it stands there, on what lies around it, or it names it."""
        was, now = Counter(_WORD.findall(self.was)), Counter(_WORD.findall(self.now))
        words = set((was - now) + (now - was) or was)
        return any(
            (finding.file == self.file and (self.first <= finding.line <= self.last or finding.line in self.around))
            or not words.isdisjoint(_WORD.findall(finding.what))
            for finding in findings
        )

    def __str__(self) -> str:
        """Return what somebody needs to see of it."""
        return f"{self.kind} {self.file}:{self.first} {'.'.join(map(str, self.path))}\n- {self.was!r}\n+ {self.now!r}"


class Mutator:
    """Makes mistakes in a set of files."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = {name: text for name, text in sources.items() if name.endswith(".yaml")}
        self._blocks = {name: list(_blocks(name, text)) for name, text in self._sources.items()}
        self._ids = sorted({word for text in self._sources.values() for word in _ID.findall(text)})

    def make(self, seed: int) -> Mutant:
        """Make one mistake."""
        chance = Random(seed)  # noqa: S311 - chance that can be repeated
        while True:
            name = chance.choices(list(self._sources), weights=[len(text) for text in self._sources.values()])[0]
            kind = chance.choice(["delete", "rename", "duplicate", "mistype"])
            mutant = self._change(chance, kind, name)
            if mutant is not None and mutant.text != self._sources[name]:
                return mutant

    def _change(self, chance: Random, kind: str, name: str) -> Mutant | None:
        lines = self._sources[name].split("\n")
        path, first, last, around = chance.choice(self._blocks[name])
        before = lines[first - 1 : last]
        if kind in {"delete", "duplicate"}:
            after = [] if kind == "delete" else before * 2
        else:
            last = first
            before = [lines[first - 1]]
            changed = self._renamed(chance, before[0]) if kind == "rename" else _mistyped(chance, before[0])
            if changed is None:
                return None
            after = [changed]
        text = "\n".join([*lines[: first - 1], *after, *lines[last:]])
        end = first + max(len(after), 1) - 1
        return Mutant(kind, name, first, end, "\n".join(before), "\n".join(after), around, path, text)

    def _renamed(self, chance: Random, line: str) -> str | None:
        places = list(_ID.finditer(line))
        if not places:
            return None
        place = chance.choice(places)
        word = place.group(1)
        other = chance.choice(self._ids) if chance.random() < 0.5 else _mistyped(chance, word) or word
        return line[: place.start(1)] + other + line[place.end(1) :]


def _mistyped(chance: Random, line: str) -> str | None:
    places = [place for place, letter in enumerate(line.split("  #", maxsplit=1)[0]) if letter.isalnum()]
    if not places:
        return None
    place = chance.choice(places)
    instead = chance.choice(["", line[place] * 2, chance.choice(_LETTERS)])
    return line[:place] + instead + line[place + 1 :]


def _blocks(name: str, text: str) -> Iterator[tuple[Path, int, int, frozenset[int]]]:
    """Yield every part of a file that begins a line: its path, its first and last line, and the lines around it."""
    document = parse(name, text, Findings())
    assert document is not None
    lines = text.split("\n")
    for path in document.values:
        spot = document.key_spot(path)
        begin = lines[spot.line - 1][: spot.column - 1]
        if path and begin.strip() in {"", "-"}:
            yield path, spot.line, _last_line(lines, spot.line, indent=len(begin)), _around(document, path)


def _last_line(lines: list[str], first: int, *, indent: int) -> int:
    """Return the last line of a part: those after it that stand further to the right."""
    start = len(lines[first - 1]) - len(lines[first - 1].lstrip()) if lines[first - 1].lstrip()[:2] == "- " else indent
    last = first
    for number in range(first + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip() and len(line) - len(line.lstrip()) <= start:
            break
        last = number if line.strip() else last
    return last


def _around(document: Document, path: Path) -> frozenset[int]:
    spots = ((document.key_spot(path[:end]), document.value_spot(path[:end])) for end in range(1, len(path)))
    return frozenset(spot.line for both in spots for spot in both)
