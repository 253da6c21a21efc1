"""What an operator waits for: the figures of the weeks and the sheet, at 50,000 conversations a year."""

import asyncio
import secrets
import sys
import tempfile
from asyncio.subprocess import DEVNULL
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter, process_time

import aiohttp

from benchmarks.bots import Cores
from benchmarks.figures import Part
from bot.figures.periods import Quarter, whole_quarters
from bot.figures.sheet import sheet
from bot.figures.tally import Tally
from bot.looking_back import LookingBack
from bot.model import Factor, Role, Staff, StaffId, StaffSession
from bot.model.event_log import LogEvent
from bot.ops.logs import LogJournal
from bot.ops.report.contents import Report
from bot.ops.report.on_the_board import SheetsOnTheBoard
from bot.ops.report.page import page
from bot.ops.report.sample import sample_log
from bot.ops.report.words import Words
from bot.ports import Job, Store, Transaction
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from bot.web.factor import new_secret
from bot.web.figures_page import PAGE, figure_routes
from bot.web.login import StaffLogin
from bot.web.server import make_server, serving
from bot.web.sessions import ABSOLUTE, COOKIE, IDLE, digest_of
from bot.web.texts import names_in
from tests.fakes import FakeClock

A_YEAR = 50_000
"""Conversations: a hundred times what the lines of the Netherlands have today."""
QUARTERS = (Quarter(2026, 3), Quarter(2026, 4))
LOOKED_AT = datetime(2026, 12, 28, 12, tzinfo=UTC)
"""The day of the year on which most can be read: two quarters but for some days."""
PAGE_WITHIN_S, SHEET_WITHIN_S = 1.0, 3.0
LOOKS = 9
KEY = secrets.token_bytes(32)


async def measure(cores: Cores) -> Part:  # noqa: ARG001 - one process, whichever core it is on
    """Fill a log as it lies after half a year, and look at it as an operator does."""
    part = Part("figures", f"The figures at {A_YEAR:,} conversations a year")
    part.rows = [("what", "wall s", "CPU s")]
    with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
        async with _filled(Path(folder)) as (store, clock, events):
            past = LookingBack(store, clock, LogJournal())
            at_once = await _opened(part, past, Path(folder), store=store, clock=clock)
    part.notes.append(f"{events:,} events of two quarters on SQLite, folded as days that are over are")
    sheet = await asyncio.to_thread(_sheet, part)
    demo = await _demo(part)
    part.demand(f"the board within {PAGE_WITHIN_S:.0f} s", f"{at_once:.2f} s", at_once < PAGE_WITHIN_S)
    part.demand(f"the sheet of a year within {SHEET_WITHIN_S:.0f} s", f"{sheet:.2f} s", sheet < SHEET_WITHIN_S)
    part.demand(f"`ajar report --demo` within {SHEET_WITHIN_S:.0f} s", f"{demo:.2f} s", demo < SHEET_WITHIN_S)
    return part


@asynccontextmanager
async def _filled(home: Path) -> AsyncIterator[tuple[SqlStore, FakeClock, int]]:
    """Write two quarters into a database, and let days that are over be folded as they are every night."""
    clock = FakeClock(datetime.combine(QUARTERS[1].first, datetime.min.time(), UTC))
    keyring = MemoryKeyring(datetime.combine(QUARTERS[0].first, datetime.min.time(), UTC))
    keyring.make_ahead(clock.now())
    store = SqlStore(f"sqlite:///{home / 'bench.db'}", keyring, clock)
    await store.open()
    await store.serve()
    try:
        events = 0
        for quarter in QUARTERS:
            by_day: defaultdict[int, list[LogEvent]] = defaultdict(list)
            for one in sample_log(quarter, a_year=A_YEAR):
                by_day[one.day].append(one)
            for day, of_day in by_day.items():
                clock.advance(max(timedelta(), datetime.fromordinal(day).replace(tzinfo=UTC) - clock.now()))
                keyring.make_ahead(clock.now())
                await store.run(Job(partial(_write, of_day)))
                events += len(of_day)
        clock.advance(LOOKED_AT - clock.now())
        yield store, clock, events
    finally:
        await store.close()


def _write(events: Iterable[LogEvent], tx: Transaction) -> None:
    for one in events:
        tx.event_log.add(one)
    tx.tidy(days_too=True)


async def _opened(part: Part, past: LookingBack, home: Path, *, store: Store, clock: FakeClock) -> float:
    """Open the page right after a start, and again; returns how long the longest look took, in seconds."""
    token = secrets.token_urlsafe(32)

    def hire(tx: Transaction) -> None:
        tx.staff.add(Staff(StaffId("olga"), Role.OPERATOR, "$argon2id$nobody logs in here"))
        tx.staff.keep_factor(StaffId("olga"), Factor(new_secret()))
        tx.staff.open_session(StaffSession(digest_of(token), StaffId("olga"), tx.now + IDLE, tx.now + ABSOLUTE))

    await store.run(Job(hire))
    began, worked = perf_counter(), process_time()
    await past.look()
    part.rows.append(_row("counting all weeks, once after a start and beside all else", began, worked))
    published = SheetsOnTheBoard(home, clock, names_in)
    routes = figure_routes(past, published, staff=StaffLogin(store, clock, key=KEY), csrf_key=KEY)
    server = make_server(routes, ready=lambda: True)
    waits = []
    async with (
        serving(server, "127.0.0.1", 0) as port,
        aiohttp.ClientSession(headers={"Cookie": f"{COOKIE}={token}"}) as browser,
    ):
        for _ in range(LOOKS):
            began, worked = perf_counter(), process_time()
            async with browser.get(f"http://127.0.0.1:{port}{PAGE}") as answer:
                answer.raise_for_status()
                await answer.read()
            waits.append(perf_counter() - began)
            if len(waits) in {1, LOOKS}:
                part.rows.append(_row("the board, the first time" if len(waits) == 1 else "the board", began, worked))
    return max(waits)


def _sheet(part: Part) -> float:
    """Make the sheets of a year and print them; returns the seconds of the processor."""
    logs = {
        quarter: list(sample_log(quarter, a_year=A_YEAR))
        for quarter in whole_quarters(date(2025, 1, 1), date(2026, 1, 1))
    }
    began, worked = perf_counter(), process_time()
    made = [sheet(Tally(log, quarter.period), quarter) for quarter, log in logs.items()]
    page(Report(made), Words("en", str))
    part.rows.append(_row("the sheet of a year: counting and printing", began, worked))
    return process_time() - worked


async def _demo(part: Part) -> float:
    """Run the command; returns the seconds of the processor that it took from its start to its end."""
    began, before = perf_counter(), getrusage(RUSAGE_CHILDREN)
    command = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "report", "--demo", stdout=DEVNULL)
    if await command.wait():
        raise RuntimeError("The command failed.")
    after = getrusage(RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    part.rows.append(
        ("`ajar report --demo`, with the start of Python", f"{perf_counter() - began:.2f}", f"{worked:.2f}")
    )
    return worked


def _row(what: str, began: float, worked: float) -> tuple[str, str, str]:
    return what, f"{perf_counter() - began:.2f}", f"{process_time() - worked:.2f}"
