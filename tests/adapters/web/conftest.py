"""The front room, opened for each test."""

from collections.abc import AsyncIterator

import pytest

from bot.model import Role
from tests.adapters.web.front import Front, Visitor


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running, and two counsellors and an editor with accounts."""
    house = Front()
    await house.hires("Anna", "Bram")
    await house.hires("Eva", role=Role.EDITOR)
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


@pytest.fixture
async def eva(front: Front) -> AsyncIterator[Visitor]:
    """Eva the editor, logged in."""
    async with front.editor("Eva") as visitor:
        yield visitor
