"""The limits that a server meets first: open files, and pauses of the garbage collector."""

import gc
import sys

YOUNG_OBJECTS = 20_000
"""So many new objects until the collector looks at the young ones; a turn makes hundreds, a start hundreds of
thousands, nearly all without cycles."""


def raise_open_files() -> None:
    """Allow as many open connections as this user may have: each page and each call to a platform is one."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not there on Windows

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def collect_seldom() -> None:
    """Look for garbage less often than Python does by itself: a fifth of the time that compiling took was that."""
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])


def spare_what_is_loaded() -> None:
    """Take what the start loaded out of the collector's rounds: it stays anyway, and looking at it all stops turns."""
    gc.collect()
    gc.freeze()
