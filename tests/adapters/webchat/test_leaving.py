"""Goodbyes and deletions: they get through, they end, and they wait for nobody who is gone."""

import asyncio

import pytest

from bot.errors import StoreDown, Undeliverable
from bot.model import InboundKind, Sender
from tests.adapters.webchat.rig import HASTY, Rig, row


async def test_leaving_is_told_and_ends_everything(chat: Rig) -> None:
    """The bot forgets, what was on its way is given up, and the connection ends."""
    async with chat.tab() as mia, asyncio.TaskGroup() as group:
        sending = group.create_task(_undeliverable(chat, mia.sender))
        await mia.reads()
        await mia.say("bye")

        assert await mia.closed() == 1000
        await sending
    await _undeliverable(chat, mia.sender)
    assert [inbound.kind for inbound in chat.listener.heard] == [InboundKind.LEFT]
    assert len(chat.channel.sessions) == 0


async def _undeliverable(chat: Rig, sender: Sender) -> None:
    with pytest.raises(Undeliverable):
        await chat.channel.send(sender, row("nog iets"))


async def test_somebody_who_left_and_comes_back_is_answered(chat: Rig) -> None:
    """A page that says hello again after its goodbye is a page like any other."""
    async with chat.tab() as mia:
        await mia.say("bye")
        await mia.closed()
    async with chat.tab(mia.token) as mia, asyncio.TaskGroup() as group:
        group.create_task(chat.channel.send(mia.sender, row("Dag")))
        bubble = await mia.reads()
        await mia.acks(bubble)

    assert bubble["text"] == "Dag"


async def test_a_goodbye_outlasts_a_failing_store(chat: Rig) -> None:
    """Nobody is there to send it again, so the server tries until it is kept."""
    chat.listener.faults += [StoreDown(), StoreDown()]
    async with chat.tab() as mia:
        await mia.say("bye")
        for _ in range(2):
            await chat.clock.somebody_lay_down.wait()
            chat.clock.somebody_lay_down.clear()
            chat.clock.advance(chat.channel.limits.hello_within)
        left = await chat.listener.next()

    assert (left.kind, left.sender) == (InboundKind.LEFT, mia.sender)


async def test_a_goodbye_that_fails_for_good_still_ends_the_page(chat: Rig) -> None:
    """The operator reads the kind of fault; the conversation is forgotten on its day."""
    chat.listener.faults.append(RuntimeError("broken"))
    async with chat.tab() as mia:
        await mia.say("bye")

        assert await mia.closed() == 1000
    assert chat.journal.lines == [("turn_failed", {"channel": "webchat", "fault": "RuntimeError"})]


async def test_a_deletion_clears_the_page_before_anything_else_is_shown(chat: Rig) -> None:
    """A wipe is done when the page says so; the last line follows it."""
    async with chat.tab() as mia, asyncio.TaskGroup() as group:
        deleting = group.create_task(chat.channel.delete(mia.sender, ()))
        clear = await mia.reads()
        assert not deleting.done()
        await mia.acks(clear)
        await deleting
        group.create_task(chat.channel.send(mia.sender, row("Dag")))
        bubble = await mia.reads()
        await mia.acks(bubble)

    assert (clear["type"], bubble["text"]) == ("clear", "Dag")


async def test_a_deletion_does_not_wait_for_a_page_that_is_away(chat: Rig) -> None:
    """A wipe goes on; the page is cleared as soon as it is back, once however often it was asked for."""
    async with chat.tab() as mia:
        pass
    await chat.channel.delete(mia.sender, ())
    await chat.channel.delete(mia.sender, ())

    async with chat.tab(mia.token) as mia:
        clear = await mia.reads()
        await mia.acks(clear)
        assert clear["type"] == "clear"
        assert await mia.is_answered()
    assert len(chat.channel.sessions) == 0


async def test_a_deletion_ends_when_the_page_goes_away_meanwhile(chat: Rig) -> None:
    """A dead telephone does not keep a wipe open."""
    async with asyncio.TaskGroup() as group:
        async with chat.tab() as mia:
            deleting = group.create_task(chat.channel.delete(mia.sender, ()))
            first = await mia.reads()
        await deleting
    async with chat.tab(mia.token) as mia:
        again = await mia.reads()
        await mia.acks(again)

    assert first == again


async def test_a_deletion_does_not_wait_for_a_page_that_hangs() -> None:
    """A page that answers pings and nothing else is given up after a while."""
    async with Rig(HASTY).serve() as chat, chat.tab() as mia:
        await chat.channel.delete(mia.sender, ())

        assert (await mia.reads())["type"] == "clear"


async def test_nothing_is_deleted_for_somebody_who_left(chat: Rig) -> None:
    """Their page is gone, and all that it showed."""
    async with chat.tab() as mia:
        await mia.say("bye")
        await mia.closed()

    await chat.channel.delete(mia.sender, ())

    assert len(chat.channel.sessions) == 0


async def test_pages_that_never_come_back_are_forgotten() -> None:
    """Deletions for absent pages are kept for a bounded number of them."""
    channel = Rig().channel

    for number in range(2_100):
        await channel.delete(Sender("webchat", str(number)), ())

    assert len(channel.sessions) == 2_000
