"""One process serves a database at a time; the others stand by."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.opening import Kept
from bot.settings import Settings
from bot.shredding import keep_up
from bot.web.server import listening, make_server


@asynccontextmanager
async def own_turn(settings: Settings, kept: Kept, stop: asyncio.Event) -> AsyncIterator[None]:
    """Wait until no other process serves this database; meanwhile answer that this one is alive and not ready."""
    async with listening(make_server([], ready=lambda: False), settings.http_host, settings.http_port):
        keeping_up = keep_up(kept.keyring, clock=kept.clock, journal=kept.journal)
        first = {
            asyncio.ensure_future(one)  # noqa: TID251 - awaited right here
            for one in (kept.store.serve(), stop.wait(), keeping_up)
        }
        done, others = await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        for task in done:
            task.result()
    yield
