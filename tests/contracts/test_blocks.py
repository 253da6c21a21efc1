"""What every store promises about blocks: one for a sender, found by a hash that dies, decided by one write."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import NullPool, create_engine, func, make_url, select, update

from bot.model import Block, BlockReason, CaseId, Sender
from bot.model.promises import block_kept
from bot.ports import Job
from bot.storage import tables
from tests.contracts.stores import ADA, BEN, BO, MIA, NOOR, Backing, OpenStore, SqlBacking, days_pass, job, new_id


def proposal(backing: Backing, *, days: float = 3) -> Block:
    """Return what Ada proposes in a talk."""
    ends_at = backing.clock.now() + timedelta(days=days)
    return Block(CaseId(new_id()), BlockReason.INSULTS, ADA, ends_at)


def proposes(sender: Sender, block: Block) -> Job[bool]:
    """Return the work that proposes."""
    return job(lambda tx: tx.blocks.propose(sender, block))


def of(sender: Sender) -> Job[Block | None]:
    """Return the work that looks a sender up."""
    return job(lambda tx: tx.blocks.of(sender))


def changes(block: Block) -> Job[bool]:
    """Return the work that decides."""
    return job(lambda tx: tx.blocks.change(block))


def waits(sender: Sender, place: CaseId | None) -> Job[None]:
    """Return the work that notes with which case somebody waits."""
    return job(lambda tx: tx.blocks.wait(sender, place))


async def kept(store: OpenStore, sender: Sender) -> Block:
    """Return what there is about a sender."""
    found = await store.run(of(sender))
    assert found is not None
    return found


async def test_what_was_proposed_is_found_by_its_sender_and_by_its_talk(store: OpenStore, backing: Backing) -> None:
    """And by nobody else's."""
    block = proposal(backing)
    assert await store.run(proposes(MIA, block))

    found = await kept(store, MIA)
    assert replace(found, latest_at=None, version=0) == block
    assert await store.run(of(NOOR)) is None
    assert await store.run(of(Sender("webchat", MIA.native_id))) is None
    assert await store.run(job(lambda tx: tx.blocks.get(block.case_id))) == found
    assert await store.run(job(lambda tx: tx.blocks.get(CaseId(new_id())))) is None
    assert await store.run(job(lambda tx: tx.blocks.all())) == (found,)


async def test_of_eight_who_propose_or_decide_at_once_one_does(backing: Backing) -> None:
    """From two processes: one row, one decision, one end."""
    stores = [backing.store(), backing.store()]
    for one in stores:
        await one.open()
    proposed = await asyncio.gather(*(stores[n % 2].run(proposes(MIA, proposal(backing))) for n in range(8)))
    found = await kept(stores[0], MIA)
    later = [replace(found, confirmed_by=BO, ends_at=found.ends_at + timedelta(days=n)) for n in range(8)]
    decided = await asyncio.gather(*(stores[n % 2].run(changes(one)) for n, one in enumerate(later)))
    holds = await kept(stores[1], MIA)
    dropped = await asyncio.gather(*(stores[n % 2].run(job(lambda tx: tx.blocks.drop(holds))) for n in range(8)))

    assert (sum(proposed), sum(decided), sum(dropped)) == (1, 1, 1)
    assert (holds.confirmed_by, found.confirmed_by) == (BO, None)
    assert await stores[0].run(of(MIA)) is None
    for one in stores:
        await one.close()


async def test_only_the_places_of_those_who_are_blocked_are_set_aside(store: OpenStore, backing: Backing) -> None:
    """Not of somebody about whom nothing is decided, nor of anybody else; and not for longer than they wait."""
    mia, noor, ben = (CaseId(new_id()) for _ in range(3))
    await store.run(proposes(MIA, proposal(backing)))
    await store.run(proposes(NOOR, proposal(backing)))
    await store.run(changes(replace(await kept(store, MIA), confirmed_by=BO)))
    for sender, place in ((MIA, mia), (NOOR, noor), (BEN, ben)):
        await store.run(waits(sender, place))
    aside = await store.run(job(lambda tx: tx.blocks.set_aside()))
    await store.run(waits(MIA, None))

    assert aside == {mia}
    assert (await kept(store, NOOR)).place == noor
    assert await store.run(job(lambda tx: tx.blocks.set_aside())) == set()


async def test_it_ends_by_itself_and_goes(store: OpenStore, backing: Backing) -> None:
    """From that moment on nothing is found; the row goes with the next day that is tidied."""
    block = proposal(backing, days=2)
    await store.run(proposes(MIA, block))
    backing.clock.advance(timedelta(days=2, seconds=-1))
    assert await store.run(of(MIA)) is not None
    backing.clock.advance(timedelta(seconds=1))

    assert await store.run(of(MIA)) is None
    assert await store.run(job(lambda tx: tx.blocks.all())) == ()
    assert await store.run(proposes(MIA, proposal(backing)))  # there is room for another one
    days_pass(backing, 4)
    assert await store.run(job(lambda tx: tx.tidy())) == 1


async def test_it_cannot_outlive_the_key_of_its_hash(store: OpenStore, backing: Backing) -> None:
    """Whatever end is written into it: after five weeks nobody is found by it, and the promise is kept."""
    await store.run(proposes(MIA, proposal(backing, days=90)))
    await store.run(changes(replace(await kept(store, MIA), confirmed_by=BO)))
    latest = (await kept(store, MIA)).latest_at
    begun = backing.clock.now()
    days_pass(backing, 34)
    still = await store.run(of(MIA))
    days_pass(backing, 1)

    assert latest is not None
    assert timedelta(days=28) <= latest - begun <= block_kept()
    assert still is not None
    assert await store.run(of(MIA)) is None
    assert await store.run(job(lambda tx: tx.tidy())) >= 0
    days_pass(backing, 2)
    await store.run(job(lambda tx: tx.tidy()))
    assert await store.run(job(lambda tx: tx.blocks.all())) == ()


async def test_a_row_that_was_altered_or_moved_blocks_nobody(sqlite: SqlBacking) -> None:
    """Whoever writes to the database can't shut somebody out with another's row."""
    store = sqlite.store()
    await store.open()
    for sender in (MIA, NOOR):
        await store.run(proposes(sender, proposal(sqlite)))
    blocks = tables.block
    with create_engine(make_url(sqlite.url), poolclass=NullPool).begin() as connection:
        first, second = connection.execute(select(blocks).order_by(blocks.c.case_id)).all()
        connection.execute(update(blocks).where(blocks.c.case_id == first.case_id).values(sealed=second.sealed))
        connection.execute(update(blocks).where(blocks.c.case_id == second.case_id).values(sealed=b"altered"))
        count = connection.execute(select(func.count()).select_from(blocks)).scalar_one()

    assert count == 2
    assert [await store.run(of(one)) for one in (MIA, NOOR)] == [None, None]
    assert await store.run(job(lambda tx: tx.blocks.all())) == ()
    assert await store.run(proposes(MIA, proposal(sqlite)))
    await store.close()
