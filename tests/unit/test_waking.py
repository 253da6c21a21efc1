"""When conversations are woken: within a second, whatever the clock does, also those that nobody told of."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import StoreDown
from bot.model import Conversation, ConversationId
from bot.ports import Job
from bot.storage.memory import MemoryStore
from bot.waking import Wakeup
from tests.contracts.stores import MIA, stranger
from tests.fakes import FakeClock, FakeJournal, Tasks


class Sleepers:
    """Writes down who was woken, and for whom to look again; the first of them may fail."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.woken: list[ConversationId] = []
        self.looked_again: list[ConversationId] = []
        self._fault = fault

    async def wake(self, conversation_id: ConversationId, *, look_again: bool = False) -> None:
        self.woken.append(conversation_id)
        self.looked_again += [conversation_id] if look_again else []
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault


class Night:
    """An alarm that runs, on a store with one conversation."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.clock, self.journal, self.sleepers = FakeClock(), FakeJournal(), Sleepers(fault)
        self.store, self.tasks = MemoryStore(self.clock), Tasks(self.clock)
        self.alarm = Wakeup(self.store, self.clock, self.journal, spawn=self.tasks.spawn)

    async def keeps(self, moment: datetime) -> Conversation:
        """Keep a conversation that goes on at this moment."""
        waits = replace(stranger(MIA, self.clock.now()), answer_by=moment)
        return await self.store.run(Job(lambda tx: tx.conversations.save(waits)))

    async def keeps_again(self, conversation: Conversation) -> None:
        """Keep it as it is now."""
        await self.store.run(Job(lambda tx: tx.conversations.save(conversation)))

    async def begins(self) -> None:
        """Let the alarm run."""
        self.tasks.spawn(self.alarm.run(self.sleepers))
        await self.tasks.settle()

    async def passes(self, **duration: float) -> None:
        """Let time go by."""
        self.clock.advance(timedelta(**duration))
        await self.tasks.settle()


async def test_what_was_due_while_nobody_served_is_woken_at_once() -> None:
    """After an outage nothing has to be told again."""
    night = Night()
    kept = await night.keeps(night.clock.now() - timedelta(hours=3))

    await night.begins()

    assert night.sleepers.woken == [kept.id]
    await night.tasks.end()


async def test_what_is_told_later_is_woken_within_a_second() -> None:
    """Not before its moment, and once."""
    night = Night()
    await night.begins()
    conversation = replace(stranger(MIA, night.clock.now()), answer_by=night.clock.now() + timedelta(seconds=30))

    night.alarm.expect(conversation)
    await night.passes(seconds=29)
    early = list(night.sleepers.woken)
    await night.passes(seconds=1)
    await night.passes(seconds=1)

    assert early == []
    assert night.sleepers.woken == [conversation.id]
    await night.tasks.end()


async def test_what_waits_no_more_is_not_woken() -> None:
    """An answer came."""
    night = Night()
    await night.begins()
    conversation = replace(stranger(MIA, night.clock.now()), answer_by=night.clock.now() + timedelta(seconds=30))
    night.alarm.expect(conversation)

    night.alarm.expect(replace(conversation, answer_by=None))
    await night.passes(seconds=31)

    assert night.sleepers.woken == []
    await night.tasks.end()


async def test_a_clock_that_jumps_an_hour_wakes_what_is_due_then() -> None:
    """Nothing is lost between two looks."""
    night = Night()
    kept = await night.keeps(night.clock.now() + timedelta(minutes=40))
    await night.begins()

    await night.passes(hours=1)

    assert night.sleepers.woken == [kept.id]
    await night.tasks.end()


async def test_what_failed_is_tried_again_within_a_minute() -> None:
    """The row is still there, so it is found; the log has the kind of fault and nothing else."""
    night = Night(StoreDown())
    kept = await night.keeps(night.clock.now())
    await night.begins()

    await night.passes(minutes=1)

    assert night.sleepers.woken == [kept.id, kept.id]
    assert night.journal.lines == [("timer_failed", {"fault": "StoreDown"})]
    await night.tasks.end()


async def test_what_may_have_been_kept_unheard_is_looked_at_once_more_and_no_more() -> None:
    """Its moment is gone from the store, so no look finds it there; a minute later it is woken once all the same."""
    night = Night(StoreDown())
    kept = await night.keeps(night.clock.now())
    await night.begins()
    await night.keeps_again(replace(kept, answer_by=None))

    for _ in range(3):
        await night.passes(minutes=1)

    assert night.sleepers.woken == [kept.id, kept.id]
    assert night.sleepers.looked_again == [kept.id]
    await night.tasks.end()


async def test_what_did_not_break_at_the_store_is_not_in_doubt() -> None:
    """A turn that failed by a fault of our own kept nothing: nobody looks for what it said."""
    night = Night(RuntimeError())
    kept = await night.keeps(night.clock.now())
    await night.begins()

    await night.passes(minutes=1)

    assert night.sleepers.woken == [kept.id, kept.id]
    assert night.sleepers.looked_again == []
    await night.tasks.end()
