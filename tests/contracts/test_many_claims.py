"""R4: very many claims at the same moment, each with exactly one winner, on the databases that people run Ajar on."""

import asyncio
from collections import Counter
from random import Random

import pytest

from bot.model import CaseId, CaseState, StaffId
from tests.contracts.stores import OpenStore, SqlBacking, job
from tests.crowd import crowd_waits
from tests.house import House

WORKERS = 64
pytestmark = pytest.mark.usefixtures("at_full_speed")


async def all_claim_all(stores: tuple[OpenStore, OpenStore], cases: list[CaseId]) -> Counter[CaseId]:
    """Let 64 counsellors of two processes try each case, everyone in an order of their own; returns who was won."""
    won: Counter[CaseId] = Counter()

    async def work(number: int) -> None:
        name, mine = StaffId(f"counsellor {number}"), list(cases)
        Random(number).shuffle(mine)  # noqa: S311 - an order, and no secret
        store = stores[number % len(stores)]
        for case_id in mine:
            is_won = await store.run(job(lambda tx, one=case_id: tx.cases.claim(one, name)))  # type: ignore[misc]
            won[case_id] += is_won

    await asyncio.gather(*(work(number) for number in range(WORKERS)))
    return won


async def test_sixty_four_workers_claim_a_few(database: SqlBacking, sql_store: OpenStore) -> None:
    """Short: twenty cases."""
    await one_winner_each(database, sql_store, cases=20)


@pytest.mark.long
@pytest.mark.timeout(1_800)
async def test_sixty_four_workers_claim_ten_thousand(database: SqlBacking, sql_store: OpenStore) -> None:
    """Whole: 64 workers try each of 10,000 cases, 640,000 claims; each has one winner, who stands in the row."""
    await one_winner_each(database, sql_store, cases=10_000)


async def one_winner_each(database: SqlBacking, store: OpenStore, *, cases: int) -> None:
    """Let everybody claim everything from two processes."""
    other = database.store()
    await other.open()
    waiting = list(await crowd_waits(store, cases))

    won = await all_claim_all((store, other), waiting)

    found = await store.run(job(lambda tx: tx.cases.queue()))
    assert won == dict.fromkeys(waiting, 1)
    assert {case.state for case in found} == {CaseState.CLAIMED}
    assert {case.fence for case in found} == {1}
    await other.close()


@pytest.mark.long
@pytest.mark.timeout(1_800)
async def test_ten_thousand_double_clicks(database: SqlBacking, sql_store: OpenStore) -> None:
    """Two counsellors click the same row, 10,000 times, through the whole use case: one wins, the other reads who."""
    other = database.store()
    await other.open()
    here, there = House(sql_store, database.clock), House(other, database.clock, first_id=1_000_000)
    ada, bo = here.counsellor("Ada"), there.counsellor("Bo")

    for case_id in await crowd_waits(sql_store, 10_000):
        claims = await asyncio.gather(
            here.taking.claim(ada.id, case_id, one_more=True), there.taking.claim(bo.id, case_id, one_more=True)
        )
        assert sorted(claim.won for claim in claims) == [False, True]
        assert claims[0].by == claims[1].by

    trail = await sql_store.run(job(lambda tx: tx.staff.audit_trail()))
    assert Counter(line.action for line in trail) == {"claim": 10_000}
    for house in (here, there):
        await house.tasks.end()
    await other.close()
