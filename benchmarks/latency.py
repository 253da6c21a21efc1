"""How long people wait when Telegram is 50 ms away: one person alone, and 200 who pause a second between lines."""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.bots import Cores, Recipe, ajar, ptb, running
from benchmarks.cost import warm_up
from benchmarks.figures import Part
from benchmarks.people import Crowd, Tally
from benchmarks.script import read_script
from benchmarks.server import BenchApi

ROUND_TRIP_S = 0.050
MANY, PAUSE_S, MANY_FOR_S = 200, 1.0, 8.0
ALONE_PAUSE_S, ALONE_TURNS = 0.1, 100
MANY_TRIPS, ALONE_TRIPS = 1.5, 1.2
POLLING_TRIPS = 1.0
"""What polling adds at most, whatever the bot does: a line that just missed the answer to one `getUpdates` waits until
that answer has arrived and the next request is there. Telegram allows one at a time."""


async def measure(cores: Cores) -> Part:
    """Measure Ajar by webhook and by polling, and python-telegram-bot by polling for comparison."""
    part = Part("latency", f"Waiting for an answer, the Bot API {1000 * ROUND_TRIP_S:.0f} ms away (25 ms each way)")
    part.rows = [("who", "turns", "p50 ms", "p99 ms", "longest ms", "p50 trips", "p99 trips")]
    for way in ("webhook", "polling"):
        alone, many = await _ajar(cores, webhook=way == "webhook")
        part.rows += [_row(f"Ajar, {way}, 1 alone", alone), _row(f"Ajar, {way}, {MANY} people", many)]
        trips = _trips(alone, 99)
        part.demand(
            f"{way}: one alone waits at most {ALONE_TRIPS} round trips (p99)", f"{trips:.2f}", trips <= ALONE_TRIPS
        )
        trips, most = _trips(many, 99), MANY_TRIPS + (POLLING_TRIPS if way == "polling" else 0)
        part.demand(f"{way}: p99 of {MANY} within {most} round trips", f"{trips:.2f}", trips <= most)
    part.rows.append(_row(f"PTB, polling, {MANY} people", await _ptb(cores)))
    part.notes.append(
        "from the moment a line exists at the server to the moment the answer is there; by polling, a line that comes "
        "while getUpdates is on its way back and forth waits for it too, up to one round trip more"
    )
    return part


async def _ajar(cores: Cores, *, webhook: bool) -> tuple[Tally, Tally]:
    async with BenchApi(half_trip_s=ROUND_TRIP_S / 2) as api:
        with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
            recipe = ajar(api, Path(folder), webhook=webhook)
            return await _alone(api, recipe, cores), await _many(api, recipe, cores)


async def _ptb(cores: Cores) -> Tally:
    async with BenchApi(half_trip_s=ROUND_TRIP_S / 2) as api:
        with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
            return await _many(api, ptb(api, Path(folder)), cores)


async def _alone(api: BenchApi, recipe: Recipe, cores: Cores) -> Tally:
    """Let one person after the other write; they think a moment, so that the bot listens again."""
    with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
        async with running(recipe, Path(folder), core=cores.bot) as bot:
            crowd = Crowd(api, read_script(), size=1, pause_s=ALONE_PAUSE_S)
            await warm_up(crowd, bot)
            crowd.start_counting()
            await crowd.until(lambda: crowd.tally.answered >= ALONE_TURNS)
            crowd.leave()
            return crowd.tally


async def _many(api: BenchApi, recipe: Recipe, cores: Cores) -> Tally:
    with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
        async with running(recipe, Path(folder), core=cores.bot) as bot:
            crowd = Crowd(api, read_script(), size=MANY, pause_s=PAUSE_S)
            await warm_up(crowd, bot)
            crowd.start_counting()
            await asyncio.sleep(MANY_FOR_S)
            crowd.leave()
            return crowd.tally


def _trips(tally: Tally, percent: float) -> float:
    return tally.percentile_ms(percent) / 1000 / ROUND_TRIP_S


def _row(who: str, tally: Tally) -> tuple[str, ...]:
    waits = [f"{tally.percentile_ms(percent):,.1f}" for percent in (50, 99, 100)]
    trips = [f"{_trips(tally, percent):.2f}" for percent in (50, 99)]
    return (who, f"{tally.answered:,}", *waits, *trips)
