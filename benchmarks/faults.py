"""When Telegram stumbles: 6 % of the calls fail, in four ways; nobody may be left without an answer."""

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from benchmarks.bots import Cores, ajar, running
from benchmarks.cost import warm_up
from benchmarks.figures import Part
from benchmarks.people import Crowd
from benchmarks.script import read_script
from benchmarks.server import BenchApi
from tests.peers.telegram.faults import Fault

TURNS, PEOPLE = 10_000, 250
QUARTER = 0.015
RATES = {
    Fault.FLOOD: QUARTER,
    Fault.SERVER_ERROR: QUARTER / 2,
    Fault.GATEWAY: QUARTER / 2,
    Fault.CUT_BEFORE: QUARTER,
    Fault.CUT_AFTER: QUARTER,
}
"""Of sendMessage and getUpdates: 429, 500 or 502, a connection cut before the call, and one cut before its answer."""
WITHIN_S = 180.0


async def measure(cores: Cores) -> Part:
    """Let 250 people go through five conversations each, and count what is missing, wrong or double."""
    part = Part("faults", f"{sum(RATES.values()):.0%} of the API calls fail, over {TURNS:,} turns")
    turns = read_script()
    async with BenchApi(seed=6) as api:
        api.faults.methods = frozenset({"sendMessage", "getUpdates"})
        api.faults.rates = RATES
        with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
            async with running(ajar(api, Path(folder)), Path(folder), core=cores.bot) as bot:
                crowd = Crowd(api, turns, size=PEOPLE, conversations=TURNS // len(turns))
                started = perf_counter()
                await warm_up(crowd, bot)
                with suppress(TimeoutError):
                    async with asyncio.timeout(WITHIN_S):
                        await crowd.until(lambda: crowd.tally.answered >= TURNS)
                lasted_s = perf_counter() - started
                crowd.leave()
    tally = crowd.tally
    lost = TURNS - tally.answered
    part.rows = [
        ("turns", "calls", "lost", "wrong", "double", "seconds", "p50 ms", "p99 ms"),
        (
            f"{tally.answered:,}",
            f"{api.calls['sendmessage']:,}",
            f"{lost}",
            f"{tally.wrong}",
            f"{tally.doubles}",
            f"{lasted_s:.1f}",
            f"{tally.waits.percentile_ms(50):,.1f}",
            f"{tally.waits.percentile_ms(99):,.1f}",
        ),
    ]
    part.demand(
        f"0 lost in {TURNS:,} turns, every state right", f"{lost} lost, {tally.wrong} wrong", lost + tally.wrong == 0
    )
    part.notes.append("a bubble comes twice when its answer was cut: Telegram has no way to ask whether it arrived")
    return part
