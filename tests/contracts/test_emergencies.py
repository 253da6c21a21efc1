"""What every store promises about who may read a case in an emergency; told over memory, SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import create_engine, delete, insert, select, update

from bot.model import Case, CaseId, Emergency, EmergencyReason, Ending, Sender
from bot.ports import Job, Transaction
from bot.storage import tables
from bot.storage.sql import SqlStore
from tests.contracts.stores import ADA, BO, MIA, NOOR, Backing, OpenStore, SqlBacking, began, days_pass, job, waits

MINUTES = timedelta(minutes=15)


def case_now(tx: Transaction, case_id: CaseId) -> Case:
    """Return a case as it stands."""
    case = tx.cases.get(case_id)
    assert case is not None
    return case


def asks(case_id: CaseId, *, words: str = "Zij schreef niets meer.", after: timedelta = MINUTES) -> Job[Emergency]:
    """Return the work that keeps a request, and what it keeps."""

    def work(tx: Transaction) -> Emergency:
        asked = Emergency(b"m" * 16, ADA, EmergencyReason.LIFE, words, tx.now + after)
        assert tx.emergencies.keep(case_now(tx, case_id), asked)
        return asked

    return job(work)


def of(case_id: CaseId) -> Job[Emergency | None]:
    """Return the work that looks at the emergency of a case."""
    return job(lambda tx: tx.emergencies.of(case_now(tx, case_id)))


def everything() -> Job[dict[CaseId, Emergency]]:
    """Return the work that looks at all of them."""
    return job(lambda tx: dict(tx.emergencies.all()))


async def test_one_is_kept_for_each_case_and_the_last_one_stands(store: OpenStore) -> None:
    """What a second person confirmed takes the place of what was asked."""
    mia, noor = [(await waits(store, who)).id for who in (MIA, NOOR)]
    nothing = await store.run(of(mia))
    asked = await store.run(asks(mia))
    allowed = replace(asked, confirmed_by=BO)
    before = await store.run(of(mia))
    await store.run(job(lambda tx: tx.emergencies.keep(case_now(tx, mia), allowed)))
    other = await store.run(asks(noor, after=MINUTES / 2))

    assert nothing is None
    assert (before, await store.run(of(mia))) == (asked, allowed)
    assert list((await store.run(everything())).items()) == [(noor, other), (mia, allowed)]


async def test_it_is_over_by_itself_and_can_be_ended(backing: Backing, store: OpenStore) -> None:
    """To the second; and what is over is deleted, words and all."""
    mia, noor = [(await waits(store, who)).id for who in (MIA, NOOR)]
    await store.run(asks(mia))
    await store.run(asks(noor))
    ended = [await store.run(job(lambda tx: tx.emergencies.end(mia))) for _ in range(2)]
    days_pass(backing, (MINUTES - timedelta(seconds=1)) / timedelta(days=1))
    late = await store.run(of(noor))
    days_pass(backing, timedelta(seconds=1) / timedelta(days=1))

    assert ended == [True, False]
    assert late is not None
    assert (await store.run(of(noor)), await store.run(everything())) == (None, {})
    assert await store.run(job(lambda tx: tx.tidy(days_too=False))) == 1
    assert await store.run(job(lambda tx: tx.emergencies.end(noor))) is False


async def test_it_lasts_as_long_as_the_case_whoever_has_it(store: OpenStore) -> None:
    """A counsellor who fell ill gives nothing back by hand: claimed, given back or closed, it can still be read."""
    mia = (await waits(store, MIA)).id
    asked = await store.run(asks(mia))
    seen = []
    for change in (
        job(lambda tx: tx.cases.claim(mia, ADA)),
        job(lambda tx: tx.cases.reassign(mia, ADA, BO)),
        job(lambda tx: tx.cases.give_back(mia, BO)),
        job(lambda tx: tx.cases.close(mia, Ending.HELP_SEEKER)),
    ):
        assert await store.run(change)
        seen.append(await store.run(of(mia)))

    assert seen == [asked] * 4


async def test_whoever_comes_back_elsewhere_is_read_by_nobody(store: OpenStore) -> None:
    """Two people decided about the conversation that was, and the one that goes on has another key."""
    mia = (await waits(store, MIA)).id
    await store.run(asks(mia))
    elsewhere = await began(store, Sender("webchat", "Mia-elders"))
    await store.run(job(lambda tx: tx.cases.move(mia, elsewhere)))

    assert (await store.run(of(mia)), await store.run(everything())) == (None, {})


async def test_of_who_is_forgotten_nothing_is_kept(store: OpenStore) -> None:
    """Neither what was asked nor anything new."""
    mia = await waits(store, MIA)
    await store.run(asks(mia.id))
    await store.run(job(lambda tx: tx.conversations.forget(mia.conversation_id)))
    late = Emergency(
        b"n" * 16, ADA, EmergencyReason.CHILD, "Te laat.", await store.run(job(lambda tx: tx.now)) + MINUTES
    )

    assert await store.run(job(lambda tx: tx.emergencies.keep(mia, late))) is False
    assert await store.run(job(lambda tx: (tx.emergencies.of(mia), dict(tx.emergencies.all())))) == (None, {})


async def test_an_altered_or_exchanged_row_opens_nothing(sql_store: OpenStore, database: SqlBacking) -> None:
    """Who holds the database can't confirm anything, nor lay what was confirmed for one case beside another."""
    engine = create_engine(database.url)
    mia, noor = [(await waits(sql_store, who)).id for who in (MIA, NOOR)]
    for one in (mia, noor):
        await sql_store.run(asks(one))
    with engine.connect() as connection:
        rows = {row.case_id: row for row in connection.execute(select(tables.emergency)).all()}

    read = []
    for payload in (rows[noor].payload, b"altered", rows[mia].payload[:-1] + bytes([rows[mia].payload[-1] ^ 1])):
        with engine.begin() as connection:
            connection.execute(
                update(tables.emergency).where(tables.emergency.c.case_id == mia).values(payload=payload)
            )
        read.append(await sql_store.run(of(mia)))
    with engine.begin() as connection:
        connection.execute(delete(tables.emergency))
        connection.execute(insert(tables.emergency).values(**{**rows[mia]._asdict(), "conv_id": rows[noor].conv_id}))

    assert read == [None, None, None]
    assert (await sql_store.run(of(mia)), await sql_store.run(everything())) == (None, {})
    assert await sql_store.run(job(lambda tx: tx.tidy(days_too=False))) == 1
    engine.dispose()


async def test_what_was_kept_is_found_after_a_restart(sql_store: OpenStore, database: SqlBacking) -> None:
    """A process that begins anew knows who may read."""
    mia = (await waits(sql_store, MIA)).id
    asked = await sql_store.run(asks(mia))
    other: SqlStore = database.store()
    await other.open()

    assert await other.run(of(mia)) == asked
    await other.close()
