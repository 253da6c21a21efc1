"""What every store promises about works, people and their conversations; told over memory, SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import BotError, Stale
from bot.model import MessageRef, Sender
from bot.ports import Job, Needs, Transaction
from tests.contracts.stores import (
    BEN,
    MIA,
    NOOR,
    Backing,
    OpenStore,
    began,
    bubble_for,
    case_for,
    conversation_of,
    days_pass,
    job,
    says,
    stranger,
)
from tests.fakes import FakeClock


async def test_the_same_event_counts_once(store: OpenStore) -> None:
    """A platform that delivers twice is answered once."""
    first = await store.run(says(MIA, "7"))
    again = await store.run(says(MIA, "7"))

    assert first is not None
    assert again is None
    assert await conversation_of(store, MIA) == first


async def test_the_same_event_counts_once_also_at_the_same_moment(store: OpenStore) -> None:
    """Twenty deliveries of one event in one batch are one turn."""
    turns = await asyncio.gather(*(store.run(says(MIA, "7")) for _ in range(20)))

    assert [turn is not None for turn in turns] == [True] + [False] * 19


async def test_the_same_event_counts_once_for_two_processes(backing: Backing, store: OpenStore) -> None:
    """Two processes that hear one event at the same moment make one turn of it."""
    other = backing.store()
    await other.open()

    turns = await asyncio.gather(*(one.run(says(MIA, str(n))) for n in range(10) for one in (store, other)))

    assert sum(turn is not None for turn in turns) == 10
    kept = await conversation_of(store, MIA)
    assert kept is not None
    assert kept.prompts == 10
    await other.close()


async def test_an_event_belongs_to_its_channel(store: OpenStore) -> None:
    """Two channels may use the same numbers."""
    signal = Sender("signal", MIA.native_id)

    assert await store.run(says(MIA, "7")) is not None
    assert await store.run(says(signal, "7")) is not None


async def test_an_event_that_nobody_announced_is_noticed_too(store: OpenStore) -> None:
    """A work may ask for an event that its needs do not name."""
    assert await store.run(job(lambda tx: tx.first_seen("telegram", "8"))) is True
    assert await store.run(job(lambda tx: tx.first_seen("telegram", "8"))) is False


async def test_a_stranger_is_nobody_and_then_somebody(store: OpenStore) -> None:
    """Who never wrote has no conversation; who wrote is found again as they were left."""
    before = await conversation_of(store, MIA)
    kept = await began(store, MIA)

    assert before is None
    assert kept.version == 1
    assert await conversation_of(store, MIA) == kept
    assert await store.run(job(lambda tx: tx.conversations.get(kept.id))) == kept
    assert await conversation_of(store, NOOR) is None


async def test_two_works_of_one_stranger_begin_one_conversation(store: OpenStore) -> None:
    """The second message of a batch finds the conversation that the first one began."""
    first, second = await asyncio.gather(store.run(says(MIA, "1")), store.run(says(MIA, "2")))

    assert first is not None
    assert second is not None
    assert (first.id, first.version) == (second.id, second.version - 1)


async def test_what_one_person_writes_is_taken_in_the_order_given(store: OpenStore) -> None:
    """Fifty messages at once, of three people who talk through each other: each one's stay in their order."""
    people = [MIA, NOOR, BEN]

    turns = await asyncio.gather(*(store.run(says(people[n % 3], str(n))) for n in range(50)))

    for place, person in enumerate(people):
        versions = [turn.version for turn in turns[place::3] if turn is not None]
        kept = await conversation_of(store, person)
        assert versions == list(range(1, len(versions) + 1))
        assert kept is not None
        assert [name for name in kept.vars if name.isdigit()] == [str(n) for n in range(place, 50, 3)]


