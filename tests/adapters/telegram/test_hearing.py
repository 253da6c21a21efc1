"""What comes in over polling means what the person did, and its chores are done after the commit."""

from datetime import timedelta

import pytest

from bot.channels.budget import Budget, usual
from bot.channels.telegram.hearing import MOST_CHORES, Chores, Hearing
from bot.channels.telegram.update import Update
from bot.errors import StoreDown
from bot.model import Choice, Inbound, InboundKind
from tests.adapters.telegram.rig import YES_OR_NO, Rig, outbound, sender
from tests.peers.botapi import Fault


async def test_a_tap_is_a_choice_and_its_waiting_sign_is_stopped(rig: Rig) -> None:
    """The button is answered after the commit, without a text on the screen."""
    mia = rig.person()
    await rig.channel.send(sender(), outbound("Ben je veilig?", YES_OR_NO))

    async with rig.listening():
        query_id = mia.taps("Nee")
        (inbound,) = await rig.listener.hears(1)
        await rig.api.until(lambda: bool(rig.api.world.answered))

    assert (inbound.kind, inbound.choice) == (InboundKind.CHOICE, Choice("3-9f2c1a", "no"))
    assert inbound.message_ref == ""
    assert rig.api.world.answered == [query_id]


async def test_a_tap_is_not_answered_before_it_is_kept(rig: Rig) -> None:
    """A button that stops waiting was heard."""
    mia = rig.person()
    rig.listener.faults = [StoreDown()]

    async with rig.listening():
        mia.presses("3-9f2c1a:no")
        await rig.listener.hears(1)
        await rig.api.until(lambda: bool(rig.api.world.answered))

    assert rig.api.calls["answercallbackquery"] == 1


async def test_a_stale_button_is_passed_on(rig: Rig) -> None:
    """An old button may be pressed a day later; the flow decides what it means now."""
    mia = rig.person()
    await rig.channel.send(sender(), outbound("Ben je veilig?", YES_OR_NO, number=1))
    await rig.channel.send(sender(), outbound("Iets anders.", number=2))

    async with rig.listening():
        query_id = mia.taps("2", mia.seen[0])
        rig.api.world.presses.pop(query_id)  # too old to be answered
        (inbound,) = await rig.listener.hears(1)
        await rig.api.until(lambda: rig.api.calls["answercallbackquery"] == 1)

    assert inbound.choice == Choice("3-9f2c1a", "no")


async def test_a_flood_of_taps_starts_no_flood_of_calls(rig: Rig) -> None:
    """What is too much is left out: a waiting sign ends by itself."""
    mia = rig.person()
    rig.api.plan(Fault.SLOW, "answerCallbackQuery", delay_s=60, times=1_000)
    for _ in range(MOST_CHORES + 50):
        mia.presses("3-9f2c1a:no")

    async with rig.listening():
        await rig.listener.hears(MOST_CHORES + 50)
        await rig.api.until(lambda: not rig.api.updates.pending)

    assert rig.api.calls["answercallbackquery"] <= MOST_CHORES


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_group_is_left_at_once(rig: Rig, kind: str) -> None:
    """Added to a group or a channel, the bot leaves without a word, and hears nothing of it."""
    mia = rig.person()
    group = rig.api.group(-1001, kind)

    async with rig.listening():
        group.adds_bot(mia)
        await rig.api.until(group.left.is_set)
        mia.says("hoi")
        await rig.listener.hears(1)

    assert rig.listener.texts == ["hoi"]
    assert not rig.api.accepted


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_a_group_that_was_not_left_is_left_at_its_next_message(rig: Rig, kind: str) -> None:
    """The first leaving failed; the next word in the group tries again."""
    mia = rig.person()
    group = rig.api.group(-1001, kind)
    group.has_bot = True

    async with rig.listening():
        group.says(mia, "wie is dit?")
        await rig.api.until(group.left.is_set)

    assert rig.listener.heard == []


async def test_an_edit_is_heard_as_an_edit(rig: Rig) -> None:
    """A crisis word that is added later is found."""
    mia = rig.person()

    async with rig.listening():
        message_id = mia.says("ik wil")
        mia.edits(message_id, "ik wil niet meer")
        heard = await rig.listener.hears(2)

    assert (heard[1].kind, heard[1].text) == (InboundKind.EDIT, "ik wil niet meer")
    assert heard[1].message_ref == str(message_id)


async def test_a_photo_is_named_but_never_looked_at(rig: Rig) -> None:
    """It gets a kind sentence; its caption is dropped, and nothing is downloaded."""
    mia = rig.person()

    async with rig.listening():
        message_id = mia.sends_photo("kijk mijn huis")
        (inbound,) = await rig.listener.hears(1)

    assert (inbound.kind, inbound.text) == (InboundKind.UNSUPPORTED, "")
    assert inbound.message_ref == str(message_id)
    assert rig.api.calls["getfile"] == 0


async def test_an_event_that_hangs_has_to_come_again(rig: Rig) -> None:
    """Nothing is acknowledged that may not have been kept, and nobody waits behind it for ever."""
    rig.listener.may_return.clear()
    chores = Chores(rig.client, lambda _: None)
    budget = Budget(rig.clock, usual(30), urgency=lambda *_: "")
    within = timedelta(milliseconds=20)
    hearing = Hearing(rig.listener, chores, clock=rig.clock, journal=rig.journal, budget=budget, hear_within=within)

    with pytest.raises(StoreDown):
        await hearing.take(Update(5, Inbound(sender(), "5", InboundKind.TEXT, text="hoi")))

    assert hearing.counts["heard"] == 0
