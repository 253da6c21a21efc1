"""What every store promises about what is on its way; told over memory, SQLite and PostgreSQL."""

from dataclasses import replace

from bot.model import Conversation, Ending, Line, LineFrom, LineState, MessageRef, Outbound, Purpose, SendCounts
from bot.ports import Transaction
from tests.contracts.stores import (
    ADA,
    MIA,
    NOOR,
    Backing,
    OpenStore,
    began,
    bubble_for,
    case_for,
    days_pass,
    job,
    says,
)


async def queued(store: OpenStore, conversation: Conversation, *rows: Outbound) -> tuple[Outbound, ...]:
    """Put rows in the outbox, numbered from the conversation's next number on."""
    numbered = tuple(replace(row, seq=conversation.next_seq + n) for n, row in enumerate(rows))

    def add(tx: Transaction) -> None:
        tx.conversations.save(replace(conversation, next_seq=conversation.next_seq + len(rows)))
        for row in numbered:
            tx.outbox.add(row)

    await store.run(job(add))
    return numbered


async def waiting(store: OpenStore) -> list[Outbound]:
    """Return everything that is queued, as a next process would find it."""
    found = await store.run(job(lambda tx: tx.outbox.unfinished()))
    return [row for _, rows in found for row in rows]


async def talk(store: OpenStore, conversation: Conversation, *texts: str) -> list[Outbound]:
    """Let Ada say something in a talk; returns the rows of her words."""

    def says_it(tx: Transaction) -> list[Outbound]:
        case = tx.cases.open(case_for(conversation, tx.now))
        tx.cases.claim(case.id, ADA)
        rows = []
        for text in texts:
            line = tx.cases.add_line(case.id, Line(0, LineFrom.COUNSELLOR, text, state=LineState.WAITING))
            row = bubble_for(conversation, text, purpose=Purpose.TALK, line=line.number)
            tx.outbox.add(replace(row, seq=line.number))
            rows.append(replace(row, seq=line.number))
        return rows

    return await store.run(job(says_it))


async def fates(store: OpenStore) -> list[LineState]:
    """Return what became of the words of the first talk."""

    def look(tx: Transaction) -> list[LineState]:
        (case, *_) = tx.cases.queue()
        return [line.state for line in tx.cases.lines(case.id)]

    return await store.run(job(look))


async def test_what_is_queued_waits_in_its_order(store: OpenStore) -> None:
    """A row comes back as it was queued, with the conversation it belongs to."""
    kept = await store.run(says(MIA, "1", answer="Dag."))
    assert kept is not None
    rows = await queued(store, kept, bubble_for(kept, "Hoe is het?"), bubble_for(kept, "Wat wil je?"))

    ((conversation, found),) = await store.run(job(lambda tx: tx.outbox.unfinished()))

    assert conversation.id == kept.id
    assert [row.bubble.text for row in found] == ["Dag.", "Hoe is het?", "Wat wil je?"]
    assert [row.seq for row in found] == [1, 2, 3]
    assert list(found[1:]) == list(rows)
    assert found[1].bubble.options == rows[0].bubble.options


async def test_what_was_delivered_is_gone_and_can_be_deleted_in_the_chat(store: OpenStore) -> None:
    """Of a sent row only the ids of its messages are left."""
    mia = await began(store, MIA)
    rows = await queued(store, mia, bubble_for(mia, "Dag."), bubble_for(mia, "Hoe is het?"))

    await store.run(job(lambda tx: tx.outbox.delivered(rows[0], [MessageRef("b1"), MessageRef("b2")])))

    assert await waiting(store) == [replace(rows[1], attempt=1)]
    assert await store.run(job(lambda tx: tx.conversations.refs(mia.id))) == ("b1", "b2")


async def test_a_row_may_come_and_go_in_one_work(store: OpenStore) -> None:
    """What is queued and cancelled by the same work was never there; what is queued after that is."""
    mia = await began(store, MIA)
    before = bubble_for(mia, "Niet meer.")
    after = bubble_for(mia, "Dag.")

    def changes_its_mind(tx: Transaction) -> None:
        tx.outbox.add(before)
        tx.outbox.cancel(mia.id)
        tx.outbox.add(after)
        tx.outbox.add(dropped := bubble_for(mia, "Ook niet."))
        tx.outbox.drop(dropped)

    await store.run(job(changes_its_mind))

    assert await waiting(store) == [replace(after, attempt=1)]


