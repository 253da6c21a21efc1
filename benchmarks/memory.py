"""Memory over 50,000 conversations: what the bot holds after 10,000, and after all of them."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from benchmarks.bots import Cores, ajar, running
from benchmarks.cost import warm_up
from benchmarks.figures import Part
from benchmarks.people import Crowd
from benchmarks.script import read_script
from benchmarks.server import BenchApi

CONVERSATIONS, EVERY, TURNS = 50_000, 10_000, 2
AT_ONCE = 200
GROWTH = 0.05
WITHIN_S = 900.0


async def measure(cores: Cores) -> Part:
    """Let 50,000 people come and go, 200 at a time, and look at the memory after every 10,000."""
    part = Part("memory", f"Memory over {CONVERSATIONS:,} conversations of {TURNS} turns, {AT_ONCE} at a time")
    part.rows = [("conversations", "rss MB", "seconds", "database MB")]
    async with BenchApi() as api:
        with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
            async with running(ajar(api, Path(folder)), Path(folder), core=cores.bot) as bot, asyncio.timeout(WITHIN_S):
                crowd = Crowd(api, read_script()[:TURNS], size=AT_ONCE, conversations=CONVERSATIONS)
                started = perf_counter()
                await warm_up(crowd, bot)
                found = []
                for goal in range(EVERY, CONVERSATIONS + 1, EVERY):
                    await crowd.until(_reached(crowd, goal))
                    found.append(bot.rss_mb())
                    crowd.tally.openings.forget()
                    crowd.tally.others.forget()
                    lasted_s = perf_counter() - started
                    part.rows.append((f"{goal:,}", f"{found[-1]:.1f}", f"{lasted_s:.0f}", f"{_size_mb(folder):.0f}"))
                crowd.leave()
    grown = found[-1] / found[0] - 1
    part.demand(
        f"less than {GROWTH:.0%} more after {CONVERSATIONS:,} than after {EVERY:,}",
        f"{grown:+.1%} ({found[0]:.1f} to {found[-1]:.1f} MB)",
        grown < GROWTH,
    )
    if crowd.tally.wrong:
        part.notes.append(f"{crowd.tally.wrong} bubbles were wrong")
    return part


def _reached(crowd: Crowd, goal: int) -> Callable[[], bool]:
    return lambda: crowd.tally.finished >= goal


def _size_mb(folder: str) -> float:
    return sum(file.stat().st_size for file in Path(folder).glob("ajar.db*")) / 2**20
