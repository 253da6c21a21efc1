"""The limits of the operating system that a server meets first."""

import sys


def raise_open_files() -> None:
    """Allow as many open connections as this user may have: each page and each call to a platform is one."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not there on Windows

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
