"""A preview in Chromium, in front of files that a test saves."""

from collections.abc import AsyncIterator

import pytest

from bot.model import Role
from tests.adapters.web.front import Front


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running, and an editor with an account."""
    house = Front()
    await house.hires("Eva", role=Role.EDITOR)
    async with house.open():
        yield house
