"""The test server gives updates as Telegram does: by polling and by webhook, each until it is confirmed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from tests.adapters.telegram.caller import Caller
from tests.peers.botapi import BotApi


async def test_an_update_is_forgotten_only_by_an_offset_beyond_it() -> None:
    """Asking again gives the same; naming the next number confirms. To this server nobody is ever in haste."""
    async with BotApi(time_scale=0) as api, aiohttp.ClientSession() as session:
        caller, mia = Caller(api, session), api.person(1)
        for text in "abc":
            mia.says(text)

        first = await caller.updates()
        again = await caller.updates()
        rest = await caller.updates(offset=first[1])
        none = await caller.updates(offset=first[-1] + 1)

    assert first == again == list(range(first[0], first[0] + 3))
    assert rest == first[1:]
    assert none == []


async def test_a_negative_offset_keeps_the_last_ones(caller: Caller) -> None:
    """-1 gives the last and forgets the others."""
    for text in "abc":
        caller.api.person(1).says(text)

    last = await caller.updates(offset=-1)

    assert len(last) == 1
    assert await caller.updates() == last


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (3, 3), (0, 1), (100, 100), (500, 100)])
async def test_a_limit_is_between_1_and_100(caller: Caller, limit: int, count: int) -> None:
    """Out of bounds it is put right."""
    for _ in range(120):
        caller.api.person(1).says("a")

    assert len(await caller.updates(limit=limit)) == count


async def test_the_same_offset_in_haste_gets_one_update() -> None:
    """Within half a second only the first comes again."""
    async with BotApi(time_scale=60) as api, aiohttp.ClientSession() as session:
        caller = Caller(api, session)
        for _ in range(3):
            api.person(1).says("a")

        assert [len(await caller.updates(limit=100)) for _ in range(2)] == [3, 1]


async def test_a_long_poll_ends_with_the_first_update(caller: Caller) -> None:
    """It waits, and brings what came."""
    poll = asyncio.get_running_loop().create_task(caller.updates(timeout=50))
    await caller.api.until(lambda: caller.api.polling.is_waiting)

    caller.api.person(1).says("a")

    assert len(await poll) == 1


async def test_a_second_poll_ends_the_first(caller: Caller) -> None:
    """409 for the older one."""
    poll = asyncio.get_running_loop().create_task(caller.call("getUpdates", timeout=50))
    await caller.api.until(lambda: caller.api.polling.is_waiting)

    assert await caller.updates() == []
    status, answer = await poll
    assert status == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_polling_and_a_webhook_exclude_each_other(caller: Caller) -> None:
    """409 while a webhook is set; what waits is given after its deletion."""
    await caller.call("setWebhook", url="http://127.0.0.1:9/")
    caller.api.person(1).says("a")

    status, description = await caller.refusal("getUpdates")
    await caller.call("deleteWebhook")

    assert status == 409
    assert "while webhook is active" in description
    assert len(await caller.updates()) == 1


async def test_pending_updates_can_be_dropped(caller: Caller) -> None:
    """Only on demand."""
    caller.api.person(1).says("a")

    await caller.call("deleteWebhook", drop_pending_updates=True)

    assert await caller.updates() == []


async def test_only_the_kinds_that_were_asked_for_come(caller: Caller) -> None:
    """`allowed_updates` is remembered."""
    await caller.updates(allowed_updates=["message"])

    caller.api.person(1).presses("x")
    caller.api.person(1).says("a")

    assert len(await caller.updates()) == 1


async def test_old_updates_expire(caller: Caller) -> None:
    """A button after 150 seconds, a message after a day."""
    caller.api.person(1).presses("x")
    caller.api.person(1).says("a")

    caller.api.clock_offset_s = 151
    after_minutes = await caller.updates()
    caller.api.clock_offset_s = 86_401
    after_a_day = await caller.updates()

    assert (len(after_minutes), len(after_a_day)) == (1, 0)
    assert caller.api.updates.lost == 2


@pytest.fixture
async def slow_hook() -> AsyncIterator[tuple[str, list[int], asyncio.Event]]:
    """A webhook that answers 500 to the first attempt of each update and holds the others until the event is set."""
    seen: list[int] = []
    go = asyncio.Event()

    async def receive(request: web.Request) -> web.Response:
        number = (await request.json())["update_id"]
        seen.append(number)
        await go.wait()
        return web.Response(status=500 if seen.count(number) == 1 else 200)

    app = web.Application()
    app.router.add_post("/", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}/", seen, go
    await runner.cleanup()


async def test_a_webhook_gets_each_chat_in_order_and_chats_side_by_side(
    caller: Caller, slow_hook: tuple[str, list[int], asyncio.Event]
) -> None:
    """Only the head of a queue is on its way; what fails is tried again before anything else of that chat."""
    url, seen, go = slow_hook
    await caller.call("setWebhook", url=url, max_connections=2)
    go.set()
    for number in range(12):
        caller.api.person(number % 3 + 1).says(str(number))

    await caller.api.until(lambda: not caller.api.updates.pending)

    for chat in range(3):
        mine = [number for number in seen if (number - min(seen)) % 3 == chat]
        assert mine == sorted(mine)
    assert max(Counter(seen).values()) == 2
    assert caller.api.hook.most_in_flight == 2
