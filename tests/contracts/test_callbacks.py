"""What every store promises about callbacks: no slot twice, none lost, and nothing of anybody once it is over."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import NullPool, create_engine, func, make_url, select, update

from bot.model import (
    Asking,
    Callback,
    CallbackId,
    CallbackOutcome,
    CallbackState,
    Sender,
    StaffId,
)
from bot.ports import Job, Transaction
from bot.storage import tables
from bot.storage.lifetimes import day_of
from tests.booking import DETAILS, NO, booked, callback_of, hours, told, wanted, wants
from tests.contracts.stores import (
    BEN,
    MIA,
    NOOR,
    Backing,
    OpenStore,
    SqlBacking,
    conversation_of,
    days_pass,
    job,
    new_id,
    says,
)

pytestmark = pytest.mark.usefixtures("at_full_speed")


def ends(callback: Callback, outcome: CallbackOutcome) -> Job[bool]:
    """Return the work that ends one."""
    return job(lambda tx: tx.callbacks.end(callback, outcome))


async def ended(store: OpenStore) -> dict[CallbackOutcome, int]:
    """Return what came of all that are over."""
    return dict(await store.run(job(lambda tx: tx.callbacks.ended(0))))


async def test_what_was_booked_is_found_until_it_is_over(store: OpenStore, backing: Backing) -> None:
    """By its id, by its person, in the list and in its slot; then it is a number in the figures."""
    at = backing.clock.now() + hours(50)
    callback = await booked(store, MIA, wanted(at, asking=Asking.DAY_BEFORE))
    assert callback is not None

    assert callback.details == DETAILS
    assert (callback.state, callback.told, callback.fence) == (CallbackState.BOOKED, told(at), 1)
    assert await store.run(job(lambda tx: tx.callbacks.get(callback.id))) == callback
    assert await store.run(job(lambda tx: tx.callbacks.open())) == (callback,)
    slots = [callback.slot, told(at + hours(1)).slot]
    assert dict(await store.run(job(lambda tx: tx.callbacks.taken(slots)))) == {callback.slot: 1}
    assert await store.run(ends(callback, CallbackOutcome.REACHED))

    assert await store.run(job(lambda tx: tx.callbacks.get(callback.id))) is None
    assert await store.run(job(lambda tx: tx.callbacks.open())) == ()
    assert dict(await store.run(job(lambda tx: tx.callbacks.taken(slots)))) == {}
    assert await ended(store) == {CallbackOutcome.REACHED: 1}
    tomorrow = day_of(backing.clock.now()) + 1
    assert dict(await store.run(job(lambda tx: tx.callbacks.ended(tomorrow)))) == {}


async def test_nobody_has_two_and_a_slot_no_more_than_its_seats(store: OpenStore, backing: Backing) -> None:
    """Whoever comes too late keeps what they have; whoever changes frees the old one and takes the new one."""
    early, late = (backing.clock.now() + hours(number) for number in (30, 31))
    first = await booked(store, MIA, wanted(early))
    second = await booked(store, NOOR, wanted(late))
    assert await booked(store, BEN, wanted(early)) is None
    kept = await booked(store, NOOR, wanted(early))
    changed = await booked(store, MIA, replace(wanted(early), asking=Asking.AT_START))

    assert kept == second
    assert changed is not None
    assert first is not None
    assert changed.id != first.id
    assert (changed.asking, changed.slot) == (Asking.AT_START, first.slot)
    assert await booked(store, BEN, wanted(early), seats=2) is not None
    assert await ended(store) == {CallbackOutcome.MOVED: 1}


async def test_a_place_is_given_once_although_the_length_of_slots_was_changed(
    store: OpenStore, backing: Backing
) -> None:
    """An hour takes the place of each of its quarters, and a quarter that of its hour and its half hours; not more."""
    at = (backing.clock.now() + hours(30)).replace(minute=0)
    await booked(store, MIA, wanted(at, minutes=60))
    half = wanted(at + timedelta(minutes=30), minutes=30)
    assert await booked(store, NOOR, wanted(at + timedelta(minutes=45), minutes=15)) is None
    assert await booked(store, NOOR, wanted(at + timedelta(minutes=60), minutes=15)) is not None
    assert await booked(store, NOOR, wanted(at + timedelta(minutes=45), minutes=15), seats=2) is not None
    assert await booked(store, BEN, half, seats=2) is None
    early = await booked(store, BEN, wanted(at, minutes=30), seats=2)
    assert early is not None
    assert await booked(store, BEN, half, seats=2) == early
    moved = await booked(store, NOOR, half, seats=2)
    assert moved is not None
    assert moved.told == half.told  # what she has herself is not in her way


async def test_of_many_who_change_one_at_once_one_does(backing: Backing) -> None:
    """From two processes: each says by its fence which one it changes; it ends once, whoever ends it."""
    stores = [backing.store(), backing.store()]
    for one in stores:
        await one.open()
    callback = await booked(stores[0], MIA, wanted(backing.clock.now() + hours(30)))
    assert callback is not None
    claims = [replace(callback, claimed_by=StaffId(f"c{number}")) for number in range(8)]
    won = await asyncio.gather(
        *(stores[n % 2].run(job(partial(_changes, callback=one))) for n, one in enumerate(claims))
    )
    now = await callback_of(stores[1], MIA)
    assert now is not None
    over = await asyncio.gather(*(stores[n % 2].run(ends(now, CallbackOutcome.MISSED)) for n in range(8)))

    assert (sum(won), sum(over), now.fence) == (1, 1, 2)
    assert await stores[0].run(ends(callback, CallbackOutcome.REACHED)) is False
    assert await ended(stores[0]) == {CallbackOutcome.MISSED: 1}
    for one in stores:
        await one.close()


def _changes(tx: Transaction, *, callback: Callback) -> bool:
    return tx.callbacks.change(callback)


async def test_what_belongs_to_another_can_be_moved_to_them(store: OpenStore, backing: Backing) -> None:
    """With all that is in it: somebody goes on elsewhere."""
    callback = await booked(store, MIA, wanted(backing.clock.now() + hours(30)))
    other = await store.run(says(NOOR, "first"))
    assert callback is not None
    assert other is not None

    assert await store.run(job(lambda tx: tx.callbacks.move(callback, other.id)))

    found = await callback_of(store, NOOR)
    assert found == replace(callback, conversation_id=other.id, fence=2)
    assert await callback_of(store, MIA) is None


async def test_whoever_is_forgotten_took_it_back(store: OpenStore, backing: Backing) -> None:
    """A wipe, a block: the slot is free at once, and nothing of them is left but that it was."""
    at = backing.clock.now() + hours(30)
    callback = await booked(store, MIA, wanted(at))
    assert callback is not None

    await store.run(job(lambda tx: tx.conversations.forget(callback.conversation_id)))

    assert await ended(store) == {CallbackOutcome.WITHDRAWN: 1}
    assert await booked(store, NOOR, wanted(at)) is not None


async def test_its_person_is_known_until_the_day_after_the_slot(store: OpenStore, backing: Backing) -> None:
    """However long they are silent before; then it is ours to answer for that nobody ended it."""
    callback = await booked(store, MIA, wanted(backing.clock.now() + timedelta(days=12)))
    assert callback is not None
    days_pass(backing, 13)
    await store.run(job(lambda tx: tx.tidy()))
    assert await callback_of(store, MIA) == callback

    days_pass(backing, 2)
    await store.run(job(lambda tx: tx.tidy()))

    assert await conversation_of(store, MIA) is None
    assert await ended(store) == {CallbackOutcome.MISSED: 1}


async def test_once_it_is_taken_back_they_are_forgotten_as_ever(store: OpenStore, backing: Backing) -> None:
    """Their silence counts again, not the slot; and in the middle of a silence of days they are gone with the day."""
    await booked(store, MIA, wanted(backing.clock.now() + timedelta(days=12)))
    await store.run(wants(MIA, NO))
    await booked(store, NOOR, wanted(backing.clock.now() + timedelta(days=12)))
    days_pass(backing, 3)
    await store.run(job(lambda tx: tx.tidy()))
    gone = await conversation_of(store, MIA)
    await store.run(wants(NOOR, NO))
    still = await conversation_of(store, NOOR)
    days_pass(backing, 1)
    await store.run(job(lambda tx: tx.tidy()))

    assert gone is None
    assert still is not None
    assert await conversation_of(store, NOOR) is None
    assert await ended(store) == {CallbackOutcome.WITHDRAWN: 2}


async def test_no_slot_is_booked_that_a_conversation_would_not_live_to_see(store: OpenStore, backing: Backing) -> None:
    """Nor one that has begun, nor one in more than fourteen days: thirty days after the first message all is over."""
    begun = backing.clock.now()
    assert await booked(store, MIA, wanted(begun)) is None
    assert await booked(store, MIA, wanted(begun + timedelta(days=14, minutes=1))) is None
    for number in range(17):
        days_pass(backing, 1)
        await store.run(says(MIA, f"day {number}"))

    assert await booked(store, MIA, wanted(begun + timedelta(days=30))) is None
    assert await booked(store, MIA, wanted(begun + timedelta(days=28))) is not None


async def test_a_row_that_was_altered_or_moved_is_missed_and_hides_no_other(sqlite: SqlBacking) -> None:
    """Whoever writes to the database can make nobody vanish, and put nobody's number in another's place."""
    store = sqlite.store()
    await store.open()
    at = sqlite.clock.now() + hours(30)
    for sender in (MIA, NOOR, BEN):
        await booked(store, sender, wanted(at), seats=3)
    rows = tables.callback
    with create_engine(make_url(sqlite.url), poolclass=NullPool).begin() as connection:
        first, second, third = connection.execute(select(rows).order_by(rows.c.id)).all()
        connection.execute(update(rows).where(rows.c.id == first.id).values(sealed=second.sealed))
        connection.execute(update(rows).where(rows.c.id == second.id).values(tag=b"another"))

    found = await store.run(job(lambda tx: tx.callbacks.open()))
    assert [one.id for one in found] == [third.id]
    assert await store.run(job(lambda tx: tx.callbacks.get(CallbackId(first.id)))) is None
    assert await store.run(job(lambda tx: tx.callbacks.lost())) == 2
    assert await store.run(job(lambda tx: tx.callbacks.give_up())) == 2
    assert await store.run(job(lambda tx: tx.callbacks.lost())) == 0
    assert await store.run(job(lambda tx: tx.callbacks.give_up())) == 0
    assert await ended(store) == {CallbackOutcome.MISSED: 2}
    await store.close()


async def test_of_what_is_over_nothing_is_left_that_tells_of_whom(sqlite: SqlBacking) -> None:
    """No conversation, no slot, nothing sealed: an outcome and a day."""
    store = sqlite.store()
    await store.open()
    callback = await booked(store, MIA, wanted(sqlite.clock.now() + hours(30)))
    assert callback is not None
    await store.run(ends(callback, CallbackOutcome.NO_ANSWER))

    with create_engine(make_url(sqlite.url), poolclass=NullPool).begin() as connection:
        (row,) = connection.execute(select(tables.callback)).mappings().all()
    today = day_of(sqlite.clock.now())
    left = {"id": callback.id, "fence": 2, "outcome": "no_answer", "ended_on": today}
    assert {name: value for name, value in row.items() if value is not None} == left
    await store.close()


async def everybody_books(backing: SqlBacking, *, people: int, slots: int) -> None:
    """Let so many people of two processes book so many slots at the same moment, each with one seat."""
    stores = [backing.store(), backing.store()]
    for one in stores:
        await one.open()
    start = backing.clock.now() + hours(30)
    wishes = [wanted(start + timedelta(minutes=15 * (number % slots)), minutes=15) for number in range(people)]
    senders = [Sender("telegram", f"person {number}") for number in range(people)]
    for sender in senders:
        await stores[0].run(says(sender, f"first of {sender.native_id}"))

    await asyncio.gather(
        *(stores[n % 2].run(wants(sender, wish)) for n, (sender, wish) in enumerate(zip(senders, wishes, strict=True)))
    )

    found = await stores[0].run(job(lambda tx: tx.callbacks.open()))
    per_slot = Counter(one.slot for one in found)
    assert per_slot == {wish.told.slot: 1 for wish in wishes}
    assert len({one.conversation_id for one in found}) == len(found) == slots
    with create_engine(make_url(backing.url), poolclass=NullPool).connect() as connection:
        assert connection.execute(select(func.count()).select_from(tables.callback)).scalar_one() == slots
    for one in stores:
        await one.close()


async def test_forty_bookings_of_four_slots_have_four_winners(database: SqlBacking) -> None:
    """The short form."""
    await everybody_books(database, people=40, slots=4)


@pytest.mark.long
@pytest.mark.timeout(600)
async def test_a_thousand_bookings_of_a_hundred_slots_have_a_hundred_winners(database: SqlBacking) -> None:
    """All at once, from two processes: no slot twice, no winner lost."""
    await everybody_books(database, people=1_000, slots=100)


async def test_two_changes_that_swap_their_slots_lose_nobody(backing: Backing) -> None:
    """Mia wants Noor's slot and Noor wants Mia's, again and again at the same moment: each keeps exactly one."""
    stores = [backing.store(), backing.store()]
    for one in stores:
        await one.open()
    early, late = (backing.clock.now() + hours(number) for number in (30, 31))
    await booked(stores[0], MIA, wanted(early))
    await booked(stores[0], NOOR, wanted(late))

    for number in range(6):
        mine, hers = (late, early) if number % 2 else (early, late)
        await asyncio.gather(
            stores[0].run(wants(MIA, wanted(hers), seats=2)), stores[1].run(wants(NOOR, wanted(mine), seats=2))
        )
        found = await stores[0].run(job(lambda tx: tx.callbacks.open()))
        assert len({one.conversation_id for one in found}) == len(found) == 2

    assert await ended(stores[0]) == {CallbackOutcome.MOVED: 12}
    for one in stores:
        await one.close()


async def test_somebody_of_whom_nothing_is_known_has_none(store: OpenStore) -> None:
    """No conversation, no callback; an id that was never given out opens nothing."""
    assert await callback_of(store, MIA) is None
    assert await store.run(job(lambda tx: tx.callbacks.get(CallbackId(new_id())))) is None
