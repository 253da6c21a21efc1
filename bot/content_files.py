"""The files of a conversation, read from disk: as text, or compiled."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import ContentError
from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.return_words import ReturnWords
from bot.model import LANGUAGES

CONTENT = ("crisis.yaml", "helplines.yaml", "wording.yaml")
FOLDERS = (
    ("", "canned.yaml"),
    ("", "hours.yaml"),
    ("", "steps.yaml"),
    ("flows", "*.yaml"),
    ("pages", "*.md"),
    ("crisis", "ordinary.txt"),
    ("crisis", "hunch.json"),
)
"""Folders of the content, and the files that are read from them where they are there."""


_RETURN_WORDS = Path(__file__).parent / "content" / "return_phrase"
"""Shipped with the code, not with the conversation: a list that changed would open nothing that an older one closed."""


def read_return_words() -> ReturnWords:
    """Return the words that return phrases are made of."""
    return ReturnWords({
        language: (_RETURN_WORDS / f"{language}.txt").read_text(encoding="utf-8").split() for language in LANGUAGES
    })  # fmt: skip


def read_content(flows: Path, content: Path) -> dict[str, str]:
    """Return the text of every file by its name, with its folder where it lies in one.

    Raises:
        ContentError: a file is missing, or is no text.
    """
    sources = {"flows.yaml": _read(flows, "AJAR_FLOWS")}
    for path in _files(content):
        sources[path.relative_to(content).as_posix()] = _read(path, "AJAR_CONTENT")
    return sources


def compile_content(flows: Path, content: Path, today: date | None = None) -> Bundle:
    """Read and compile what is served; with a day, help lines whose own is past or near are among the warnings.

    Raises:
        ContentError: every fault of every file, or the file that can't be read.
    """
    return compile_bundle(read_content(flows, content), today)


@dataclass(frozen=True, slots=True)
class ContentFiles:
    """The files of one conversation, for whoever looks at them again and again."""

    flows: Path
    content: Path

    def read(self) -> dict[str, str]:
        """Return the text of every file by its name, as `read_content` does.

        Raises:
            ContentError: a file is missing, or is no text.
        """
        return read_content(self.flows, self.content)

    def stamp(self) -> Hashable:
        """Return what is different once a file was saved, added or taken away."""
        return tuple((path, *_saved(path)) for path in (self.flows, *_files(self.content)))


def _saved(path: Path) -> tuple[int, int]:
    """Return when a file was saved, and its size; an editor program may take it away for a moment while saving."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _files(content: Path) -> Iterator[Path]:
    for name in CONTENT:
        yield content / name
    for folder, pattern in FOLDERS:
        yield from sorted((content / folder).glob(pattern))


def _read(path: Path, setting: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise ContentError("The file is not UTF-8.", where=str(path), fix="Save it as UTF-8.") from fault
    except OSError as fault:
        raise ContentError("The file can't be read.", where=str(path), fix=f"Check {setting}.") from fault