async def test_the_second_of_two_who_decided_on_the_same_is_told(store: OpenStore) -> None:
    """Two answers at once never overwrite each other."""
    kept = await began(store, MIA)
    await store.run(job(lambda tx: tx.conversations.save(replace(kept, node="start.first"))))

    with pytest.raises(Stale):
        await store.run(job(lambda tx: tx.conversations.save(replace(kept, node="start.second"))))

    now = await conversation_of(store, MIA)
    assert now is not None
    assert now.node == "start.first"


async def test_nobody_has_two_conversations(store: OpenStore, clock: FakeClock) -> None:
    """A second beginning for the same person is told that it comes late."""
    await began(store, MIA)

    with pytest.raises(Stale):
        await store.run(job(lambda tx: tx.conversations.save(stranger(MIA, clock.now()))))


async def test_a_conversation_that_is_forgotten_does_not_come_back(store: OpenStore) -> None:
    """Who decided on a conversation that was wiped meanwhile is told so, and brings nothing back."""
    kept = await began(store, MIA)
    await store.run(job(lambda tx: tx.conversations.forget(kept.id)))

    with pytest.raises(Stale):
        await store.run(job(lambda tx: tx.conversations.save(kept)))

    assert await conversation_of(store, MIA) is None


async def test_who_was_overtaken_decides_again_on_its_own(backing: Backing, store: OpenStore) -> None:
    """Two processes that write one conversation at the same moment both get their turn."""
    other = backing.store()
    await other.open()
    await began(store, MIA)

    def count(tx: Transaction) -> int:
        conversation = tx.conversations.of(MIA)
        assert conversation is not None
        return tx.conversations.save(replace(conversation, prompts=conversation.prompts + 1)).prompts

    for _ in range(10):
        await asyncio.gather(*(one.run(Job(count, Needs(sender=MIA))) for one in (store, other)))

    kept = await conversation_of(store, MIA)
    assert kept is not None
    assert kept.prompts == 21
    await other.close()


class Trouble(Exception):
    """What a work raises that goes wrong."""


async def test_a_work_that_goes_wrong_harms_no_other(store: OpenStore) -> None:
    """Of thirty works in a batch three go wrong: they hear of it, the others took effect, in order."""

    def goes_wrong(tx: Transaction) -> None:
        tx.first_seen("telegram", "wrong")
        conversation = tx.conversations.of(MIA)
        if conversation is not None:
            tx.conversations.save(replace(conversation, node="wrong"))
        raise Trouble

    works = [Job(goes_wrong, Needs(sender=MIA)) if n % 10 == 4 else says(MIA, str(n)) for n in range(30)]
    ends = await asyncio.gather(*(store.run(work) for work in works), return_exceptions=True)

    assert [n for n, end in enumerate(ends) if isinstance(end, Trouble)] == [4, 14, 24]
    kept = await conversation_of(store, MIA)
    assert kept is not None
    assert (kept.node, kept.prompts) == ("start.menu", 27)
    assert await store.run(job(lambda tx: tx.first_seen("telegram", "wrong"))) is True


async def test_a_work_takes_effect_as_a_whole_or_not_at_all(store: OpenStore) -> None:
    """What goes wrong at its very end leaves nothing of what it did before."""

    def does_everything(tx: Transaction) -> None:
        conversation = tx.conversations.save(stranger(MIA, tx.now))
        tx.conversations.keep_ref(conversation.id, MessageRef("m1"))
        tx.outbox.add(bubble_for(conversation, "Dag."))
        tx.cases.open(case_for(conversation, tx.now))
        raise Trouble

    with pytest.raises(Trouble):
        await store.run(job(does_everything))

    assert await conversation_of(store, MIA) is None
    assert await store.run(job(lambda tx: tx.outbox.unfinished())) == ()
    assert await store.run(job(lambda tx: tx.cases.queue())) == ()


