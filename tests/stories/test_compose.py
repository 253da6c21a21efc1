"""The PostgreSQL of `compose.yaml`, made by its own words: Ajar's role may do what it must, and nothing else."""

import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from sqlalchemy.engine import URL

from bot.doctor.database import judged
from bot.storage.inspection import inspect
from bot.storage.keyring import MemoryKeyring
from bot.storage.sql import SqlStore
from tests.fakes import FakeClock
from tests.postgres import postgres_cluster, postgres_programs

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SECRET = "/run/secrets/postgres_password"
DURABLE = "fsync = on\nfull_page_writes = on\n"
"""Off in tests elsewhere."""


def settings_of(command: str) -> str:
    """Return the settings that the container starts the server with."""
    words = shlex.split(command)
    return "".join(f"{words[place + 1]}\n" for place, word in enumerate(words) if word == "-c")


@pytest.fixture(scope="module")
def server() -> Iterator[URL]:
    """A server with the settings of the container, on which the script ran that the container runs once."""
    with tempfile.TemporaryDirectory(prefix="ajar-pg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        with postgres_cluster(home, DURABLE + settings_of(COMPOSE["services"]["db"]["command"])) as url:
            (home / "password").write_text("geheim'; \\q\n", encoding="utf-8")
            script = (ROOT / COMPOSE["configs"]["role"]["file"]).read_text(encoding="utf-8")
            script = script.replace(SECRET, str(home / "password"))
            asked = ["--host", str(home), "--username", "postgres", "--set", "ON_ERROR_STOP=1", "--no-psqlrc"]
            subprocess.run([postgres_programs() / "psql", *asked], input=script.encode(), check=True)
            yield url.set(username="ajar", database="ajar")


def asked(url: URL, query: str) -> Any:  # noqa: ANN401 - a value of PostgreSQL
    """Return the one value of a query."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def test_what_a_closed_container_is_given_is_a_file() -> None:
    """Compose writes anything else into the container when it is made, which a read-only one refuses."""
    given = {**COMPOSE["configs"], **COMPOSE["secrets"]}
    closed = [service for service in COMPOSE["services"].values() if service.get("read_only")]

    assert len(closed) == len(COMPOSE["services"])
    assert all(list(one) == ["file"] for one in given.values())


async def test_the_role_of_the_container_can_serve(server: URL) -> None:
    """It makes the tables in the database that it owns."""
    clock = FakeClock()
    store = SqlStore(server.render_as_string(hide_password=False), MemoryKeyring(clock.now()), clock)

    await store.open()
    await store.close()

    assert asked(server, "SELECT count(*) FROM conversation") == 0


def test_the_doctor_finds_nothing_in_the_container(server: URL) -> None:
    """No superuser, and no setting that lets a statement or a value into a log."""
    assert list(judged(inspect(server.render_as_string(hide_password=False)))) == []


def test_the_doctor_finds_a_superuser(server: URL) -> None:
    """As who would log in with the role that makes the server."""
    facts = inspect(server.set(username="postgres").render_as_string(hide_password=False))

    assert [finding.check for finding in judged(facts)] == ["database.superuser"]


@pytest.mark.parametrize(
    "deed",
    [
        "SELECT rolpassword FROM pg_authid",
        "CREATE ROLE eve",
        "CREATE DATABASE eve",
        "ALTER SYSTEM SET log_statement = 'all'",
        "SET log_statement = 'all'",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_role_may_do_nothing_else(server: URL, deed: str) -> None:
    """Whoever comes to speak through it makes no accounts, reads no files and keeps no statements."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        asked(server, deed)


def test_the_superuser_has_no_password(server: URL) -> None:
    """So nobody can be it over the network; and the role's own is the one of the secret, whatever is in it."""
    passwords = "SELECT array_agg(rolname::text) FROM pg_authid WHERE rolpassword IS NOT NULL"

    assert asked(server.set(username="postgres"), passwords) == ["ajar"]
