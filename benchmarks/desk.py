"""What a busy desk costs: 500 people wait, 50 desks are open, and each claim has to stand on all of them at once."""

import asyncio
import secrets
import tempfile
from array import array
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from math import ceil
from pathlib import Path
from time import perf_counter

import aiohttp

from benchmarks.bots import LOOK_EVERY_S, Bot, Cores, desk, running
from benchmarks.figures import Part
from bot.model import CaseId, Factor, Role, Staff, StaffId, StaffSession
from bot.opening import opened
from bot.ports import Job, Store, Transaction
from bot.settings import read_settings
from bot.web.factor import new_secret
from bot.web.sessions import ABSOLUTE, COOKIE, IDLE, digest_of
from tests.crowd import crowd_waits

WAITING, DESKS, CLAIMS = 500, 50, 40
WITHIN_S = 1.0
"""So long may it take at most until a claim stands on every desk."""
START_S, SEEN_S = 60.0, 30.0
REST_S = 0.4
"""So long the desks rest between two claims, so that each is measured by itself."""
SETTLE_S, IDLE_S = 25.0, 8.0
"""So long after its start the server still makes return phrases; and so long it is watched doing nothing."""


@dataclass(slots=True)
class Measured:
    """What was seen.

    Attributes:
        waits_s: How long each claim took, from the click until it stood on the last desk, in seconds.
        cpu_s: What the server worked for one claim, in seconds of one core.
        idle_cpu: What it works while nothing happens, as a part of one core.
        frame_kb: How large the queue is that goes to each desk.
    """

    waits_s: "array[float]" = field(default_factory=lambda: array("d"))
    cpu_s: float = 0.0
    idle_cpu: float = 0.0
    frame_kb: float = 0.0

    def percentile_ms(self, percent: float) -> float:
        """Return a percentile of the waits, in milliseconds."""
        waits = sorted(self.waits_s)
        return 1000 * waits[max(ceil(len(waits) * percent / 100) - 1, 0)]


async def measure(cores: Cores) -> Part:
    """Measure the desk on SQLite, as it is installed."""
    with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
        seen = await busy_desk(Path(folder), core=cores.bot)
    part = Part("desk", f"A claim on {DESKS} open desks while {WAITING} people wait")
    part.rows = [
        ("claims", "p50 ms", "p99 ms", "longest ms", "CPU ms a claim", "idle CPU", "kB a frame"),
        (
            str(len(seen.waits_s)),
            *(f"{seen.percentile_ms(percent):,.0f}" for percent in (50, 99, 100)),
            f"{1000 * seen.cpu_s:,.0f}",
            f"{100 * seen.idle_cpu:.1f} %",
            f"{seen.frame_kb:.0f}",
        ),
    ]
    longest = seen.percentile_ms(100)
    part.demand(
        f"a claim stands on all desks within {WITHIN_S:.0f} s", f"{longest:,.0f} ms", longest <= 1000 * WITHIN_S
    )
    part.notes.append("from the click to the last desk's frame, over real WebSockets; the desks are all in one process")
    return part


async def busy_desk(
    home: Path, *, core: int, waiting: int = WAITING, desks: int = DESKS, claims: int = CLAIMS
) -> Measured:
    """Fill a queue, open desks on a server in a process of its own, and let one counsellor after the other claim."""
    recipe, url = desk(home)
    tokens, cases = await _prepare(home, waiting=waiting, desks=desks)
    async with running(recipe, home, core=core) as bot, _open_desks(url, tokens, bot) as open_desks:
        return await _claim_all(open_desks, cases[:claims], bot)


async def _prepare(home: Path, *, waiting: int, desks: int) -> tuple[Sequence[str], Sequence[CaseId]]:
    """Make a home with a full queue, and counsellors who are logged in already."""
    settings = read_settings({"AJAR_HOME": str(home)}, env_file=home / "none")
    tokens = [secrets.token_urlsafe(32) for _ in range(desks)]
    async with opened(settings) as kept:
        cases = await crowd_waits(kept.store, waiting)
        await _hire(kept.store, tokens)
    return tokens, cases


async def _hire(store: Store, tokens: Sequence[str]) -> None:
    def work(tx: Transaction) -> None:
        for number, token in enumerate(tokens):
            name = StaffId(f"desk{number:02}")
            tx.staff.add(Staff(name, Role.COUNSELLOR, "$argon2id$nobody logs in here"))
            tx.staff.keep_factor(name, Factor(new_secret()))
            tx.staff.open_session(StaffSession(digest_of(token), name, tx.now + IDLE, tx.now + ABSOLUTE))

    await store.run(Job(work))