async def test_the_next_process_finds_what_was_left_and_what_is_in_doubt(backing: Backing, store: OpenStore) -> None:
    """The first row of each person may have been sent, the others certainly were not. To start sends nothing."""
    mia, noor = await began(store, MIA), await began(store, NOOR)
    await queued(store, mia, bubble_for(mia, "Een"), bubble_for(mia, "Twee"))
    await queued(store, noor, bubble_for(noor, "Drie"))
    await store.close()

    for _ in range(3):
        after_a_crash = backing.store()
        await after_a_crash.open()
        found = {c.sender: [row.attempt for row in rows] for c, rows in await _unfinished(after_a_crash)}
        await after_a_crash.close()

        assert found == {MIA: [1, 0], NOOR: [1]}


async def test_what_was_left_is_in_doubt_again_once_it_may_have_left(store: OpenStore) -> None:
    """Each time, and not when it certainly stayed; whatever it is, it waits, and is counted as waiting."""
    mia = await began(store, MIA)
    first, second = await queued(store, mia, bubble_for(mia, "Een"), bubble_for(mia, "Twee"))
    assert await waiting(store) == [replace(first, attempt=1), second]

    await store.run(job(lambda tx: tx.outbox.may_leave(first)))
    assert await waiting(store) == [replace(first, attempt=2), second]
    await store.run(job(lambda tx: tx.outbox.may_leave(first)))
    await store.run(job(lambda tx: tx.outbox.stayed(first)))

    assert await waiting(store) == [replace(first, attempt=2), second]
    assert await store.run(job(lambda tx: tx.outbox.queued(mia.id))) == (replace(first, attempt=2), second)
    assert await store.run(job(lambda tx: tx.outbox.standing())) == SendCounts(queued=2)
    await store.run(job(lambda tx: tx.outbox.delivered(first, [])))
    assert await waiting(store) == [replace(second, attempt=1)]


async def test_messages_that_vanish_are_never_in_doubt_and_hide_no_bubble_that_is(store: OpenStore) -> None:
    """They are deleted apart from the rest, as often as need be: the first bubble may be on the wire all the same."""
    mia, noor = await began(store, MIA), await began(store, NOOR)
    waits = replace(bubble_for(mia, "", purpose=Purpose.VANISH), until=mia.heard_at, only=MessageRef("p7"))
    vanish, words, more = await queued(store, mia, waits, bubble_for(mia, "Een"), bubble_for(mia, "Twee"))
    (alone,) = await queued(store, noor, bubble_for(noor, "", purpose=Purpose.VANISH))

    for start in (1, 2):
        found = {one.id: rows for one, rows in await _unfinished(store)}
        await store.run(job(lambda tx: tx.outbox.may_leave(words)))

        assert found[mia.id] == (vanish, replace(words, attempt=start), more)
        assert found[noor.id] == (alone,)


async def _unfinished(store: OpenStore) -> tuple[tuple[Conversation, tuple[Outbound, ...]], ...]:
    return await store.run(job(lambda tx: tx.outbox.unfinished()))


async def test_what_is_held_waits_for_a_sign_of_life(store: OpenStore) -> None:
    """Then a counsellor's words are queued again, in order; what the bot had to say is dropped."""
    mia = await began(store, MIA)
    first, second = await talk(store, mia, "Ik ben er.", "Neem je tijd.")
    bots = replace(bubble_for(mia, "Ben je er nog?", purpose=Purpose.NOTICE), seq=9)

    def hold(tx: Transaction) -> None:
        tx.outbox.add(bots)
        for row in (second, first, bots):
            tx.outbox.hold(row)

    await store.run(job(hold))
    held, fates_held = await waiting(store), await fates(store)
    released = await store.run(job(lambda tx: tx.outbox.release(mia.id)))
    again = await store.run(job(lambda tx: tx.outbox.release(mia.id)))

    assert held == []
    assert fates_held == [LineState.HELD, LineState.HELD]
    assert released == (first, second)
    assert again == ()
    assert await fates(store) == [LineState.WAITING, LineState.WAITING]
    assert await waiting(store) == [replace(first, attempt=1), second]


