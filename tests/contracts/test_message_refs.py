"""The ids of messages that stand in chats: known as long as they can be deleted, and no longer."""

from datetime import timedelta

from bot.model import UNKNOWN_REF, Conversation, MessageRef
from bot.ports import Job, Transaction
from tests.contracts.stores import (
    MIA,
    Backing,
    OpenStore,
    began,
    bubble_for,
    days_pass,
    job,
    says,
)
from tests.fakes import FakeClock


async def test_message_ids_come_back_in_order_until_it_is_too_late(store: OpenStore, clock: FakeClock) -> None:
    """Both sides' message ids are known for a little less than 48 hours, however many there are."""
    kept = await began(store, MIA)

    def remember(first: int, last: int) -> Job[None]:
        def work(tx: Transaction) -> None:
            conversation = tx.conversations.get(kept.id)
            assert conversation is not None
            if first % 2:
                tx.conversations.save(conversation)  # some lie with the conversation, some by themselves
            for number in range(first, last):
                tx.conversations.keep_ref(kept.id, MessageRef(f"m{number}"))

        return Job(work)

    for first in range(0, 30, 3):
        await store.run(remember(first, first + 3))
        clock.advance(timedelta(seconds=1))
    await store.run(remember(30, 180))
    at_once = await store.run(job(lambda tx: tx.conversations.refs(kept.id)))
    clock.advance(timedelta(hours=47, minutes=50))
    later = await store.run(job(lambda tx: tx.conversations.refs(kept.id)))

    assert at_once == tuple(f"m{number}" for number in range(180))
    assert later == ()  # the conversation is over: idle for more than a day


def remembers(conversation: Conversation, ref: str) -> Job[None]:
    """Return the work that remembers a message id."""
    return job(lambda tx: tx.conversations.keep_ref(conversation.id, MessageRef(ref)))


async def test_old_message_ids_are_left_out_of_a_living_conversation(
    backing: Backing, store: OpenStore, clock: FakeClock
) -> None:
    """Somebody who writes every day has only the ids of the last two, and a mark that there was more."""
    first = await began(store, MIA)
    for day in range(4):
        kept = await store.run(says(MIA, f"day {day}"))
        assert kept is not None
        await store.run(remembers(kept, f"m{day}"))
        days_pass(backing, 0.9)

    refs = await store.run(job(lambda tx: tx.conversations.refs(first.id)))

    assert refs == ("m2", "m3", UNKNOWN_REF)
    assert clock.now().date().day == 27


async def test_message_ids_up_to_a_moment_are_forgotten_one_by_one(store: OpenStore, clock: FakeClock) -> None:
    """What is gone from the chat is not deleted again; what came later stays known, wherever it lies."""
    kept = await began(store, MIA)
    for number in range(40):
        await store.run(remembers(kept, f"m{number}"))
        clock.advance(timedelta(minutes=1))
    until = clock.now() - timedelta(minutes=10)
    old = await store.run(job(lambda tx: tx.conversations.refs(kept.id, until=until)))

    await store.run(job(lambda tx: tx.conversations.forget_refs(kept.id, old)))

    assert old == tuple(f"m{number}" for number in range(31))
    left = await store.run(job(lambda tx: tx.conversations.refs(kept.id)))
    assert left == tuple(f"m{number}" for number in range(31, 40))
    await store.run(says(MIA, "nog iets"))
    assert await store.run(job(lambda tx: tx.conversations.refs(kept.id))) == left


async def test_message_ids_that_lie_with_the_conversation_are_forgotten_too(store: OpenStore) -> None:
    """The latest ones are part of what is written in every turn."""

    def wrote(tx: Transaction) -> None:
        conversation = tx.conversations.of(MIA)
        assert conversation is not None
        tx.conversations.save(conversation)
        for ref in ("m1", "m2"):
            tx.conversations.keep_ref(conversation.id, MessageRef(ref))

    kept = await began(store, MIA)
    await store.run(job(wrote))

    await store.run(job(lambda tx: tx.conversations.forget_refs(kept.id, [MessageRef("m1")])))

    assert await store.run(job(lambda tx: tx.conversations.refs(kept.id))) == ("m2",)


async def test_message_ids_of_somebody_forgotten_are_forgotten(store: OpenStore) -> None:
    """A message that was on the wire during a wipe leaves no trace."""
    kept = await began(store, MIA)
    row = bubble_for(kept, "Dag.")
    await store.run(job(lambda tx: tx.outbox.add(row)))
    await store.run(job(lambda tx: tx.conversations.forget(kept.id)))

    await store.run(job(lambda tx: tx.outbox.delivered(row, [MessageRef("m1")])))

    assert await store.run(job(lambda tx: tx.conversations.refs(kept.id))) == ()
