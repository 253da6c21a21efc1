"""The limits that a server meets first: open files, and pauses of the garbage collector."""

import gc
import sys

YOUNG_OBJECTS, YOUNG_AT_START = 20_000, 200_000
"""So many new objects until the collector looks at the young ones; a turn makes hundreds, a start a million, nearly all
of them to stay."""


def raise_open_files() -> None:
    """Allow as many open connections as this user may have: each page and each call to a platform is one."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not there on Windows

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def collect_seldom() -> None:
    """While much is loaded, look for garbage less often than Python does by itself: a fifth of the time was that."""
    gc.set_threshold(YOUNG_AT_START, *gc.get_threshold()[1:])


def spare_what_is_loaded() -> None:
    """Take what the start loaded out of the collector's rounds: it stays anyway, and looking at it all stops turns."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, *gc.get_threshold()[1:])
