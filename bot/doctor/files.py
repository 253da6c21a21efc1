"""Whether others can reach what lies in the home."""

from collections.abc import Sequence

from bot.hardening import exposed_files
from bot.ops.findings import Finding
from bot.ports import Clock
from bot.settings import Settings


async def check(settings: Settings, _: Clock) -> Sequence[Finding]:
    """Look at the modes of home, keys, database and sockets."""
    return list(exposed_files(settings))
