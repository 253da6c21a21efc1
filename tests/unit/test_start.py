"""What a command loads: seconds for whoever waits for it, and for each of the hundred processes that tests start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = """
import json, sys
from bot.cli import ajar

try:
    ajar({words})
except SystemExit as end:
    assert end.code == 0, end.code
print(json.dumps([*sys.modules]))
"""
SERVER = """
import asyncio, json, os, sys
from bot.app import serve
from bot.cli import ajar
from bot.process import guarded_settings

async def until_it_serves():
    stop = asyncio.Event()
    await serve(guarded_settings(), stop=stop, announce=lambda _: stop.set())

asyncio.run(until_it_serves())
print(json.dumps([*sys.modules]))
"""

NOBODY_READS_WITH = {"aiohttp", "cryptography", "sqlalchemy", "structlog", "telegram", "transitions", "yaml"}
NOBODY_LISTS_STAFF_WITH = {"bot.flows.bundle", "holidays", "psycopg", "telegram", "transitions", "yaml"}
NOBODY_CHECKS_WITH = {"aiohttp", "alembic", "cryptography", "psycopg", "sqlalchemy", "telegram", "uvloop"}


def loaded_by(program: str, home: Path) -> set[str]:
    """Return what a fresh process has loaded that ran to its end."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**inherited, "AJAR_HOME": str(home), "AJAR_HTTP_PORT": "0", "AJAR_HOST_FAULTS": "accept"},
        check=True,
        capture_output=True,
        text=True,
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("command", "unneeded"),
    [
        ("--help", NOBODY_READS_WITH),
        ("flows --help", NOBODY_READS_WITH),
        ("staff list", NOBODY_LISTS_STAFF_WITH),
        ("flows check", NOBODY_CHECKS_WITH),
    ],
    ids=["help", "flows help", "staff list", "flows check"],
)
def test_a_command_loads_what_it_needs(command: str, unneeded: set[str], tmp_path: Path) -> None:
    """Whoever asks for help waits for no library, an operator for no conversation, an editor for no server or key."""
    assert loaded_by(COMMAND.format(words=command.split()), tmp_path) & unneeded == set()


def test_a_server_loads_a_channel_and_migrations_when_it_has_them(tmp_path: Path) -> None:
    """The first start makes the tables; the next finds them, and loads nothing for Telegram, PostgreSQL or metrics."""
    first, second = (loaded_by(SERVER, tmp_path) for _ in range(2))

    assert "alembic" in first
    unneeded = {"alembic", "httpx", "prometheus_client", "psycopg", "sqlalchemy.dialects.postgresql", "telegram"}
    assert second & unneeded == set()
