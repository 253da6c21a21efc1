"""The webhook: only Telegram gets in, and 200 means that it is kept."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from bot.channels.telegram.webhook import SECRET_HEADER
from bot.errors import Fenced, SettingsError, StoreDown
from tests.adapters.telegram.door import SECRET, Door, open_door, update
from tests.adapters.telegram.rig import Rig, sender
from tests.peers.botapi import Fault


async def test_what_was_written_comes_in_and_is_answered_with_200(door: Door) -> None:
    """The whole way: Telegram posts with the secret that we gave it, the bot hears."""
    mia = door.rig.person()
    mia.says("hoi")

    (inbound,) = await door.rig.listener.hears(1)

    assert (inbound.sender, inbound.text) == (sender(), "hoi")
    await door.rig.api.until(lambda: bool(door.rig.api.hook.attempts))
    assert [(one.status, one.answer) for one in door.rig.api.hook.attempts] == [(200, b"")]


async def test_the_webhook_is_set_with_its_secret_and_drops_nothing(rig: Rig) -> None:
    """What was written before the start is delivered after it; 100 connections at once."""
    rig.person().says("toen je weg was")

    async with rig.listening(webhook_url="http://127.0.0.1:9/telegram"):
        await rig.api.until(lambda: rig.api.calls["setwebhook"] == 1)

    assert len(rig.api.updates.pending) == 1
    assert len(rig.api.hook.secret) >= 40
    assert rig.api.hook.max_connections == 100
    assert rig.api.hook.url == "http://127.0.0.1:9/telegram"
    assert set(rig.api.updates.allowed) >= {"message", "edited_message", "callback_query", "my_chat_member"}


async def test_an_address_without_a_path_gets_ours(rig: Rig) -> None:
    """`https://bot.example.org` is enough."""
    ingress = rig.ingress(spawn=lambda _: None, webhook_url="https://bot.example.org")

    (route,) = ingress.routes()

    assert (route.method, route.path) == ("POST", "/telegram")


async def test_an_address_with_a_path_of_its_own_is_served_there(rig: Rig) -> None:
    """A hard-to-guess path is the operator's choice."""
    ingress = rig.ingress(spawn=lambda _: None, webhook_url="https://bot.example.org/t/8f3a")

    (route,) = ingress.routes()

    assert route.path == "/t/8f3a"


async def test_200_comes_only_after_the_commit(door: Door) -> None:
    """As long as the transaction runs, Telegram waits."""
    door.rig.listener.may_return.clear()
    knock = asyncio.get_running_loop().create_task(door.knock(update()))

    await door.rig.listener.is_kept.wait()
    answered_before = knock.done()
    door.rig.listener.may_return.set()

    assert not answered_before
    assert await knock == (200, b"")


async def test_a_database_that_is_away_means_503_and_recovers_by_itself(door: Door) -> None:
    """Telegram keeps the update and posts it again; nothing is lost."""
    door.rig.listener.faults = [StoreDown() for _ in range(4)]
    door.rig.person().says("hoi")

    await door.rig.listener.hears(1)
    await door.rig.api.until(lambda: not door.rig.api.updates.pending)

    assert [one.status for one in door.rig.api.hook.attempts] == [503, 503, 503, 503, 200]
    assert door.rig.listener.texts == ["hoi"]


async def test_a_process_that_was_replaced_answers_503_and_stops(rig: Rig) -> None:
    """Telegram posts it again, to the process that does the work now."""
    begun: list[Coroutine[Any, Any, None]] = []
    rig.listener.faults = [Fenced()]

    async with open_door(rig, spawn=begun.append) as door:
        assert await door.knock(update()) == (503, b"")

    (stop,) = begun
    with pytest.raises(Fenced):
        await stop


async def test_503_says_when_to_come_again(door: Door) -> None:
    """Telegram honours `Retry-After`."""
    door.rig.listener.faults = [StoreDown()]

    headers = {"Content-Type": "application/json", SECRET_HEADER: SECRET}
    async with door.rig.session.post(door.url, data=update(), headers=headers) as answer:
        assert (answer.status, answer.headers["Retry-After"], await answer.read()) == (503, "5", b"")


async def test_messages_of_one_chat_come_in_their_order_through_an_outage(door: Door) -> None:
    """Only the head of a chat's queue is on its way."""
    mia = door.rig.person()
    door.rig.listener.faults = [StoreDown(), StoreDown()]
    for number in range(30):
        mia.says(str(number))

    await door.rig.listener.hears(30)

    assert door.rig.listener.texts == [str(number) for number in range(30)]


async def test_an_event_that_breaks_the_bot_does_not_hold_up_the_chat(door: Door) -> None:
    """After five tries it is acknowledged, and the next message is heard."""
    mia = door.rig.person()
    door.rig.listener.fault_for["gif"] = ValueError()
    mia.says("gif")
    mia.says("hoi")

    await door.rig.listener.hears(1)

    assert door.rig.listener.texts == ["hoi"]
    assert door.rig.events.count("update_lost") == 1


async def test_a_webhook_that_somebody_else_changed_is_set_again(rig: Rig) -> None:
    """Each minute we look where Telegram posts to: a sign of life, and the operator hears of a change."""
    signs: list[str] = []
    async with rig.listening(webhook_url="http://127.0.0.1:9/telegram", alive=lambda: signs.append("alive")):
        await rig.api.until(lambda: rig.api.calls["setwebhook"] == 1)
        await rig.client.call("setWebhook", {"url": "http://127.0.0.1:9/thief"})
        await rig.api.until(lambda: rig.api.hook.url.endswith("/telegram") and bool(signs))

    assert "webhook_failed" in rig.events


async def test_an_address_that_telegram_refuses_names_the_setting(rig: Rig) -> None:
    """The operator reads what is wrong, and the bot does not start half."""
    with pytest.raises(SettingsError, match=r"AJAR_TELEGRAM_WEBHOOK_URL.*https"):
        await rig.ingress(spawn=lambda _: None, webhook_url="ftp://127.0.0.1/telegram").run()


async def test_the_webhook_is_set_as_soon_as_the_network_is_there(rig: Rig) -> None:
    """Telegram is down while we start."""
    rig.api.plan(Fault.GATEWAY, "setWebhook", times=3)

    async with rig.listening(webhook_url="http://127.0.0.1:9/telegram"):
        await rig.api.until(lambda: bool(rig.api.hook.url))

    assert rig.events.count("telegram_failed") >= 3


@pytest.mark.parametrize("body", [b"{}", b'{"ok":true,"result":5}', b'{"ok":true,"result":{"url":5}}'])
async def test_a_check_of_the_webhook_that_fails_changes_nothing(rig: Rig, body: bytes) -> None:
    """It is looked at again in a minute."""
    rig.api.plan(Fault.RAW, "getWebhookInfo", body=body, times=2)
    rig.api.plan(Fault.GATEWAY, "getWebhookInfo", times=2)

    async with rig.listening(webhook_url="http://127.0.0.1:9/telegram"):
        await rig.api.until(lambda: rig.api.calls["getwebhookinfo"] > 4)

    assert rig.api.calls["setwebhook"] == 1
    assert rig.events.count("telegram_failed") == 2
