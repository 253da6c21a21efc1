"""The bot's web server with the webhook's route, and ways to knock at it."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.channels.telegram.webhook import SECRET_HEADER
from tests.adapters.telegram.rig import MIA, PATIENCE_S, Rig

SECRET = "s3cret_Door-" + "k" * 40


class Door:
    """The bot's web server with the webhook's route, and ways to knock at it."""

    def __init__(self, rig: Rig, url: str, port: int) -> None:
        self.rig = rig
        self.url = url
        self.port = port

    async def knock(self, body: bytes, secret: str | None = SECRET, **more: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Post a body; returns status and body of the answer."""
        headers = {"Content-Type": "application/json", **more.pop("headers", {})}
        if secret is not None:
            headers[SECRET_HEADER] = secret
        method, path = more.pop("method", "POST"), more.pop("path", "")
        async with self.rig.session.request(
            method, self.url + path, data=io.BytesIO(body), headers=headers, **more
        ) as answer:
            return answer.status, await answer.read()

    async def speak(self, *pieces: bytes) -> bytes:
        """Say raw bytes over a connection; returns the head of the answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            async with asyncio.timeout(PATIENCE_S):
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                return await reader.readuntil(b"\r\n\r\n")
        finally:
            writer.close()


def update(number: int = 5, text: str = "hoi") -> bytes:
    """Return a text of Mia as Telegram posts it."""
    chat = {"id": MIA, "type": "private"}
    message = {"message_id": 9, "from": {"id": MIA, "language_code": "nl"}, "chat": chat, "date": 1, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


@asynccontextmanager
async def open_door(rig: Rig, **details: Any) -> AsyncIterator[Door]:  # noqa: ANN401 - of TelegramIngress
    """A bot that waits at its webhook, which is set."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    url = f"http://127.0.0.1:{port}/telegram"
    async with rig.listening(webhook_url=url, webhook_secret=SECRET, **details) as ingress:
        app = web.Application()
        app.add_routes(ingress.routes())
        runner = web.AppRunner(app, access_log=None, lingering_time=0.1)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        try:
            yield Door(rig, url, port)
        finally:
            await runner.cleanup()
