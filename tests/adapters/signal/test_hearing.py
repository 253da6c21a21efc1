"""What comes in from Signal means what the person did, is kept once and in order, and waits while the store is away."""

import asyncio
from typing import Any

import pytest

from bot.channels.signal.ingress import MOST_WAITING
from bot.errors import StoreDown
from bot.model import UNKNOWN_REF, Inbound, InboundKind
from tests.adapters.signal.rig import MIA, NOOR, Rig, sender
from tests.peers.signalcli import Fault, SignalCli


async def heard(rig: Rig, count: int = 1) -> list[Inbound]:
    """Return so many events, and nothing that comes behind them."""
    await rig.listener.hears(count)
    rig.daemon.person(NOOR).says("het laatste")
    found = await rig.listener.hears(count + 1)
    assert found[-1].text == "het laatste"
    return found[:-1]


async def test_a_text_is_heard_from_whoever_wrote_it(rig: Rig) -> None:
    """People are their uuid, whatever of a number is shown; an event names neither them nor the moment."""
    mia = rig.daemon.person(MIA, "+31612345678")
    async with rig.listening():
        sent = mia.says("hoi")
        mia.number = None
        mia.says("en nog iets")
        first, second = await heard(rig, 2)

    assert (first.sender, first.kind, first.text) == (sender(MIA), InboundKind.TEXT, "hoi")
    assert second.sender == first.sender
    assert first.message_ref == UNKNOWN_REF  # it stands on their telephone, and nobody else can take it away
    assert not any(known in first.external_id for known in (MIA, str(sent), MIA[:8], str(sent)[:10]))


async def test_who_has_no_uuid_is_answered_all_the_same(rig: Rig) -> None:
    """Nobody who wrote is left without an answer; without an id and a number there is nobody to answer."""
    async with rig.listening():
        rig.daemon.person("", "+31612345678").says("hoi")
        rig.daemon.person("nonsense", "112").says("hoi?")
        (one,) = await heard(rig)

    assert one.sender == sender("+31612345678")
    assert rig.ingress.counts["poison"] == 1


@pytest.mark.parametrize(
    ("sent", "kind", "text"),
    [
        ({"dataMessage": {"message": "hoi"}}, InboundKind.TEXT, "hoi"),
        ({"dataMessage": {"message": "a" * 30_000}}, InboundKind.TEXT, "a" * 20_000),
        ({"dataMessage": {"message": "kijk", "attachments": [{"id": "1"}]}}, InboundKind.TEXT, "kijk"),
        ({"editMessage": {"targetSentTimestamp": 1, "dataMessage": {"message": "toch"}}}, InboundKind.EDIT, "toch"),
        ({"dataMessage": {"message": None, "attachments": [{"id": "1"}]}}, InboundKind.UNSUPPORTED, ""),
        ({"dataMessage": {"message": None, "sticker": {"packId": "1"}}}, InboundKind.UNSUPPORTED, ""),
        ({"dataMessage": {"message": None, "contacts": [{"name": {}}]}}, InboundKind.UNSUPPORTED, ""),
        ({"dataMessage": {"message": None, "viewOnce": True}}, InboundKind.UNSUPPORTED, ""),
        ({"dataMessage": {"message": None, "pollCreate": {"question": "?"}}}, InboundKind.UNSUPPORTED, ""),
        ({"callMessage": {"offerMessage": {"id": 1}}}, InboundKind.UNSUPPORTED, ""),
        ({"dataMessage": {"message": 5}}, InboundKind.UNSUPPORTED, ""),
        ({"dataMessage": []}, InboundKind.UNSUPPORTED, ""),
    ],
)
async def test_everything_that_somebody_sends_is_answered(
    rig: Rig, sent: dict[str, Any], kind: InboundKind, text: str
) -> None:
    """Words are heard, also beside a photo; what is none is told so; what can't be read as well."""
    async with rig.listening():
        envelope = {**sent}
        if isinstance(sent.get("dataMessage"), list):
            rig.daemon._arrives({"sourceUuid": MIA, "timestamp": 5, **envelope})  # noqa: SLF001 - no app sends this
        else:
            rig.daemon.person(MIA).sends(**envelope)
        (one,) = await heard(rig)

    assert (one.sender, one.kind, one.text) == (sender(MIA), kind, text)


