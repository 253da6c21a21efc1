"""The seats of a counsellor: claims in the same moment never take more of them than there are."""

import asyncio
from functools import partial

from bot.model import Case, CaseId, Ending, Outcome, StaffId
from bot.ports import Job, Transaction
from tests.contracts.stores import ADA, BEN, BO, MIA, NOOR, Backing, OpenStore, job, waits
from tests.house import House
from tests.stories.test_the_whole_way import mia_waits

ROUNDS = 12
"""So often two threads of a database meet, of which any may be the one that would overtake the other."""


async def test_two_claims_of_one_counsellor_at_once_take_one_seat(backing: Backing, store: OpenStore) -> None:
    """Two windows of one desk take somebody in the same moment: one is won, the other is full or was overtaken."""
    other = backing.store()
    await other.open()
    here, there = House(store, backing.clock), House(other, backing.clock, first_id=1_000_000)
    ada = here.counsellor("Ada")
    for name in ("Mia", "Noor"):
        await mia_waits(here, name)

    for turn in range(ROUNDS):
        first, second = await ada.queue()
        beside = there.taking.take_next(ada.id) if turn % 2 else there.taking.claim(ada.id, second)
        claims = await asyncio.gather(here.taking.claim(ada.id, first), beside)
        assert sorted(claim.won for claim in claims) == [False, True]
        assert all(claim.won or claim.is_full or claim.by == ada.id for claim in claims)
        for house in (here, there):
            await house.tasks.settle()
        await ada.gives_back(next(claim.case.id for claim in claims if claim.case is not None))

    for house in (here, there):
        await house.tasks.end()
    await other.close()


async def test_a_claim_counts_the_seats_itself(store: OpenStore) -> None:
    """With all of them taken nothing is claimed; those of a colleague, and a talk that is over, take none of them."""
    mia, noor, ben = [await waits(store, one) for one in (MIA, NOOR, BEN)]

    def takes(case: Case, staff_id: StaffId, seats: int | None) -> Job[bool]:
        return job(lambda tx: tx.cases.claim(case.id, staff_id, seats=seats))

    assert await store.run(takes(mia, ADA, 1)) is True
    assert await store.run(takes(noor, ADA, 1)) is False
    assert await store.run(takes(noor, ADA, 2)) is True
    assert await store.run(takes(ben, ADA, 2)) is False
    await store.run(job(lambda tx: tx.cases.close(mia.id, Ending.COUNSELLOR, [Outcome.LISTENED])))
    assert await store.run(takes(ben, ADA, 2)) is True
    await store.run(job(lambda tx: tx.cases.give_back(ben.id, ADA)))
    assert await store.run(takes(ben, BO, 1)) is True
    assert await store.run(job(lambda tx: tx.cases.talks())) == {ADA: 1, BO: 1}


async def test_who_takes_one_more_is_not_counted(store: OpenStore) -> None:
    """A counsellor who knows that the desk is full may still take somebody."""
    cases = [await waits(store, one) for one in (MIA, NOOR)]

    for case in cases:
        assert await store.run(job(partial(_takes_whatever, case_id=case.id)))

    assert await store.run(job(lambda tx: tx.cases.talks())) == {ADA: 2}


def _takes_whatever(tx: Transaction, *, case_id: CaseId) -> bool:
    return tx.cases.claim(case_id, ADA)
