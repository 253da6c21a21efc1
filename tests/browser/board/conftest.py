"""The house as the pages of coordinators are looked at: empty, and its server running."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.web.front import Front


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running; nobody works there yet."""
    house = Front()
    async with house.open():
        yield house
