"""What every store promises about what was typed and not sent; told over memory, SQLite and PostgreSQL."""

import asyncio

from sqlalchemy import create_engine, select, update

from bot.model import Case, CaseId, Draft, Ending, StaffId
from bot.ports import Job, Transaction
from bot.storage import tables
from tests.contracts.stores import ADA, BO, MIA, NOOR, Backing, OpenStore, SqlBacking, began, days_pass, job, waits


def draft(number: int, words: str = "Ik dacht aan", *, page: str = "p1") -> Draft:
    """Return a draft."""
    return Draft(words, "", page, number)


def case_now(tx: Transaction, case_id: CaseId) -> Case:
    """Return a case as it stands."""
    case = tx.cases.get(case_id)
    assert case is not None
    return case


def claims(case_id: CaseId, staff_id: StaffId = ADA) -> Job[Case]:
    """Return the work of a claim, with the case as it stands then."""

    def work(tx: Transaction) -> Case:
        assert tx.cases.claim(case_id, staff_id)
        return case_now(tx, case_id)

    return job(work)


def keeps(case: Case, one: Draft, *, seen: int = 0) -> Job[Draft | None]:
    """Return the work that keeps a draft."""
    return job(lambda tx: tx.drafts.keep(case, one, seen=seen))


def of(case_id: CaseId) -> Job[Draft | None]:
    """Return the work that looks at the draft of a case as it stands."""
    return job(lambda tx: tx.drafts.of(case_now(tx, case_id)))


async def test_a_draft_comes_back_and_is_replaced_by_a_newer_one(store: OpenStore) -> None:
    """Each case has its own."""
    mia, noor = [await store.run(claims((await waits(store, one)).id)) for one in (MIA, NOOR)]
    nothing = await store.run(of(mia.id))

    for one in (draft(1), draft(2, "Ik dacht aan gisteren.")):
        await store.run(keeps(mia, one))

    assert nothing is None
    assert await store.run(of(mia.id)) == draft(2, "Ik dacht aan gisteren.")
    assert await store.run(of(noor.id)) is None


async def test_an_older_draft_replaces_nothing_and_learns_what_there_is(store: OpenStore) -> None:
    """Neither one that was overtaken on the way, nor one of a page that knew nothing of the other."""
    mia = await store.run(claims((await waits(store, MIA)).id))
    await store.run(keeps(mia, draft(4)))

    late = await store.run(keeps(mia, draft(3, "Ik")))
    blind = await store.run(keeps(mia, draft(9, "Iets anders", page="p2"), seen=3))
    knowing = await store.run(keeps(mia, draft(9, "Iets anders", page="p2"), seen=4))

    assert (late, blind, knowing) == (draft(4), draft(4), draft(9, "Iets anders", page="p2"))


async def test_a_draft_ends_with_its_claim(store: OpenStore) -> None:
    """Given back, closed or moved: nobody reads it, not even who claims again; and it can't come late."""
    mia, noor = await waits(store, MIA), await waits(store, NOOR)
    before = await store.run(claims(mia.id))
    await store.run(keeps(before, draft(1)))
    await store.run(job(lambda tx: tx.cases.give_back(mia.id, ADA)))
    after = await store.run(claims(mia.id))
    given_back = await store.run(of(mia.id))
    late = await store.run(keeps(before, draft(2)))
    await store.run(keeps(await store.run(claims(noor.id, BO)), draft(1)))
    await store.run(job(lambda tx: tx.cases.close(noor.id, Ending.HELP_SEEKER)))
    closed = await store.run(of(noor.id))
    too_late = await store.run(job(lambda tx: tx.drafts.keep(case_now(tx, noor.id), draft(3), seen=0)))

    assert (given_back, late, closed, too_late) == (None, None, None, None)
    assert await store.run(keeps(after, draft(1))) == draft(1)


async def test_a_case_that_is_given_to_a_colleague_comes_without_the_draft(store: OpenStore) -> None:
    """What Ada typed is not shown to Bo, nor kept."""
    mia = await store.run(claims((await waits(store, MIA)).id))
    await store.run(keeps(mia, draft(1)))

    await store.run(job(lambda tx: tx.cases.reassign(mia.id, ADA, BO)))

    assert await store.run(of(mia.id)) is None
    assert await store.run(job(lambda tx: tx.drafts.of(mia))) is None


async def test_a_draft_does_not_come_along_with_a_case_that_moves(store: OpenStore) -> None:
    """It was written to whoever was there."""
    mia, noor = await store.run(claims((await waits(store, MIA)).id)), await began(store, NOOR)
    await store.run(keeps(mia, draft(1)))

    await store.run(job(lambda tx: tx.cases.move(mia.id, noor)))

    assert await store.run(of(mia.id)) is None


async def test_of_who_is_forgotten_no_draft_is_left(backing: Backing, store: OpenStore) -> None:
    """By a wipe, or by the day."""
    mia, noor = [await store.run(claims((await waits(store, one)).id)) for one in (MIA, NOOR)]
    for case in (mia, noor):
        await store.run(keeps(case, draft(1)))

    await store.run(job(lambda tx: tx.conversations.forget(mia.conversation_id)))
    wiped = await store.run(job(lambda tx: tx.drafts.of(mia)))
    late = await store.run(keeps(mia, draft(2)))
    days_pass(backing, 2)

    assert (wiped, late) == (None, None)
    assert await store.run(job(lambda tx: tx.drafts.of(noor))) is None


async def test_of_two_pages_at_once_one_is_kept_and_the_other_told(backing: Backing, store: OpenStore) -> None:
    """Two processes, the same number, nobody knew of the other."""
    other = backing.store()
    await other.open()
    mia = await store.run(claims((await waits(store, MIA)).id))
    pages = [draft(1, f"tekst {n}", page=f"p{n}") for n in range(12)]

    told = await asyncio.gather(*((store if n % 2 else other).run(keeps(mia, one)) for n, one in enumerate(pages)))

    assert len(set(told)) == 1
    assert await store.run(of(mia.id)) == told[0]
    await other.close()


async def test_an_altered_or_older_row_is_no_draft_and_stops_no_talk(
    sql_store: OpenStore, database: SqlBacking
) -> None:
    """Who puts the row of an earlier claim back shows nobody what was typed then."""
    engine = create_engine(database.url)
    mia = await waits(sql_store, MIA)
    before = await sql_store.run(claims(mia.id))
    await sql_store.run(keeps(before, draft(1, "Oud")))
    with engine.connect() as connection:
        row = connection.execute(select(tables.draft)).one()
    await sql_store.run(job(lambda tx: tx.cases.give_back(mia.id, ADA)))
    await sql_store.run(keeps(await sql_store.run(claims(mia.id, BO)), draft(1, "Nieuw")))

    read = []
    for payload in (row.payload, b"altered"):
        with engine.begin() as connection:
            connection.execute(update(tables.draft).values(payload=payload))
        read.append(await sql_store.run(of(mia.id)))

    assert read == [None, None]
    engine.dispose()