async def test_what_waits_for_one_person_can_be_looked_at(store: OpenStore) -> None:
    """In order, without what is held and without what is for others; looking changes nothing."""
    mia, noor = await began(store, MIA), await began(store, NOOR)
    first, second, third = await queued(store, mia, *(bubble_for(mia, text) for text in ("Een", "Twee", "Drie")))
    await queued(store, noor, bubble_for(noor, "Vier"))
    await store.run(job(lambda tx: tx.outbox.hold(second)))

    for _ in range(2):
        assert await store.run(job(lambda tx: tx.outbox.queued(mia.id))) == (first, third)


async def test_a_row_of_unknown_fate_counts_as_perhaps_sent(store: OpenStore) -> None:
    """Held because nobody knows whether it was shown: when it goes again, that is the second time."""
    mia = await began(store, MIA)
    (words,) = await talk(store, mia, "Ik ben er.")
    await store.run(job(lambda tx: tx.outbox.hold(words, LineState.UNKNOWN)))
    unknown = await fates(store)

    (released,) = await store.run(job(lambda tx: tx.outbox.release(mia.id)))

    assert unknown == [LineState.UNKNOWN]
    assert released == replace(words, attempt=1)


async def test_the_desk_sees_what_became_of_its_words(store: OpenStore) -> None:
    """Sent, failed, or cancelled by a wipe: each line of a talk has its own fate."""
    mia = await began(store, MIA)
    one, two, three = await talk(store, mia, "Een", "Twee", "Drie")

    await store.run(job(lambda tx: tx.outbox.delivered(one, [])))
    await store.run(job(lambda tx: tx.outbox.drop(two)))
    before = await fates(store)
    await store.run(job(lambda tx: tx.outbox.cancel(three.conversation_id)))

    assert before == [LineState.SENT, LineState.FAILED, LineState.WAITING]
    assert await fates(store) == [LineState.SENT, LineState.FAILED, LineState.FAILED]
    assert await waiting(store) == []


async def test_cancelling_one_person_leaves_the_others_alone(store: OpenStore) -> None:
    """Everything goes that waits for who wiped, held or queued; nothing else."""
    mia, noor = await began(store, MIA), await began(store, NOOR)
    rows = await queued(store, mia, bubble_for(mia, "Een"), bubble_for(mia, "Twee"))
    others = await queued(store, noor, bubble_for(noor, "Drie"))
    await store.run(job(lambda tx: tx.outbox.hold(rows[1])))

    await store.run(job(lambda tx: tx.outbox.cancel(mia.id)))

    assert await store.run(job(lambda tx: tx.outbox.release(mia.id))) == ()
    assert await waiting(store) == [replace(others[0], attempt=1)]


async def test_what_waits_for_somebody_whose_day_is_over_is_not_sent(backing: Backing, store: OpenStore) -> None:
    """A row that was left for days goes with its conversation."""
    mia = await began(store, MIA)
    await queued(store, mia, bubble_for(mia, "Een"))

    days_pass(backing, 2)

    assert await waiting(store) == []
    assert await store.run(job(lambda tx: tx.outbox.release(mia.id))) == ()


async def test_what_waits_and_what_did_not_arrive_is_counted(store: OpenStore) -> None:
    """As numbers: rows that wait, rows that are held, and words of talks that go on whose fate is not a good one."""
    kept = await store.run(says(MIA, "1", answer="Dag."))
    assert kept is not None
    first, second, third, _ = await talk(store, kept, "Hoi.", "Ben je daar?", "Ik blijf nog even.", "Tot zo.")

    def fares(tx: Transaction) -> None:
        tx.outbox.drop(first)
        tx.outbox.hold(second)
        tx.outbox.hold(third, LineState.UNKNOWN)

    await store.run(job(fares))

    assert await store.run(job(lambda tx: tx.outbox.standing())) == SendCounts(queued=2, held=2, failed=1, unknown=1)
    assert await store.run(job(lambda tx: tx.outbox.standing(without=[kept.id]))) == SendCounts()


async def test_of_a_talk_that_is_over_nothing_is_counted_as_lost(store: OpenStore) -> None:
    """Nobody can do anything about it any more."""
    kept = await store.run(says(MIA, "1"))
    assert kept is not None
    (row,) = await talk(store, kept, "Hoi.")

    def ends(tx: Transaction) -> None:
        tx.outbox.drop(row)
        (case,) = tx.cases.queue()
        tx.cases.close(case.id, Ending.HELP_SEEKER)

    await store.run(job(ends))

    assert (await store.run(job(lambda tx: tx.outbox.standing()))).failed == 0
