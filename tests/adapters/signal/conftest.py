"""A signal-cli daemon, anew for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.peers.signalcli import SignalCli


@pytest.fixture
async def daemon() -> AsyncIterator[SignalCli]:
    """A daemon over TCP, in the receive mode that loses nothing."""
    async with SignalCli() as running:
        yield running
