"""A trail that was cut, altered or reordered is found, wherever and by whom; told over SQLite and PostgreSQL."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.engine import Engine

from bot.errors import AuditBroken, SettingsError
from bot.model import AuditMark, StaffId
from bot.ports import Job, Subkey, Transaction
from bot.storage.inspection import inspect_trail
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from bot.storage.tables import audit
from bot.storage.witness_file import WitnessFile
from bot.witness import Witness, attested
from tests.contracts.stores import ADA, BO, OpenStore, SqlBacking, job
from tests.fakes import FakeJournal

LINES = 6
A_YEAR = timedelta(days=366)


@pytest.fixture
async def trail(sql_store: OpenStore) -> OpenStore:
    """A store in which two counsellors did something."""

    def work(tx: Transaction) -> None:
        for number in range(LINES):
            tx.staff.audit((ADA, BO)[number % 2], "open", bytes([number]) * 16)

    await sql_store.run(job(work))
    return sql_store


def check(database: SqlBacking, seen: AuditMark | None = None) -> None:
    """Read the trail as `ajar doctor` does."""
    inspect_trail(database.url, database.keyring.subkey(Subkey.AUDIT), seen)


async def mark(store: OpenStore, number: int | None = None) -> AuditMark | None:
    """Return how far the trail has come."""
    return await store.run(job(lambda tx: tx.staff.audit_mark(number)))


@pytest.mark.usefixtures("trail")
async def test_a_trail_that_was_altered_stops_no_start_and_the_keys_of_another_do(
    database: SqlBacking, engine: Engine
) -> None:
    """One line that still carries its code tells whose keys these are; with other keys nothing is opened."""
    with engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.number != 3).values(staff_id="eve"))
    store = database.store()
    stranger = SqlStore(database.url, MemoryKeyring(database.clock.now()), database.clock)

    await store.open()
    await store.close()
    with pytest.raises(SettingsError, match="not those of this database"):
        await stranger.open()


@pytest.mark.parametrize("number", range(1, LINES + 1))
@pytest.mark.parametrize(
    "change", [{"staff_id": "eve"}, {"action": "look"}, {"minute": 1}, {"subject": b""}, {"mac": bytes(32)}]
)
@pytest.mark.usefixtures("trail")
async def test_a_line_that_was_altered_is_named(
    database: SqlBacking, engine: Engine, number: int, change: dict[str, object]
) -> None:
    """Whichever field of whichever line."""
    with engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.number == number).values(**change))

    with pytest.raises(AuditBroken) as broken:
        check(database)

    assert broken.value.number == number


@pytest.mark.parametrize("number", range(1, LINES + 1))
async def test_a_line_that_was_cut_out_is_found(
    database: SqlBacking, trail: OpenStore, engine: Engine, number: int
) -> None:
    """Also the first; and the last, because a host has noted how far the trail had come."""
    seen = await mark(trail)
    with engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.number == number))

    with pytest.raises(AuditBroken):
        check(database, seen)


@pytest.mark.usefixtures("trail")
async def test_lines_that_changed_places_are_found(database: SqlBacking, engine: Engine) -> None:
    """With their codes, and with their codes left where they were."""
    with engine.begin() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.number)).mappings().all()
        for here, there in ((rows[1], rows[2]), (rows[2], rows[1])):
            values = {name: there[name] for name in ("staff_id", "action", "subject", "minute", "mac")}
            connection.execute(update(audit).where(audit.c.number == here["number"]).values(**values))

    with pytest.raises(AuditBroken) as broken:
        check(database)

    assert broken.value.number == 2


async def test_a_trail_that_was_emptied_is_found(database: SqlBacking, trail: OpenStore, engine: Engine) -> None:
    """An empty table is a whole chain; only the note beside the keys knows better."""
    seen = await mark(trail)
    with engine.begin() as connection:
        connection.execute(delete(audit))

    check(database)
    with pytest.raises(AuditBroken):
        check(database, seen)


async def test_an_end_that_was_written_anew_is_found(database: SqlBacking, trail: OpenStore, engine: Engine) -> None:
    """Who cuts the end off and lets others be written in its place: the number is there, and it is another line."""
    seen = await mark(trail)
    with engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.number >= LINES - 1))
    for _ in range(3):
        await trail.run(job(lambda tx: tx.staff.audit(ADA, "claim")))

    check(database)
    with pytest.raises(AuditBroken):
        check(database, seen)


async def test_several_writers_make_one_chain(database: SqlBacking, trail: OpenStore) -> None:
    """Processes that write at the same moment wait for each other's line."""
    other = database.store()
    await other.open()

    await asyncio.gather(
        *(one.run(job(lambda tx: tx.staff.audit(BO, "open"))) for one in (trail, other) for _ in range(10))
    )

    check(database, await mark(trail))
    assert await mark(trail, LINES + 20) is not None
    assert await mark(trail, LINES + 21) is None
    await other.close()


async def test_the_witness_notes_how_far_it_came_and_keeps_that_when_the_end_is_gone(
    database: SqlBacking, trail: OpenStore, engine: Engine, tmp_path: Path
) -> None:
    """Every minute; what it says then is one line in the log, without a word of the trail."""
    memory, journal = WitnessFile(tmp_path / "ring" / "audit.seen"), FakeJournal()
    witness = Witness(trail, memory, clock=database.clock, journal=journal, kept=A_YEAR)
    await witness.look()
    await trail.run(job(lambda tx: tx.staff.audit(ADA, "close")))
    await witness.look()
    seen = memory.read()
    with engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.number == LINES + 1))

    loop = asyncio.get_running_loop().create_task(witness.run())
    await database.clock.somebody_lay_down.wait()
    loop.cancel()

    assert seen is not None
    assert seen.number == LINES + 1
    assert memory.read() == seen
    assert [event for event, _ in journal.lines] == ["audit_failed"]
    assert (tmp_path / "ring" / "audit.seen").stat().st_mode & 0o777 == 0o600


def test_a_note_that_is_damaged_says_what_to_do(tmp_path: Path) -> None:
    """It is no reason to believe the trail, and none to fear for it."""
    path = tmp_path / "audit.seen"
    path.touch(mode=0o600)

    with pytest.raises(SettingsError) as damaged:
        WitnessFile(path).read()

    assert "ajar staff audit" in damaged.value.fix


async def test_every_store_knows_its_marks(store: OpenStore) -> None:
    """In memory, too: what was seen is there or it is not."""
    await store.run(Job(lambda tx: tx.staff.audit(StaffId("ada"), "login")))
    seen = await mark(store)
    await store.run(Job(lambda tx: tx.staff.audit(StaffId("ada"), "logout")))

    last = await store.run(Job(lambda tx: attested(tx, seen)))

    assert last is not None
    assert last.number == 2
    assert last == await mark(store)
    with pytest.raises(AuditBroken):
        await store.run(Job(lambda tx: attested(tx, AuditMark(1, b"other"))))


async def test_it_tells_minutes_and_no_words(trail: OpenStore, database: SqlBacking) -> None:
    """Who, what, which case, which minute."""
    lines = await trail.run(job(lambda tx: tx.staff.audit_trail()))

    assert all(line.at.second == line.at.microsecond == 0 for line in lines)
    assert all(database.clock.now() - line.at < timedelta(minutes=1) for line in lines)
    assert {line.action for line in lines} == {"open"}
