"""What the bot says arrives on Signal once and in order, and what stands there disappears as it was promised."""

import asyncio
from datetime import timedelta

import pytest

from bot.channels.signal.faults import CaptchaWanted
from bot.errors import PerhapsSent, Refused, TryLater
from bot.model import UNKNOWN_REF, Bubble, MessageRef, Option, Outbound, Purpose
from bot.ops.clock import SystemClock
from tests.adapters.signal.rig import MIA, NOOR, Rig, sender
from tests.adapters.telegram.rig import outbound
from tests.peers.signal.methods import RIGHT_CAPTCHA
from tests.peers.signal.protocol import RpcError
from tests.peers.signalcli import Fault


async def test_a_long_list_goes_on_in_the_next_message(rig: Rig) -> None:
    """With the numbers going on; eight lines are what a small telephone shows at once."""
    mia = rig.daemon.person(MIA)
    options = tuple(Option(str(number), f"Keuze {number}") for number in range(1, 20))
    async with rig.listening():
        await rig.channel.send(sender(), outbound("Kies.", options))

    assert [len(text.splitlines()) for text in mia.texts] == [10, 8, 3]
    assert mia.texts[1].startswith("9 · Keuze 9\n10 · Keuze 10")


async def test_sends_to_one_person_never_overlap(rig: Rig) -> None:
    """The next waits for the answer to the last, and nobody else waits."""
    mia, noor = rig.daemon.person(MIA), rig.daemon.person(NOOR)
    held = rig.daemon.plan("send", Fault.HELD)
    loop = asyncio.get_running_loop()
    async with rig.listening():
        first = loop.create_task(rig.channel.send(sender(), outbound("een", number=2)))
        await rig.daemon.until(lambda: bool(mia.seen))
        second = loop.create_task(rig.channel.send(sender(), outbound("twee", number=3)))
        await rig.channel.send(sender(NOOR), outbound("hoi", number=2))
        assert (mia.texts, noor.texts) == (["een"], ["hoi"])
        held.released.set()
        await asyncio.gather(first, second)

    assert mia.texts == ["een", "twee"]


@pytest.mark.parametrize(
    ("theirs", "after", "notices"), [(0, 3600, 1), (604_800, 3600, 1), (3600, 3600, 0), (300, 300, 0)]
)
async def test_messages_disappear_from_the_first_word_on(rig: Rig, theirs: int, after: int, notices: int) -> None:
    """An hour after they were read, or sooner where the person chose sooner."""
    mia = rig.daemon.person(MIA)
    async with rig.listening():
        mia.sets_timer(theirs)
        mia.says("hoi")
        await rig.listener.hears(1)
        await rig.channel.send(sender(), outbound("Dag.", number=1))

    assert (mia.timer_s, len(mia.timer_notices)) == (after, notices)


async def test_a_reply_never_sets_the_timer_again(rig: Rig) -> None:
    """Whoever switches it off later has decided so."""
    mia = rig.daemon.person(MIA)
    async with rig.listening():
        mia.says("hoi")
        await rig.channel.send(sender(), outbound("Dag.", number=1))
        mia.sets_timer(0)
        for number in range(2, 6):
            await rig.channel.send(sender(), outbound("Dag.", number=number))

    assert (mia.timer_s, mia.timer_notices) == (0, [3600])


@pytest.mark.parametrize(("fault", "arrives"), [(Fault.ERROR, True), (Fault.CUT, False)])
async def test_a_timer_that_can_not_be_set_keeps_nobody_without_an_answer(
    rig: Rig, fault: Fault, arrives: bool
) -> None:
    """It is told to the operator; with a broken connection the same bubble comes later, with a timer."""
    mia = rig.daemon.person(MIA)
    rig.daemon.plan("updateContact", fault)
    async with rig.listening():
        if arrives:
            await rig.channel.send(sender(), outbound("Dag."))
        else:
            with pytest.raises(TryLater):
                await rig.channel.send(sender(), outbound("Dag."))

    assert bool(mia.seen) is arrives


async def test_a_lost_way_to_signal_leaves_it_open_and_a_wipe_reaches_it(rig: Rig) -> None:
    """The id of what may have arrived is known."""
    rig.daemon.person(MIA).failure = "NETWORK_FAILURE"
    async with rig.listening():
        with pytest.raises(PerhapsSent) as fault:
            await rig.channel.send(sender(), outbound())

    assert [ref.isdecimal() for ref in fault.value.shown] == [True]


async def test_a_new_telephone_is_written_to_and_told(rig: Rig) -> None:
    """Whoever installed Signal again is not silently out of reach; the operator reads that it happened."""
    mia = rig.daemon.person(MIA)
    mia.failure = "IDENTITY_FAILURE"
    async with rig.listening():
        with pytest.raises(TryLater) as fault:
            await rig.channel.send(sender(), outbound("Dag."))
        await rig.channel.send(sender(), outbound("Dag."))

    assert fault.value.retry_after == timedelta(seconds=1)
    assert mia.texts == ["Dag."]
    assert rig.daemon.methods.trusted == [MIA]
    assert any("new keys" in reason for reason in rig.told)


