"""Whether the audit trail is whole, from its first line to the last one that this host saw."""

import asyncio
from collections.abc import Sequence

from bot.errors import AuditBroken
from bot.keyrings import open_keyring
from bot.ops.findings import Finding
from bot.ports import Clock, Subkey
from bot.settings import Settings
from bot.storage.inspection import inspect_trail
from bot.storage.witness_file import WitnessFile


async def check(settings: Settings, _: Clock) -> Sequence[Finding]:
    """Read the whole trail.

    Raises:
        SettingsError: the keyring, or the note of how far it had come, can't be read.
        StoreDown: the database does not answer.
    """
    if not settings.root_key.exists():
        return []  # told by the check of keys
    key = (await asyncio.to_thread(open_keyring, settings)).subkey(Subkey.AUDIT)
    try:
        await asyncio.to_thread(inspect_trail, settings.database, key, WitnessFile(settings.witness_file).read())
    except AuditBroken as broken:
        fix = f"{broken.fix} If it was a backup that was put back: `ajar staff audit --accept`."
        return [Finding("audit.broken", broken.what, fix, where="AJAR_DATABASE_URL")]
    return []
