"""A signal-cli daemon, anew for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.signal.rig import Rig
from tests.peers.signalcli import SignalCli


@pytest.fixture
async def daemon() -> AsyncIterator[SignalCli]:
    """A daemon over TCP, in the receive mode that loses nothing."""
    async with SignalCli() as running:
        yield running


@pytest.fixture
def rig(daemon: SignalCli, tmp_path: Path) -> Rig:
    """Both sides, not yet connected."""
    return Rig(daemon, tmp_path)
