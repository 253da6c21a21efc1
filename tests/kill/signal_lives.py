"""A signal-cli daemon that tells when the moment for a kill is there, and a bot that is born again and again."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.kill.nursery import BIRTH, BORN, DIED, READY
from tests.peers.signalcli import SignalCli

ROOT = Path(__file__).parents[2]
LIFE_S = 60.0
"""So long may a birth and an end take on a busy machine."""
LONGEST_S = 4.0
"""A moment that has not come by then comes no more in this life: the kill comes without it."""


class Moment(StrEnum):
    """When the bot is killed."""

    STARTING = "while it starts"
    ASKING = "when it asks for messages"
    HANDED = "when a message was handed over"
    SENDING = "when it sends"
    LATER = "some time after it was asked for something"


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill.

    Attributes:
        nth: The how-manieth moment of its kind in a life.
        delay_s: How long after it.
    """

    moment: Moment
    nth: int = 1
    delay_s: float = 0.0


def schedule(number: int, seed: int) -> list[Kill]:
    """Return kills by chance; of any five in a row that begin at a multiple of five, each is of another kind."""
    chance = random.Random(seed)  # noqa: S311 - chance that can be repeated
    kills: list[Kill] = []
    while len(kills) < number:
        moments = list(Moment)
        chance.shuffle(moments)
        for moment in moments:
            delay_s = chance.choice((0.0, 0.0, 0.0005, 0.002, 0.01)) * chance.random()
            match moment:
                case Moment.STARTING:
                    kills.append(Kill(moment, delay_s=0.3 * chance.random()))
                case Moment.LATER:
                    kills.append(Kill(moment, delay_s=0.1 * chance.random()))
                case _:
                    kills.append(Kill(moment, chance.randint(1, 1 if moment is Moment.ASKING else 6), delay_s))
    return kills[:number]


class WatchedDaemon(SignalCli):
    """A `SignalCli` that tells what happens.

    Attributes:
        on_moment: Is told about every moment, at once.
        on_handed: Is told whose message was written to whoever is connected.
        subscriptions: How often it was asked for messages.
    """

    def __init__(self) -> None:
        super().__init__()
        self.on_moment: Callable[[Moment], None] = _nothing
        self.on_handed: Callable[[str], None] = _nothing

    def _notify(self, params: dict[str, Any]) -> None:
        super()._notify(params)
        uuid = params.get("envelope", {}).get("sourceUuid")
        if uuid:
            self.on_handed(uuid)
            self.on_moment(Moment.HANDED)

    async def _call(self, *about: Any, **more: Any) -> Any:  # noqa: ANN401 - JSON
        _, method, _ = about
        if method == "subscribeReceive":
            self.on_moment(Moment.ASKING)
            self.on_moment(Moment.LATER)
        answer = await super()._call(*about, **more)
        if method == "send":
            self.on_moment(Moment.SENDING)
        return answer


def _nothing(_: object) -> None:
    """Let it pass."""


class Nursery:
    """Lets the bot be born, in one home."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self.log = log

    @asynccontextmanager
    async def child(self) -> AsyncIterator["Child"]:
        """Let one be born; nothing of it is left at the end."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{BIRTH}\n".encode())
        child = Child(int(await self.answer(BORN)))
        ended = asyncio.get_running_loop().create_task(self.answer(DIED))
        ended.add_done_callback(child.note)
        try:
            yield child
        finally:
            child.kill()
            await ended

    async def answer(self, word: str) -> str:
        """Wait for an answer that begins with this word, and return the rest."""
        assert self._process.stdout is not None
        said, _, rest = (await self._process.stdout.readline()).decode().strip().partition(" ")
        assert said == word, f"{said!r} instead of {word!r}:\n{self.said()}"
        return rest

    def said(self) -> str:
        """Return the end of what the children wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:] if self.log.exists() else ""


class Child:
    """One life."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.code: int | None = None
        self.ended = asyncio.Event()

    def note(self, ended: asyncio.Task[str]) -> None:
        """Note how it ended."""
        self.code = None if ended.cancelled() or ended.exception() else int(ended.result())
        self.ended.set()

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send a signal, if it lives."""
        if not self.ended.is_set():
            with suppress(ProcessLookupError):
                os.kill(self.number, number)

    async def is_over(self) -> int | None:
        """Wait for its end; returns its code."""
        async with asyncio.timeout(LIFE_S):
            await self.ended.wait()
        return self.code


@asynccontextmanager
async def nursery(home: Path, environment: Mapping[str, str]) -> AsyncIterator[Nursery]:
    """Open one; whatever happens, nothing is left running behind it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
    log = home.with_suffix(".log")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.kill.nursery", str(log)),
        cwd=ROOT,
        env={**inherited, "AJAR_HOME": str(home), "AJAR_HTTP_PORT": "0", **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    opened = Nursery(process, log)
    try:
        async with asyncio.timeout(LIFE_S):
            await opened.answer(READY)
        yield opened
    finally:
        process.kill()
        await process.wait()


async def live_until(kill: Kill, place: Nursery, daemon: WatchedDaemon) -> None:
    """Let the bot live, and kill it when its moment has come."""
    loop, timers, left = asyncio.get_running_loop(), list[asyncio.TimerHandle](), kill.nth

    async with place.child() as child:

        def watch(moment: Moment) -> None:
            nonlocal left
            left -= moment is kill.moment
            if left <= 0 and not timers:
                if kill.delay_s:
                    timers.append(loop.call_later(kill.delay_s, child.kill))
                else:
                    child.kill()

        late = loop.call_later(LONGEST_S, child.kill)
        if kill.moment is Moment.STARTING:
            timers.append(loop.call_later(kill.delay_s, child.kill))
        else:
            daemon.on_moment = watch
        try:
            code = await child.is_over()
        finally:
            daemon.on_moment = _nothing
            for timer in (late, *timers):
                timer.cancel()
    assert code == -signal.SIGKILL, f"it ended with {code} before {kill}:\n{place.said()}"
    await daemon.until(lambda: not daemon.clients)


async def _first(*works: Coroutine[Any, Any, object]) -> None:
    """Wait until one of them is done."""
    tasks = [asyncio.get_running_loop().create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def live_until_set(done: asyncio.Event, place: Nursery, daemon: WatchedDaemon) -> None:
    """Let the bot work in peace until `done` is set; it has asked for messages even if all was done before."""
    asked = daemon.calls["subscribeReceive"]
    async with place.child() as child, asyncio.timeout(LIFE_S):
        await _first(daemon.until(lambda: daemon.calls["subscribeReceive"] > asked, LIFE_S), child.ended.wait())
        await _first(done.wait(), child.ended.wait())
        child.kill(signal.SIGTERM)
        code = await child.is_over()
    assert code == 0, f"it ended with {code}:\n{place.said()}"
    await daemon.until(lambda: not daemon.clients)