async def test_what_a_work_wrote_it_reads(store: OpenStore) -> None:
    """Inside one work everything is as it will be."""

    def writes_and_reads(tx: Transaction) -> None:
        kept = tx.conversations.save(stranger(MIA, tx.now))
        assert tx.conversations.of(MIA) == kept
        assert tx.conversations.get(kept.id) == kept
        tx.conversations.keep_ref(kept.id, MessageRef("m1"))
        assert tx.conversations.refs(kept.id) == ("m1",)
        tx.outbox.add(bubble_for(kept, "Dag."))
        ((conversation, (row,)),) = tx.outbox.unfinished()
        assert (conversation, row.bubble.text) == (kept, "Dag.")
        tx.conversations.forget(kept.id)
        assert tx.conversations.of(MIA) is None
        assert tx.outbox.unfinished() == ()

    await store.run(job(writes_and_reads))


async def test_a_conversation_may_be_saved_after_what_belongs_to_it(store: OpenStore) -> None:
    """The first message of a stranger may open a case before the conversation is saved."""

    def opens_first(tx: Transaction) -> None:
        conversation = stranger(MIA, tx.now)
        tx.cases.open(case_for(conversation, tx.now))
        tx.conversations.save(conversation)

    await store.run(job(opens_first))

    (case,) = await store.run(job(lambda tx: tx.cases.queue()))
    kept = await conversation_of(store, MIA)
    assert kept is not None
    assert case.conversation_id == kept.id


async def test_nothing_belongs_to_nobody(store: OpenStore, clock: FakeClock) -> None:
    """A row for a conversation that is never saved could never be read: the work is refused."""
    nobody = stranger(MIA, clock.now())

    with pytest.raises(BotError, match="not saved"):
        await store.run(job(lambda tx: tx.outbox.add(bubble_for(nobody, "Dag."))))
    with pytest.raises(BotError, match="not saved"):
        await store.run(job(lambda tx: tx.cases.open(case_for(nobody, tx.now))))

    assert await store.run(job(lambda tx: tx.cases.queue())) == ()


async def test_a_conversation_that_is_too_long_is_refused_and_harms_no_other(store: OpenStore) -> None:
    """An answer of five thousand letters has no place; who writes at the same moment notices nothing."""
    kept = await began(store, MIA)
    too_long = replace(kept, vars={"story": "x" * 5_000})

    refused, *others = await asyncio.gather(
        store.run(job(lambda tx: tx.conversations.save(too_long))),
        store.run(says(NOOR, "1")),
        store.run(says(BEN, "2")),
        return_exceptions=True,
    )

    assert isinstance(refused, BotError)
    assert "4,092 bytes" in str(refused)
    assert "xxx" not in str(refused)
    assert not any(isinstance(other, BaseException) for other in others)
    assert await conversation_of(store, MIA) == kept


async def test_half_a_character_is_refused_without_being_repeated(store: OpenStore) -> None:
    """Text that no database takes harms nobody and stands in no error."""
    kept = await began(store, MIA)

    with pytest.raises(BotError) as refused:
        await store.run(job(lambda tx: tx.conversations.save(replace(kept, vars={"story": "geheim \ud800"}))))

    assert "geheim" not in str(refused.value)
    assert await conversation_of(store, MIA) == kept


async def test_who_is_cut_off_is_a_stranger(store: OpenStore) -> None:
    """After a wipe the next message begins anew, also in the same batch; the old conversation can still be ended."""
    old = await began(store, MIA)

    def cut_off(tx: Transaction) -> None:
        tx.conversations.unlink(old.id)
        assert tx.conversations.of(MIA) is None

    _, new = await asyncio.gather(store.run(job(cut_off)), store.run(says(MIA, "next")))

    assert new is not None
    assert new.id != old.id
    assert await store.run(job(lambda tx: tx.conversations.get(old.id))) == old
    farewell = await store.run(job(lambda tx: tx.conversations.save(replace(old, node="wiped"))))
    assert farewell.version == old.version + 1
    assert await conversation_of(store, MIA) == new


