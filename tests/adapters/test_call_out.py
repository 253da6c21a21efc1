"""The call to somebody outside: what stands in the request, and what becomes of one that is not taken in."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.alerts import Alert, Sign, Stage
from bot.errors import BotError
from bot.handover.escalation import Call
from bot.ops.call_out import Post, WebAlertOut, WebCallOut

CALL = Call(waiting=2, urgent=1, on_duty=0, lacking=1, callbacks=3, uncovered=4)
PATH = "/hooks/a-secret-of-the-address"


@asynccontextmanager
async def a_service(status: int, heard: list[tuple[str, bytes]]) -> AsyncIterator[str]:
    """Run a chat service that answers every call with a status."""

    async def hear(request: web.Request) -> web.Response:
        heard.append((request.path, await request.read()))
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_post("/{path:.*}", hear)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    finally:
        await runner.cleanup()


async def _calls(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        post = Post(url, session, setting="AJAR_CALL_URL")
        await WebCallOut(post, lambda call: f"Wachtend: {call.waiting}").call(CALL)


async def test_a_call_holds_a_sentence_and_six_numbers() -> None:
    """As JSON, in one request."""
    heard: list[tuple[str, bytes]] = []
    async with a_service(200, heard) as url:
        await _calls(url)

    ((path, body),) = heard
    assert path == PATH
    numbers = {"waiting": 2, "urgent": 1, "on_duty": 0, "lacking": 1, "callbacks": 3, "uncovered": 4}
    assert json.loads(body) == {"text": "Wachtend: 2", **numbers, "over": False}


@pytest.mark.parametrize(("channel", "of"), [("", {}), ("signal", {"channel": "signal"})])
async def test_an_alert_holds_a_sentence_and_its_name_and_no_number(channel: str, of: dict[str, str]) -> None:
    """So that a program can tell which begins and which is over."""
    heard: list[tuple[str, bytes]] = []
    async with a_service(200, heard) as url, aiohttp.ClientSession() as session:
        post = Post(url, session, setting="AJAR_ALERT_URL")
        out = WebAlertOut(post, lambda sign, stage: f"{sign.alert} {stage}")
        await out.tell(Sign(Alert.CHANNEL_SILENT, channel), Stage.OVER)

    ((_, body),) = heard
    told = {"text": "ChannelSilent over", "alert": "ChannelSilent", "stage": "over"}
    assert json.loads(body) == {**told, **of}


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_a_call_that_is_refused_is_a_fault_without_the_address(status: int) -> None:
    """And goes nowhere else."""
    heard: list[tuple[str, bytes]] = []
    async with a_service(status, heard) as url:
        with pytest.raises(BotError, match=str(status)) as refused:
            await _calls(url)

    assert len(heard) == 1
    assert "secret" not in str(refused.value)


async def test_a_service_that_is_away_is_a_fault_without_the_address() -> None:
    """Neither in its words nor in its causes, which a log may show."""
    async with a_service(200, []) as url:
        pass
    with pytest.raises(BotError, match="does not answer") as away:
        await _calls(url)

    assert "secret" not in str(away.value)
    assert away.value.__cause__ is None
    assert away.value.__suppress_context__
