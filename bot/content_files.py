"""The files of a conversation, read from disk as text; what stands in them is no concern of this module."""

from collections.abc import Iterator
from pathlib import Path

from bot.errors import ContentError

CONTENT = ("crisis.yaml", "helplines.yaml", "wording.yaml")
FOLDERS = (("flows", "*.yaml"), ("pages", "*.md"), ("crisis", "ordinary.txt"), ("crisis", "hunch.json"))
"""Folders of the content, and the files that are read from them."""


def read_content(flows: Path, content: Path) -> dict[str, str]:
    """Return the text of every file by its name, with its folder where it lies in one.

    Raises:
        ContentError: a file is missing, or is no text.
    """
    sources = {"flows.yaml": _read(flows, "AJAR_FLOWS")}
    for path in _files(content):
        sources[path.relative_to(content).as_posix()] = _read(path, "AJAR_CONTENT")
    return sources


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
