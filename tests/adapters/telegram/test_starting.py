"""The start: a network that is down is waited for, a wrong token is said at once."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.channels.pacing import Pace
from bot.channels.telegram import TelegramClient, TokenRefused
from tests.adapters.telegram.rig import Rig
from tests.fakes import FakeClock
from tests.peers.botapi import BotApi, Fault


@pytest.mark.parametrize("fault", [Fault.CUT_BEFORE, Fault.GATEWAY, Fault.SERVER_ERROR, Fault.FLOOD])
async def test_a_network_that_is_down_at_the_start_is_waited_for(rig: Rig, fault: Fault) -> None:
    """The bot starts without Telegram, and hears as soon as it is there."""
    rig.api.plan(fault, "getMe", times=4)
    rig.person().says("hoi")

    async with rig.listening():
        await rig.listener.hears(1)

    assert [wait.total_seconds() for wait in rig.clock.waits] == [1, 2, 4, 8]
    assert rig.events == ["telegram_failed"] * 4


async def test_a_server_that_comes_later_is_found(session: aiohttp.ClientSession) -> None:
    """Nothing listens at first; the connection is refused until something does."""
    async with BotApi() as first:
        address = first.url
    rig = Rig(BotApi(port=int(address.rpartition(":")[2])), session)
    rig.client = TelegramClient(rig.api.token, session, api_url=address)
    ticks = 0

    async with rig.listening():
        while len(rig.clock.waits) < 5 and ticks < 10_000:
            ticks += 1
            await asyncio.sleep(0)
        async with rig.api:
            rig.person().says("hoi")
            await rig.listener.hears(1)

    assert rig.listener.texts == ["hoi"]


@pytest.mark.parametrize("token", ["7000000001:wrong", "wrong"])
@pytest.mark.parametrize("webhook_url", ["", "https://bot.example.org"])
async def test_a_wrong_token_ends_the_start_with_the_cure(rig: Rig, token: str, webhook_url: str) -> None:
    """The operator reads which setting it is and where to get another."""
    client = TelegramClient(token, rig.session, api_url=rig.api.url)

    with pytest.raises(TokenRefused, match=r"^AJAR_TELEGRAM_TOKEN: .*@BotFather"):
        await rig.ingress(lambda _: None, client=client, webhook_url=webhook_url).run()


async def test_a_token_that_is_revoked_later_does_not_end_the_bot(rig: Rig) -> None:
    """Web chat and desk go on; the operator reads it."""
    body = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
    rig.api.plan(Fault.RAW, "getUpdates", status=401, body=body, times=3)
    rig.person().says("hoi")

    async with rig.listening():
        await rig.listener.hears(1)

    assert "AJAR_TELEGRAM_TOKEN" in str(rig.journal.lines)


async def test_a_foreign_404_is_no_wrong_token(rig: Rig) -> None:
    """A proxy that is being set up says "not found" too: it is waited for."""
    rig.api.plan(Fault.RAW, "getMe", status=404, body=b"<html>Not Found</html>", times=2)
    rig.person().says("hoi")

    async with rig.listening():
        await rig.listener.hears(1)

    assert rig.events == ["telegram_failed"] * 2


def spent(pace: Pace, count: int) -> list[asyncio.Task[None]]:
    """Ask for so many tokens at once."""
    return [asyncio.get_running_loop().create_task(pace.wait()) for _ in range(count)]


async def test_a_second_holds_so_many_messages_and_no_more() -> None:
    """Thirty leave at once, the next ones one by one, in the order of asking."""
    clock = FakeClock()
    waits = spent(Pace(clock, 30), 33)
    await asyncio.sleep(0)

    at_once = sum(wait.done() for wait in waits)
    clock.advance(timedelta(milliseconds=34))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert at_once == 30
    assert [wait.done() for wait in waits[30:]] == [True, False, False]
    clock.advance(timedelta(seconds=1))
    await asyncio.gather(*waits)


async def test_the_bucket_fills_again() -> None:
    """After a quiet second it is full, and never more than full."""
    clock = FakeClock()
    pace = Pace(clock, 5)
    await asyncio.gather(*spent(pace, 5))
    clock.advance(timedelta(hours=1))

    waits = spent(pace, 6)
    await asyncio.sleep(0)

    assert sum(wait.done() for wait in waits) == 5
    clock.advance(timedelta(seconds=1))
    await asyncio.gather(*waits)


async def test_a_clock_that_is_set_back_stops_nobody() -> None:
    """An hour back must not mean an hour of silence."""
    clock = FakeClock()
    pace = Pace(clock, 2)
    await asyncio.gather(*spent(pace, 2))
    clock.advance(timedelta(hours=-1))

    waits = spent(pace, 1)
    await asyncio.sleep(0)
    clock.advance(timedelta(milliseconds=501))

    await asyncio.gather(*waits)
