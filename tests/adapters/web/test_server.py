"""The server itself: alive, ready, and gone in good order."""

import aiohttp

from bot.web.server import make_server, serving
from tests.adapters.web.front import Front


async def test_alive_is_not_yet_ready() -> None:
    """`/healthz` answers as soon as it can, `/readyz` once people can be served."""
    is_ready = False
    async with (
        serving(make_server([], ready=lambda: is_ready), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        alive, early = await session.get("/healthz"), await session.get("/readyz")
        is_ready = True
        late = await session.get("/readyz")

    assert (alive.status, early.status, late.status) == (200, 503, 200)


async def test_open_desks_are_told_when_the_server_goes() -> None:
    """A page that stays open knows that it has to come back."""
    house = Front()
    await house.hires("Anna")
    opened = house.open()
    await opened.__aenter__()
    async with house.counsellor() as anna, anna.live() as view:
        await view.sees("queue")
        await opened.__aexit__(None, None, None)

        assert await view.is_closed() == aiohttp.WSCloseCode.GOING_AWAY
    await house.door_closes()
