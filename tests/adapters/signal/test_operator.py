"""What an operator asks of Signal: whether all is well, and how a captcha is solved."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.channels.signal import CaptchaRejected, Challenge
from bot.channels.signal.lookup import solve
from bot.doctor import CHECKS
from bot.keyrings import make_keys
from bot.ops.clock import SystemClock
from bot.settings import Settings
from tests.adapters.signal.rig import MIA
from tests.peers.signal.methods import RIGHT_CAPTCHA
from tests.peers.signal.protocol import RpcError
from tests.peers.signalcli import Fault, SignalCli

ROOT = Path(__file__).parents[3]


def settings_for(daemon: SignalCli, home: Path) -> Settings:
    """Return the settings of a house whose Signal is this daemon's."""
    home.mkdir(mode=0o700, exist_ok=True)
    return Settings(home=home, signal_rpc=daemon.address, signal_account=daemon.account)


async def found(settings: Settings) -> list[str]:
    """Return what the doctor finds."""
    findings = await CHECKS["signal"](settings, SystemClock())
    assert all(one.fix for one in findings)
    return [one.check for one in findings]


async def test_the_doctor_tells_each_fault_by_its_name(daemon: SignalCli, tmp_path: Path) -> None:
    """Sound; a captcha that waits; an account of somebody else; groups; a version that Signal refuses; nobody there."""
    settings = settings_for(daemon, tmp_path / "home")
    daemon.person(MIA).says("hoi")
    assert await found(settings) == []
    assert daemon.waiting == 1  # a look takes no message

    Challenge(settings.signal_challenge_file).want("t0ken")
    daemon.methods.groups = ["Z3JvZXA="]
    daemon.methods.version = "0.12.8"
    assert await found(settings) == ["signal.captcha", "signal.version", "signal.groups"]

    daemon.plan("listGroups", Fault.ERROR, error=RpcError(-32602, "Specified account does not exist"))
    assert await found(settings) == ["signal.captcha", "signal.account"]

    daemon.plan("version", Fault.CUT)
    assert "signal.unreachable" in await found(settings_for(daemon, tmp_path / "other"))
    await daemon.stop()
    assert await found(settings) == ["signal.captcha", "signal.unreachable"]


async def test_the_doctor_asks_nobody_where_signal_is_off(tmp_path: Path) -> None:
    """Most try Ajar without it."""
    assert await CHECKS["signal"](Settings(home=tmp_path), SystemClock()) == []


async def ajar(home: Path, daemon: SignalCli, *words: str) -> tuple[int | None, str]:
    """Run a command; returns its code and all that it said."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
    ours = {"AJAR_HOME": str(home), "AJAR_SIGNAL_RPC": daemon.address, "AJAR_SIGNAL_ACCOUNT": daemon.account}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        cwd=ROOT,
        env={**given, **ours, "AJAR_HOST_FAULTS": "accept"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_a_captcha_is_taken_to_signal(daemon: SignalCli) -> None:
    """A wrong one is told with its cure, and may be tried again."""
    daemon.methods.challenge = "t0ken-0815"
    with pytest.raises(CaptchaRejected, match="Make a new one"):
        await solve(daemon.address, daemon.account, token="t0ken-0815", captcha="signalcaptcha://wrong")

    await solve(daemon.address, daemon.account, token="t0ken-0815", captcha=RIGHT_CAPTCHA)

    assert daemon.methods.challenge == ""


@pytest.mark.long
async def test_a_captcha_is_solved_by_a_command(daemon: SignalCli, tmp_path: Path) -> None:
    """A wrong one is told with its cure and can be tried again; afterwards nothing is left of it."""
    settings = settings_for(daemon, tmp_path / "home")
    make_keys(settings, SystemClock().now())
    waiting = Challenge(settings.signal_challenge_file)
    daemon.methods.challenge = "t0ken-0815"
    waiting.want("t0ken-0815")

    code, said = await ajar(settings.home, daemon, "signal", "challenge", "signalcaptcha://wrong")
    assert code == 2
    assert "Signal rejected the captcha. Make a new one" in said.replace("\n", " ")
    assert waiting.token == "t0ken-0815"

    code, said = await ajar(settings.home, daemon, "signal", "challenge", RIGHT_CAPTCHA)
    assert (code, waiting.token, daemon.methods.challenge) == (0, "", "")
    assert "t0ken" not in said
