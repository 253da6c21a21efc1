"""After an outage: 10,000 updates waited at the server; how long until every one is durable, proven by SIGKILL."""

import asyncio
import signal
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.bots import Cores, ajar, running, stop, until
from benchmarks.figures import Part
from benchmarks.people import Crowd
from benchmarks.script import read_script
from benchmarks.server import BenchApi

WAITING = 10_000
WITHIN_S = 10.0
ANSWERED_WITHIN_S = 120.0


async def measure(cores: Cores) -> Part:
    """Let 10,000 strangers write while there is no bot; start it, and kill it the moment that nothing waits."""
    part = Part("outage", f"After an outage: {WAITING:,} people wrote while there was no bot (polling)")
    async with BenchApi() as api:
        with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
            crowd = Crowd(api, read_script()[:1], size=WAITING, conversations=WAITING)
            crowd.enter()
            await until(lambda: len(api.updates.pending) == WAITING)
            started = perf_counter()
            async with running(ajar(api, Path(folder), usual_pace=True), Path(folder), core=cores.bot) as bot:
                await until(lambda: not api.updates.pending, bot)
                durable_s, cpu_s = perf_counter() - started, bot.cpu_s()
                answered_before = crowd.tally.answered
                await stop(bot, signal.SIGKILL)
            async with running(ajar(api, Path(folder)), Path(folder), core=cores.bot):
                await _all_answered(crowd)
            answered_s = perf_counter() - started
            crowd.leave()
    tally = crowd.tally
    lost = WAITING - tally.answered
    part.rows = [
        ("", "figure"),
        ("confirmed, so durable, after", f"{durable_s:.2f} s"),
        ("processor time of the bot until then", f"{cpu_s:.2f} s"),
        ("answered when it was killed then", f"{answered_before:,}"),
        ("answered after the next start", f"{tally.answered:,}"),
        ("all answered after, kill and restart included", f"{answered_s:.2f} s"),
        ("bubbles that came twice", f"{tally.doubles:,}"),
    ]
    part.demand(
        f"{WAITING:,} updates durable within {WITHIN_S:.0f} s of the start", f"{durable_s:.2f} s", durable_s <= WITHIN_S
    )
    part.demand(
        "none lost when killed at that moment", f"{lost} lost, {tally.wrong} wrong", not lost and not tally.wrong
    )
    part.notes.append("from the start of the process; strangers all, so each has a conversation and a key to be made")
    part.notes.append("before the kill it sends 30 messages a second, as users run it; after it as fast as it can")
    return part


async def _all_answered(crowd: Crowd) -> None:
    try:
        async with asyncio.timeout(ANSWERED_WITHIN_S):
            await crowd.until(lambda: crowd.tally.answered >= WAITING)
    except TimeoutError:
        return
