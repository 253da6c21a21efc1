"""What every store promises about talks that are offered to a colleague; told over memory, SQLite and PostgreSQL."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, select, update

from bot.model import WORDS, Case, CaseId, Conversation, Ending, Hop, Line, LineFrom, StaffId, Transfer, TransferState
from bot.ports import Job, Transaction
from bot.storage import tables
from tests.contracts.stores import ADA, BO, MIA, NOOR, Backing, OpenStore, SqlBacking, began, days_pass, job, waits
from tests.contracts.test_drafts import case_now, claims
from tests.fakes import A_MONDAY_AFTERNOON

CY = StaffId("cy")


def offer(case: Case, to: StaffId = BO, note: str = "Spreekt liever Frans.") -> Transfer:
    """Return an offer of the case to a colleague."""
    until = A_MONDAY_AFTERNOON + timedelta(minutes=2)
    return Transfer(case.id, ADA, to, note, TransferState.OFFERED, until)


def accepted(one: Transfer) -> Transfer:
    """Return the offer as it is once the colleague is ready."""
    return replace(one, state=TransferState.ASKED, until=one.until + timedelta(minutes=3))


def changes(case: Case, before: Transfer | None, after: Transfer | None) -> Job[bool]:
    """Return the work that puts one in the place of the other."""
    return job(lambda tx: tx.transfers.change(case, before, after))


def of(case_id: CaseId) -> Job[Transfer | None]:
    """Return the work that looks at the transfer of a case as it stands."""
    return job(lambda tx: tx.transfers.of(case_now(tx, case_id)))


async def test_a_transfer_comes_back_as_it_was_kept(store: OpenStore) -> None:
    """Each claim has its own; all that are open are told in the order of the queue."""
    mia, noor = [await store.run(claims((await waits(store, one)).id)) for one in (MIA, NOOR)]
    nothing = await store.run(of(mia.id))

    for case in (noor, mia):
        assert await store.run(changes(case, None, offer(case)))
    assert await store.run(changes(mia, offer(mia), accepted(offer(mia))))

    assert nothing is None
    assert await store.run(of(mia.id)) == accepted(offer(mia))
    assert await store.run(job(lambda tx: tx.transfers.open())) == (accepted(offer(mia)), offer(noor))
    assert await store.run(changes(mia, accepted(offer(mia)), None))
    assert await store.run(job(lambda tx: tx.transfers.open())) == (offer(noor),)


async def test_nothing_changes_for_who_saw_what_is_no_longer_so(store: OpenStore) -> None:
    """A second offer, an answer to an old one, a claim that is not this one."""
    mia = await store.run(claims((await waits(store, MIA)).id))
    await store.run(changes(mia, None, offer(mia)))

    second = await store.run(changes(mia, None, offer(mia, CY)))
    another = await store.run(changes(mia, offer(mia, CY), None))
    older = await store.run(changes(replace(mia, fence=mia.fence - 1), offer(mia), None))

    assert (second, another, older) == (False, False, False)
    assert await store.run(of(mia.id)) == offer(mia)


ENDS: dict[str, Callable[[Transaction, CaseId, Conversation], object]] = {
    "given back": lambda tx, case_id, _: tx.cases.give_back(case_id, ADA),
    "given to a colleague": lambda tx, case_id, _: tx.cases.reassign(case_id, ADA, BO),
    "moved": lambda tx, case_id, noor: tx.cases.move(case_id, noor),
    "closed": lambda tx, case_id, _: tx.cases.close(case_id, Ending.HELP_SEEKER),
}


@pytest.mark.parametrize("how", ENDS)
async def test_a_transfer_ends_with_its_claim(store: OpenStore, how: str) -> None:
    """It is gone, and can't come late; not even where the same counsellor goes on under another conversation."""
    noor = await began(store, NOOR)
    mia = await store.run(claims((await waits(store, MIA)).id))
    await store.run(changes(mia, None, offer(mia)))

    await store.run(job(lambda tx: ENDS[how](tx, mia.id, noor)))

    assert await store.run(of(mia.id)) is None
    assert await store.run(job(lambda tx: tx.transfers.open())) == ()
    assert not await store.run(changes(mia, offer(mia), accepted(offer(mia))))


async def test_of_who_is_forgotten_no_transfer_is_left(backing: Backing, store: OpenStore) -> None:
    """By a wipe, or by the day."""
    mia, noor = [await store.run(claims((await waits(store, one)).id)) for one in (MIA, NOOR)]
    for case in (mia, noor):
        await store.run(changes(case, None, offer(case)))

    await store.run(job(lambda tx: tx.conversations.forget(mia.conversation_id)))
    wiped = await store.run(job(lambda tx: tx.transfers.of(mia)))
    late = await store.run(changes(mia, None, offer(mia)))
    left = await store.run(job(lambda tx: tx.transfers.open()))
    days_pass(backing, 2)

    assert (wiped, late, left) == (None, False, (offer(noor),))
    assert await store.run(job(lambda tx: tx.transfers.open())) == ()


