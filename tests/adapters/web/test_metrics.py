"""`/metrics` over HTTP: whoever has the token reads it, and nobody else learns anything."""

from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest

from bot.web.metrics import metrics_routes
from bot.web.server import make_server, serving

TOKEN = "t" * 32
READ: dict[str, str] = {"Authorization": f"Bearer {TOKEN}"}
WRONG: Mapping[str, list[tuple[str, str]]] = {
    "none": [],
    "empty": [("Authorization", "")],
    "another": [("Authorization", f"Bearer {'u' * 32}")],
    "a part": [("Authorization", f"Bearer {TOKEN[:-1]}")],
    "too long": [("Authorization", f"Bearer {TOKEN}t")],
    "another scheme": [("Authorization", f"Basic {TOKEN}")],
    "twice": [("Authorization", f"Bearer {TOKEN}")] * 2,
    "in two halves": [("Authorization", f"Bearer {TOKEN[:16]}"), ("Authorization", TOKEN[16:])],
    "not text": [("Authorization", "Bearer \udcff")],
    "of a proxy": [("X-Forwarded-For", "127.0.0.1"), ("Host", "127.0.0.1")],
}


@pytest.fixture
async def door() -> AsyncIterator[aiohttp.ClientSession]:
    """A server with a page of metrics."""
    routes = metrics_routes(lambda: b"ajar_up 1\n", content_type="text/plain; version=0.0.4", token=TOKEN)
    async with (
        serving(make_server(routes, ready=lambda: True), "127.0.0.1", 0) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        yield session


async def test_whoever_shows_the_token_reads_the_page(door: aiohttp.ClientSession) -> None:
    """As Prometheus wants it, and kept in no cache on the way."""
    async with door.get("/metrics", headers=READ) as answer:
        body = await answer.text()

    assert (answer.status, body) == (200, "ajar_up 1\n")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("shown", WRONG)
async def test_nobody_else_reads_a_word(door: aiohttp.ClientSession, shown: str) -> None:
    """Where a request comes from opens nothing: behind a proxy everybody comes from this machine."""
    async with door.get("/metrics", headers=WRONG[shown]) as answer:
        body = await answer.read()

    assert answer.status in {400, 401}
    assert b"ajar_" not in body


async def test_nothing_can_be_changed_there(door: aiohttp.ClientSession) -> None:
    """It is a page that is read."""
    async with door.post("/metrics", headers=READ) as answer:
        assert answer.status == 405
