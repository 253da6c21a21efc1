"""After their day nobody can be read: not in the database, not in its bytes, not in a copy from before."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from bot.errors import Unreadable
from bot.model import Conversation, ConversationId, Sender
from bot.shredding import DayChange
from bot.storage import tables
from bot.storage.bulk import ConversationRow
from bot.storage.conversation_keys import ConversationKeys
from bot.storage.keyring import MemoryShelf, ShelfKeyring, make_keyring
from bot.storage.keys import Entries
from bot.storage.lifetimes import day_of
from bot.storage.sql import SqlStore
from bot.storage.vault import FieldKey, Place
from tests.contracts.stores import OpenStore, SqlBacking, job, says
from tests.fakes import FakeJournal

FEW, ALL = 500, 10_000
WHOLE = [pytest.param(FEW), pytest.param(ALL, marks=[pytest.mark.long, pytest.mark.timeout(1200)])]
OVER = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""Who wrote on the Monday afternoon of the clock was due with Tuesday; this is an hour after it."""
WRAPPED = Place("conversation", "wrapped_dek")


async def people_write(store: OpenStore, count: int) -> list[Conversation]:
    """Let so many people write, each for the first time."""
    senders = [Sender("telegram", f"person {n}") for n in range(count)]
    found: list[Conversation] = []
    for start in range(0, count, FEW):
        turns = [store.run(says(one, one.native_id, answer="Dag.")) for one in senders[start : start + FEW]]
        found += [one for one in await asyncio.gather(*turns) if one is not None]
    return found


def rows_of(url: str) -> list[ConversationRow]:
    """Return all conversations as somebody sees them who has the database."""
    engine = create_engine(make_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        return [ConversationRow(*row) for row in connection.execute(select(tables.conversation))]


def readable(rows: Iterable[ConversationRow], database: SqlBacking) -> int:
    """Return how many rows open with what is left of the keyring: with their own day's key, or with any other."""
    keys, today = ConversationKeys(database.keyring), day_of(database.clock.now())
    left = [key for day in range(today - 40, today + 40) if (key := database.keyring.day_key(day)) is not None]
    return sum(_opens(keys, row) or any(_opens_with(key, row) for key in left) for row in rows)


def _opens(keys: ConversationKeys, row: ConversationRow) -> bool:
    try:
        keys.open(ConversationId(row.id), row.wrapped_dek, row.expires_on)
    except Unreadable:
        return False
    return True


def _opens_with(key: bytes, row: ConversationRow) -> bool:
    try:
        FieldKey(key, key_id=row.expires_on.to_bytes(4)).open(WRAPPED, row.id, row.wrapped_dek)
    except Unreadable:
        return False
    return True


def raw(folder: Path) -> bytes:
    """Return every byte of the database, its journal and whatever lies beside them."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@pytest.fixture
async def sqlite_store(sqlite: SqlBacking) -> AsyncIterator[SqlStore]:
    """An open store on SQLite."""
    store = sqlite.store()
    await store.open()
    yield store
    await store.close()


async def ends_the_day(database: SqlBacking, store: OpenStore) -> None:
    """Go to the hour after the day, and let it end, as the day before."""
    days = DayChange(database.keyring, store, clock=database.clock, journal=FakeJournal())
    for moment in (OVER - timedelta(days=1), OVER):
        database.clock.advance(moment - database.clock.now())
        await days.round()


@pytest.mark.parametrize("count", WHOLE)
async def test_nobody_is_readable_after_their_day(database: SqlBacking, sql_store: OpenStore, count: int) -> None:
    """Of those who wrote, all could be read on their day; none after it, in a backup that was made on it."""
    await people_write(sql_store, count)
    backup = rows_of(database.url)
    before = readable(backup, database)

    await ends_the_day(database, sql_store)

    assert (len(backup), before) == (count, count)
    assert rows_of(database.url) == []
    assert readable(backup, database) == 0


async def test_a_backup_that_is_put_back_shows_nobody(
    sqlite: SqlBacking, sqlite_store: SqlStore, tmp_path: Path
) -> None:
    """The file of yesterday, served with the keyring of today: people are strangers, and the rows go."""
    people = await people_write(sqlite_store, FEW)
    home = tmp_path / "home"
    await sqlite_store.close()
    shutil.copytree(home, tmp_path / "backup")
    restored = SqlBacking(sqlite.clock, f"sqlite:///{tmp_path / 'backup' / 'ajar.db'}")
    restored.keyring = sqlite.keyring
    sqlite.clock.advance(OVER - sqlite.clock.now())
    sqlite.day_comes()
    store = restored.store()
    await store.open()

    known = [await store.run(job(lambda tx, one=one: tx.conversations.of(one.sender))) for one in people]  # type: ignore[misc]
    await store.close()

    assert known == [None] * FEW
    assert rows_of(restored.url) == []


@pytest.mark.parametrize("at_once", [True, False], ids=["all in one work", "one by one"])
async def test_no_wrapped_key_is_left_in_the_files_after_a_wipe(
    sqlite_store: SqlStore, sqlite: SqlBacking, tmp_path: Path, *, at_once: bool
) -> None:
    """Of 500, all lie in database or journal before, none after: not in free pages, not in the journal."""
    people = await people_write(sqlite_store, FEW)
    wrapped = [row.wrapped_dek for row in rows_of(sqlite.url)]
    before = raw(tmp_path / "home")

    works = [people] if at_once else [[one] for one in people]
    await asyncio.gather(
        *(
            sqlite_store.run(job(lambda tx, all_of=all_of: [tx.conversations.forget(one.id) for one in all_of]))  # type: ignore[misc]
            for all_of in works
        )
    )

    after = raw(tmp_path / "home")
    assert sum(key in before for key in wrapped) == FEW
    assert sum(key in after for key in wrapped) == 0


async def test_no_wrapped_key_of_yesterday_is_left_in_the_files(
    sqlite_store: SqlStore, sqlite: SqlBacking, tmp_path: Path
) -> None:
    """Nor does a day's end leave any: a later theft of keyring and file finds nothing to open."""
    await people_write(sqlite_store, FEW)
    wrapped = [row.wrapped_dek for row in rows_of(sqlite.url)]

    await ends_the_day(sqlite, sqlite_store)

    after = raw(tmp_path / "home")
    assert len(wrapped) == FEW
    assert sum(key in after for key in wrapped) == 0


class CountedShelf(MemoryShelf):
    """A shelf that counts who looks at it."""

    looks = 0

    def is_changed(self) -> bool:
        self.looks += 1
        return super().is_changed()

    def read(self) -> Entries:
        self.looks += 1
        return super().read()


async def test_a_turn_never_looks_at_the_shelf_of_the_keyring(sqlite: SqlBacking) -> None:
    """Keys are made ahead and kept in memory: five hundred strangers cost no look at where the keys lie."""
    shelf, root = CountedShelf(), bytes(32)
    make_keyring(shelf, root, sqlite.clock.now())
    keyring = ShelfKeyring(shelf, lambda: (root,))
    store = SqlStore(sqlite.url, keyring, sqlite.clock)
    await store.open()
    opening = shelf.looks

    people = await people_write(store, FEW)
    await store.close()

    assert (len(people), opening, shelf.looks) == (FEW, 1, 1)
