"""A full queue and many open desks, over real WebSockets, on the program in a process of its own."""

import os
from pathlib import Path

import pytest

from benchmarks.desk import WITHIN_S, busy_desk

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("at_full_speed")]


@pytest.mark.timeout(300)
async def test_a_claim_stands_on_fifty_desks_within_a_second(tmp_path: Path) -> None:
    """While 500 people wait; the figures stand in docs/benchmarks.md, by `make bench`."""
    seen = await busy_desk(tmp_path, core=max(os.sched_getaffinity(0)))

    assert len(seen.waits_s) == 40
    assert max(seen.waits_s) <= WITHIN_S
