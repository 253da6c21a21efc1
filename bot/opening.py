"""Open what outlives a process, as the settings say: root key, keyring, database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError, StoreDown
from bot.ops.clock import SystemClock
from bot.ops.logs import LogJournal
from bot.settings import Settings
from bot.storage.keyring import FileKeyring, Keyring, make_keyring, make_root_key, read_root_key
from bot.storage.sql import SqlStore


@dataclass(frozen=True, slots=True)
class Kept:
    """What outlives the process: opened once, shared by all."""

    store: SqlStore
    keyring: Keyring
    clock: SystemClock
    journal: LogJournal


def make_keys(settings: Settings) -> bool:
    """Make the root key and the keyring, where neither exists; tells whether they were made.

    Raises:
        SettingsError: only one of them is there, or a folder can't be written.
    """
    root, keyring = settings.root_key, settings.keyring_file
    if root.exists() and keyring.exists():
        return False
    if keyring.exists():
        raise SettingsError("There is a keyring but no root key.", where=str(root), fix="Restore the root key.")
    for folder in {root.parent, keyring.parent}:
        _make_folder(folder)
    if not root.exists():
        make_root_key(root)
    make_keyring(keyring, read_root_key(root), SystemClock().now().date())
    return True


def open_keyring(settings: Settings) -> FileKeyring:
    """Open the keyring, with the keys of today and the days to come in it.

    Raises:
        SettingsError: a key file is missing, damaged, or open to others.
    """
    keyring = FileKeyring(settings.keyring_file, read_root_key(settings.root_key))
    keyring.refresh(SystemClock().now().date())
    return keyring


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Kept]:
    """Open keyring and database as long as the block lasts. A home that is new altogether gets its keys first.

    Raises:
        SettingsError: something is missing or damaged; says what to do.
    """
    if _is_new(settings):
        await asyncio.to_thread(make_keys, settings)
    keyring = await asyncio.to_thread(open_keyring, settings)
    clock = SystemClock()
    store = SqlStore(settings.database, keyring, clock)
    try:
        await store.open()
    except StoreDown as fault:
        embedded = settings.database_url is None
        raise SettingsError(
            "The database can't be opened: it does not answer, or it is damaged.",
            where=str(settings.home / "ajar.db") if embedded else "AJAR_DATABASE_URL",
            fix="Put its backup back, or move it away."
            if embedded
            else "Check that it runs and that the URL is right.",
        ) from fault
    try:
        yield Kept(store, keyring, clock, LogJournal())
    finally:
        await store.close()


def _is_new(settings: Settings) -> bool:
    """Tell whether nothing was ever kept here, so that making keys can't hide that some were lost."""
    if settings.database_url is not None:
        return False
    return not any(path.exists() for path in (settings.home / "ajar.db", settings.keyring_file, settings.root_key))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise SettingsError(
            "The folder can't be made.", where=str(folder), fix="Check its owner, or set AJAR_HOME."
        ) from fault
