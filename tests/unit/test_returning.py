"""Coming back by a return phrase: what was on its way to whoever held either phone before is shown to nobody."""

from dataclasses import replace

from bot.model import Conversation, Outbound, Purpose, Sender
from bot.ports import Job, Transaction
from bot.returning import Returned, bring_back
from bot.safe_contact import Decision, delivery_decision
from bot.storage.memory import MemoryStore
from tests.contracts.stores import MIA, bubble_for, stranger
from tests.fakes import FakeClock
from tests.house import quick_keys

PHRASE = quick_keys("appel fiets lamp koffie zeil")
ON_THE_WEB = Sender("webchat", "Mia-web")


def reply(conversation: Conversation, seq: int) -> Outbound:
    """Return what the bot said under this number."""
    return replace(bubble_for(conversation, "Dag."), purpose=Purpose.REPLY, seq=seq)


async def test_what_either_channel_was_told_before_the_return_is_dropped_and_what_comes_after_is_sent() -> None:
    """Each counts by its own numbers: the place she came to by its own, the place that she left by its own."""
    clock = FakeClock()
    store, (way, key) = MemoryStore(clock), PHRASE

    def comes_back(tx: Transaction) -> tuple[Returned, Conversation, Conversation]:
        was = tx.conversations.save(replace(stranger(MIA, tx.now), next_seq=30, way_back=way))
        tx.ways_back.keep(way, was, is_locked=False)
        now_in = tx.conversations.save(replace(stranger(ON_THE_WEB, tx.now), next_seq=7))
        returned = bring_back(tx, now_in, key)
        assert returned is not None
        assert returned.left is not None
        return returned, now_in, returned.left

    returned, now_in, left = await store.run(Job(comes_back))

    back = returned.conversation
    assert (back.id, back.opened_seq, left.opened_seq) == (now_in.id, 7, 30)
    for conversation, first in ((back, 7), (left, 30)):
        decided = [delivery_decision(reply(conversation, seq), conversation, clock.now()) for seq in (first - 1, first)]
        assert decided == [Decision.DROP, Decision.SEND]
