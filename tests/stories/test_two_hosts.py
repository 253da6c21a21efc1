"""Two hosts, a database of conversations and one of keys: one serves, the other stands by and takes over."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.keyrings import keys_status, make_keys
from bot.office import staff_audit
from bot.ops.clock import SystemClock
from bot.settings import read_settings
from bot.shredding import AUDITED
from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]
SOON_S = 90.0
"""So long may a start and a takeover take on a busy machine."""


class Host:
    """`ajar run` on a machine, and what it says."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.said: list[str] = []

    async def says(self, wanted: Callable[[str], bool]) -> None:
        """Wait until it said something."""
        assert self._process.stderr is not None
        async with asyncio.timeout(SOON_S):
            while not any(wanted(line) for line in self.said):
                line = await self._process.stderr.readline()
                assert line, self.said
                self.said.append(line.decode())

    def events(self) -> list[str]:
        """Return what stands in its log."""
        return [json.loads(line)["event"] for line in self.said if line.startswith("{")]

    async def loses_its_power(self) -> None:
        """Stop at once."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def host(environment: Mapping[str, str]) -> AsyncIterator[Host]:
    """Start one; it is stopped at the end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env={**inherited, **environment},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    one = Host(process)
    try:
        yield one
    finally:
        await one.loses_its_power()


def serves(line: str) -> bool:
    """Tell whether a host lets people in now."""
    return line.startswith("Serving on")


def logs(event: str) -> Callable[[str], bool]:
    """Return what looks for a line in a log."""
    return lambda line: f'"{event}"' in line


@pytest.mark.timeout(300)
async def test_a_day_ends_on_one_host_and_the_other_goes_on_without_its_key(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    """The standby reads the keyring while it waits, says so when it can't, and serves when the first is gone."""
    conversations, ring = (postgres.create() for _ in range(2))
    environment = {
        "AJAR_HOME": str(tmp_path / "home"),
        "AJAR_HTTP_PORT": "0",
        "AJAR_DATABASE_URL": conversations.render_as_string(hide_password=False),
        "AJAR_KEYRING": ring.render_as_string(hide_password=False),
    }
    settings = read_settings(environment, env_file=tmp_path / "none")
    now = SystemClock().now()
    make_keys(settings, now - timedelta(days=1, hours=1))  # a day has ended, and its hour too
    keys = create_engine(ring, poolclass=NullPool)

    async with host(environment) as first:
        await first.says(serves)
        await first.says(logs("keys_destroyed"))
        async with host(environment) as second:
            await second.says(logs("stands_by"))
            with keys.begin() as connection:
                connection.execute(text("ALTER TABLE keyring_entry RENAME TO elsewhere"))
            await second.says(logs("keys_failed"))
            with keys.begin() as connection:
                connection.execute(text("DROP TABLE IF EXISTS keyring_entry"))
                connection.execute(text("ALTER TABLE elsewhere RENAME TO keyring_entry"))
            await first.loses_its_power()
            await second.says(serves)
    trail = await staff_audit(settings)
    status = keys_status(settings, now)
    for url in (conversations, ring):
        postgres.drop(url)

    assert second.events()[:2] == ["stands_by", "keys_failed"]
    assert {event for event in second.events() if event.endswith("_failed")} == {"keys_failed"}
    assert "stands_by" not in first.events()
    assert (status.ended_days, status.late_days) == (0, 0)
    assert [line.action for line in trail].count(AUDITED) == 1
