"""What the machine may do with the memory of this process: never dump it, and where it may swap it; knows no settings.

A core dump, and a page that was swapped out, hold keys and words of people on a disk that nobody wipes.
"""

import ctypes
import os
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.ops.findings import Finding, Gravity

PRIVATE_UMASK = 0o077
_GET_DUMPABLE, _SET_DUMPABLE = 3, 4
_IN_MEMORY = "/dev/zram"
"""Compressed memory: what is swapped there lies on no disk."""


def harden() -> None:
    """Let this process leave no core dump, and its new files be its own; `exposures` finds what did not work."""
    os.umask(PRIVATE_UMASK)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The limit alone does not stop a core pattern that is a pipe, as where a service collects crashes.
    _prctl(_SET_DUMPABLE, 0)


def exposures() -> Iterator[Finding]:
    """Tell in what way the memory of this process, made as `harden` can make it, may still end up on a disk."""
    if resource.getrlimit(resource.RLIMIT_CORE) != (0, 0) or _prctl(_GET_DUMPABLE, 0) not in {0, None}:
        yield Finding(
            "host.core",
            "A crash may write the memory of this process, with keys in it, to a disk.",
            "Switch core dumps off: `ulimit -c 0`, LimitCORE=0 in a unit of systemd, `ulimits: {core: 0}` in compose.",
        )


def swaps(listing: str | None = None, is_encrypted: Callable[[str], bool] | None = None) -> Iterator[Finding]:
    """Tell where pages of this process may be swapped to a disk in the clear.

    Args:
        listing: As /proc/swaps; None reads it, and looks whether this process may be swapped at all.
        is_encrypted: Tells of a device whether it is; None asks the kernel.
    """
    if listing is None:
        if _may_not_swap():
            return
        listing = _read(Path("/proc/swaps"))
    encrypted = is_encrypted or _is_encrypted
    names = [line.split()[0] for line in listing.splitlines()[1:] if line.strip()]
    for name in names:
        if not name.startswith(_IN_MEMORY) and not encrypted(name):
            yield Finding(
                "host.swap",
                "Memory may be swapped to this disk in the clear, with keys and words of people in it.",
                "Switch it off (`swapoff -a`, and take it out of /etc/fstab), encrypt it, or give the service none: "
                "MemorySwapMax=0 in a unit of systemd, `memswap_limit` equal to `mem_limit` in compose.",
                where=name,
                gravity=Gravity.WARNING,
            )


def _may_not_swap() -> bool:
    """Tell whether the control group of this process allows no swap."""
    for line in _read(Path("/proc/self/cgroup")).splitlines():
        number, _, rest = line.partition(":")
        if number == "0":
            group = Path("/sys/fs/cgroup") / rest.partition(":")[2].lstrip("/")
            return any(_read(one / "memory.swap.max").strip() == "0" for one in (group, *group.parents))
    return False


def _is_encrypted(device: str) -> bool:
    name = Path(device).resolve().name
    return _read(Path("/sys/block") / name / "dm" / "uuid").startswith("CRYPT-")


def _read(path: Path) -> str:
    """Return what the kernel says, or nothing where it says nothing."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _prctl(option: int, value: int) -> int | None:
    """Ask Linux for a property of this process; None on other systems, which have none."""
    if sys.platform != "linux":
        return None
    return int(ctypes.CDLL(None).prctl(option, value, 0, 0, 0))
