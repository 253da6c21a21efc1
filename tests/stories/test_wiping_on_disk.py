"""What a wipe leaves on the disk: not a row and not a key; and what becomes of somebody whose row was altered there."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock
from tests.house import House
from tests.stories.test_the_whole_way import mia_talks, mia_waits

OF_PEOPLE = """
    SELECT id FROM conversation UNION ALL SELECT conv_id FROM outbox UNION ALL SELECT conv_id FROM message_ref
    UNION ALL SELECT conv_id FROM timer UNION ALL SELECT conv_id FROM relay
    UNION ALL SELECT conv_id FROM draft
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies."""
    return tmp_path / "ajar.db"


@pytest.fixture
async def house(clock: FakeClock, path: Path) -> AsyncIterator[House]:
    """A house on a database in a file."""
    store = SqlStore(f"sqlite:///{path}", MemoryKeyring(clock.now()), clock)
    await store.open()
    await store.serve()
    house = House(store, clock)
    yield house
    await house.tasks.end()
    await store.close()


def _rows(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(question).fetchall()


def _bytes_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("word", ["stop", "laat staan"])
@pytest.mark.parametrize("arrives_at", [mia_waits, mia_talks], ids=["in the queue", "in a talk"])
async def test_nothing_of_a_person_is_left_after_the_last_line(
    house: House, path: Path, arrives_at: object, word: str
) -> None:
    """The last line makes nothing anew: no row with its id, no conversation, no timer, and their key is overwritten."""
    if arrives_at is mia_talks:
        mia, _, _ = await mia_talks(house)
    else:
        house.counsellor("Ada")
        mia = await mia_waits(house)
    keys = [wrapped for (wrapped,) in _rows(path, "SELECT wrapped_dek FROM conversation")]
    assert len(keys) == 1
    assert keys[0] in _bytes_on_disk(path)

    await mia.says(word)

    assert _rows(path, OF_PEOPLE) == []
    assert _rows(path, "SELECT conv_id, card FROM handover_case") == [(None, None)]
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert keys[0] not in _bytes_on_disk(path)


async def test_somebody_whose_row_was_altered_gets_the_numbers_and_is_noted(house: House, path: Path) -> None:
    """Nobody who dared to write is left without an answer, and the row stays for whoever looks into it."""
    mia = house.person("Mia")
    await mia.starts()
    mia.reads()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE conversation SET state = zeroblob(length(state))")

    for word in ("hoi", "stop"):
        await mia.says(word)
        mia.was_told("bel 112")

    assert [fields["fault"] for event, fields in house.journal.lines if event == "turn_failed"] == ["Unreadable"] * 2
    assert len(_rows(path, "SELECT id FROM conversation")) == 1


async def test_an_altered_row_of_one_keeps_nobody_else_waiting(house: House, path: Path) -> None:
    """Theirs alone is broken."""
    mia, ben = house.person("Mia"), house.person("Ben")
    await mia.starts()
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE conversation SET state = zeroblob(length(state))")

    await ben.says("hoi")

    ben.was_told("Je praat met een bot")
