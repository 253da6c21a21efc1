"""Who else may read what Ajar keeps: the modes of files, folders and sockets. It looks, and changes nothing."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.ops.findings import Finding

OTHERS = 0o077
"""Everything that the group and everybody else may do."""


def open_to_others(paths: Iterable[Path]) -> Iterator[Finding]:
    """Tell which of these files, folders and sockets others can reach; what does not exist is passed over."""
    for path in paths:
        try:
            found = path.stat()
        except OSError:
            continue
        mode = stat.S_IMODE(found.st_mode)
        if mode & OTHERS:
            kind, private = _kind(found.st_mode)
            yield Finding(
                f"files.{kind}",
                f"Others may reach this {kind} (mode {mode:04o}).",
                f"Take that away: chmod {private} {path}",
                where=str(path),
            )


def sockets_in(folder: Path) -> list[Path]:
    """Return the sockets that lie in a folder, by name; none where there is no folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_socket())
    except OSError:
        return []


def _kind(mode: int) -> tuple[str, str]:
    if stat.S_ISDIR(mode):
        return "folder", "700"
    return ("socket", "600") if stat.S_ISSOCK(mode) else ("file", "600")
