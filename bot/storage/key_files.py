"""Files that only this user may read, written as a whole or not at all; knows no keys and no format."""

import fcntl
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Tells one content of a file from the next without reading it."""

    inode: int
    modified_ns: int

    @classmethod
    def of(cls, path: Path) -> "Snapshot | None":
        """Look at the file as it is now; None when there is none."""
        try:
            found = path.stat()
        except OSError:
            return None
        return cls(found.st_ino, found.st_mtime_ns)


def make_private_file(path: Path, content: bytes, *, what: str) -> None:
    """Write a new file; after a crash there is the whole of it, or none.

    Raises:
        SettingsError: there is one already, or the folder can't be written.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        _fill(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, PRIVATE), content)
        try:
            path.hardlink_to(fresh)  # unlike a rename, this takes nobody's place
        finally:
            fresh.unlink()
        _sync_folder(path.parent)
    except OSError as fault:
        with suppress(OSError):
            _take_away(fresh, path)
        if path.exists():
            raise SettingsError(
                f"There is a {what} already.",
                where=str(path),
                fix="It is left as it is; move it away to make a new one.",
            ) from None
        raise _fault(path, what, fault) from None


def read_private_file(path: Path, *, what: str, cure: str) -> tuple[Snapshot, bytes]:
    """Return a file's content, after a look at who else may read it.

    Raises:
        SettingsError: it is missing (`cure` says what to do then), can't be read, or others can read it too.
    """
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            _check(path, found, what)
            return Snapshot(found.st_ino, found.st_mtime_ns), file.read()
    except FileNotFoundError:
        raise SettingsError(f"The {what} is missing.", where=str(path), fix=cure) from None
    except OSError as fault:
        raise _fault(path, what, fault) from None


def replace_private_file(path: Path, content: bytes) -> Snapshot:
    """Put a new content in the place of the old; after a crash there is the one or the other, whole.

    The old content is overwritten where it lay, which erases it on file systems that write in place. Until that is done
    it keeps a name, so that a process which is killed in between leaves nothing that nobody can find.

    Raises:
        SettingsError: the folder can't be written, or the disk is full. The old content is still there.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        _fill(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, PRIVATE), content)
        snapshot = fresh.stat()
        _put_in_place(fresh, path)
    except OSError as fault:
        with suppress(OSError):
            _take_away(fresh, path)
        raise _fault(path, "file", fault) from None
    return Snapshot(snapshot.st_ino, snapshot.st_mtime_ns)


def move_private_file(source: Path, path: Path) -> None:
    """Put a file in the place of another, whose content is overwritten where it lay.

    Raises:
        SettingsError: the folder can't be written; then both are as they were.
    """
    try:
        _put_in_place(source, path)
    except OSError as fault:
        raise _fault(path, "file", fault) from None


def forget_halves(path: Path) -> None:
    """Erase what a killed process left beside a file: a half of a new content, or the old one that was to go.

    Call it where nobody else writes this file.

    Raises:
        SettingsError: the folder can't be written.
    """
    try:
        for one in halves_of(path):
            _take_away(one, path)
    except OSError as fault:
        raise _fault(path, "file", fault) from None


def halves_of(path: Path) -> list[Path]:
    """Return what a process that writes this file has beside it at this moment, or was killed over."""
    halves = re.compile(rf"{re.escape(path.name)}\.[0-9]+\.(new|old)")
    return [one for one in path.parent.iterdir() if halves.fullmatch(one.name)]


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Let no other process in here as long as this lasts; they wait. What a killed one left is erased first.

    Raises:
        SettingsError: the folder can't be written.
    """
    try:
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        handle = os.open(path.with_name(f"{path.name}.lock"), os.O_CREAT | os.O_RDWR, PRIVATE)
    except OSError as fault:
        raise _fault(path, "file", fault) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        forget_halves(path)
        yield
    finally:
        os.close(handle)


def _check(path: Path, found: os.stat_result, what: str) -> None:
    if found.st_uid != os.geteuid():
        raise SettingsError(
            f"The {what} belongs to another user.", where=str(path), fix="Give it to the user that runs Ajar (chown)."
        )
    if stat.S_IMODE(found.st_mode) & _OTHERS:
        raise SettingsError(
            f"Others may read the {what}.", where=str(path), fix=f"Take that away: chmod 600 {path.name}"
        )


def _fill(handle: int, content: bytes) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_in_place(source: Path, path: Path) -> None:
    """Let a file take the name of another, and erase the other where it lay."""
    old = path.with_name(f"{path.name}.{os.getpid()}.old")
    old.hardlink_to(path)
    try:
        source.replace(path)
        _sync_folder(path.parent)
    finally:
        _take_away(old, path)


def _take_away(one: Path, path: Path) -> None:
    """Erase a file and its name; only the name where it is another one of the file that stays."""
    if not one.exists():
        return
    if not (path.exists() and one.samefile(path)):
        with one.open("r+b") as file:
            os.pwrite(file.fileno(), bytes(os.fstat(file.fileno()).st_size), 0)
            os.fsync(file.fileno())
    one.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fault(path: Path, what: str, fault: OSError) -> SettingsError:
    return SettingsError(
        f"The {what} can't be used: {fault.strerror}.",
        where=str(path),
        fix="Check the folder, its owner and the free space.",
    )
