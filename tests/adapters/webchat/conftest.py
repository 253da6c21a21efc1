"""A web chat that listens."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.webchat.rig import Rig


@pytest.fixture
async def chat() -> AsyncIterator[Rig]:
    """A web chat with the usual limits."""
    async with Rig().serve() as rig:
        yield rig