@pytest.mark.parametrize(
    "sent",
    [
        {"dataMessage": {"message": None}},
        {"dataMessage": {"message": "", "isExpirationUpdate": True}},
        {"dataMessage": {"message": None, "reaction": {"emoji": "👍", "isRemove": False}}},
        {"dataMessage": {"message": None, "remoteDelete": {"timestamp": 5}}},
        {"editMessage": {"targetSentTimestamp": 1, "dataMessage": {"message": None, "attachments": [{"id": "1"}]}}},
        {"editMessage": {}},
        {"receiptMessage": {"when": 5, "isDelivery": True, "timestamps": [5]}},
        {"typingMessage": {"action": "STARTED", "timestamp": 5}},
        {"syncMessage": {"sentMessage": {"destination": NOOR, "message": "van ons"}}},
        {"callMessage": {"hangupMessage": {"id": 1}}},
        {"storyMessage": {}},
        {},
    ],
)
async def test_what_nobody_said_is_not_heard(rig: Rig, sent: dict[str, Any]) -> None:
    """A timer, a receipt, a reaction, what another device of ours did."""
    async with rig.listening():
        rig.daemon.person(MIA).sends(**sent)
        assert await heard(rig, 0) == []

    assert rig.ingress.counts["ignored"] == 1


@pytest.mark.parametrize(
    "kinds",
    [
        {"dataMessage": {"message": "wie is dit?", "groupInfo": {"groupId": "Z3JvZXA="}}},
        {"dataMessage": {"message": None, "groupInfo": {"groupId": "Z3JvZXA=", "type": "UPDATE"}}},
        {"editMessage": {"dataMessage": {"message": "stop", "groupInfo": {"groupId": "Z3JvZXA="}}}},
        {"typingMessage": {"action": "STARTED", "groupId": "Z3JvZXA="}},
    ],
)
async def test_a_group_is_left_at_once_and_never_heard(rig: Rig, kinds: dict[str, Any]) -> None:
    """Without a word in it."""
    async with rig.listening():
        rig.daemon.person(MIA).sends(**kinds)
        await rig.daemon.until(lambda: rig.daemon.methods.left_groups == ["Z3JvZXA="])
        assert await heard(rig, 0) == []

    assert not rig.daemon.calls["send"]


async def test_the_same_message_twice_is_one_event(rig: Rig) -> None:
    """The mark of an event is the same each time, also for another process; two people at one moment are two."""
    mia, noor = rig.daemon.person(MIA), rig.daemon.person(NOOR)
    async with rig.listening():
        at = mia.says("hoi")
        for person in (mia, noor):
            rig.daemon._arrives({  # noqa: SLF001 - Signal hands it over again
                "sourceUuid": person.uuid.upper(), "timestamp": at, "dataMessage": {"message": "hoi"},
            })  # fmt: skip
        found = await rig.listener.hears(2)
        await rig.daemon.until(lambda: sum(rig.listener.times_told.values()) == 3)

    assert {one.sender for one in found} == {sender(MIA), sender(NOOR)}


async def test_each_sender_is_heard_in_order_and_nobody_waits_for_another(rig: Rig) -> None:
    """While the bot takes its time for one, others are heard; and their next word waits for their first."""
    rig.listener.may_return.clear()
    mia, noor = rig.daemon.person(MIA), rig.daemon.person(NOOR)
    async with rig.listening():
        mia.says("een")
        mia.says("twee")
        noor.says("hoi")
        await rig.listener.hears(2)
        assert set(rig.listener.texts) == {"een", "hoi"}
        rig.listener.may_return.set()
        await rig.listener.hears(3)

    assert rig.listener.texts.index("een") < rig.listener.texts.index("twee")


