"""Connections that ask nothing."""

import asyncio

from bot.web.server import make_server, serving


async def test_a_connection_that_asks_nothing_is_closed() -> None:
    """One host with a thousand silent connections keeps nobody out: each is closed after a while."""
    async with serving(make_server([], ready=lambda: True), "127.0.0.1", 0, patience_s=0.2) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async with asyncio.timeout(10):
            assert await reader.read() == b""
        writer.close()


async def test_a_connection_that_asked_may_stay() -> None:
    """Who asked once may ask again on the same connection."""
    async with serving(make_server([], ready=lambda: True), "127.0.0.1", 0, patience_s=0.2) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        silent, silent_writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            async with asyncio.timeout(10):
                assert b"200 OK" in await reader.readuntil(b"alive\n")
                await silent.read()  # the silent one beside it was closed meanwhile
        writer.close()
        silent_writer.close()
