"""The bot as a process that is killed at a chosen moment, and a Bot API server that tells when the moment is there."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from tests.peers.botapi import BotApi
from tests.peers.telegram.params import Params
from tests.peers.telegram.people import Shown
from tests.peers.telegram.wire import Exchange

ROOT = Path(__file__).parents[2]
LIFE_S = 120.0
"""So long may a start take on a busy machine."""
STOP_S = 60.0
START_S = 1.5
"""So long takes a start on a machine with little else to do: a kill while it starts comes within that time."""
NO_UPDATES = b'{"ok":true,"result":[]}'


class Moment(StrEnum):
    """When the bot is killed."""

    STARTING = "while it starts"
    FETCHED = "when it was given updates"
    CONFIRMED = "when it confirmed updates"
    ACCEPTED = "when a bubble was accepted and its answer is not sent yet"
    ANSWERED = "when the answer about a bubble is on its way"


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill.

    Attributes:
        nth: The how-manieth moment of its kind, counted from the start of the process.
        delay_s: How long after it, in seconds; 0: at once.
    """

    moment: Moment
    nth: int = 1
    delay_s: float = 0.0


def schedule(number: int, seed: int) -> list[Kill]:
    """Return kills by chance, every kind of moment as often as the others."""
    chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
    kills = []
    for place in range(number):
        moment = tuple(Moment)[place % len(Moment)]
        delay_s = chance.choice((0.0, 0.0, 0.001, 0.003, 0.01, 0.3)) * chance.random()
        match moment:
            case Moment.STARTING:
                kills.append(Kill(moment, delay_s=0.05 + START_S * chance.random()))
            case Moment.FETCHED | Moment.CONFIRMED:
                kills.append(Kill(moment, chance.randint(1, 12), delay_s))
            case _:
                kills.append(Kill(moment, chance.randint(1, 60), delay_s))
    chance.shuffle(kills)
    return kills


class WatchedApi(BotApi):
    """A `BotApi` that tells what happens between it and the bot.

    Attributes:
        on_shown: Is told about every bubble that was accepted.
        on_moment: Is told about every moment, at once.
        asked: Somebody asked for updates since it was cleared: the bot is up.
    """

    def __init__(self, *, seed: int) -> None:
        """Repeat nothing by chance; `seed` is for faults."""
        super().__init__(seed=seed)
        self.on_shown: Callable[[Shown], None] = _nothing
        self.on_moment: Callable[[Moment], None] = _nothing
        self.world.on_accepted = self._accepted
        self.asked = asyncio.Event()
        self._confirmed = 0

    def _accepted(self, shown: Shown) -> None:
        self.on_shown(shown)
        self.on_moment(Moment.ACCEPTED)
        asyncio.get_running_loop().call_soon(self.on_moment, Moment.ANSWERED)

    def _get_updates(self, exchange: Exchange, params: Params) -> None:
        offset = params.number("offset")
        confirms, self._confirmed = offset > self._confirmed > 0, max(offset, self._confirmed)
        super()._get_updates(cast("Exchange", _Watched(exchange, self)), params)
        self.asked.set()
        if confirms:
            self.on_moment(Moment.CONFIRMED)


class _Watched:
    """A long poll whose answer is told about."""

    def __init__(self, exchange: Exchange, api: WatchedApi) -> None:
        self._exchange = exchange
        self._api = api

    @property
    def on_gone(self) -> Callable[[], None] | None:
        return self._exchange.on_gone

    @on_gone.setter
    def on_gone(self, listener: Callable[[], None] | None) -> None:
        self._exchange.on_gone = listener

    def answer(self, status: int, body: bytes) -> None:
        self._exchange.answer(status, body)
        if body != NO_UPDATES:
            self._api.on_moment(Moment.FETCHED)


def _nothing(_: object) -> None:
    """Let it pass."""


class Bot:
    """Starts `python -m bot run` on one home, again and again."""

    def __init__(self, api: WatchedApi, home: Path, environment: Mapping[str, str] | None = None) -> None:
        """Keep everything in `home`; `environment` adds to the settings."""
        self._api = api
        self._home = home
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
        self._environment = {
            **inherited,
            "AJAR_HOME": str(home),
            "AJAR_TELEGRAM_API_URL": api.url,
            "AJAR_TELEGRAM_TOKEN": api.token,
            "AJAR_TELEGRAM_MESSAGES_PER_SECOND": "1000",
            "AJAR_HTTP_PORT": "0",
            **(environment or {}),
        }

    async def command(self, *words: str) -> str:
        """Run a command such as `keys init` to its end; returns what it printed."""
        process = await self._start(*words, stdout=asyncio.subprocess.PIPE)
        printed, _ = await process.communicate()
        assert process.returncode == 0, self._log()
        return printed.decode()

    async def live_until(self, kill: Kill) -> None:
        """Start the bot, and kill it when its moment has come."""
        async with self._running() as process, asyncio.timeout(LIFE_S):
            with self._striking(kill, process):
                code = await process.wait()
        assert code == -signal.SIGKILL, f"it ended with {code} before {kill}:\n{self._log()}"

    async def live_until_set(self, done: asyncio.Event) -> None:
        """Start the bot, and let it work in peace until `done` is set; it is up even if all was done before."""
        self._api.asked.clear()
        async with self._running() as process:
            waiting = asyncio.ensure_future(self._is_up_and(done))  # noqa: TID251 - awaited right here
            ended = asyncio.ensure_future(process.wait())  # noqa: TID251 - awaited right here
            await asyncio.wait({waiting, ended}, timeout=LIFE_S, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if not ended.done():
                process.terminate()
            async with asyncio.timeout(STOP_S):
                code = await ended
        assert code == 0, self._log()

    async def _is_up_and(self, done: asyncio.Event) -> None:
        await self._api.asked.wait()
        await done.wait()

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the bot; whatever happens in the block, nothing is left running behind it."""
        process = await self._start("run")
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def _start(self, *words: str, stdout: int | None = None) -> asyncio.subprocess.Process:
        with self._path.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *words, cwd=ROOT, env=self._environment, stdout=stdout or log, stderr=log
            )

    @contextmanager
    def _striking(self, kill: Kill, process: asyncio.subprocess.Process) -> Iterator[None]:
        """Lie in wait as long as the block lasts."""
        loop = asyncio.get_running_loop()
        timers: list[asyncio.TimerHandle] = []
        left = kill.nth

        def strike() -> None:
            if process.returncode is None:
                _kill(process)

        def watch(moment: Moment) -> None:
            nonlocal left
            left -= moment is kill.moment
            if left <= 0 and not timers:
                if kill.delay_s:
                    timers.append(loop.call_later(kill.delay_s, strike))
                else:
                    strike()

        if kill.moment is Moment.STARTING:
            timers.append(loop.call_later(kill.delay_s, strike))
        else:
            self._api.on_moment = watch
        try:
            yield
        finally:
            self._api.on_moment = _nothing
            for timer in timers:
                timer.cancel()

    @property
    def _path(self) -> Path:
        return self._home / "bot.log"

    def _log(self) -> str:
        return self._path.read_text(encoding="utf-8", errors="replace")[-3000:]


def _kill(process: asyncio.subprocess.Process) -> None:
    """Kill without a look at whether it still lives: that look can take away the exit code that asyncio waits for."""
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
