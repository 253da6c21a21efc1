"""Two processes at one database decide about the same emergency in the same moment: one does, on PostgreSQL too."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.errors import BotError
from bot.handover.floor import NOBODY, Floor
from bot.handover.glass import BreakingGlass, GlassRefused
from bot.model import CaseId, EmergencyReason, Role, Sender, Staff, StaffId
from bot.ports import Job, Transaction
from tests.contracts.stores import MIA, Backing, OpenStore, waits

COOS, DORA, ILSE = StaffId("coos"), StaffId("dora"), StaffId("ilse")
ROUNDS = [3, pytest.param(60, marks=pytest.mark.long)]


def hires(tx: Transaction) -> None:
    """Three who may decide."""
    for name in (COOS, DORA, ILSE):
        tx.staff.add(Staff(name, Role.COORDINATOR, "x"))


async def won(*tries: Awaitable[object]) -> int:
    """Count how many of these took effect; all others were refused in words."""
    came = await asyncio.gather(*tries, return_exceptions=True)
    assert all(isinstance(one, BotError) for one in came if isinstance(one, BaseException)), came
    return sum(not isinstance(one, BaseException) for one in came)


@pytest.mark.parametrize("rounds", ROUNDS)
async def test_of_two_who_ask_or_decide_at_once_one_does(backing: Backing, store: OpenStore, rounds: int) -> None:
    """Two requests, two yeses, a yes and a no: never both, and never a reading that nobody allowed."""
    other = backing.store()
    await other.open()
    here, there = [BreakingGlass(one, Floor(backing.clock)) for one in (store, other)]
    await store.run(Job(hires))
    case_id = (await waits(store, MIA)).id

    for turn in range(rounds):
        asked = [
            one.ask(by, case_id, reason=EmergencyReason.LIFE, words="nood") for one, by in ((here, COOS), (there, DORA))
        ]
        assert await won(*asked) == 1
        (waiting,) = await here.list(NOBODY)
        motion = waiting.emergency.id
        second: Callable[[StaffId, bytes], Awaitable[object]] = there.confirm if turn % 2 else there.withdraw
        assert await won(here.confirm(ILSE, motion), second(ILSE, motion)) == 1
        await _is_read_only_if_allowed(here, there, case_id)

    await other.close()


async def _is_read_only_if_allowed(here: BreakingGlass, there: BreakingGlass, case_id: CaseId) -> None:
    """Whoever asked reads if it was confirmed; then it ends, once."""
    found = await there.list(NOBODY)
    readers = [by for by in (COOS, DORA, ILSE) if await won(here.read(by, case_id))]
    assert readers == [one.emergency.by for one in found if one.emergency.confirmed_by == ILSE]
    if found:
        assert await won(here.end(COOS, case_id), there.end(DORA, case_id)) == 1


@pytest.mark.parametrize("rounds", ROUNDS)
async def test_a_wipe_in_the_moment_of_the_yes_leaves_nothing_to_read(
    backing: Backing, store: OpenStore, rounds: int
) -> None:
    """Whichever comes first: afterwards nobody reads, and the list is empty."""
    other = backing.store()
    await other.open()
    glass = BreakingGlass(store, Floor(backing.clock))
    await store.run(Job(hires))

    for turn in range(rounds):
        case = await waits(store, Sender("telegram", f"Mia-{turn}"))
        await glass.ask(COOS, case.id, reason=EmergencyReason.CHILD, words="nood")
        (waiting,) = await glass.list(NOBODY)
        wipe = other.run(Job(lambda tx, gone=case: tx.conversations.forget(gone.conversation_id)))  # type: ignore[misc]
        await asyncio.gather(glass.confirm(DORA, waiting.emergency.id), wipe, return_exceptions=True)
        assert await won(glass.read(COOS, case.id)) == 0
        assert await glass.list(NOBODY) == ()
        with pytest.raises(GlassRefused):
            await glass.ask(COOS, case.id, reason=EmergencyReason.CHILD, words="nood")

    await other.close()