async def test_a_stranger_may_be_cut_off_at_once(store: OpenStore) -> None:
    """A first message can be a wipe: the farewell has a conversation, the next message finds none."""

    def wipes(tx: Transaction) -> None:
        kept = tx.conversations.save(stranger(MIA, tx.now))
        tx.conversations.unlink(kept.id)

    await store.run(job(wipes))

    assert await conversation_of(store, MIA) is None


async def test_who_is_forgotten_is_gone_with_everything(store: OpenStore) -> None:
    """Nothing of a conversation is left but the outcome of its case; the others keep theirs."""
    mia, noor = await began(store, MIA), await began(store, NOOR)

    def fills(tx: Transaction) -> None:
        for conversation in (mia, noor):
            tx.conversations.keep_ref(conversation.id, MessageRef("m1"))
            tx.outbox.add(bubble_for(conversation, "Dag."))

    await store.run(job(fills))
    await store.run(job(lambda tx: tx.conversations.forget(mia.id)))

    assert await conversation_of(store, MIA) is None
    assert await store.run(job(lambda tx: tx.conversations.get(mia.id))) is None
    assert await store.run(job(lambda tx: tx.conversations.refs(mia.id))) == ()
    assert await store.run(job(lambda tx: tx.conversations.refs(noor.id))) == ("m1",)
    (left,) = await store.run(job(lambda tx: tx.outbox.unfinished()))
    assert left[0] == noor


async def test_who_is_silent_for_a_day_is_a_stranger(backing: Backing, store: OpenStore) -> None:
    """A day after the last sign of life, at the end of that day, a conversation is over, tidied or not."""
    kept = await began(store, MIA)

    days_pass(backing, 1.3)
    next_evening = await conversation_of(store, MIA)
    days_pass(backing, 0.7)
    two_days_later = await conversation_of(store, MIA)
    anew = await store.run(says(MIA, "later"))

    assert next_evening == kept
    assert two_days_later is None
    assert anew is not None
    assert anew.id != kept.id


async def test_who_writes_every_day_is_known_over_weeks_but_not_for_ever(backing: Backing, store: OpenStore) -> None:
    """Week keys and day keys come and go; a conversation that goes on lives through them, for thirty days."""
    first = await began(store, MIA)

    for day in range(30):
        days_pass(backing, 1)
        kept = await store.run(says(MIA, f"day {day}"))
        assert kept is not None
        assert kept.id == first.id
    days_pass(backing, 1)
    anew = await store.run(says(MIA, "day 31"))

    assert anew is not None
    assert anew.id != first.id


async def test_tidying_takes_what_is_past_its_day(backing: Backing, store: OpenStore) -> None:
    """Events go after a week, conversations with all that is theirs after their day; what is young stays."""
    mia = await began(store, MIA)
    await store.run(job(lambda tx: tx.conversations.keep_ref(mia.id, MessageRef("m1"))))
    days_pass(backing, 1)
    noor = await began(store, NOOR)
    assert await store.run(job(lambda tx: tx.tidy())) == 0

    days_pass(backing, 1)
    gone = await store.run(job(lambda tx: tx.tidy()))
    again = await store.run(job(lambda tx: tx.tidy()))
    days_pass(backing, 6)
    await store.run(job(lambda tx: tx.tidy()))

    assert gone >= 1
    assert again == 0
    assert await store.run(job(lambda tx: tx.conversations.get(mia.id))) is None
    assert await store.run(job(lambda tx: tx.conversations.get(noor.id))) is None
    assert await store.run(job(lambda tx: tx.first_seen(MIA.channel, f"first of {MIA.native_id}"))) is True
    assert await store.run(job(lambda tx: tx.first_seen(NOOR.channel, f"first of {NOOR.native_id}"))) is False


async def test_what_was_committed_is_there_for_the_next_process(backing: Backing, store: OpenStore) -> None:
    """A process that is gone left everything to the next."""
    kept = await store.run(says(MIA, "1", answer="Dag."))
    await store.close()

    next_store = backing.store()
    await next_store.open()

    assert await conversation_of(next_store, MIA) == kept
    await next_store.close()
