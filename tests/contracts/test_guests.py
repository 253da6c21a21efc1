"""What every store promises about who of a partner is let into a talk; told over memory, SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import create_engine, select, update

from bot.model import Case, CaseId, Ending, Guest, Sender
from bot.ports import Job, Transaction
from bot.storage import tables
from tests.contracts.stores import ADA, BO, MIA, NOOR, Backing, OpenStore, SqlBacking, began, days_pass, job, waits

LINK, SESSION = b"l" * 32, b"s" * 32


def case_now(tx: Transaction, case_id: CaseId) -> Case:
    """Return a case as it stands."""
    case = tx.cases.get(case_id)
    assert case is not None
    return case


async def talk_of(store: OpenStore, who: Sender = MIA) -> CaseId:
    """Return the case of somebody who is in a talk."""
    case = await waits(store, who)
    assert await store.run(job(lambda tx: tx.cases.claim(case.id, ADA)))
    return case.id


def lets_in(case_id: CaseId, digest: bytes = LINK) -> Job[Guest]:
    """Return the work that keeps a link, and what it keeps."""

    def work(tx: Transaction) -> Guest:
        case = case_now(tx, case_id)
        ends_at = tx.now + timedelta(minutes=15)
        guest = Guest(digest, 1, "Els de Vries", "Veilig Thuis", case.fence, ends_at)
        tx.guests.let_in(case, guest)
        return guest

    return job(work)


def of(case_id: CaseId) -> Job[Guest | None]:
    """Return the work that looks at the guest of a case."""
    return job(lambda tx: tx.guests.of(case_now(tx, case_id)))


def exchanges(case_id: CaseId, digest: bytes, guest: Guest) -> Job[bool]:
    """Return the work that comes in by a link."""
    return job(lambda tx: tx.guests.exchange(case_now(tx, case_id), digest, guest))


async def test_what_is_over_is_found_by_whoever_ends_it_and_by_nobody_else(backing: Backing, store: OpenStore) -> None:
    """Until it is taken away, or the claim is over."""
    mia = await talk_of(store)
    link = await store.run(lets_in(mia))
    days_pass(backing, timedelta(minutes=15) / timedelta(days=1))

    def over(tx: Transaction) -> Guest | None:
        return tx.guests.of(case_now(tx, mia), over_too=True)

    assert (await store.run(of(mia)), await store.run(job(over))) == (None, link)
    await store.run(job(lambda tx: tx.cases.give_back(mia, ADA)))
    assert await store.run(job(over)) is None


async def test_a_link_is_found_by_its_hash_and_a_later_one_takes_its_place(store: OpenStore) -> None:
    """One for each case."""
    mia, noor = await talk_of(store), await talk_of(store, NOOR)
    nothing = await store.run(of(mia))
    await store.run(lets_in(mia))
    later = await store.run(lets_in(mia, SESSION))

    found = await store.run(job(lambda tx: [tx.guests.find(one) for one in (LINK, SESSION, b"x" * 32)]))

    assert nothing is None
    assert found == [None, mia, None]
    assert (await store.run(of(mia)), await store.run(of(noor))) == (later, None)


async def test_of_many_who_come_by_one_link_one_does(backing: Backing, store: OpenStore) -> None:
    """One conditional write decides it, also between two processes."""
    other = backing.store()
    await other.open()
    mia = await talk_of(store)
    link = await store.run(lets_in(mia))
    guests = [replace(link, digest=bytes([number]) * 32, since=3) for number in range(8)]

    came = await asyncio.gather(
        *((store if number % 2 else other).run(exchanges(mia, LINK, one)) for number, one in enumerate(guests))
    )

    assert came.count(True) == 1
    assert await store.run(of(mia)) == guests[came.index(True)]
    await other.close()


async def test_it_ends_with_the_claim(store: OpenStore) -> None:
    """Given back, given to a colleague, closed or moved: nobody is in the talk any more."""
    cases = [await talk_of(store, who) for who in (MIA, NOOR)]
    for case_id in cases:
        await store.run(lets_in(case_id, bytes(case_id) * 2))
    await store.run(job(lambda tx: tx.cases.give_back(cases[0], ADA)))
    await store.run(job(lambda tx: tx.cases.claim(cases[0], ADA)))
    await store.run(job(lambda tx: tx.cases.reassign(cases[1], ADA, BO)))
    taken = [await store.run(of(one)) for one in cases]
    for case_id in cases:
        await store.run(lets_in(case_id, bytes(case_id) * 2))
    elsewhere = await began(store, Sender("webchat", "Mia-elders"))
    await store.run(job(lambda tx: tx.cases.move(cases[0], elsewhere)))
    await store.run(job(lambda tx: tx.cases.close(cases[1], Ending.COUNSELLOR)))
    await store.run(lets_in(cases[1]))

    assert taken == [None, None]
    assert [await store.run(of(one)) for one in cases] == [None, None]


async def test_it_is_over_by_itself_and_can_be_ended(backing: Backing, store: OpenStore) -> None:
    """After its time, or at once; the second time nobody was there."""
    mia, noor = await talk_of(store), await talk_of(store, NOOR)
    await store.run(lets_in(mia))
    await store.run(lets_in(noor, SESSION))

    ended = [await store.run(job(lambda tx: tx.guests.send_away(mia))) for _ in range(2)]
    before = await store.run(of(noor))
    days_pass(backing, 15 / 24 / 60)

    assert ended == [True, False]
    assert before is not None
    assert (await store.run(of(mia)), await store.run(of(noor))) == (None, None)


async def test_of_who_is_forgotten_nobody_is_left(store: OpenStore) -> None:
    """Nor is the hash of a link."""
    mia = await talk_of(store)
    await store.run(lets_in(mia))
    case = await store.run(job(lambda tx: case_now(tx, mia)))

    await store.run(job(lambda tx: tx.conversations.forget(case.conversation_id)))

    assert await store.run(job(lambda tx: (tx.guests.find(LINK), tx.guests.of(case)))) == (None, None)


async def test_an_altered_or_exchanged_row_lets_nobody_in(sql_store: OpenStore, database: SqlBacking) -> None:
    """Who holds the database can't make a link of their own, nor put an old one back."""
    engine = create_engine(database.url)
    mia = await talk_of(sql_store)
    await sql_store.run(lets_in(mia))
    with engine.connect() as connection:
        row = connection.execute(select(tables.guest)).one()
    await sql_store.run(lets_in(mia, SESSION))

    read = []
    for changes in ({"digest": b"m" * 32}, {"payload": row.payload}, {"payload": b"altered"}):
        with engine.begin() as connection:
            connection.execute(update(tables.guest).values(**changes))
        read.append(await sql_store.run(of(mia)))

    assert read == [None, None, None]
    engine.dispose()
