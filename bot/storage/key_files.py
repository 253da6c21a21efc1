"""Files that only this user may read, written as a whole or not at all; knows no keys and no format."""

import fcntl
import os
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

    The old content is overwritten where it lay, which erases it on file systems that write in place.

    Raises:
        SettingsError: the folder can't be written, or the disk is full. The old content is still there.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with path.open("r+b") as old:
            _fill(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, PRIVATE), content)
            snapshot = fresh.stat()
            fresh.replace(path)
            _sync_folder(path.parent)
            _overwrite(old.fileno())
    except OSError as fault:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise _fault(path, "file", fault) from None
    return Snapshot(snapshot.st_ino, snapshot.st_mtime_ns)


def move_private_file(source: Path, path: Path) -> None:
    """Put a file in the place of another, whose content is overwritten where it lay.

    Raises:
        SettingsError: the folder can't be written; then both are as they were.
    """
    try:
        with path.open("r+b") as old:
            source.replace(path)
            _sync_folder(path.parent)
            _overwrite(old.fileno())
    except OSError as fault:
        raise _fault(path, "file", fault) from None


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Let no other process in here as long as this lasts; they wait.

    Raises:
        SettingsError: the folder can't be written.
    """
    try:
        handle = os.open(path.with_name(f"{path.name}.lock"), os.O_CREAT | os.O_RDWR, PRIVATE)
    except OSError as fault:
        raise _fault(path, "file", fault) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
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


def _overwrite(handle: int) -> None:
    os.pwrite(handle, bytes(os.fstat(handle).st_size), 0)
    os.fsync(handle)


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
