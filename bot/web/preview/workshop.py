"""The files as an editor works on them: read and checked anew when they were saved; what is broken replaces nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Protocol

from bot.errors import BotError, ContentError
from bot.figures.ways import WaysOn
from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.draw import Drawing
from bot.flows.format.findings import FaultyContent, Finding
from bot.flows.node_places import NodePlaces
from bot.flows.rehearse.keeping import Keep
from bot.flows.values.reading import WHEREABOUTS, Whereabouts
from bot.model import Bubble, Language, Option
from bot.ports import Clock

UNREADABLE = "E008"
"""A file is missing, or is no text."""
LONGEST_LINE = 400
"""Characters of a line that are shown; a longer one is no line that somebody wrote by hand."""


class Files(Protocol):
    """The files of a conversation on disk. Both may block: call them in a thread."""

    def stamp(self) -> Hashable:
        """Return what is different once a file was saved, added or taken away. Cheap."""

    def read(self) -> Mapping[str, str]:
        """Return the text of every file by its name.

        Raises:
            ContentError: a file is missing, or is no text.
        """


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as a channel shows it, with the buttons under it."""

    text: str
    buttons: tuple[Option, ...] = ()


Look = Callable[[Bubble, str], Sequence[Seen]]
"""Shows a bubble as a channel would; takes the sentence that tells how to choose where there are no buttons."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the preview is made of that lies outside of the pages.

    Attributes:
        looks: By the name of the channel.
        keep: Writes a conversation as a store does, and reads it back.
        draw: Draws a part of a bundle as SVG. Takes a while: call it in a thread. Raises BotError where it can't.
        whereabouts: Where dates, times and telephone numbers are read, as in what is served.
        ways: Tells how people went on in the last quarter that is over. Raises BotError where nobody knows.
    """

    files: Files
    looks: Mapping[str, Look]
    keep: Keep
    draw: Callable[[Drawing], str]
    whereabouts: Whereabouts = WHEREABOUTS
    ways: Callable[[], Awaitable[WaysOn]] | None = None

    async def ways_on(self) -> WaysOn | None:
        """Return how people went on; None where nobody counts, or nobody knows now: the preview goes on without."""
        if self.ways is None:
            return None
        try:
            return await self.ways()
        except BotError:
            return None


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding, and what an editor wants to see of its place.

    Attributes:
        node: The one that it is about; empty for none.
        line: As it stands in the file, at most `LONGEST_LINE` characters of it; empty where there is none to show.
    """

    finding: Finding
    node: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The files as they were read last.

    Attributes:
        number: Grows with every reading.
        bundle: What can be played: the newest that had no faults; None when there was none yet.
        is_sound: The bundle is that of the files as they are now.
        findings: What an editor should look at in the files as they are now; faults before warnings.
    """

    number: int
    bundle: Bundle | None
    is_sound: bool
    findings: tuple[Noted, ...]


class Workshop:
    """Reads the files again when they have changed."""

    def __init__(self, equipment: Equipment, clock: Clock) -> None:
        """Read nothing before somebody looks."""
        self._files = equipment.files
        self._whereabouts = equipment.whereabouts
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._stamp: Hashable = None
        self._sound: Mapping[str, str] = {}
        self._reading = Reading(0, bundle=None, is_sound=False, findings=())

    async def look(self) -> Reading:
        """Return the files as they are now; reads them only if they have changed."""
        async with self._one_at_a_time:
            stamp = await asyncio.to_thread(self._files.stamp)
            if stamp != self._stamp or not self._reading.number:
                self._reading = await asyncio.to_thread(self._read, self._whereabouts.day(self._clock.now()))
                self._stamp = stamp
            return self._reading

    def _read(self, today: date) -> Reading:
        before = self._reading
        try:
            sources = self._files.read()
        except ContentError as fault:
            finding = Finding(PurePath(fault.where).name, 1, 1, UNREADABLE, fault.what.rstrip("."))
            return Reading(before.number + 1, before.bundle, is_sound=False, findings=(Noted(finding),))
        try:
            bundle = compile_bundle(sources, today, whereabouts=self._whereabouts)
        except FaultyContent as faulty:
            found = _noted((*faulty.findings, *faulty.warnings), sources, before=self._sound)
            return Reading(before.number + 1, before.bundle, is_sound=False, findings=found)
        self._sound = sources
        found = _noted(bundle.warnings, sources)
        return Reading(before.number + 1, bundle, is_sound=True, findings=found)


def _noted(
    findings: Sequence[Finding], sources: Mapping[str, str], *, before: Mapping[str, str] | None = None
) -> tuple[Noted, ...]:
    places = NodePlaces(sources, before)
    lines = {name: text.split("\n") for name, text in sources.items()}
    return tuple(Noted(one, places.node_of(one), _line(lines.get(one.file, ()), one.line)) for one in findings)


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1].rstrip()[:LONGEST_LINE] if 1 <= number <= len(lines) else ""


def parts_of(bundle: Bundle) -> dict[str, list[str]]:
    """Return the nodes of a bundle by flow, in the order of the files."""
    flows: dict[str, list[str]] = {}
    for node_id, node in bundle.nodes.items():
        flows.setdefault(node.flow, []).append(node_id)
    return flows


class Drawings:
    """Draws flows, and remembers the newest drawings."""

    most = 64

    def __init__(self, draw: Callable[[Drawing], str]) -> None:
        """Draw with `draw`."""
        self._draw = draw
        self._drawn: dict[Hashable, str] = {}

    async def of(self, bundle: Bundle, flow: str, language: Language, *, ways: WaysOn | None = None) -> str:
        """Return a flow as SVG, with how people went on in it where that is known.

        Raises:
            BotError: it can't be drawn here; says what to do.
        """
        name = (bundle.hash, flow, language, None if ways is None else ways.quarter)
        if name not in self._drawn:
            drawing = Drawing(bundle, language, flows=(flow,), ways=ways)
            self._drawn[name] = await asyncio.to_thread(self._draw, drawing)
            while len(self._drawn) > self.most:
                del self._drawn[next(iter(self._drawn))]
        return self._drawn[name]
