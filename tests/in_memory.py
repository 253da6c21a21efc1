"""Where the files of tests lie: in memory where there is room, since none of them has to survive the machine."""

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder in it that only its user may enter
ROOM = 1 << 30
"""Bytes that have to be free: all workers together hold a third of it, and containers have a sixteenth."""
PLACE = "PYTEST_DEBUG_TEMPROOT"
"""What pytest makes its temporary folders in, if this is set."""


def lay_files_in_memory() -> None:
    """Let pytest make its folders in memory, unless it was told where: a disk waits for each commit of SQLite."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and _may_start_programs() and _has_room():
        os.environ.setdefault(PLACE, str(MEMORY))


def place_of_files() -> str | None:
    """Return the folder in which temporary folders are made; None for the one of the machine."""
    return os.environ.get(PLACE)


def _may_start_programs() -> bool:
    return not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC


def _has_room() -> bool:
    return shutil.disk_usage(MEMORY).free >= ROOM
