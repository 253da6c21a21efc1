"""Open what outlives a process, as the settings say: root key, keyring, database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.errors import SettingsError, StoreDown
from bot.keyrings import are_new, make_keys, open_keyring
from bot.ops.clock import SystemClock
from bot.ops.logs import LogJournal
from bot.ports import Journal, Keyring
from bot.settings import Settings
from bot.storage.sql import SqlStore


@dataclass(frozen=True, slots=True)
class Kept:
    """What outlives the process: opened once, shared by all."""

    store: SqlStore
    keyring: Keyring
    clock: SystemClock
    journal: Journal


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Kept]:
    """Open keyring and database as long as the block lasts. A home that is new altogether gets its keys first.

    Raises:
        SettingsError: something is missing or damaged; says what to do.
    """
    clock = SystemClock()
    if are_new(settings):
        await asyncio.to_thread(make_keys, settings, clock.now())
    keyring = await asyncio.to_thread(open_keyring, settings)
    await asyncio.to_thread(keyring.make_ahead, clock.now())
    store = SqlStore(settings.database, keyring, clock, zone=settings.whereabouts.zone)
    try:
        await store.open()
    except StoreDown as fault:
        embedded = settings.embedded_database
        raise SettingsError(
            "The database can't be opened: it does not answer, or it is damaged.",
            where=str(embedded) if embedded else "AJAR_DATABASE_URL",
            fix="Put its backup back, or move it away."
            if embedded
            else "Check that it runs and that the URL is right.",
        ) from fault
    try:
        yield Kept(store, keyring, clock, LogJournal())
    finally:
        await store.close()