async def test_of_many_answers_at_once_one_counts(backing: Backing, store: OpenStore) -> None:
    """Two processes: it is accepted, declined, taken back and given back at the same moment."""
    other = backing.store()
    await other.open()
    mia = await store.run(claims((await waits(store, MIA)).id))
    await store.run(changes(mia, None, offer(mia)))
    answers = [changes(mia, offer(mia), accepted(offer(mia)) if n % 3 else None) for n in range(9)]
    answers.append(job(lambda tx: tx.cases.give_back(mia.id, ADA)))

    told = await asyncio.gather(*((store if n % 2 else other).run(one) for n, one in enumerate(answers)))

    assert sum(told[:-1]) <= 1
    assert told[-1]
    assert await store.run(of(mia.id)) is None
    await other.close()


async def test_lines_before_one_are_gone_and_the_numbers_go_on(store: OpenStore) -> None:
    """Whoever has the talk then reads nothing of them, and no later line is taken for one of them."""
    mia = await store.run(claims((await waits(store, MIA)).id))

    def work(tx: Transaction) -> list[int]:
        for text in ("een", "twee"):
            tx.cases.add_line(mia.id, Line(0, LineFrom.HELP_SEEKER, text))
        last = tx.cases.add_line(mia.id, Line(0, LineFrom.SYSTEM, "passed_unread"))
        tx.cases.drop_lines(mia.id, last.number)
        return [last.number, tx.cases.add_line(mia.id, Line(0, LineFrom.HELP_SEEKER, "vier")).number]

    numbers = await store.run(job(work))

    lines = await store.run(job(lambda tx: tx.cases.lines(mia.id)))
    assert numbers == [3, 4]
    assert [(line.number, line.text) for line in lines] == [(3, "passed_unread"), (4, "vier")]


async def test_of_the_lines_before_one_only_the_notes_can_go(store: OpenStore) -> None:
    """What was said stays, and what is noted from then on."""
    mia = await store.run(claims((await waits(store, MIA)).id))

    def work(tx: Transaction) -> None:
        tx.cases.add_line(mia.id, Line(0, LineFrom.HELP_SEEKER, "een"))
        tx.cases.add_line(mia.id, Line(0, LineFrom.NOTE, "klinkt bang"))
        last = tx.cases.add_line(mia.id, Line(0, LineFrom.SYSTEM, "passed"))
        tx.cases.add_line(mia.id, Line(0, LineFrom.NOTE, "gaat mee"))
        tx.cases.drop_lines(mia.id, last.number, only_notes=True)

    await store.run(job(work))

    lines = await store.run(job(lambda tx: tx.cases.lines(mia.id)))
    assert [(line.number, line.text) for line in lines] == [(1, "een"), (3, "passed"), (4, "gaat mee")]


async def test_what_a_colleague_may_read_is_all_that_is_left_on_the_card(store: OpenStore) -> None:
    """It is written down who could read what; also once the card is gone with the end of the talk."""
    mia = await store.run(claims((await waits(store, MIA)).id))

    given = await store.run(job(lambda tx: tx.cases.reassign(mia.id, ADA, BO, read=("land", WORDS))))
    late = await store.run(job(lambda tx: tx.cases.reassign(mia.id, ADA, CY, read=("minutes",))))
    case = await store.run(job(lambda tx: case_now(tx, mia.id)))
    await store.run(job(lambda tx: tx.cases.close(mia.id, Ending.COUNSELLOR)))
    after = await store.run(job(lambda tx: case_now(tx, mia.id)))

    assert (given, late) == (True, False)
    assert (case.claimed_by, case.card) == (BO, {name: value for name, value in mia.card.items() if name == "land"})
    assert case.hops == after.hops == (Hop(BO, ("land", WORDS)),)
    assert after.card == {}


async def test_an_altered_or_older_row_is_no_transfer_and_stops_no_talk(
    sql_store: OpenStore, database: SqlBacking
) -> None:
    """Who puts the row of an earlier claim back offers nothing; and it can be offered anew over such a row."""
    engine = create_engine(database.url)
    mia = await sql_store.run(claims((await waits(sql_store, MIA)).id))
    await sql_store.run(changes(mia, None, offer(mia)))
    with engine.connect() as connection:
        row = connection.execute(select(tables.transfer)).one()
    await sql_store.run(job(lambda tx: tx.cases.give_back(mia.id, ADA)))
    later = await sql_store.run(claims(mia.id))
    await sql_store.run(changes(later, None, offer(later, CY)))

    read = []
    for payload in (row.payload, b"altered"):
        with engine.begin() as connection:
            connection.execute(update(tables.transfer).values(payload=payload))
        read += [await sql_store.run(of(mia.id)), *await sql_store.run(job(lambda tx: tx.transfers.open()))]

    assert read == [None, None]
    assert await sql_store.run(changes(later, None, offer(later)))
    assert await sql_store.run(of(mia.id)) == offer(later)
    engine.dispose()
