"""A page talks with the bot: what each says arrives once and in order, through losses of every kind."""

import asyncio
from uuid import uuid4

import pytest

from bot.errors import Fenced, StoreDown
from bot.model import Choice, InboundKind, Purpose
from tests.adapters.webchat.rig import ANSWERS, Rig, row, row_id


async def test_a_first_conversation(chat: Rig) -> None:
    """Begin, an answer, a tap, words: each reaches the other side and is acknowledged."""
    async with chat.tab(language="fr") as mia, asyncio.TaskGroup() as group:
        start = await mia.say("start")
        assert await mia.reads() == {"type": "kept", "id": start}
        sending = group.create_task(chat.channel.send(mia.sender, row("Kun je nu vrij typen?", options=ANSWERS)))
        bubble = await mia.reads()
        await mia.acks(bubble)
        refs = await sending
        tap = await mia.say("choice", prompt="p1", option="yes")
        assert await mia.reads() == {"type": "kept", "id": tap}
        said = await mia.say("text", text="Ja, é 🙂")
        assert await mia.reads() == {"type": "kept", "id": said}

    assert bubble == {
        "type": "bubble",
        "id": row_id(),
        "text": "Kun je nu vrij typen?",
        "author": "bot",
        "prompt": "p1",
        "options": [{"id": "yes", "label": "Ja"}, {"id": "no", "label": "Nee"}],
    }
    assert refs == ()
    first, second, third = chat.listener.heard
    assert (first.kind, first.sender, first.language_hint) == (InboundKind.START, mia.sender, "fr")
    assert (second.kind, second.choice) == (InboundKind.CHOICE, Choice("p1", "yes"))
    assert (third.kind, third.text) == (InboundKind.TEXT, "Ja, é 🙂")


async def test_a_counsellor_is_marked_as_a_human(chat: Rig) -> None:
    """Who reads is never in doubt whether a machine or a human wrote."""
    async with chat.tab() as mia, asyncio.TaskGroup() as group:
        group.create_task(chat.channel.send(mia.sender, row("Dag, ik ben Ada.", purpose=Purpose.TALK)))
        bubble = await mia.reads()
        await mia.acks(bubble)

    assert (bubble["author"], "options" in bubble, "prompt" in bubble) == ("human", False, False)


async def test_the_same_event_again_is_heard_once(chat: Rig) -> None:
    """A page that lost the acknowledgement sends again, also by a new connection: nothing is double."""
    event = str(uuid4())
    async with chat.tab() as mia:
        for _ in range(3):
            await mia.say("text", id=event, text="hallo")
            assert await mia.reads() == {"type": "kept", "id": event}
    async with chat.tab(mia.token) as mia_again:
        await mia_again.say("text", id=event.upper(), text="hallo")
        assert await mia_again.reads() == {"type": "kept", "id": event}

    assert [inbound.text for inbound in chat.listener.heard] == ["hallo"]


async def test_two_tabs_are_two_people_even_with_the_same_ids(chat: Rig) -> None:
    """Nobody can use up, or guess, the ids of somebody else."""
    event = str(uuid4())
    async with chat.tab() as mia, chat.tab() as noor:
        for tab in (mia, noor):
            await tab.say("text", id=event, text="hallo")
            assert (await tab.reads())["type"] == "kept"

    assert len({inbound.sender for inbound in chat.listener.heard}) == 2
    assert len({inbound.external_id for inbound in chat.listener.heard}) == 2
    assert mia.token not in repr(chat.listener.heard[0].sender.native_id)


async def test_what_the_store_could_not_keep_is_asked_for_again(chat: Rig) -> None:
    """While the database is away the page keeps the message; then it is heard once."""
    chat.listener.faults += [StoreDown(), StoreDown()]
    async with chat.tab() as mia:
        event = await mia.say("text", text="hallo")
        answers = [await mia.reads()]
        for _ in range(2):
            await mia.say("text", id=event, text="hallo")
            answers.append(await mia.reads())

    assert [answer["type"] for answer in answers] == ["again", "again", "kept"]
    assert {answer["id"] for answer in answers} == {event}
    assert len(chat.listener.heard) == 1


