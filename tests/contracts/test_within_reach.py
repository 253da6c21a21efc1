"""Who can be told something at once, because they are there; on memory, SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from bot.model import Phase
from bot.model.promises import REPLY_WINDOW
from bot.ports import Transaction
from tests.contracts.stores import BEN, MIA, NOOR, Backing, OpenStore, began, job


async def reached(store: OpenStore, channel: str) -> set[str]:
    """Return the ids by which a channel knows those within reach."""
    found = await store.run(job(lambda tx: tx.conversations.within_reach(channel)))
    return {one.sender.native_id for one in found}


async def test_who_is_there_is_within_reach_of_their_own_channel(store: OpenStore, backing: Backing) -> None:
    """Not who wiped, who agreed to nothing while they wait, or whose last sign of life is too long ago."""
    for person in (MIA, NOOR, BEN):
        await began(store, person)

    def move(tx: Transaction) -> None:
        now = tx.now
        for person, phase in ((MIA, Phase.BOT), (NOOR, Phase.WIPED), (BEN, Phase.WAITING)):
            known = tx.conversations.of(person)
            assert known is not None
            tx.conversations.save(replace(known, phase=phase, heard_at=now, spoke_at=None, write_until=None))

    await store.run(job(move))

    assert await reached(store, MIA.channel) == {MIA.native_id}
    assert await reached(store, "elsewhere") == set()
    backing.clock.advance(REPLY_WINDOW + timedelta(seconds=1))
    assert await reached(store, MIA.channel) == set()
