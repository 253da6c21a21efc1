"""Whether the audit trail is whole, from its first line to the last one that this host saw."""

import asyncio
from collections.abc import Sequence

from bot.errors import AuditBroken, SettingsError, StoreDown
from bot.keyrings import open_keyring
from bot.ops.findings import Finding
from bot.ports import Clock, Subkey
from bot.settings import Settings
from bot.storage.databases import open_database
from bot.storage.inspection import inspect_trail, keys_fit
from bot.storage.witness_file import WitnessFile


async def check(settings: Settings, _: Clock) -> Sequence[Finding]:
    """Read the whole trail.

    Raises:
        SettingsError: the note of how far it had come can't be read.
    """
    try:
        key = (await asyncio.to_thread(open_keyring, settings)).subkey(Subkey.AUDIT)
        if not await asyncio.to_thread(keys_fit, open_database(settings.database), key):
            return []  # told by the check of keys, like each fault of theirs
    except (SettingsError, StoreDown):
        return []
    seen = WitnessFile(settings.witness_file).read()
    try:
        await asyncio.to_thread(inspect_trail, settings.database, key, seen)
    except StoreDown:
        return []  # told by the check of the database
    except AuditBroken as broken:
        fix = f"{broken.fix} If it was a backup that was put back: `ajar staff audit --accept`."
        return [Finding("audit.broken", broken.what, fix, where="AJAR_DATABASE_URL")]
    return []
