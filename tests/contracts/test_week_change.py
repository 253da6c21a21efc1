"""At a change of weeks nobody gets a second conversation, although their hash is another one on each side of it."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from bot.model import ConversationId, Sender
from bot.ports import Transaction
from bot.storage import tables
from bot.storage.lifetimes import day_of, is_near_a_week_change, week_of, weeks_to_look_in
from tests.contracts.stores import MIA, SqlBacking, conversation_of, job, says, stranger
from tests.fakes import FakeClock

MIDNIGHT = datetime(2026, 11, 30, tzinfo=UTC)
"""A Monday begins."""
BEFORE, AFTER = MIDNIGHT - timedelta(seconds=20), MIDNIGHT + timedelta(seconds=20)
WEEK = week_of(day_of(MIDNIGHT))
PEOPLE = [Sender("telegram", f"night owl {n}") for n in range(20)]


def weeks_in(database: SqlBacking) -> list[int]:
    """Return under which week each conversation is found."""
    engine = create_engine(make_url(database.url), poolclass=NullPool)
    with engine.connect() as connection:
        return sorted(connection.execute(select(tables.conversation.c.week)).scalars())


@pytest.fixture
def night(database: SqlBacking) -> SqlBacking:
    """A database on that night, with its keys."""
    database.clock.advance(BEFORE - database.clock.now())
    database.day_comes()
    return database


@pytest.mark.parametrize("moments", [(BEFORE, AFTER), (AFTER, BEFORE)], ids=["ahead", "behind"])
async def test_who_began_on_one_side_is_found_on_the_other(
    night: SqlBacking, moments: tuple[datetime, datetime]
) -> None:
    """Also by a host whose clock is behind, and still stands in the week before."""
    first, second = (night.store(clock=FakeClock(moment)) for moment in moments)
    for store in (first, second):
        await store.open()

    began = await first.run(says(MIA, "1"))
    went_on = await second.run(says(MIA, "2"))
    found = await conversation_of(first, MIA)
    for store in (first, second):
        await store.close()

    assert began is not None and went_on is not None and found is not None  # noqa: PT018
    assert began.id == went_on.id == found.id
    assert weeks_in(night) == [WEEK if moments[1] is AFTER else WEEK - 1]


async def test_two_replicas_that_begin_at_one_moment_begin_one(night: SqlBacking) -> None:
    """Twenty people write to both at once; each has one conversation, and both their messages are in it."""
    stores = [night.store(clock=FakeClock(moment), workers=2) for moment in (BEFORE, AFTER)]
    for store in stores:
        await store.open()

    await asyncio.gather(
        *(store.run(says(one, f"{one.native_id} to {n}")) for one in PEOPLE for n, store in enumerate(stores))
    )
    found = [await conversation_of(stores[0], one) for one in PEOPLE]
    for store in stores:
        await store.close()

    assert len(weeks_in(night)) == len(PEOPLE)
    both = [{f"{one.native_id} to 0", f"{one.native_id} to 1"} for one in PEOPLE]
    assert [one is not None and set(one.vars) & said for one, said in zip(found, both, strict=True)] == both


async def test_two_transactions_that_overlap_begin_one(postgresql: SqlBacking) -> None:
    """Both saw nobody before either began; the one that comes second sees the other and goes on there."""
    postgresql.clock.advance(BEFORE - postgresql.clock.now())
    postgresql.day_comes()
    stores = [postgresql.store(clock=FakeClock(moment), workers=1) for moment in (BEFORE, AFTER)]
    both_looked, tries = Barrier(2, timeout=60), itertools.count()

    def turn(tx: Transaction) -> ConversationId:
        known = tx.conversations.of(MIA)
        if next(tries) < len(stores):
            both_looked.wait()
        return tx.conversations.save(known or stranger(MIA, tx.now)).id

    for store in stores:
        await store.open()
    ids = await asyncio.gather(*(store.run(job(turn)) for store in stores))
    for store in stores:
        await store.close()

    assert ids[0] == ids[1]
    assert len(weeks_in(postgresql)) == 1
    assert next(tries) == 3


async def test_who_goes_on_is_found_by_the_new_weeks_hash(night: SqlBacking) -> None:
    """One message in the new week moves them; the key of the old week may then go, with everybody who stayed silent."""
    store = night.store()
    await store.open()
    await store.run(says(MIA, "1"))

    night.clock.advance(AFTER - BEFORE)
    await store.run(says(MIA, "2"))
    await store.close()

    assert weeks_in(night) == [WEEK]


def test_the_next_week_is_looked_in_for_an_hour_only() -> None:
    """Otherwise a stranger costs no more looks than ever."""
    hour, second = timedelta(hours=1), timedelta(seconds=1)

    assert weeks_to_look_in(MIDNIGHT - hour - second)[:2] == [WEEK - 1, WEEK - 2]
    assert weeks_to_look_in(MIDNIGHT - hour)[:3] == [WEEK - 1, WEEK, WEEK - 2]
    assert weeks_to_look_in(MIDNIGHT)[:2] == [WEEK, WEEK - 1]
    near = [is_near_a_week_change(MIDNIGHT + n * hour / 2) for n in range(-4, 4)]
    assert near == [False, False, True, True, True, True, False, False]