async def test_a_fault_of_ours_loses_nothing(chat: Rig) -> None:
    """Whatever broke, the page is asked to send again; the operator reads the kind of fault and no word of the text."""
    chat.listener.faults.append(ValueError("hallo"))
    async with chat.tab() as mia:
        event = await mia.say("text", text="hallo")

        assert await mia.reads() == {"type": "again", "id": event}
        assert await mia.is_answered()
    assert chat.journal.lines == [("turn_failed", {"channel": "webchat", "fault": "ValueError"})]


async def test_a_process_that_was_overtaken_sends_the_page_to_the_other(chat: Rig) -> None:
    """The page is told to come back, and acknowledges nothing to itself."""
    chat.listener.faults.append(Fenced())
    async with chat.tab() as mia:
        await mia.say("text", text="hallo")

        assert await mia.closed() == 1012
    assert chat.listener.heard == []


async def test_a_bubble_without_acknowledgement_comes_again_on_reconnect(chat: Rig) -> None:
    """A page that vanished before it showed a bubble gets it when it is back; a page that showed it says so."""
    async with asyncio.TaskGroup() as group:
        async with chat.tab() as mia:
            sending = group.create_task(chat.channel.send(mia.sender, row("Een")))
            first = await mia.reads()
        async with chat.tab(mia.token) as mia:
            second = await mia.reads()
            assert not sending.done()
            await mia.acks(second)
            await sending

    assert first == second


async def test_a_bubble_waits_for_a_page_that_is_away(chat: Rig) -> None:
    """Nothing is lost between two connections, and the order stays."""
    async with chat.tab() as mia:
        pass
    async with asyncio.TaskGroup() as group:
        one = group.create_task(chat.channel.send(mia.sender, row("Een", number=1)))
        two = group.create_task(chat.channel.send(mia.sender, row("Twee", number=2)))
        async with chat.tab(mia.token) as mia:
            bubbles = [await mia.reads(), await mia.reads()]
            for bubble in bubbles:
                await mia.acks(bubble)
            await asyncio.gather(one, two)

    assert [bubble["text"] for bubble in bubbles] == ["Een", "Twee"]
    assert len(chat.channel.sessions) == 0


async def test_a_bubble_that_was_withdrawn_is_not_shown_later(chat: Rig) -> None:
    """When the reply window closes, what waits for an absent page must not surprise it."""
    async with chat.tab() as mia:
        pass
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await chat.channel.send(mia.sender, row("te laat"))

    async with chat.tab(mia.token) as mia:
        assert await mia.is_answered()
    assert len(chat.channel.sessions) == 0


async def test_a_restart_of_the_server_loses_nothing_and_doubles_nothing() -> None:
    """The page comes back with its token to a server that never saw it; the row has the same id as before."""
    event = str(uuid4())
    async with Rig().serve() as before, before.tab() as mia:
        port = before.port
        await mia.say("text", id=event, text="hallo")
        await mia.reads()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await before.channel.send(mia.sender, row("Dag"))
        shown_before = await mia.reads()
        await before.channel.close()
        assert await mia.closed() == 1012
    after = Rig()
    after.listener = before.listener
    async with after.serve(port), after.tab(mia.token) as mia_again, asyncio.TaskGroup() as group:
        await mia_again.say("text", id=event, text="hallo")
        assert await mia_again.reads() == {"type": "kept", "id": event}
        group.create_task(after.channel.send(mia.sender, row("Dag")))
        shown_after = await mia_again.reads()
        await mia_again.acks(shown_after)

    assert shown_before == shown_after
    assert mia_again.token == mia.token
    assert len(before.listener.heard) == 1


async def test_a_page_that_comes_back_takes_over_from_its_dead_connection(chat: Rig) -> None:
    """A telephone that changed networks does not wait until the old connection has timed out."""
    async with chat.tab() as old, chat.tab(old.token) as new, asyncio.TaskGroup() as group:
        group.create_task(chat.channel.send(new.sender, row("Dag")))
        bubble = await new.reads()
        await new.acks(bubble)

        assert await old.closed() == 1006
        assert await new.is_answered()
    assert bubble["text"] == "Dag"


async def test_the_page_can_change_its_language(chat: Rig) -> None:
    """What is said afterwards carries the new language."""
    async with chat.tab(language="nl") as mia:
        await mia.raw('{"type":"language","language":"fr"}')
        await mia.say("text", text="bonjour")
        await mia.reads()

    assert [inbound.language_hint for inbound in chat.listener.heard] == ["fr"]
