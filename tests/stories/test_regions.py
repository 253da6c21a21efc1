"""Where somebody who waits belongs, as a coordinator says: who helps there is asked first, and nobody hears of it."""

from dataclasses import replace

import pytest

from bot.handover.coordination import Moved
from bot.model import LineFrom, StaffId, Wishes
from bot.ports import Job, Transaction
from tests.house import House
from tests.stories.test_the_whole_way import mia_talks, mia_waits

COOS = StaffId("Coos")


async def test_who_helps_in_the_region_is_next_and_mia_hears_nothing(house: House) -> None:
    """Ada helps elsewhere, Bo there; corrected, it is the other way round; each change is in the trail."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await ada.can(region="nl_oost")
    await bo.can(region="be_west be_oost")
    mia = await mia_waits(house)
    [case_id] = await ada.queue()

    await house.coordination.set_region(COOS, case_id, "nl_oost", had="")
    left_to_ada = await bo.takes_next()
    await house.coordination.set_region(COOS, case_id, "be_west", had="nl_oost")
    left_to_bo = await ada.takes_next()
    (shown,) = (await house.coordination.board(COOS)).cases
    taken = await bo.takes_next()

    assert (left_to_ada.won, left_to_bo.won, taken.won) == (False, False, True)
    assert shown.region == "be_west"
    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    assert [(line.staff_id, line.subject) for line in trail if line.action == "region"] == [(COOS, case_id)] * 2
    [said] = mia.reads()
    assert said.text.startswith("Nu schrijft een mens met je")
    assert [line for line in (await bo.reads(case_id)).lines if line.author is not LineFrom.SYSTEM] == []


async def test_where_nobody_helps_there_everybody_may(house: House) -> None:
    """Nobody is left waiting for a region; the board says that somebody is lacking."""
    ada = house.counsellor("Ada")
    await ada.can(region="nl_oost")
    await mia_waits(house)
    [case_id] = await ada.queue()
    await house.coordination.set_region(COOS, case_id, "be_west", had="")

    assert (await house.coordination.board(COOS)).lacking == {case_id}
    assert (await ada.takes_next()).won


async def test_whoever_is_kept_out_stays_out(house: House) -> None:
    """Mia wants nobody from there: the region of her case lets no such counsellor in."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await bo.is_known("Bo Jansen", region="be_west")
    await mia_waits(house)
    [case_id] = await ada.queue()

    def she_said_so(tx: Transaction) -> None:
        case = tx.cases.get(case_id)
        assert case is not None
        tx.cases.change_waiting(replace(case, wishes=Wishes(not_regions=frozenset({"be_west"}))))

    await house.store.run(Job(she_said_so))
    await house.coordination.set_region(COOS, case_id, "be_west", had="")

    assert not (await bo.takes_next()).won
    assert not (await bo.claims(case_id)).won
    assert (await ada.claims(case_id)).won


async def test_what_moved_meanwhile_is_not_changed(house: House) -> None:
    """Another one said so first, somebody has it by now, or it is over."""
    _, ada, case_id = await mia_talks(house)
    with pytest.raises(Moved):
        await house.coordination.set_region(COOS, case_id, "be_west", had="")
    await ada.gives_back(case_id)
    await house.coordination.set_region(COOS, case_id, "be_west", had="")
    with pytest.raises(Moved):
        await house.coordination.set_region(COOS, case_id, "nl_oost", had="")

    await ada.claims(case_id)
    await ada.gives_back(case_id)
    (shown,) = (await house.coordination.board(COOS)).cases
    assert shown.region == "be_west"  # it stays with the case until that ends
