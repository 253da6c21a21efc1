"""What every store promises about conversations that go on by themselves; told over memory, SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from bot.model import Conversation
from bot.storage import tables
from bot.storage.databases import open_database
from bot.storage.lifetimes import bucket_of
from tests.contracts.stores import MIA, NOOR, Backing, OpenStore, SqlBacking, began, days_pass, job
from tests.fakes import FakeClock


async def waits(store: OpenStore, conversation: Conversation, minutes: float | None) -> Conversation:
    """Let a conversation go on by itself so many minutes after its last sign of life; None: not at all."""
    heard_at = conversation.heard_at
    assert heard_at is not None
    moment = None if minutes is None else heard_at + timedelta(minutes=minutes)
    return await store.run(job(lambda tx: tx.conversations.save(replace(conversation, answer_by=moment))))


async def found(store: OpenStore, clock: FakeClock, minutes: float) -> list[bytes]:
    """Return the conversations that go on within so many minutes."""
    until = clock.now() + timedelta(minutes=minutes)
    return sorted(await store.run(job(lambda tx: tx.conversations.waking(until))))


async def test_a_moment_is_kept_exactly(store: OpenStore, clock: FakeClock) -> None:
    """The five minutes are for the database, the moment is for us."""
    mia = await waits(store, await began(store, MIA), 7.5)

    until = clock.now() + timedelta(minutes=8)
    moments = await store.run(job(lambda tx: tx.conversations.waking(until)))

    assert moments == {mia.id: mia.answer_by}
    assert await found(store, clock, 7) == []


async def test_a_conversation_has_one_moment_the_newest(store: OpenStore, clock: FakeClock) -> None:
    """Setting it again moves it, clearing it takes it away; others keep theirs."""
    mia = await waits(store, await began(store, MIA), 2)
    noor = await waits(store, await began(store, NOOR), 3)
    mia = await waits(store, mia, 9)
    later = await found(store, clock, 5)

    mia = await waits(store, mia, None)

    assert later == [noor.id]
    assert await found(store, clock, 60) == [noor.id]


async def test_it_survives_a_restart_and_goes_with_its_conversation(backing: Backing, clock: FakeClock) -> None:
    """A second process finds it; nobody finds it when the person is forgotten."""
    first = backing.store()
    await first.open()
    mia = await waits(first, await began(first, MIA), 2)
    await first.close()
    second = backing.store()
    await second.open()

    before = await found(second, clock, 2)
    await second.run(job(lambda tx: tx.conversations.forget(mia.id)))

    assert before == [mia.id]
    assert await found(second, clock, 60) == []
    await second.close()


async def test_past_its_day_nothing_wakes(backing: Backing, store: OpenStore, clock: FakeClock) -> None:
    """Its key is gone, and so is the row."""
    await waits(store, await began(store, MIA), 2)

    days_pass(backing, 3)

    assert await found(store, clock, 2) == []


async def test_what_was_due_while_nobody_served_is_found_after_the_tidying(
    backing: Backing, store: OpenStore, clock: FakeClock
) -> None:
    """A process that stood still for more than a day tidies first: only what lost its conversation goes."""
    mia = await waits(store, await began(store, MIA), 2)
    days_pass(backing, 1.2)

    await store.run(job(lambda tx: tx.tidy()))

    assert await found(store, clock, 2) == [mia.id]


async def test_a_moment_that_lost_its_conversation_is_tidied_away(sqlite: SqlBacking, clock: FakeClock) -> None:
    """It tells in the clear when somebody was here, and is left over by a race."""
    store = sqlite.store()
    await store.open()
    mia = await waits(store, await began(store, MIA), 2)
    await waits(store, await began(store, NOOR), 2)
    with open_database(sqlite.url).engine.begin() as connection:
        connection.execute(tables.conversation.delete().where(tables.conversation.c.id != mia.id))
    clock.advance(timedelta(days=1.2))

    await store.run(job(lambda tx: tx.tidy()))

    with open_database(sqlite.url).engine.begin() as connection:
        assert connection.execute(tables.timer.select()).scalars().all() == [mia.id]
    await store.close()


async def test_only_the_five_minutes_are_in_the_clear(sqlite: SqlBacking, clock: FakeClock) -> None:
    """And the moment of one conversation can't be put into another one's row: that row goes, and others are found."""
    store = sqlite.store()
    await store.open()
    await waits(store, await began(store, MIA), 2)
    noor = await waits(store, await began(store, NOOR), 40)

    with open_database(sqlite.url).engine.begin() as connection:
        rows = connection.execute(tables.timer.select().order_by(tables.timer.c.bucket)).all()
        connection.execute(
            tables.timer.update().where(tables.timer.c.conv_id == rows[0].conv_id).values(argument=rows[1].argument)
        )

    assert [row.bucket for row in rows] == [bucket_of(clock.now() + timedelta(minutes=m)) for m in (2, 40)]
    assert len({len(row.argument) for row in rows}) == 1
    assert await found(store, clock, 60) == [noor.id]
    with open_database(sqlite.url).engine.begin() as connection:
        assert connection.execute(tables.timer.select()).scalars().all() == [noor.id]
    await store.close()
