"""The program that people start, with Signal switched on: from the first word to the wipe, over a crash and a stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import app
from bot.settings import Settings
from tests.adapters.signal.rig import MIA
from tests.peers.signalcli import SignalCli

PERHAPS_LOST = "Misschien is je laatste bericht niet aangekomen. Stuur het dan nog een keer."


@asynccontextmanager
async def serving(daemon: SignalCli, home: Path) -> AsyncIterator[asyncio.Event]:
    """Serve, and stop in good order."""
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    settings = Settings(
        home=home,
        http_port=0,
        signal_rpc=daemon.address,
        signal_account=daemon.account,
        signal_messages_per_second=1_000,
    )
    async with asyncio.TaskGroup() as group:
        serve = group.create_task(app.serve(settings, stop=stop, announce=ready.set_result, demo=True))
        await asyncio.wait({serve, ready}, return_when=asyncio.FIRST_COMPLETED)
        yield stop
        stop.set()


@pytest.mark.long
async def test_somebody_talks_on_signal_and_leaves_without_a_trace(daemon: SignalCli, tmp_path: Path) -> None:
    """They are answered with numbered options, told of a gap, answered after it, and forgotten on both sides."""
    mia = daemon.person(MIA)
    home = tmp_path / "home"
    async with serving(daemon, home):
        mia.says("hoi")
        await daemon.until(lambda: any("1 · " in text for text in mia.texts))
        assert mia.timer_s == 3600
        asked = len(mia.seen)
        daemon.cut()  # whatever was on the way now is lost
        await daemon.until(lambda: PERHAPS_LOST in mia.texts)
        mia.says("1")
        await daemon.until(lambda: len(mia.seen) > asked + 1)
        mia.says("stop")
        await daemon.until(lambda: not mia.is_known)
        assert len(mia.texts) == 1  # the last line, which the timer takes

    assert not daemon.calls["sendReceipt"]
    assert MIA.encode() not in b"".join(path.read_bytes() for path in home.iterdir() if path.is_file())
