"""Polling: what somebody wrote stays with Telegram until it is committed, whatever breaks on the way."""

from datetime import timedelta

import pytest

from bot.errors import Fenced, StoreDown
from bot.signs import SignsOfLife
from tests.adapters.telegram.rig import MIA, NOOR, Rig
from tests.peers.botapi import Fault


async def test_the_offset_moves_only_after_the_commit(rig: Rig) -> None:
    """While the transaction runs, Telegram still holds the update."""
    mia = rig.person()
    rig.listener.may_return.clear()

    async with rig.listening():
        mia.says("een")
        await rig.listener.is_kept.wait()
        waiting_while_committing = list(rig.api.updates.pending)
        rig.listener.may_return.set()
        await rig.api.until(lambda: rig.api.polling.offsets[-1] > 0)

    assert len(waiting_while_committing) == 1
    assert rig.api.polling.offsets[-1] == waiting_while_committing[0] + 1
    assert not rig.api.updates.pending


async def test_nothing_written_while_the_bot_was_away_is_dropped(rig: Rig) -> None:
    """A foreign webhook is removed at the start, and what waits is kept."""
    mia = rig.person()
    mia.says("toen je weg was")

    async with rig.listening():
        await rig.listener.hears(1)

    assert rig.listener.texts == ["toen je weg was"]


async def test_a_database_that_is_away_loses_nothing(rig: Rig) -> None:
    """The same update is fetched again, after 1, 2, 4 … seconds, until the database is back."""
    mia = rig.person()
    rig.listener.faults = [StoreDown() for _ in range(7)]

    async with rig.listening():
        mia.says("een")
        await rig.listener.hears(1)
        await rig.api.until(lambda: not rig.api.updates.pending)

    assert rig.listener.texts == ["een"]
    assert [wait.total_seconds() for wait in rig.clock.waits] == [1, 2, 4, 8, 16, 30, 30]
    assert rig.events.count("store_failed") == 7


async def test_one_failure_in_a_batch_harms_no_other(rig: Rig) -> None:
    """The others are kept; the failed one comes again, and so do they, without an effect."""
    for person_id in range(1, 21):
        rig.person(person_id).says(f"van {person_id}")
    rig.listener.faults = [StoreDown()]

    async with rig.listening():
        await rig.listener.hears(20)
        await rig.api.until(lambda: not rig.api.updates.pending)

    assert sorted(rig.listener.texts) == sorted(f"van {number}" for number in range(1, 21))


async def test_an_event_that_breaks_the_bot_is_given_up_after_five_tries(rig: Rig) -> None:
    """It stands in nobody's way, and the operator reads of it."""
    rig.listener.fault_for["gif"] = ValueError("secret text")
    rig.person(MIA).says("gif")
    rig.person(NOOR).says("hoi")

    async with rig.listening() as ingress:
        await rig.api.until(lambda: not rig.api.updates.pending)

    assert rig.listener.texts == ["hoi"]
    assert rig.events == ["hearing_failed"] * 5 + ["update_lost"]
    assert "secret text" not in repr(rig.journal.lines)
    assert ingress.hearing.counts == {"heard": 1, "given_up": 1}


async def test_an_event_that_breaks_the_bot_once_is_heard_the_next_time(rig: Rig) -> None:
    """A passing fault costs a pause, not an answer."""
    rig.listener.faults = [ValueError(), TimeoutError(), OSError()]
    rig.person().says("hoi")

    async with rig.listening():
        await rig.listener.hears(1)

    assert rig.events == ["hearing_failed"] * 3


async def test_a_process_that_was_replaced_stops(rig: Rig) -> None:
    """Another process serves the database: this one ends, and confirms nothing."""
    rig.listener.faults = [Fenced()]
    rig.person().says("een")

    with pytest.raises(Fenced):
        await rig.ingress(spawn=lambda _: None).run()

    assert len(rig.api.updates.pending) == 1


async def test_messages_of_one_chat_are_begun_in_their_order(rig: Rig) -> None:
    """Quick messages are turns, one after the other, over three batches; no budget is in their way."""
    mia = rig.person()
    for number in range(250):
        mia.says(str(number))

    async with rig.listening(messages_per_second=100):
        await rig.listener.hears(250)

    assert rig.listener.texts == [str(number) for number in range(250)]


async def test_a_second_poller_is_told_to_the_operator_and_outlived(rig: Rig) -> None:
    """409: a clear sentence, a pause, and on it goes."""
    mia = rig.person()

    async with rig.listening():
        await rig.api.until(lambda: rig.api.polling.is_waiting)
        await rig.client.call("getUpdates", {"timeout": 0, "offset": -1})  # the same offset at once is made to wait
        mia.says("een")
        await rig.listener.hears(1)

    reasons = [fields["reason"] for event, fields in rig.journal.lines if event == "telegram_failed"]
    assert reasons
    assert all("Another program takes this bot's messages" in str(reason) for reason in reasons)


