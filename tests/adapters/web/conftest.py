"""The front room, opened for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.web.front import Front, Visitor


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running, and two counsellors with accounts."""
    house = Front()
    await house.hires("Anna", "Bram")
    async with house.open():
        yield house


@pytest.fixture
async def anna(front: Front) -> AsyncIterator[Visitor]:
    """Anna, logged in."""
    async with front.counsellor("Anna") as visitor:
        yield visitor


@pytest.fixture
async def bram(front: Front) -> AsyncIterator[Visitor]:
    """Bram, logged in."""
    async with front.counsellor("Bram") as visitor:
        yield visitor
