"""The seats of a counsellor: claims in the same moment never take more of them than there are."""

import asyncio
from contextlib import suppress
from functools import partial

import pytest

from bot.handover.own import NotYours
from bot.handover.seats import seats_taken
from bot.model import Case, CaseId, Ending, Outcome, Role, Staff, StaffId
from bot.ports import Job, Transaction
from tests.contracts.stores import ADA, BEN, BO, MIA, NOOR, Backing, OpenStore, job, waits
from tests.house import Counsellor, House
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


@pytest.mark.parametrize("beside", ["another yes", "a claim", "the next one"])
async def test_a_yes_to_a_colleague_beside_something_else_takes_one_seat(
    backing: Backing, store: OpenStore, beside: str
) -> None:
    """Bo has one seat and says yes to two talks of Ada's, or to one and takes somebody else, in the same moment."""
    other = backing.store()
    await other.open()
    here, there = House(store, backing.clock), House(other, backing.clock, first_id=1_000_000)
    ada, bo = [house_crew(here, there, name) for name in ("Ada", "Bo")]
    await store.run(Job(lambda tx: [tx.staff.add(Staff(one, Role.COUNSELLOR, "x")) for one in (ada.id, bo.id)]))
    await bo.has_seats(1)
    for name in ("Mia", "Noor"):
        await mia_waits(here, name)
    first, second = await ada.queue()
    for case_id in (first, second)[: 2 if beside == "another yes" else 1]:
        assert (await ada.claims(case_id, one_more=True)).won

    for _ in range(ROUNDS):
        await here.transfers.offer(ada.id, first, to=bo.id, note="")
        if beside == "another yes":
            await here.transfers.offer(ada.id, second, to=bo.id, note="")
        came = await asyncio.gather(
            here.transfers.accept(bo.id, first), _takes(there, bo.id, second, how=beside), return_exceptions=True
        )
        taken = await store.run(Job(lambda tx: seats_taken(tx)[bo.id]))
        assert taken == 1, came
        await _all_as_before(here, ada, bo, (first, second))
        for house in (here, there):
            await house.tasks.settle()

    for house in (here, there):
        await house.tasks.end()
    await other.close()


def house_crew(here: House, there: House, name: str) -> Counsellor:
    """Let a counsellor sit at the desks of both processes."""
    there.counsellor(name)
    return here.counsellor(name)


async def _takes(house: House, staff_id: StaffId, case_id: CaseId, *, how: str) -> object:
    """Take the second seat, in the other process."""
    if how == "another yes":
        await house.transfers.accept(staff_id, case_id)
        return None
    if how == "a claim":
        return await house.taking.claim(staff_id, case_id)
    return await house.taking.take_next(staff_id)


async def _all_as_before(house: House, ada: Counsellor, bo: Counsellor, cases: tuple[CaseId, ...]) -> None:
    """Take the offers back, and let Bo give back what he took."""
    for case_id in cases:
        with suppress(NotYours):
            await house.transfers.recall(ada.id, case_id)
        with suppress(NotYours):
            await house.desk.give_back(bo.id, case_id)


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
