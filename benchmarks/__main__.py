"""`python -m benchmarks [part …] [--json]`: measures what a turn costs and what the bot bears, one table a part."""

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict

import uvloop

from benchmarks import board, chats, cost, desk, editing, faults, latency, memory, outage
from benchmarks.bots import Cores, share_cores
from benchmarks.figures import Part, as_text

PARTS: dict[str, Callable[[Cores], Awaitable[Part]]] = {
    "cost": cost.measure,
    "latency": latency.measure,
    "outage": outage.measure,
    "faults": faults.measure,
    "memory": memory.measure,
    "editing": editing.measure,
    "desk": desk.measure,
    "figures": board.measure,
    "chats": chats.measure,
}


async def run(names: Sequence[str], *, as_json: bool) -> None:
    """Run the parts one after the other."""
    cores = share_cores()
    if not as_json:
        print(f"# Benchmark\n\n{_machine(cores)}\n")
    parts = []
    for name in names:
        part = await PARTS[name](cores)
        parts.append(part)
        if not as_json:
            print(as_text(part), flush=True)
    if as_json:
        print(json.dumps({"machine": _machine(cores), "parts": [asdict(part) for part in parts]}, indent=2))


def _machine(cores: Cores) -> str:
    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} cores (server on {cores.server}, bot on {cores.bot}), "
        f"load before {load:.1f}"
    )


def main() -> None:
    """Read the command line, and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure what a turn costs.")
    parser.add_argument(
        "part", nargs="*", choices=[[], *PARTS], metavar="part", help=f"{', '.join(PARTS)}; all unless given"
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(arguments.part or list(PARTS), as_json=arguments.json))


if __name__ == "__main__":
    main()