async def test_while_the_database_is_away_signal_keeps_what_comes(rig: Rig) -> None:
    """What is in hand is tried until it is kept; the rest is not even taken, and comes afterwards."""
    mia = rig.daemon.person(MIA)
    rig.listener.faults = [StoreDown(), StoreDown()]
    async with rig.listening():
        mia.says("een")
        await rig.daemon.until(lambda: rig.daemon.calls["unsubscribeReceive"] == 1)
        mia.says("twee")
        assert rig.daemon.waiting == 1
        while not rig.listener.heard:
            await rig.time_passes()
        await rig.listener.hears(2)

    assert rig.listener.texts == ["een", "twee"]
    assert [fields for event, fields in rig.journal.lines if event == "store_failed"] != []


async def test_too_much_at_once_waits_at_signal(rig: Rig) -> None:
    """Memory is bounded, and nothing is lost."""
    rig.listener.may_return.clear()
    people = [rig.daemon.person(f"349e0000-0000-4000-8000-{number:012}") for number in range(MOST_WAITING + 50)]
    async with rig.listening():
        for person in people[:MOST_WAITING]:
            person.says("hoi")
        await rig.daemon.until(lambda: rig.daemon.calls["unsubscribeReceive"] == 1)
        for person in people[MOST_WAITING:]:
            person.says("hoi")
        assert rig.daemon.waiting == 50
        rig.listener.may_return.set()
        await rig.listener.hears(MOST_WAITING + 50)

    assert {one.sender.native_id for one in rig.listener.heard} == {person.uuid for person in people}


async def test_a_clean_stop_loses_nothing(rig: Rig) -> None:
    """What was taken is kept before the end; what comes later waits at Signal, without a gap."""
    mia = rig.daemon.person(MIA)
    rig.listener.may_return.clear()
    async with rig.listening() as ingress:
        mia.says("een")
        await rig.listener.hears(1)
        leaving = asyncio.get_running_loop().create_task(ingress.leave())
        await rig.daemon.until(lambda: rig.daemon.calls["unsubscribeReceive"] == 1)
        mia.says("twee")
        assert not leaving.done()
        rig.listener.may_return.set()
        await leaving
        rig.daemon.cut()
        await rig.daemon.until(lambda: rig.daemon.clients == 0)

    assert (rig.listener.texts, rig.daemon.waiting, rig.gaps) == (["een"], 1, 0)


@pytest.mark.parametrize("digits", [17, 40, 400, 4_000])
@pytest.mark.parametrize("name", ["timestamp", "serverReceivedTimestamp"])
async def test_a_time_without_end_harms_nobody(rig: Rig, name: str, digits: int) -> None:
    """Whatever a daemon writes for a number: the line stays, and whoever writes next is heard."""
    envelope = {"sourceUuid": MIA, "timestamp": 1, "dataMessage": {"message": "een"}, name: int("9" * digits)}
    async with rig.listening():
        rig.daemon.notifies({"envelope": envelope, "account": rig.daemon.account})
        rig.daemon.person(NOOR).says("twee")
        await rig.listener.hears(2)

    assert sorted(rig.listener.texts) == ["een", "twee"]
    assert rig.client.connections == 1


async def test_a_group_that_floods_is_left_once_at_a_time(rig: Rig) -> None:
    """Its messages cost us one call, not one each."""
    left = rig.daemon.plan("quitGroup", Fault.HELD, times=1_000)
    group = {"groupInfo": {"groupId": "aGVs", "type": "DELIVER"}, "message": "hallo"}
    async with rig.listening() as ingress:
        for number in range(1, 200):
            envelope = {"sourceUuid": MIA, "timestamp": number, "dataMessage": group}
            rig.daemon.notifies({"envelope": envelope, "account": rig.daemon.account})
        await rig.daemon.until(lambda: rig.daemon.calls["quitGroup"] > 0)
        rig.daemon.person(NOOR).says("hallo")
        await rig.listener.hears(1)
        left.released.set()

    assert rig.daemon.calls["quitGroup"] == 1
    assert ingress.counts["left"] == 199


