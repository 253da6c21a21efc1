"""What the tests of the battery share."""

import asyncio
from collections.abc import AsyncIterator

import pytest


@pytest.fixture
async def at_full_speed() -> AsyncIterator[None]:
    """Leave out what asyncio checks in debug mode, where it would only take time."""
    loop = asyncio.get_running_loop()
    loop.set_debug(enabled=False)
    yield
    loop.set_debug(enabled=True)
