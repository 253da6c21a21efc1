"""On a full disk nothing is acknowledged that was not kept, and forgetting is not put off for it."""

from datetime import timedelta

import pytest

from bot.errors import StoreDown
from bot.shredding import DayChange
from tests.contracts.stores import MIA, NOOR, SqlBacking, began, conversation_of, job
from tests.fakes import FakeJournal
from tests.full_disk import room_for

HOUR = timedelta(hours=1)
A_PAGE = 4096
"""Less than the journal needs for any turn."""


async def test_a_database_without_room_keeps_nothing_by_halves(sqlite: SqlBacking) -> None:
    """Who writes is not taken for heard, a wipe is not said to be done, and when there is room all goes on."""
    store = sqlite.store()
    await store.open()
    mia = await began(store, MIA)

    with room_for(A_PAGE):
        with pytest.raises(StoreDown):
            await began(store, NOOR)
        with pytest.raises(StoreDown):
            await store.run(job(lambda tx: tx.conversations.forget(mia.id)))

    assert await conversation_of(store, MIA) is not None
    assert await conversation_of(store, NOOR) is None
    assert await began(store, NOOR) is not None
    await store.close()


async def test_a_database_without_room_keeps_no_key_alive(sqlite: SqlBacking) -> None:
    """The key goes an hour late, without the word of the database; the rows go when there is room."""
    store, journal, clock = sqlite.store(), FakeJournal(), sqlite.clock
    await store.open()
    days = DayChange(sqlite.keyring, store, clock=clock, journal=journal)
    mia = await began(store, MIA)
    day = mia.heard_at
    assert day is not None
    for hours in (11, 24):  # to one o'clock of Tuesday, then of Wednesday
        await days.round()
        clock.advance(hours * HOUR)

    with room_for(A_PAGE):
        await days.round()
        clock.advance(HOUR)
        await days.round()
    with_the_key_gone = await conversation_of(store, MIA)
    await days.round()

    assert with_the_key_gone is None
    assert sqlite.keyring.day_key(day.toordinal() + 1) is None
    assert "keys_unproven" in {event for event, _ in journal.lines}
    assert await store.run(job(lambda tx: tx.conversations.left_under(day.toordinal() + 1))) == 0
    await store.close()
