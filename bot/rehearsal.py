"""`ajar flows test`: golden conversations from files, played against the engine and the store's own codec."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.content_files import read_content
from bot.errors import BotError, ContentError
from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import Finding
from bot.flows.rehearse.coverage import Coverage, coverage
from bot.flows.rehearse.golden import Stage
from bot.flows.rehearse.trail import Trail
from bot.model import Conversation
from bot.settings import Settings
from bot.storage.codec import STATES

GOLDEN = "golden"
"""The folder of golden conversations in the content folder."""
SNAPSHOT = ".txt"
"""What the texts of a golden file are kept in: the same name, with this ending."""


@dataclass(slots=True)
class Rehearsal:
    """What came of all golden files.

    Attributes:
        findings: All faults, by file and place.
        played: How many conversations were played, each language and style counted.
        updated: The snapshots that were written anew.
    """

    coverage: Coverage
    findings: list[Finding] = field(default_factory=list)
    played: int = 0
    updated: list[Path] = field(default_factory=list)

    @property
    def has_faults(self) -> bool:
        """Tell whether something is wrong; a text that changed, or a node that was not played, is only a warning."""
        return any(finding.code.startswith("E") for finding in self.findings)


def keep(conversation: Conversation) -> Conversation:
    """Write a conversation as a store seals it, and read it back."""
    return STATES.read(STATES.write((conversation, [])))[0]


def rehearse(settings: Settings, path: Path | None = None, *, update: bool = False, only: str = "") -> Rehearsal:
    """Play golden conversations.

    Args:
        settings: Say what is served.
        path: A golden file or a folder of them; those beside the content unless given.
        update: Write the texts as they are now into the snapshots.
        only: Play only conversations with this in their name.

    Raises:
        ContentError: the conversation that is served has faults, or a file can't be read.
    """
    sources = read_content(settings.flows, settings.content)
    bundle = compile_bundle(sources, whereabouts=settings.whereabouts)
    stage = Stage(sources, bundle, keep=keep)
    trail, found = Trail(), Rehearsal(Coverage(()))
    for file in _files(path or settings.content / GOLDEN):
        snapshot = file.with_suffix(SNAPSHOT)
        before = _read(snapshot) if snapshot.exists() else ""
        rehearsed = stage.rehearse(_shown(file), _read(file), snapshot=before, only=only)
        found.played += rehearsed.played
        trail.add(rehearsed.trail)
        if update and not only and not _faults(rehearsed.findings) and rehearsed.snapshot != before:
            snapshot.write_text(rehearsed.snapshot, encoding="utf-8")
            found.updated.append(snapshot)
            rehearsed.findings = []
        found.findings += rehearsed.findings
    found.coverage = coverage(sources, bundle, trail)
    return found


def _faults(findings: list[Finding]) -> bool:
    return any(finding.code.startswith("E") for finding in findings)


def _files(path: Path) -> Iterator[Path]:
    files = [path] if path.is_file() else sorted(path.glob("*.yaml"))
    if not files:
        raise BotError("There are no golden conversations here.", where=str(path), fix="Name a file or a folder.")
    yield from files


def _shown(file: Path) -> str:
    """Return a path as a person would write it: from here on where that is possible."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ContentError("The file can't be read as UTF-8.", where=str(file), fix="Save it as UTF-8.") from fault
