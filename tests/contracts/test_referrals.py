"""What every store promises about what may be given to partners; told over memory, SQLite and PostgreSQL."""

from dataclasses import replace

from sqlalchemy import create_engine, select, update

from bot.model import Case, CaseId, Consent, Ending, Outcome, Referral, Sender
from bot.ports import Job, Transaction
from bot.storage import tables
from tests.contracts.stores import ADA, MIA, NOOR, Backing, OpenStore, SqlBacking, began, days_pass, job, waits

ONE = Referral(1, "veilig_thuis", "Veilig Thuis", Outcome.PROTECTION, "Zij wil weg.")
TWO = Referral(2, "hoc", "Hulppunt Onder Controle", Outcome.HOC, "Zij wil praten.")


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


def keeps(case_id: CaseId, *referrals: Referral) -> Job[None]:
    """Return the work that keeps them."""

    def work(tx: Transaction) -> None:
        for one in referrals:
            tx.referrals.keep(case_now(tx, case_id), one)

    return job(work)


def of(case_id: CaseId) -> Job[tuple[Referral, ...]]:
    """Return the work that looks at those of a case."""
    return job(lambda tx: tx.referrals.of(case_now(tx, case_id)))


async def test_each_hop_comes_back_as_it_was_kept_last(store: OpenStore) -> None:
    """In the order of their numbers, each case with its own."""
    mia, noor = await talk_of(store), await talk_of(store, NOOR)
    agreed = replace(ONE, consent=Consent.AGREED, words="Ik wil weg.")
    nothing = await store.run(of(mia))

    await store.run(keeps(mia, TWO, ONE))
    await store.run(keeps(mia, agreed))

    assert nothing == ()
    assert await store.run(of(mia)) == (agreed, TWO)
    assert await store.run(of(noor)) == ()


async def test_the_words_go_with_the_talk_and_the_answer_stays(store: OpenStore) -> None:
    """Which partner, and whether it was agreed to; nothing is added afterwards."""
    mia = await talk_of(store)
    agreed = replace(ONE, consent=Consent.AGREED)
    await store.run(keeps(mia, agreed, TWO))

    await store.run(job(lambda tx: tx.cases.close(mia, Ending.HELP_SEEKER)))
    await store.run(keeps(mia, replace(ONE, number=3)))

    assert await store.run(of(mia)) == (agreed.without_words(), TWO.without_words())
    assert agreed.without_words() == Referral(1, "veilig_thuis", "", Outcome.PROTECTION, "", Consent.AGREED)


async def test_they_go_on_with_a_case_that_goes_back_or_moves(store: OpenStore) -> None:
    """Whoever takes over reads them; under the key of the conversation that the case is of now."""
    mia, other = await talk_of(store), await began(store, NOOR)
    await store.run(keeps(mia, ONE))

    await store.run(job(lambda tx: tx.cases.give_back(mia, ADA)))
    given_back = await store.run(of(mia))
    before = await store.run(job(lambda tx: case_now(tx, mia).conversation_id))
    await store.run(job(lambda tx: tx.cases.move(mia, other)))
    await store.run(job(lambda tx: tx.conversations.forget(before)))

    assert given_back == (ONE,)
    assert await store.run(of(mia)) == (ONE,)


async def test_of_who_is_forgotten_none_is_left(backing: Backing, store: OpenStore) -> None:
    """By a wipe, or by the day; and none can be kept about them."""
    mia, noor = await talk_of(store), await talk_of(store, NOOR)
    cases = await store.run(job(lambda tx: [case_now(tx, one) for one in (mia, noor)]))
    for one in (mia, noor):
        await store.run(keeps(one, ONE))

    await store.run(job(lambda tx: tx.conversations.forget(cases[0].conversation_id)))
    await store.run(job(lambda tx: tx.referrals.keep(cases[0], TWO)))
    wiped = await store.run(job(lambda tx: tx.referrals.of(cases[0])))
    days_pass(backing, 2)

    assert wiped == ()
    assert await store.run(job(lambda tx: tx.referrals.of(cases[1]))) == ()


async def test_an_altered_or_exchanged_row_agrees_to_nothing(sql_store: OpenStore, database: SqlBacking) -> None:
    """Who holds the database can't make a yes for one partner one for another."""
    engine = create_engine(database.url)
    mia = await talk_of(sql_store)
    await sql_store.run(keeps(mia, replace(ONE, consent=Consent.AGREED), TWO))
    with engine.connect() as connection:
        rows = {row.number: row.payload for row in connection.execute(select(tables.referral))}

    read = []
    for payload in (rows[1], b"altered"):
        with engine.begin() as connection:
            connection.execute(update(tables.referral).where(tables.referral.c.number == 2).values(payload=payload))
        read.append([one.number for one in await sql_store.run(of(mia))])

    assert read == [[1], [1]]
    engine.dispose()