async def test_a_captcha_stops_the_channel_until_it_is_solved(rig: Rig) -> None:
    """Nothing is tried meanwhile, for anybody; the token lies in a file of this user, and in no log."""
    rig.daemon.person(MIA)
    noor = rig.daemon.person(NOOR)
    rig.daemon.methods.challenge = "t0ken-0815"
    async with rig.listening():
        with pytest.raises(CaptchaWanted):
            await rig.channel.send(sender(), outbound(number=2))
        asked = rig.daemon.calls["send"]
        with pytest.raises(TryLater):
            await rig.channel.send(sender(NOOR), outbound(number=1))
        with pytest.raises(TryLater) as waits:
            await rig.channel.send(sender(NOOR), outbound(number=2))
        assert rig.daemon.calls["send"] == asked

        assert (rig.challenge.token, rig.challenge.file.stat().st_mode & 0o777) == ("t0ken-0815", 0o600)
        await rig.client.call("submitRateLimitChallenge", {"challenge": "t0ken-0815", "captcha": RIGHT_CAPTCHA})
        rig.challenge.end()
        await rig.channel.send(sender(NOOR), outbound("Dag.", number=2))

    assert waits.value.retry_after == timedelta(seconds=30)
    assert noor.texts == ["Dag."]
    assert "t0ken" not in str(rig.journal.lines)
    assert any("ajar signal challenge" in reason for reason in rig.told)


async def test_without_a_line_nothing_is_told_to_leave(rig: Rig) -> None:
    """Before there is a connection, and while a captcha is wanted, a bubble is certainly not on the wire."""
    told: list[str] = []
    rig.daemon.person(MIA)

    async def leaves() -> None:
        told.append("leaves")

    await rig.daemon.stop()
    run = asyncio.get_running_loop().create_task(rig.ingress.run())
    with pytest.raises(TryLater):
        await rig.channel.send(sender(), outbound(number=2), leaves=leaves)
    run.cancel()
    assert told == []
    await rig.daemon.start()
    async with rig.listening():
        rig.daemon.methods.challenge = "t0ken-0815"
        for _ in range(2):
            with pytest.raises(TryLater):
                await rig.channel.send(sender(), outbound(number=2), leaves=leaves)

    assert rig.daemon.calls["send"] == len(told) == 1


async def test_a_day_later_it_is_tried_without_a_captcha(rig: Rig) -> None:
    """Signal forgets it after the time that it told."""
    mia = rig.daemon.person(MIA)
    rig.daemon.methods.challenge = "t0ken-0815"
    async with rig.listening():
        with pytest.raises(CaptchaWanted):
            await rig.channel.send(sender(), outbound(number=2))
        rig.daemon.methods.challenge = ""
        rig.clock.advance(timedelta(days=1))
        await rig.channel.send(sender(), outbound("Dag.", number=2))

    assert (mia.texts, rig.challenge.token) == (["Dag."], "")


async def test_a_wipe_takes_back_what_we_said_and_tells_what_stays(rig: Rig) -> None:
    """Theirs stay, and so does what is older than a day, which Signal's apps would keep without saying so."""
    mia = rig.daemon.person(MIA)
    rig.clock.advance(SystemClock().now() - rig.clock.now())
    old = MessageRef(str(int((rig.clock.now() - timedelta(hours=24, seconds=1)).timestamp() * 1000)))
    async with rig.listening():
        refs = [*await rig.channel.send(sender(), outbound("een")), *await rig.channel.send(sender(), outbound("twee"))]
        rig.daemon.plan("remoteDelete", Fault.ERROR)
        refused = await rig.channel.send(sender(), outbound("drie"))

        left = await rig.channel.delete(sender(), [*refused, old, *refs, UNKNOWN_REF])
        again = await rig.channel.delete(sender(), refs)

    assert mia.texts == ["drie"]
    assert (left, again) == ([*refused, old, UNKNOWN_REF], [])


@pytest.mark.parametrize(("fault", "error"), [(Fault.CUT, PerhapsSent), (Fault.ERROR, TryLater)])
async def test_a_failed_deletion_is_told(rig: Rig, fault: Fault, error: type[Exception]) -> None:
    """The wipe must know that it has to try again."""
    rig.daemon.person(MIA)
    rig.clock.advance(SystemClock().now() - rig.clock.now())
    async with rig.listening():
        refs = await rig.channel.send(sender(), outbound())
        rig.daemon.plan("remoteDelete", fault, error=RpcError(-5, "Failed to send message due to rate limiting"))
        with pytest.raises(error):
            await rig.channel.delete(sender(), refs)


@pytest.mark.parametrize("purpose", [Purpose.FAREWELL, Purpose.REMAINDER])
async def test_after_the_last_line_signal_cli_forgets_who_it_was(rig: Rig, purpose: Purpose) -> None:
    """Number, keys and session; what they write later is a stranger's."""
    mia = rig.daemon.person(MIA)
    async with rig.listening():
        mia.says("stop")
        await rig.listener.hears(1)
        row = outbound()
        last = Outbound(row.id, row.conversation_id, 9, purpose, Bubble("Klaar."))
        await rig.channel.send(sender(), last)

    assert (mia.texts, mia.is_known) == (["Klaar."], False)


async def test_a_contact_that_is_not_forgotten_does_not_repeat_the_last_line(rig: Rig) -> None:
    """It arrived; the operator reads what is left to do."""
    mia = rig.daemon.person(MIA)
    rig.daemon.plan("removeContact", Fault.ERROR)
    async with rig.listening():
        row = outbound()
        await rig.channel.send(sender(), Outbound(row.id, row.conversation_id, 9, Purpose.FAREWELL, Bubble("Klaar.")))

    assert mia.texts == ["Klaar."]
    assert "signal-cli could not forget somebody." in rig.told


async def test_an_empty_bubble_is_refused_and_the_next_one_passes(rig: Rig) -> None:
    """One bad bubble is dropped alone."""
    mia = rig.daemon.person(MIA)
    async with rig.listening():
        with pytest.raises(Refused, match="empty message"):
            await rig.channel.send(sender(), outbound("", number=2))
        await rig.channel.send(sender(), outbound("Dag \ud83d!", number=3))

    assert mia.texts == ["Dag ?!"]