async def test_messages_for_another_account_are_not_ours(rig: Rig) -> None:
    """A daemon with several accounts hands over what comes to any of them."""
    async with rig.listening():
        envelope = {"sourceUuid": MIA, "timestamp": 5, "dataMessage": {"message": "voor wie?"}}
        rig.daemon.notifies({"account": "+31699999999", "envelope": envelope})
        assert await heard(rig, 0) == []


@pytest.mark.parametrize("has_envelope", [True, False])
async def test_what_could_not_be_deciphered_is_told_to_whoever_wrote_it(rig: Rig, has_envelope: bool) -> None:
    """Where it is known who: they are asked to write it with words."""
    params: dict[str, Any] = {"account": rig.daemon.account, "exception": {"message": MIA, "type": "NoSession"}}
    if has_envelope:
        params["envelope"] = {"sourceUuid": MIA, "timestamp": 5}
    async with rig.listening():
        rig.daemon.notifies(params)
        found = await heard(rig, int(has_envelope))

    assert [one.kind for one in found] == [InboundKind.UNSUPPORTED] * has_envelope
    assert ("update_unreadable", {"channel": "signal", "count": 1}) in rig.journal.lines


async def test_a_receive_mode_that_loses_messages_is_told(tmp_path: Any) -> None:  # noqa: ANN401 - a path
    """People are heard once all the same."""
    async with SignalCli(receive_mode="on-connection") as daemon:
        rig = Rig(daemon, tmp_path)
        async with rig.listening():
            daemon.person(MIA).says("hoi")
            await heard(rig)

    assert [reason for reason in rig.told if "receive-mode" in reason] == ["The daemon needs --receive-mode manual."]


async def test_the_account_sends_no_receipts_and_says_so_to_signal(rig: Rig) -> None:
    """Nothing shows that somebody read; a linked device, which may not decide it, works all the same."""
    rig.daemon.plan("updateConfiguration", Fault.ERROR)
    async with rig.listening():
        rig.daemon.person(MIA).says("hoi")
        await rig.listener.hears(1)
    async with rig.listening():
        await rig.daemon.until(lambda: rig.daemon.calls["updateConfiguration"] == 2)

    assert rig.daemon.methods.configuration["readReceipts"] is False
    assert not rig.daemon.calls["sendReceipt"]


async def test_a_connection_that_breaks_while_it_is_asked_for_messages_is_a_gap(rig: Rig) -> None:
    """Something may have been handed over before we knew of it; that it can be is noted before it is asked for."""
    rig.daemon.plan("subscribeReceive", Fault.CUT)
    async with rig.listening():
        assert (rig.opened, rig.gaps) == (1, 0)
        while rig.daemon.calls["subscribeReceive"] < 2:
            await rig.time_passes()
        rig.daemon.person(MIA).says("hoi")
        await rig.listener.hears(1)

    assert rig.gaps == 1


@pytest.mark.parametrize(("fault", "loses"), [(None, False), (Fault.ERROR, False), (Fault.CUT, True)])
async def test_a_stop_is_in_good_order_when_nothing_can_come_any_more(
    rig: Rig, fault: Fault | None, loses: bool
) -> None:
    """A connection that breaks right then may have lost something: it is a gap, or the next process has to tell."""
    if fault is not None:
        rig.daemon.plan("unsubscribeReceive", fault)
    async with rig.listening() as ingress:
        rig.daemon.person(MIA).says("hoi")
        await rig.listener.hears(1)

        assert (not await ingress.leave() or rig.gaps == 1) is loses
