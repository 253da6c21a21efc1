"""A Bot API server and a bot that talks to it, anew for each test."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.adapters.telegram.caller import Caller
from tests.adapters.telegram.door import Door, open_door
from tests.adapters.telegram.rig import Rig
from tests.peers.botapi import BotApi


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server whose own pauses are a thousandth of Telegram's."""
    async with BotApi(time_scale=0.001) as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """The HTTP session that app.py shares."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as shared:
        yield shared


@pytest.fixture
def rig(api: BotApi, session: aiohttp.ClientSession) -> Rig:
    """Both sides, not yet listening."""
    return Rig(api, session)


@pytest.fixture
async def door(rig: Rig) -> AsyncIterator[Door]:
    """A bot that waits at its webhook, which is set."""
    async with open_door(rig) as opened:
        yield opened


@pytest.fixture
def caller(api: BotApi, session: aiohttp.ClientSession) -> Caller:
    """A program with the right token."""
    return Caller(api, session)
