"""Starts a bot as its users do, on a core of its own, and reads what it costs from /proc."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, copytree

from benchmarks.script import FLOWS
from benchmarks.server import BenchApi

ROOT = Path(__file__).parent.parent
SHIPPED, SHARED = ROOT / "bot" / "content", ("crisis.yaml", "helplines.yaml", "wording.yaml")
STOP_WITHIN_S = 30.0
LOOK_EVERY_S = 0.01
SECRET = "benchmark-webhook-secret-0123456789"  # noqa: S105 - keeps no door
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cores:
    """Where the server runs and where the bot runs; the same one on a machine that has but one."""

    server: int
    bot: int


def share_cores() -> Cores:
    """Pin this process, which is the server's, to the first core; the second is for the bot."""
    mine = sorted(os.sched_getaffinity(0))
    cores = Cores(mine[0], mine[-1])
    os.sched_setaffinity(0, {cores.server})
    return cores


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot that runs.

    Attributes:
        process: What was started; `pid` may be one of its children, when it runs under a tracer.
    """

    process: subprocess.Popen[bytes]
    pid: int
    log: Path

    def cpu_s(self) -> float:
        """Return the processor time that all its threads have used, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def others_s(self) -> float:
        """Return how long its core has worked for others since the machine was started, in seconds."""
        (core,) = os.sched_getaffinity(self.pid)
        lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
        line = next(line for line in lines if line.startswith(f"cpu{core} "))
        user, nice, system, _, _, *interrupts = map(int, line.split()[1:9])
        return (user + nice + system + sum(interrupts)) / _TICKS - self.cpu_s()

    def rss_mb(self) -> float:
        """Return its resident memory, in megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def check(self) -> None:
        """See that it runs.

        Raises:
            RuntimeError: it ended by itself; with the end of its log.
        """
        if self.process.poll() is not None:
            tail = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"The bot ended with {self.process.returncode}:\n{tail}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to start a bot: a command and what its environment adds."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]


def ajar(api: BenchApi, home: Path, *, webhook: bool = False, usual_pace: bool = False) -> Recipe:
    """Ajar as `ajar run`: SQLite with synchronous=FULL, everything sealed.

    Args:
        api: Where it finds Telegram.
        home: Where it keeps everything.
        webhook: Take updates by webhook instead of polling.
        usual_pace: Send as fast as Telegram allows, 30 messages a second, instead of as fast as it can.
    """
    port = _free_port()
    environment = {
        "AJAR_HOME": str(home),
        "AJAR_TELEGRAM_API_URL": api.url,
        "AJAR_TELEGRAM_TOKEN": api.token,
        "AJAR_FLOWS": str(FLOWS),
        "AJAR_CONTENT": str(_content(home)),
        "AJAR_HTTP_PORT": str(port),
        "AJAR_LOG_LEVEL": "WARNING",
    }
    if not usual_pace:
        environment["AJAR_TELEGRAM_MESSAGES_PER_SECOND"] = "100000"
    if webhook:
        environment["AJAR_TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{port}"
        environment["AJAR_TELEGRAM_WEBHOOK_SECRET"] = SECRET
    return Recipe("Ajar", (sys.executable, "-m", "bot", "run"), environment)


def desk(home: Path) -> tuple[Recipe, str]:
    """Ajar without any platform, for those who work at its desk; returns its address too."""
    port = _free_port()
    environment = {"AJAR_HOME": str(home), "AJAR_HTTP_PORT": str(port), "AJAR_LOG_LEVEL": "WARNING"}
    return Recipe("Ajar", (sys.executable, "-m", "bot", "run"), environment), f"http://127.0.0.1:{port}"


def chats(home: Path, signal_rpc: str, signal_account: str) -> tuple[Recipe, str]:
    """Ajar with the web chat and Signal, at their usual pace; returns its address too."""
    port = _free_port()
    environment = {
        "AJAR_HOME": str(home),
        "AJAR_SIGNAL_RPC": signal_rpc,
        "AJAR_SIGNAL_ACCOUNT": signal_account,
        "AJAR_FLOWS": str(FLOWS),
        "AJAR_CONTENT": str(_content(home)),
        "AJAR_HTTP_PORT": str(port),
        "AJAR_LOG_LEVEL": "WARNING",
    }
    return Recipe("Ajar", (sys.executable, "-m", "bot", "run"), environment), f"http://127.0.0.1:{port}"


def _content(home: Path) -> Path:
    """Return a folder with what every bundle has, and without the flows and pages of the shipped conversation."""
    content = home / "content"
    content.mkdir(exist_ok=True)
    for name in SHARED:
        copy(SHIPPED / name, content / name)
    copytree(SHIPPED / "crisis", content / "crisis", dirs_exist_ok=True)
    return content


def ptb(api: BenchApi, home: Path) -> Recipe:
    """python-telegram-bot as its documentation shows it."""
    environment = {
        "BENCH_API_URL": api.url,
        "BENCH_TOKEN": api.token,
        "BENCH_PICKLE": str(home / "conversations.pickle"),
    }
    return Recipe("PTB", (sys.executable, "-m", "benchmarks.ptb_bot"), environment)


@asynccontextmanager
async def running(recipe: Recipe, home: Path, *, core: int, under: Sequence[str] = ()) -> AsyncIterator[Bot]:
    """Run a bot on a core as long as the block lasts; `under` is a command that starts it."""
    log = home / "bot.log"
    bot = Bot(*_start([*under, *recipe.command], recipe.environment, log, core=core), log)
    if under:
        bot = Bot(bot.process, await _child_of(bot.pid, recipe.command), log)
    try:
        yield bot
    finally:
        await stop(bot)


async def until(condition: Callable[[], bool], bot: Bot | None = None) -> None:
    """Look every hundredth of a second until something is true; for what nothing else tells.

    Raises:
        RuntimeError: the bot ended by itself.
    """
    while not condition():
        await asyncio.sleep(LOOK_EVERY_S)
        if bot is not None:
            bot.check()


async def stop(bot: Bot, number: signal.Signals = signal.SIGTERM) -> None:
    """End a bot and wait until it is gone."""
    if bot.process.poll() is None:
        os.kill(bot.pid, number)
    try:
        await asyncio.to_thread(bot.process.wait, STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.kill(bot.pid, signal.SIGKILL)
        await asyncio.to_thread(bot.process.wait)


def _start(
    command: Sequence[str], environment: Mapping[str, str], log: Path, *, core: int
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a command on a core: a child stays where its parent was when it was born."""
    mine = os.sched_getaffinity(0)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
    os.sched_setaffinity(0, {core})
    try:
        with log.open("ab") as out:
            process = subprocess.Popen(  # noqa: S603 - our own commands
                command, env={**inherited, **environment}, cwd=ROOT, stdout=out, stderr=out, stdin=subprocess.DEVNULL
            )
    finally:
        os.sched_setaffinity(0, mine)
    return process, process.pid


async def _child_of(pid: int, command: Sequence[str]) -> int:
    """Return the child of a process that runs a command, once there is one; a tracer has others for a moment."""
    wanted = b"\0".join(map(str.encode, command))
    found: list[int] = []

    def look() -> bool:
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
            with suppress(FileNotFoundError):
                if Path(f"/proc/{child}/cmdline").read_bytes().rstrip(b"\0") == wanted:
                    found.append(int(child))
        return bool(found)

    await until(look)
    return found[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
