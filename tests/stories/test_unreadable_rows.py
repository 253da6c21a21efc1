"""Rows that wait and that nobody can read: altered on the disk, or of another version of the program."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import TryLater
from bot.model import LineFrom, LineState
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock
from tests.house import House, Person
from tests.stories.test_the_whole_way import mia_talks


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


def make_unreadable(path: Path) -> None:
    """Let nobody read any more what waits to be sent."""
    with closing(sqlite3.connect(path)) as database, database:
        assert database.execute("UPDATE outbox SET payload = zeroblob(length(payload))").rowcount


def counts(path: Path) -> tuple[int, int]:
    """Count conversations and what waits to be sent."""
    with closing(sqlite3.connect(path)) as database:
        (found,) = database.execute("SELECT (SELECT count(*) FROM conversation), (SELECT count(*) FROM outbox)")
    return int(found[0]), int(found[1])


async def waits_for_a_question(house: House) -> Person:
    """Somebody answers, and the channel makes the next question wait."""
    mia = house.person("Mia")
    await mia.starts()
    house.channel.faults = [TryLater("busy", timedelta(minutes=1))]
    await mia.chooses("ja")
    mia.reads()
    return mia


async def test_what_was_to_be_asked_is_asked_at_the_next_sign_of_life(house: House, path: Path) -> None:
    """It is told in the log, keeps nobody else waiting, and nothing counts as an answer to it."""
    mia, ben = await waits_for_a_question(house), house.person("Ben")
    make_unreadable(path)

    await house.restarts()

    assert ("rows_lost", {"count": 1}) in house.journal.lines
    assert mia.reads() == []
    await mia.says("1")
    mia.was_told("In welk land")
    await mia.says("1")
    mia.was_told("Wat past het best bij jou?")
    await ben.says("hoi")
    ben.was_told("Je praat met een bot")


async def test_the_desk_is_told_that_nobody_knows_whether_its_words_arrived(house: House, path: Path) -> None:
    """And the next ones do."""
    mia, ada, case_id = await mia_talks(house)
    house.channel.faults = [TryLater("busy", timedelta(minutes=1))]
    await ada.says(case_id, "Ik ben er.")
    make_unreadable(path)

    await house.restarts()
    ada = house.counsellor("Ada")
    assert [line.state for line in (await ada.reads(case_id)).lines if line.number == 1] == [LineState.UNKNOWN]
    await ada.says(case_id, "Ben je er nog?")

    mia.was_told("Ben je er nog?")


@pytest.mark.parametrize("word", ["stop", "laat staan"])
@pytest.mark.parametrize("restarts", [False, True])
async def test_a_wipe_takes_rows_that_nobody_can_read(house: House, path: Path, word: str, *, restarts: bool) -> None:
    """They stand in nobody's way, and least of all in that of a wipe."""
    mia = await waits_for_a_question(house)
    make_unreadable(path)
    if restarts:
        await house.restarts()

    await mia.says(word)
    await house.minutes_pass(2)

    assert mia.reads()
    assert counts(path) == (0, 0)


async def test_a_wipe_that_nobody_can_read_is_carried_out(house: House, path: Path) -> None:
    """What takes messages away needs no words; the last line is left out, and all is forgotten."""
    mia = house.person("Mia")
    await mia.starts()
    stood = set(mia.chat)
    house.channel.deletion_faults = [TryLater("busy", timedelta(minutes=1))]
    await mia.says("stop")
    make_unreadable(path)
    mia.reads()

    await house.restarts()
    await house.minutes_pass(2)

    assert stood.isdisjoint(mia.chat)
    assert mia.reads() == []
    assert counts(path) == (0, 0)


async def test_what_waits_for_a_conversation_that_was_altered_is_lost_with_a_word(house: House, path: Path) -> None:
    """Nothing of it can be read any more: the log says how many rows went, and the start goes on."""
    mia, ada, case_id = await mia_talks(house)
    house.channel.faults = [TryLater("busy", timedelta(minutes=1))]
    await ada.says(case_id, "Dag.")
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE conversation SET state = zeroblob(length(state))")

    await house.restarts()

    assert ("rows_lost", {"count": 1}) in house.journal.lines
    assert mia.reads() == []
    assert counts(path)[1] == 0


async def test_a_counsellor_reads_the_rest_of_a_talk_and_the_operator_hears_of_it_once(
    house: House, path: Path
) -> None:
    """Two lines of five were altered: the talk goes on, and the log counts them, however often they are read."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("Mag ik iets vragen?")
    await ada.says(case_id, "Ja, graag.")
    await mia.says("Kan ik hier weg?")
    before = (await ada.reads(case_id)).lines
    with closing(sqlite3.connect(path)) as database, database:
        first, second = [line.number for line in before if "?" in line.text or line.author is LineFrom.COUNSELLOR][:2]
        database.execute("UPDATE relay SET payload = zeroblob(length(payload)) WHERE number IN (?, ?)", (first, second))

    await ada.says(case_id, "Samen kijken we wat kan.")
    await mia.says("Dank je.")
    lines = [(await ada.reads(case_id)).lines for _ in range(3)][-1]

    assert [line.number for line in lines if line.is_lost] == [first, second]
    assert [line.author for line in lines[: len(before)]] == [line.author for line in before]
    assert [line.text for line in lines[-2:]] == ["Samen kijken we wat kan.", "Dank je."]
    assert house.journal.lines.count(("rows_lost", {"count": 2})) == 1
    mia.was_told("Samen kijken we wat kan.")