class OpenDesk:
    """A desk's page as the network sees it."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self._csrf = ""
        self._seen = b""
        self._seen_at = 0.0
        self._changed = asyncio.Event()
        self.frame_bytes = 0

    async def connects(self, stack: AsyncExitStack) -> asyncio.Task[None]:
        """Open the live connection; returns what reads from it."""
        async with self._session.get(f"{self._url}/desk/session") as answer:
            self._csrf = (await answer.json())["csrf"]
        socket = await stack.enter_async_context(
            self._session.ws_connect(f"{self._url}/desk/live", headers={"Origin": self._url}, max_msg_size=0)
        )
        return asyncio.get_running_loop().create_task(self._reads(socket))

    async def _reads(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            text: bytes = message.data.encode()
            if b'"kind":"queue"' in text[:20]:
                self._seen, self._seen_at, self.frame_bytes = text, perf_counter(), len(text)
                self._changed.set()

    async def claims(self, case_id: CaseId) -> None:
        """Click a row."""
        headers = {"Sec-Fetch-Site": "same-origin", "X-Ajar-Csrf": self._csrf}
        async with self._session.post(
            f"{self._url}/desk/cases/{case_id.hex()}/claim", json={"one_more": True}, headers=headers
        ) as answer:
            answer.raise_for_status()

    async def sees_a_queue(self) -> None:
        """Wait for the first one."""
        while not self._seen:
            await self._next()

    async def sees(self, taken: CaseId) -> float:
        """Wait until the row of a case stands there as taken; returns when."""
        name = taken.hex().encode()
        while True:
            begin = self._seen.find(name)
            if begin >= 0 and b'"state":"claimed"' in self._seen[begin : self._seen.find(b"}", begin)]:
                return self._seen_at
            await self._next()

    async def _next(self) -> None:
        self._changed.clear()
        await self._changed.wait()


@asynccontextmanager
async def _open_desks(url: str, tokens: Sequence[str], bot: Bot) -> AsyncIterator[list[OpenDesk]]:
    """Open all desks as long as the block lasts."""
    await is_up(url, bot)
    async with AsyncExitStack() as stack:
        desks, readers = [], []
        for token in tokens:
            session = aiohttp.ClientSession(cookies={COOKIE: token}, cookie_jar=aiohttp.CookieJar(unsafe=True))
            one = OpenDesk(await stack.enter_async_context(session), url)
            readers.append(await one.connects(stack))
            desks.append(one)
        try:
            yield desks
        finally:
            for reader in readers:
                reader.cancel()


async def is_up(url: str, bot: Bot) -> None:
    """Wait until the server serves."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(START_S):
        while True:
            bot.check()
            with suppress(aiohttp.ClientError):
                async with session.get(f"{url}/readyz") as answer:
                    if answer.status == HTTPStatus.OK:
                        return
            await asyncio.sleep(LOOK_EVERY_S)


async def _claim_all(desks: Sequence[OpenDesk], cases: Sequence[CaseId], bot: Bot) -> Measured:
    """Let the desks claim in turn, and wait for each claim until the last desk shows it."""
    seen = Measured()
    async with asyncio.timeout(SEEN_S):
        await asyncio.gather(*(one.sees_a_queue() for one in desks))
    seen.idle_cpu = await _idle_cpu(bot)
    for number, case_id in enumerate(cases):
        worked, clicked = bot.cpu_s(), perf_counter()
        async with asyncio.timeout(SEEN_S), asyncio.TaskGroup() as group:
            looking = [group.create_task(one.sees(case_id)) for one in desks]
            await desks[number % len(desks)].claims(case_id)
        seen.waits_s.append(max(one.result() for one in looking) - clicked)
        await asyncio.sleep(REST_S)
        seen.cpu_s += (bot.cpu_s() - worked - seen.idle_cpu * (perf_counter() - clicked)) / len(cases)
    seen.frame_kb = max(one.frame_bytes for one in desks) / 1024
    return seen


async def _idle_cpu(bot: Bot) -> float:
    """Return what the server works while nobody does anything, as a part of one core."""
    await asyncio.sleep(SETTLE_S)
    worked, begun = bot.cpu_s(), perf_counter()
    await asyncio.sleep(IDLE_S)
    return (bot.cpu_s() - worked) / (perf_counter() - begun)
