"""Lines of the audit trail go after their time, and nobody else can make them go; told over SQLite and PostgreSQL."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine

from bot.errors import AuditBroken
from bot.model import AUDIT_CUT, AuditLine, AuditMark
from bot.ports import Subkey
from bot.storage.inspection import inspect_trail
from bot.storage.tables import audit
from bot.storage.witness_file import WitnessFile
from bot.witness import Witness, attested
from tests.contracts.stores import ADA, BO, OpenStore, SqlBacking, job
from tests.fakes import FakeJournal

KEPT = timedelta(days=366)
LINES, APART = 5, timedelta(days=10)
"""So many times somebody does one thing, with so much time in between."""


async def did(store: OpenStore, action: str) -> None:
    """Let Ada do something."""
    await store.run(job(lambda tx: tx.staff.audit(ADA, action, bytes(16))))


async def trail(store: OpenStore) -> tuple[AuditLine, ...]:
    """Return what `ajar staff audit` lists."""
    return await store.run(job(lambda tx: tx.staff.audit_trail()))


async def cut(store: OpenStore) -> int:
    """Let go what is past its time."""
    return await store.run(job(lambda tx: tx.staff.cut_audit(tx.now - KEPT)))


async def mark(store: OpenStore, number: int | None = None) -> AuditMark | None:
    """Return how far the trail has come."""
    return await store.run(job(lambda tx: tx.staff.audit_mark(number)))


def check(database: SqlBacking, seen: AuditMark | None = None) -> None:
    """Read the trail as `ajar doctor` does."""
    inspect_trail(database.url, database.keyring.subkey(Subkey.AUDIT), seen)


@pytest.fixture
async def old(database: SqlBacking, sql_store: OpenStore) -> OpenStore:
    """A store whose trail began a year and fifty days ago."""
    for _ in range(LINES):
        await did(sql_store, "open")
        database.clock.advance(APART)
    database.clock.advance(KEPT - timedelta(minutes=1))
    return sql_store


async def test_what_is_past_its_time_goes_and_the_rest_is_whole(database: SqlBacking, old: OpenStore) -> None:
    """The newest line stays whatever its age; the first says that it was cut here, the last that it was done."""
    went = await cut(old)

    first, *_, newest, last = await trail(old)
    assert went == LINES - 1
    assert (first.number, first.action, first.staff_id, first.subject) == (LINES - 1, AUDIT_CUT, "ajar", b"")
    assert (newest.number, newest.action) == (LINES, "open")
    assert (last.action, int.from_bytes(last.subject)) == ("audit_cut", LINES - 1)
    check(database, await mark(old))


async def test_a_few_lines_wait_for_others(database: SqlBacking, sql_store: OpenStore) -> None:
    """Nothing goes before a month of lines is past its time, and then all of them; in between nothing."""
    for _ in range(16):
        await did(sql_store, "open")
        database.clock.advance(timedelta(days=5))
    database.clock.advance(KEPT - timedelta(days=55))
    assert await cut(sql_store) == 0

    database.clock.advance(timedelta(days=6))
    assert await cut(sql_store) == 7
    assert await cut(sql_store) == 0
    check(database, await mark(sql_store))

    database.clock.advance(timedelta(days=36))
    assert await cut(sql_store) == 7
    assert [line.action for line in await trail(sql_store)].count(AUDIT_CUT) == 1
    check(database, await mark(sql_store))


async def test_nothing_goes_before_its_time(database: SqlBacking, sql_store: OpenStore) -> None:
    """A year is a year, also a leap year."""
    await did(sql_store, "open")
    await did(sql_store, "close")
    database.clock.advance(KEPT)

    assert await cut(sql_store) == 0
    assert [line.number for line in await trail(sql_store)] == [1, 2]


@pytest.mark.parametrize("number", [LINES - 1, LINES, LINES + 1])
async def test_who_cuts_further_is_found(database: SqlBacking, old: OpenStore, engine: Engine, number: int) -> None:
    """The anchor, the line behind it, and the newest: none can be taken out unseen."""
    await cut(old)
    seen = await mark(old)
    with engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.number == number))

    with pytest.raises(AuditBroken):
        check(database, seen)


async def test_who_makes_an_anchor_is_found(database: SqlBacking, old: OpenStore, engine: Engine) -> None:
    """Of any line, with the proof of the true one or with none."""
    await cut(old)
    for _ in range(3):
        await did(old, "claim")
    with engine.begin() as connection:
        true = connection.execute(select(audit).order_by(audit.c.number)).mappings().first()
        assert true is not None
        victim = LINES + 2
        connection.execute(delete(audit).where(audit.c.number < victim))
        values = {name: true[name] for name in ("minute", "staff_id", "action", "subject")}
        connection.execute(update(audit).where(audit.c.number == victim).values(**values))

    with pytest.raises(AuditBroken) as broken:
        check(database)

    assert broken.value.number == victim


@pytest.mark.parametrize("change", [{"minute": 1}, {"subject": b""}, {"mac": bytes(32)}, {"action": "open"}])
async def test_an_anchor_that_was_altered_is_found(
    database: SqlBacking, old: OpenStore, engine: Engine, change: dict[str, object]
) -> None:
    """Its number, moment and code are proven as well."""
    await cut(old)
    with engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.number == LINES - 1).values(**change))

    with pytest.raises(AuditBroken):
        check(database)


async def test_an_anchor_counts_at_the_beginning_only(database: SqlBacking, old: OpenStore, engine: Engine) -> None:
    """A line before it that nobody can vouch for is a break."""
    await cut(old)
    forged = {"number": 3, "minute": 1, "staff_id": "eve", "action": "look", "subject": b"", "mac": bytes(32)}
    with engine.begin() as connection:
        connection.execute(insert(audit).values(**forged))

    with pytest.raises(AuditBroken) as broken:
        check(database)

    assert broken.value.number == 3


async def test_a_broken_chain_is_not_cut(old: OpenStore, engine: Engine) -> None:
    """Or the cut would hide what was done to it."""
    with engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.number == 4).values(staff_id="eve"))

    with pytest.raises(AuditBroken) as broken:
        await cut(old)

    assert broken.value.number == 4
    with engine.connect() as connection:
        assert len(connection.execute(select(audit.c.number)).all()) == LINES


async def test_the_witness_lets_lines_go_and_is_no_less_watchful(
    database: SqlBacking, old: OpenStore, engine: Engine, tmp_path: Path
) -> None:
    """Its own note, and that of a host which looked long before the cut, are no alarm; a missing end is."""
    memory = WitnessFile(tmp_path / "audit.seen")
    witness = Witness(old, memory, clock=database.clock, journal=FakeJournal(), kept=KEPT)
    long_ago = await mark(old, 2)
    await witness.look()
    await witness.look()

    seen = memory.read()
    assert seen == await mark(old)
    assert long_ago is not None
    await old.run(job(lambda tx: attested(tx, long_ago)))
    check(database, long_ago)
    with engine.begin() as connection:
        connection.execute(delete(audit).where(audit.c.number == LINES + 1))
    with pytest.raises(AuditBroken):
        await witness.look()


async def test_two_hosts_that_cut_and_write_at_once_make_one_chain(database: SqlBacking, old: OpenStore) -> None:
    """Whoever comes second finds nothing to cut."""
    other = database.store()
    await other.open()

    for store in (old, other, old):
        await cut(store)
        await store.run(job(lambda tx: tx.staff.audit(BO, "open")))

    check(database, await mark(old))
    assert [line.action for line in await trail(old)].count("audit_cut") == 1
    await other.close()


async def test_every_store_lets_lines_go(store: OpenStore) -> None:
    """In memory, too; what is young stays."""
    await store.run(job(lambda tx: tx.staff.audit(ADA, "login")))
    await store.run(job(lambda tx: tx.staff.audit(ADA, "open")))

    went = await store.run(job(lambda tx: tx.staff.cut_audit(tx.now + timedelta(days=31))))
    await store.run(job(lambda tx: tx.staff.audit(ADA, "close")))

    assert went == 1
    assert [line.action for line in await trail(store) if line.staff_id == ADA] == ["open", "close"]
