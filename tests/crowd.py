"""Very many people in the queue at once, without each of them going the whole way there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model import CaseId, Conversation, ConversationId, Sender
from bot.model.cases import Case
from bot.ports import Job, Store, Transaction
from bot.storage.memory import MemoryStore
from tests.contracts.stores import new_id
from tests.fakes import FakeClock
from tests.house import House
from tests.stories.test_the_whole_way import mia_waits

AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a human, as the store keeps them: to be copied under other names."""

    conversation: Conversation
    case: Case


async def somebody_who_waits() -> Waiting:
    """Let one person go the whole way into the queue of the shipped conversation, in memory."""
    clock = FakeClock()
    house = House(MemoryStore(clock), clock)
    house.counsellor("Ada")
    mia = await mia_waits(house)

    def look(tx: Transaction) -> Waiting:
        conversation = tx.conversations.of(mia.sender)
        (case,) = tx.cases.queue()
        whole = tx.cases.get(case.id)
        assert conversation is not None
        assert whole is not None
        return Waiting(conversation, whole)

    found = await house.store.run(Job(look))
    await house.tasks.end()
    return found


async def crowd_waits(store: Store, people: int, *, channel: str = "webchat") -> Sequence[CaseId]:
    """Put so many strangers in the queue, who all came now; returns their cases in order."""
    model = await somebody_who_waits()
    cases: list[CaseId] = []
    for begin in range(0, people, AT_ONCE):
        part = range(begin, min(begin + AT_ONCE, people))
        cases += await asyncio.gather(*(_waits(store, model, Sender(channel, f"crowd {n}")) for n in part))
    return cases


async def _waits(store: Store, model: Waiting, sender: Sender) -> CaseId:
    case_id, owner = CaseId(new_id()), ConversationId(new_id())

    def work(tx: Transaction) -> CaseId:
        one = replace(model.conversation, id=owner, sender=sender, version=0, case_id=case_id)
        one = replace(one, heard_at=tx.now, born_on=tx.now.date(), write_until=None, claim_by=None, lock_by=None)
        tx.conversations.save(replace(one, vanish_by=None, oldest_at=None, newest_at=None))
        case = replace(model.case, id=case_id, conversation_id=owner, channel=sender.channel, asked_at=tx.now)
        return tx.cases.open(case).id

    return await store.run(Job(work))
