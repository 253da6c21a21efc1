"""How long people wait when Telegram is 50 ms away: one person alone, and 200 who pause a second between lines."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from benchmarks.bots import Cores, Recipe, ajar, ptb, running
from benchmarks.cost import at_rest, warm_up
from benchmarks.figures import Part
from benchmarks.people import Crowd, Tally, Waits
from benchmarks.script import read_script
from benchmarks.server import BenchApi
from bot.ops.beat import LONGER_THAN_A_TURN, SPREAD_US

ROUND_TRIP_S = 0.050
MANY, PAUSE_S, MANY_FOR_S = 200, 1.0, 8.0
ALONE_PAUSE_S, ALONE_TURNS = 0.1, 150
MANY_TRIPS, ALONE_TRIPS = 1.5, 1.2
BEAT_S = (LONGER_THAN_A_TURN + timedelta(microseconds=SPREAD_US)).total_seconds()
"""The longest that an opening waits on purpose."""
POLLING_TRIPS = 1.0
"""What polling adds at most, whatever the bot does: a line that just missed the answer to one `getUpdates` waits until
that answer has arrived and the next request is there. Telegram allows one at a time."""


async def measure(cores: Cores) -> Part:
    """Measure Ajar by webhook and by polling, and python-telegram-bot by polling for comparison."""
    part = Part("latency", f"Waiting for an answer, the Bot API {1000 * ROUND_TRIP_S:.0f} ms away (25 ms each way)")
    part.rows = [("who", "turns", "p50 ms", "p99 ms", "longest ms", "p50 trips", "p99 trips")]
    for way in ("webhook", "polling"):
        alone, many = await _ajar(cores, webhook=way == "webhook")
        more = POLLING_TRIPS if way == "polling" else 0
        for who, tally, most in (("1 alone", alone, ALONE_TRIPS), (f"{MANY} people", many, MANY_TRIPS + more)):
            part.rows.append(_row(f"Ajar, {way}, {who}", tally.others))
            part.rows.append(_row("the same, openings", tally.openings))
            _demand(part, f"{way}, {who}", tally, most_trips=most)
    part.rows.append(_row(f"PTB, polling, {MANY} people", (await _ptb(cores)).waits))
    part.notes.append(
        "from the moment a line exists at the server to the moment the answer is there; by polling, a line that comes "
        "while getUpdates is on its way back and forth waits for it too, up to one round trip more"
    )
    part.notes.append(
        f"an opening, every eighth turn, leaves up to {_ms(BEAT_S)} after it was heard, so that nobody can tell by the "
        "time whether we knew who wrote"
    )
    return part


def _demand(part: Part, who: str, tally: Tally, *, most_trips: float) -> None:
    """Judge openings and other turns apart: what the first wait on purpose says nothing of the others."""
    trips = _trips(tally.others, 99)
    part.demand(f"{who}: p99 within {most_trips} round trips", f"{trips:.2f}", trips <= most_trips)
    p99_s, most_s = tally.openings.percentile_ms(99) / 1000, most_trips * ROUND_TRIP_S + BEAT_S
    part.demand(f"{who}: p99 of openings within that and a beat, {_ms(most_s)}", _ms(p99_s), p99_s <= most_s)


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
            await at_rest(bot)
            await warm_up(crowd, bot)
            crowd.start_counting()
            await crowd.until(lambda: crowd.tally.answered >= ALONE_TURNS)
            crowd.leave()
            return crowd.tally


async def _many(api: BenchApi, recipe: Recipe, cores: Cores) -> Tally:
    with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
        async with running(recipe, Path(folder), core=cores.bot) as bot:
            crowd = Crowd(api, read_script(), size=MANY, pause_s=PAUSE_S)
            await at_rest(bot)
            await warm_up(crowd, bot)
            crowd.start_counting()
            await asyncio.sleep(MANY_FOR_S)
            crowd.leave()
            return crowd.tally


def _trips(waits: Waits, percent: float) -> float:
    return waits.percentile_ms(percent) / 1000 / ROUND_TRIP_S


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"


def _row(who: str, waits: Waits) -> tuple[str, ...]:
    times = [f"{waits.percentile_ms(percent):,.1f}" for percent in (50, 99, 100)]
    trips = [f"{_trips(waits, percent):.2f}" for percent in (50, 99)]
    return (who, f"{len(waits):,}", *times, *trips)
