"""Who else may read what Ajar keeps: the modes of files, folders and sockets. It looks, and changes nothing."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.ops.findings import Finding

OTHERS = 0o077
"""Everything that the group and everybody else may do."""
OTHERS_OF_ALL = 0o007
"""Everything that everybody else may do, the group left out."""
_WRITE_OF_OTHERS = 0o022


def open_to_others(paths: Iterable[Path]) -> Iterator[Finding]:
    """Tell which of these files, folders and sockets others can reach; what does not exist is passed over."""
    for path in paths:
        found = _look(path)
        mode = 0 if found is None else stat.S_IMODE(found.st_mode)
        if found is not None and mode & OTHERS:
            kind, private = _kind(found.st_mode)
            yield Finding(
                f"files.{kind}",
                f"Others may reach this {kind} (mode {mode:04o}).",
                f"Take that away: chmod {private} {path}",
                where=str(path),
            )


def of_another_user(paths: Iterable[Path], *, or_of_root: bool = False) -> Iterator[Finding]:
    """Tell which of these belong to somebody else than this user; what does not exist is passed over.

    Args:
        paths: Files, folders and sockets.
        or_of_root: Those of the administrator are right too, who may read and exchange everything anyway.
    """
    right = {os.geteuid(), 0} if or_of_root else {os.geteuid()}
    for path in paths:
        found = _look(path)
        if found is not None and found.st_uid not in right:
            kind, _ = _kind(found.st_mode)
            yield Finding(
                "files.owner",
                f"This {kind} belongs to another user (number {found.st_uid}), who can read and exchange it.",
                f"Give it to the user that runs Ajar: chown {os.geteuid()} {path}. Or run this command as that user.",
                where=str(path),
            )


def writable_by_others(folders: Iterable[Path]) -> Iterator[Finding]:
    """Tell in which folders others may put another file in the place of one that they can't read."""
    for folder in folders:
        found = _look(folder)
        if found is not None and found.st_mode & _WRITE_OF_OTHERS:
            yield Finding(
                "files.folder",
                f"Others may exchange what lies in this folder (mode {stat.S_IMODE(found.st_mode):04o}).",
                f"Take that away: chmod go-w {folder}",
                where=str(folder),
            )


def readable_secrets(paths: Iterable[Path]) -> Iterator[Finding]:
    """Tell which files with secrets others may read, or their group may write; a group may be given one to read."""
    for path in paths:
        found = _look(path)
        if found is not None and found.st_mode & (OTHERS_OF_ALL | _WRITE_OF_OTHERS):
            yield Finding(
                "files.secret",
                f"Others may read this file, which holds a secret (mode {stat.S_IMODE(found.st_mode):04o}).",
                f"Take that away: chmod {'640' if found.st_uid == 0 else '600'} {path}",
                where=str(path),
            )


def is_open_to_all(socket: Path) -> bool:
    """Tell whether every user of the machine can talk to a socket: it may be written to, and its folder entered."""
    found, folder = _look(socket), _look(socket.parent)
    if found is None or folder is None or not stat.S_ISSOCK(found.st_mode):
        return False
    return bool(found.st_mode & stat.S_IWOTH and folder.st_mode & stat.S_IXOTH)


def sockets_in(folder: Path) -> list[Path]:
    """Return the sockets that lie in a folder, by name; none where there is no folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_socket())
    except OSError:
        return []


def _look(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _kind(mode: int) -> tuple[str, str]:
    if stat.S_ISDIR(mode):
        return "folder", "700"
    return ("socket", "600") if stat.S_ISSOCK(mode) else ("file", "600")
