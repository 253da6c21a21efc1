"""What an editor waits for: every check of a generated conversation of 250 nodes in three languages."""

import asyncio
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

from benchmarks.bots import Cores
from benchmarks.figures import Part
from bot.flows.bundle import compile_bundle
from bot.flows.check import check
from tests.house import shipped_sources
from tests.unit.flows.crowded import crowded

NODES, ROUNDS = 250, 5
WITHIN_S = 1.0


async def measure(cores: Cores) -> Part:  # noqa: ARG001 - one process, whichever core it is on
    """Check and compile the generated conversation and the shipped one, several times each."""
    part = Part("editing", f"Checking a conversation of {NODES} nodes in three languages")
    part.rows = [("conversation", "nodes", "characters", "check s", "check and compile s")]
    found = 0.0
    for name, sources in (("generated", crowded(nodes=NODES)), ("shipped", shipped_sources())):
        nodes = len(compile_bundle(sources).nodes)
        checked, compiled = _lasts(check, sources), _lasts(compile_bundle, sources)
        found = found or checked
        size = sum(map(len, sources.values()))
        part.rows.append((name, f"{nodes:,}", f"{size:,}", f"{checked:.2f}", f"{compiled:.2f}"))
        await asyncio.sleep(0)
    part.demand(f"all checks of {NODES} nodes within {WITHIN_S:.0f} s", f"{found:.2f} s", found < WITHIN_S)
    return part


def _lasts(work: Callable[[Mapping[str, str]], object], sources: Mapping[str, str]) -> float:
    """Return the median of several runs, in seconds."""
    lasted = []
    for _ in range(ROUNDS):
        began = perf_counter()
        work(sources)
        lasted.append(perf_counter() - began)
    return median(lasted)
