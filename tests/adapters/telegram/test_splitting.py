"""A long text arrives whole, in order, and its parts only once."""

import asyncio

import pytest

from bot.channels.telegram import TelegramChannel
from bot.errors import PerhapsSent, TryLater, Undeliverable
from tests.adapters.telegram.rig import Rig, outbound, sender
from tests.peers.botapi import Fault


async def test_emoji_flags_and_marks_survive_a_split(rig: Rig) -> None:
    """A family, a flag and a letter with marks are never cut in two."""
    mia = rig.person()
    family, flag, marked = "👩‍👩‍👧‍👦", "🇳🇱", "e\u0301\u0323"
    text = (family + flag + marked) * 700

    refs = await rig.channel.send(sender(), outbound(text))

    parts = [(await mia.reads()).text for _ in refs]
    assert len(parts) > 1
    assert "".join(parts) == text
    assert all(part.startswith((family, flag, marked)) for part in parts)
    assert all(part.endswith((family, flag, marked)) for part in parts)


@pytest.mark.parametrize("fault", [Fault.FLOOD, Fault.CUT_BEFORE])
async def test_parts_that_arrived_are_not_sent_again(rig: Rig, fault: Fault) -> None:
    """Part 2 of 3 fails: the next attempt goes on with part 2."""
    mia = rig.person()
    long = outbound("woord " * 1_500)
    rig.api.world.on_accepted = lambda _: rig.api.plan(fault) if len(mia.seen) == 1 else None

    with pytest.raises((TryLater, PerhapsSent)):
        await rig.channel.send(sender(), long)
    refs = await rig.channel.send(sender(), long)

    assert [shown.message_id for shown in mia.seen] == [int(ref) for ref in refs]
    assert len(refs) == 3


async def test_a_part_in_doubt_is_the_only_one_that_may_stand_twice(rig: Rig) -> None:
    """The answer to part 2 is cut: one double, and nothing lost behind it."""
    mia = rig.person()
    long = outbound("woord " * 1_500)
    rig.api.world.on_accepted = lambda _: rig.api.plan(Fault.CUT_AFTER) if len(mia.seen) == 1 else None

    with pytest.raises(PerhapsSent):
        await rig.channel.send(sender(), long)
    await rig.channel.send(sender(), long)

    assert len(mia.seen) == 4
    assert mia.seen[1].text == mia.seen[2].text


async def test_a_bubble_sent_by_a_cancelled_task_goes_on_where_it_was(rig: Rig) -> None:
    """The reply window ended in the middle of a long text; later it goes on."""
    mia = rig.person()
    long = outbound("woord " * 1_500)
    rig.api.world.on_accepted = lambda _: rig.api.plan(Fault.SLOW, delay_s=60) if len(mia.seen) == 1 else None

    first = asyncio.get_running_loop().create_task(rig.channel.send(sender(), long))
    await rig.api.until(lambda: len(mia.seen) == 2)
    first.cancel()
    await asyncio.wait([first])
    refs = await rig.channel.send(sender(), long)

    assert len(refs) == 3
    assert len(mia.seen) == 4


async def test_what_was_split_is_not_remembered_for_ever(rig: Rig) -> None:
    """When too many bubbles are unfinished, the oldest begins anew; memory stays bounded."""
    mia = rig.person()
    channel = TelegramChannel(rig.client, rig.clock, messages_per_second=10_000, most_unfinished=2)
    long = "woord " * 1_500
    rig.api.world.on_accepted = lambda _: rig.api.plan(Fault.CUT_BEFORE)
    for number in range(3):
        with pytest.raises(PerhapsSent):
            await channel.send(sender(), outbound(long, number=number))
    rig.api.world.on_accepted = None

    oldest, newest = [await channel.send(sender(), outbound(long, number=number)) for number in (0, 2)]

    assert [str(shown.message_id) for shown in mia.seen[3:6]] == list(oldest)
    assert newest[0] == str(mia.seen[2].message_id)
    assert len(mia.seen) == 3 + 3 + 2


async def test_somebody_who_blocks_in_the_middle_of_a_text_is_gone(rig: Rig) -> None:
    """Nothing of it is remembered."""
    mia = rig.person()
    rig.api.world.on_accepted = lambda _: setattr(mia, "has_blocked", True)

    with pytest.raises(Undeliverable):
        await rig.channel.send(sender(), outbound("woord " * 1_500))

    assert len(mia.seen) == 1
