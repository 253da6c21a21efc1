"""What a turn costs: Ajar beside python-telegram-bot, the same conversation and server, at 1, 100 and 1,000 people."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks import fsyncs
from benchmarks.bots import Bot, Cores, Recipe, ajar, ptb, running
from benchmarks.figures import Part
from benchmarks.people import Crowd
from benchmarks.script import read_script
from benchmarks.server import BenchApi

SIZES = (1, 100, 1_000)
ROUNDS = 3
WARM_UP_S, WINDOW_S = 1.5, 4.0
WARM_UP_TURNS = 20
AT_REST_S, QUIET_SECONDS = 0.05, 7
"""Who uses less of the processor in a second, this many times in a row, has done what it does at a start: longer than
the pause between two return phrases that are made at leisure."""
JUDGED_AT = 100
TIMES_FASTER, FSYNCS_A_TURN = 5.0, 0.1

Maker = Callable[[BenchApi, Path], Recipe]
SIDES: dict[str, Maker] = {"PTB": ptb, "Ajar": ajar}


@dataclass(frozen=True, slots=True)
class Sample:
    """One window of one side: turns a second, turns a processor second, waits, memory, and how busy the cores were.

    Attributes:
        others: The part of the bot's core that other processes took; what they took, the turns a second lack.
    """

    turns_s: float
    turns_cpu_s: float
    p50_ms: float
    p99_ms: float
    rss_mb: float
    bot_busy: float
    server_busy: float
    others: float


async def measure(cores: Cores) -> Part:
    """Measure both sides in alternating rounds, then count fsyncs apart, so that the tracer slows nothing down."""
    part = Part("cost", "Cost of a turn, both sides on one core each run, the server on another")
    samples: dict[tuple[str, int], list[Sample]] = {}
    for number in range(ROUNDS):
        for side in sorted(SIDES, reverse=number % 2 == 0):
            for size, sample in (await _round(SIDES[side], cores)).items():
                samples.setdefault((side, size), []).append(sample)
    middle = {key: _median(found) for key, found in samples.items()}
    part.rows = [
        ("people", "side", "turns/s", "turns/cpu s", "p50 ms", "p99 ms", "rss MB", "bot busy", "server busy", "others")
    ]
    for size in SIZES:
        part.rows += [_row(size, side, middle[side, size]) for side in SIDES]
        part.rows.append(_ratio(size, middle["Ajar", size], middle["PTB", size]))
    times = middle["Ajar", JUDGED_AT].turns_s / middle["PTB", JUDGED_AT].turns_s
    part.demand(
        f"at least {TIMES_FASTER:.0f} times the turns a second at {JUDGED_AT}", f"{times:.1f}", times >= TIMES_FASTER
    )
    per_cpu = middle["Ajar", JUDGED_AT].turns_cpu_s / middle["PTB", JUDGED_AT].turns_cpu_s
    part.demand(f"the same for each second of the processor at {JUDGED_AT}", f"{per_cpu:.1f}", per_cpu >= TIMES_FASTER)
    await _count_fsyncs(part, cores)
    part.notes.append(f"medians of {ROUNDS} rounds of {WINDOW_S:.0f} s each; waits as the server sees them")
    part.notes.append(
        '"others" is what other programs took of the bot\'s core: it makes turns a second and waits worse'
    )
    return part


async def _round(make: Maker, cores: Cores) -> dict[int, Sample]:
    """Start one side afresh and measure it with every number of people."""
    async with BenchApi() as api:
        with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
            async with running(make(api, Path(folder)), Path(folder), core=cores.bot) as bot:
                await at_rest(bot)
                return {size: await _window(api, bot, size) for size in SIZES}


async def at_rest(bot: Bot) -> None:
    """Wait until the bot does nothing by itself any more: what a start makes ahead is no cost of a turn."""
    cpu_s, quiet = bot.cpu_s(), 0
    while quiet < QUIET_SECONDS:
        await asyncio.sleep(1)
        before, cpu_s = cpu_s, bot.cpu_s()
        quiet = quiet + 1 if cpu_s - before < AT_REST_S else 0


async def _window(api: BenchApi, bot: Bot, size: int) -> Sample:
    crowd = Crowd(api, read_script(), size=size)
    await warm_up(crowd, bot)
    before, cpu, others, busy = perf_counter(), bot.cpu_s(), bot.others_s(), process_time()
    crowd.start_counting()
    await asyncio.sleep(WINDOW_S)
    tally = crowd.tally
    lasted, busy = perf_counter() - before, process_time() - busy
    cpu, others = bot.cpu_s() - cpu, bot.others_s() - others
    bot.check()
    rss = bot.rss_mb()
    crowd.leave()
    if tally.wrong:
        raise RuntimeError(f"{tally.wrong} bubbles were wrong.")
    return Sample(
        tally.answered / lasted,
        tally.answered / max(cpu, 0.01),
        tally.waits.percentile_ms(50),
        tally.waits.percentile_ms(99),
        rss,
        cpu / lasted,
        busy / lasted,
        others / lasted,
    )


async def warm_up(crowd: Crowd, bot: Bot) -> None:
    """Let people in, and wait until the bot has found its pace.

    Raises:
        RuntimeError: the bot ended by itself.
    """
    crowd.enter()
    ready = asyncio.ensure_future(crowd.until(lambda: crowd.tally.answered >= WARM_UP_TURNS))  # noqa: TID251 - awaited
    while not ready.done():
        await asyncio.wait([ready], timeout=1)
        bot.check()
    await asyncio.sleep(WARM_UP_S)


async def _count_fsyncs(part: Part, cores: Cores) -> None:
    """Count what the system is asked to make durable, in a run of its own."""
    with tempfile.TemporaryDirectory(prefix="ajar-bench-") as folder:
        counter = fsyncs.counter(Path(folder))
        if counter is None:
            part.notes.append("fsyncs were not counted: neither strace nor a C compiler is here")
            return
        async with BenchApi() as api:
            recipe = counter.extend(ajar(api, Path(folder)))
            async with running(recipe, Path(folder), core=cores.bot, under=counter.under) as bot:
                crowd = Crowd(api, read_script(), size=JUDGED_AT)
                await warm_up(crowd, bot)
                before = counter.count()
                crowd.start_counting()
                await asyncio.sleep(WINDOW_S)
                calls, turns = counter.count() - before, crowd.tally.answered
                crowd.leave()
    part.demand(
        f"at most {FSYNCS_A_TURN} fsyncs a turn at {JUDGED_AT}",
        f"{calls / turns:.4f} ({calls:,} in {turns:,} turns, counted by {counter.name})",
        0 < calls / turns <= FSYNCS_A_TURN,
    )


def _median(samples: list[Sample]) -> Sample:
    columns = {name: [asdict(sample)[name] for sample in samples] for name in asdict(samples[0])}
    return Sample(**{name: median(values) for name, values in columns.items()})


def _row(size: int, side: str, sample: Sample) -> tuple[str, ...]:
    return (
        f"{size:,}",
        side,
        f"{sample.turns_s:,.0f}",
        f"{sample.turns_cpu_s:,.0f}",
        f"{sample.p50_ms:,.1f}",
        f"{sample.p99_ms:,.1f}",
        f"{sample.rss_mb:.0f}",
        f"{sample.bot_busy:.0%}",
        f"{sample.server_busy:.0%}",
        f"{sample.others:.0%}",
    )


def _ratio(size: int, ajar_side: Sample, ptb_side: Sample) -> tuple[str, ...]:
    """Return how many times better the first is."""
    return (
        f"{size:,}",
        "ratio",
        f"{ajar_side.turns_s / ptb_side.turns_s:.1f}",
        f"{ajar_side.turns_cpu_s / ptb_side.turns_cpu_s:.1f}",
        f"{ptb_side.p50_ms / ajar_side.p50_ms:.1f}",
        f"{ptb_side.p99_ms / ajar_side.p99_ms:.1f}",
        f"{ajar_side.rss_mb / ptb_side.rss_mb:.1f}",
        "",
        "",
        "",
    )