async def test_a_foreign_webhook_is_told_to_the_operator_and_outlived(rig: Rig) -> None:
    """Somebody set a webhook while we poll; as soon as it is gone, everything is heard."""
    mia = rig.person()

    async with rig.listening():
        await rig.api.until(lambda: rig.api.polling.is_waiting)
        await rig.client.call("setWebhook", {"url": "http://127.0.0.1:9/"})
        mia.says("een")
        await rig.api.until(lambda: rig.api.calls["getupdates"] > 3)
        await rig.client.call("deleteWebhook", {})
        await rig.listener.hears(1)

    assert "telegram_failed" in rig.events


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.SERVER_ERROR, Fault.GATEWAY, Fault.FLOOD])
async def test_a_network_that_fails_is_outlived(rig: Rig, fault: Fault) -> None:
    """Pauses double up to half a minute; nothing is lost."""
    rig.api.plan(fault, "getUpdates", times=7)
    rig.person().says("een")

    async with rig.listening():
        await rig.listener.hears(1)

    assert [wait.total_seconds() for wait in rig.clock.waits] == [1, 2, 4, 8, 16, 30, 30]


async def test_only_an_answer_to_a_poll_is_a_sign_of_life(rig: Rig) -> None:
    """A network that fails leaves the channel silent; the first answer ends that."""
    signs, heard_of_life = SignsOfLife(rig.clock), list[timedelta]()
    alive = signs.of("telegram")
    rig.api.plan(Fault.GATEWAY, "getUpdates", times=9)
    rig.person().says("een")

    def note() -> None:
        heard_of_life.append(signs.silence()["telegram"])
        alive()

    async with rig.listening(alive=note):
        await rig.listener.hears(1)

    assert heard_of_life[0] == timedelta(minutes=2)  # 151 seconds of pauses
    assert signs.silence() == {"telegram": timedelta(0)}


async def test_a_wait_that_telegram_asks_for_is_kept(rig: Rig) -> None:
    """429 on getUpdates: not a second earlier."""
    rig.api.plan(Fault.FLOOD, "getUpdates", retry_after_s=33)
    rig.person().says("een")

    async with rig.listening():
        await rig.listener.hears(1)

    assert rig.clock.waits == [timedelta(seconds=33)]


async def test_connections_that_are_cut_are_made_again(rig: Rig) -> None:
    """A long poll that breaks off is asked again from the same offset."""
    mia = rig.person()

    async with rig.listening():
        await rig.api.until(lambda: rig.api.polling.is_waiting)
        rig.api.cut_all()
        mia.says("een")
        await rig.listener.hears(1)

    assert rig.listener.texts == ["een"]


POISON = {
    "not json": b'{"update_id":%d,"message":oops}',
    "only a number": b"5",
    "null": b"null",
    "an array": b"[[]]",
    "deep": b'{"update_id":%d,"message":{"x":' + b'{"a":[' * 5_000 + b"]}" * 5_000 + b"}}",
    "bad utf-8": b'{"update_id":%d,"message":{"text":"\xff\xfe"}}',
    "nan": b'{"update_id":%d,"message":{"text":NaN}}',
    "wrong types": b'{"update_id":%d,"message":{"message_id":"x","chat":7,"text":[]}}',
    "huge number": b'{"update_id":%d,"message":{"message_id":' + b"9" * 5_000 + b"}}",
    "surrogate": b'{"update_id":%d,"message":{"text":"\\ud800"}}',
    "duplicate keys": b'{"update_id":%d,"message":{},"message":5}',
    "10 MiB": b'{"update_id":%d,"message":{"text":{"x":"' + b"a" * (10 << 20) + b'"}}}',
}


@pytest.mark.parametrize("body", POISON.values(), ids=POISON.keys())
async def test_a_broken_update_blocks_nobody(rig: Rig, body: bytes) -> None:
    """One bad element of an answer spoils no other, and is not fetched for ever."""
    rig.person(MIA).says("ervoor")
    number = rig.api.updates.next_id
    rig.api.updates.put_raw(body.replace(b"%d", str(number).encode()), 0)
    rig.person(NOOR).says("erna")

    async with rig.listening() as ingress:
        await rig.api.until(lambda: not rig.api.updates.pending)
        await rig.listener.hears(2)

    assert sorted(rig.listener.texts) == ["erna", "ervoor"]
    assert ingress.hearing.counts["poison"] == 1
    assert "update_unreadable" in rig.events


async def test_an_answer_without_any_number_is_asked_again_with_a_pause(rig: Rig) -> None:
    """Nothing can be confirmed, so nothing is; and the server is not run down."""
    rig.api.plan(Fault.RAW, "getUpdates", body=b'{"ok":true,"result":[7]}', times=3)
    rig.person().says("een")

    async with rig.listening():
        await rig.listener.hears(1)

    assert [wait.total_seconds() for wait in rig.clock.waits] == [1, 2, 4]


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"ok":true,"result":{}}', b'{"ok":true}', b'{"ok":true,"result":5}']
)
async def test_an_answer_that_is_none_is_asked_again_with_a_pause(rig: Rig, body: bytes) -> None:
    """A captive portal in between must not spin the loop."""
    rig.api.plan(Fault.RAW, "getUpdates", body=body, times=3)
    rig.person().says("een")

    async with rig.listening():
        await rig.listener.hears(1)

    assert [wait.total_seconds() for wait in rig.clock.waits] == [1, 2, 4]


async def test_repeated_updates_take_effect_once(rig: Rig) -> None:
    """Telegram may deliver twice; the id stays the same."""
    rig.api.updates.repeat_rate = 0.5
    mia = rig.person()
    for number in range(40):
        mia.says(str(number))

    async with rig.listening():
        await rig.listener.hears(40)
        await rig.api.until(lambda: not rig.api.updates.pending)

    assert rig.listener.texts == [str(number) for number in range(40)]
    assert max(rig.listener.times_told.values()) > 1
