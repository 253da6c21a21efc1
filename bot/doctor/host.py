"""Whether the memory of the process can end up on a disk."""

from collections.abc import Sequence

from bot.ops import host
from bot.ops.findings import Finding
from bot.ports import Clock
from bot.settings import Settings


async def check(_: Settings, __: Clock) -> Sequence[Finding]:
    """Look for core dumps and swap, in this process, which was hardened as one that serves."""
    return [*host.exposures(), *host.swaps()]
