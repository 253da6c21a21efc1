"""Names, numbers and words of people fly through the whole program, and lie nowhere afterwards.

The real program as processes, all of it at DEBUG; people on Telegram by polling and by webhook, in the web chat and
at a terminal; a desk, a preview, faults of Telegram and of the database, forged and broken input, a kill in the
middle. Then the raw bytes of everything that is left are searched: database, journals, statistics, keys, logs,
temporary files, backups, and what the addresses for everybody told.
"""

import asyncio
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import psycopg
import pytest
from sqlalchemy import LargeBinary, create_engine, select
from sqlalchemy.pool import NullPool

from bot.model import Happening, LogEvent
from bot.opening import opened
from bot.settings import Settings
from bot.storage import tables
from bot.storage.vault import KEY_BYTES, SIZES
from tests.canaries.called import agrees_on_a_call, are_to_be_called, is_called
from tests.canaries.lives import Ajar
from tests.canaries.marks import MADE, NAMES, PASSWORD, find, find_in_files, text
from tests.canaries.people import (
    ADA,
    does_everything,
    is_malformed,
    knocks,
    mistypes,
    opens_tab,
    previews,
    talks,
    tells_a_name,
)
from tests.canaries.phrases import goes_on_with_words
from tests.counted import events_of
from tests.kill.counsellor import Counsellor, Credentials, invited
from tests.kill.lives import LIFE_S, WatchedApi
from tests.peers.botapi import Fault
from tests.postgres import postgres_cluster, postgres_programs
from tests.unit.flows.small import SOURCES

METRICS = "m" * 40
WEBHOOK = {"AJAR_TELEGRAM_WEBHOOK_SECRET": "s" * 40}
SEALED_BYTES, LONGEST_HASH = 34, 32
"""What sealing adds to a padded value; and the length of a hash, which ids do not pass."""
BEHIND_A_PHRASE = 4_096 + 512 + 48
"""What a return phrase opens has one length: a state, what goes with it, and what sealing to a phrase adds."""
TALKER, BROKEN, TAB, KNOCK, SAYER, CALLED, AGREES = 901, 911, 921, 931, 941, 951, 961
"""Numbers of those who are not counted among the people."""
LIKE_COMPOSE = """
log_min_messages = debug1
log_statement = none
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
log_error_verbosity = terse
"""
"""PostgreSQL as `compose.yaml` sets it, but as talkative as it gets."""


@pytest.fixture
async def api() -> AsyncIterator[WatchedApi]:
    """A Bot API server."""
    async with WatchedApi(seed=1) as server:
        yield server


@pytest.fixture
def server() -> Iterator[Path]:
    """A folder for a server of PostgreSQL; another user has to come there, so it is none of pytest's."""
    with tempfile.TemporaryDirectory(prefix="ajar-pg-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def ajar_for(api: WatchedApi, folder: Path, database: str = "") -> Ajar:
    """Return the program on an empty home, with Telegram."""
    settings = {
        "AJAR_TELEGRAM_API_URL": api.url,
        "AJAR_TELEGRAM_TOKEN": api.token,
        "AJAR_TELEGRAM_MESSAGES_PER_SECOND": "1000",
        "AJAR_METRICS_TOKEN": METRICS,
    }
    return Ajar(folder, settings | ({"AJAR_DATABASE_URL": database} if database else {}))


async def hires(ajar: Ajar) -> Credentials:
    """Add somebody who may do everything; returns what she logs in with."""
    told = await ajar.command("staff", "add", ADA, "--role", "admin")
    return invited(told, f"{PASSWORD}-haar eigen")


@asynccontextmanager
async def staff(ajar: Ajar, credentials: Credentials) -> AsyncIterator[tuple[Counsellor, aiohttp.ClientSession]]:
    """Log her in; returns her and her browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        ada = Counsellor(browser, ajar.url, name=ADA, credentials=credentials)
        await ada.logs_in()
        yield ada, browser


async def telegram_fails(api: WatchedApi, number: int) -> None:
    """Telegram refuses with a person's words in its answer, cuts, and breaks."""
    said = b'{"ok":false,"error_code":400,"description":"Bad Request: ' + text("weigering", number).encode() + b'"}'
    api.plan(Fault.RAW, status=400, body=said, times=2)
    api.plan(Fault.RAW, status=500, body=said, times=2)
    api.plan(Fault.RAW, status=200, body=b"<html>" + said, times=2)
    api.plan(Fault.CUT_BEFORE)
    api.plan(Fault.CUT_AFTER)


async def everybody(api: WatchedApi, people: range) -> None:
    """Let people do all that can be done, while Telegram fails at times; and wait until all of it was taken in."""
    await telegram_fails(api, people.start)
    for number in people:
        does_everything(api, number)
    is_malformed(api, BROKEN + people.start)
    await api.until(lambda: not api.updates.pending, LIFE_S)


def searched(ajar: Ajar, told: list[str]) -> None:
    """Search everything for words of people, and all but the database for names of staff, which are there."""
    assert find_in_files(ajar.traces) == []
    assert [one for number, said in enumerate(told) for one in find(f"told {number}", said.encode())] == []
    assert find_in_files((ajar.logs, ajar.temporary), NAMES) == []
    beside = [path for path in ajar.home.iterdir() if not path.name.startswith("ajar.db")]
    assert [one for path in beside for one in find(path.name, path.read_bytes(), NAMES)] == []


@pytest.mark.timeout(180)
async def test_nothing_of_a_hundred_canaries_is_left(api: WatchedApi, tmp_path: Path) -> None:
    """The short form: Telegram by polling, web chat, desk, preview, faults and a kill, on SQLite."""
    MADE.clear()
    ajar = ajar_for(api, tmp_path)
    credentials = await hires(ajar)
    assert await are_to_be_called(ajar.settings, CALLED) == 3

    async with ajar.lives(killed=True), staff(ajar, credentials) as (ada, browser):
        await is_called(browser, ajar.url, CALLED + 3)
        await agrees_on_a_call(api, AGREES)
        await talks(api, ada, TALKER, lines=2)
        await goes_on_with_words(api, ajar.url, SAYER, wipes=True)
        await goes_on_with_words(api, ajar.url, SAYER + 1, wipes=False)
        assert (ajar.home / "ajar.db-wal").stat().st_size > 0
        assert find_in_files(ajar.traces) == []
        await everybody(api, range(4))
        await opens_tab(ajar.url, TAB)
        told = await knocks(ajar.url, KNOCK, METRICS)
        await mistypes(browser, ajar.url, KNOCK)
        await previews(browser, ajar.url, KNOCK)

    assert len(MADE) >= 100
    assert "ajar_database_up 1.0" in told[-1]
    searched(ajar, told)
    assert [one.form for one in find_in_files([ajar.home], NAMES)] == ["utf-8"]
    assert [one for said in told for one in find("an address", said.encode(), NAMES)] == []
    counted = await events_in(ajar.home)
    assert {Happening.STARTED, Happening.ASKED, Happening.ANSWERED, Happening.WIPED} <= {one.what for one in counted}
    assert [one for event in counted for one in find("an event", str(event).encode())] == []
    assert odd_sizes(f"sqlite:///{ajar.home / 'ajar.db'}") == []


async def events_in(home: Path) -> list[LogEvent]:
    """Open what was counted."""
    async with opened(Settings(home=home)) as kept:
        return await events_of(kept.store)


async def whole_life(api: WatchedApi, ajar: Ajar, outage: "Outage") -> list[str]:
    """Two lives of the program, the commands between and after them; returns what was told."""
    await ajar.command("keys", "init")
    credentials = await hires(ajar)
    assert await are_to_be_called(ajar.settings, CALLED) == 3
    async with ajar.lives(killed=True), staff(ajar, credentials) as (ada, browser):
        await is_called(browser, ajar.url, CALLED + 3)
        await agrees_on_a_call(api, AGREES)
        await talks(api, ada, TALKER, lines=20)
        await goes_on_with_words(api, ajar.url, SAYER, wipes=False)
        await everybody(api, range(25))
        await outage.strikes(api)
        for number in range(TAB, TAB + 10):
            await opens_tab(ajar.url, number)
        told = await knocks(ajar.url, KNOCK, METRICS)
        await mistypes(browser, ajar.url, KNOCK)
        await previews(browser, ajar.url, KNOCK)
    assert find_in_files(ajar.traces) == []
    webhook = {**WEBHOOK, "AJAR_TELEGRAM_WEBHOOK_URL": ajar.url}
    async with ajar.lives(webhook, killed=False), staff(ajar, credentials) as (ada, _):
        await talks(api, ada, TALKER + 1, lines=20)
        await goes_on_with_words(api, ajar.url, SAYER + 1, wipes=True)
        await everybody(api, range(100, 125))
        told += await knocks(ajar.url, KNOCK + 1, METRICS)
        told.append(await ajar.command("doctor", "--json"))
        outage.looks()
    async with ajar.lives(asking_for_words(ajar.temporary), killed=True), staff(ajar, credentials) as (ada, browser):
        for number in range(TALKER + 2, TALKER + 5):
            await tells_a_name(api, browser, ada, number)
    assert find_in_files(ajar.traces) == []
    told.append(await ajar.command("doctor"))
    told.append(await ajar.command("staff", "audit"))
    told.append(await ajar.command("flows", "draw", "--live"))
    typed = text("terminal", 1, "Ik ben alleen thuis.")
    await ajar.command("chat", typed=f"{typed}\nmens\n{typed}\n")
    wrong = {"AJAR_TELEGRAM_TOKEN": text("token", 1), "AJAR_DATABASE_URL": f"postgresql://x:{text('wachtwoord', 1)}@/"}
    for name, value in wrong.items():
        told.append(await ajar.command("doctor", extra={name: value}))
    return told


def asking_for_words(folder: Path) -> dict[str, str]:
    """Write a conversation that keeps what somebody types; returns the settings that serve it."""
    asks = SOURCES["flows.yaml"].replace("naam: {type: text, sensitive: true,", "naam: {type: text,")
    asks = asks.replace("card: [land, vrij],", "card: [land, vrij, naam], even_if_closed: true,")
    for name, words in {**SOURCES, "flows.yaml": asks}.items():
        (folder / name).write_text(words, encoding="utf-8")
    return {"AJAR_FLOWS": str(folder / "flows.yaml"), "AJAR_CONTENT": str(folder)}


def odd_sizes(url: str) -> list[str]:
    """Return what lies in the database and is neither an id or a hash nor padded to an allowed length."""
    allowed = {SEALED_BYTES + size for size in (KEY_BYTES, *SIZES, BEHIND_A_PHRASE)} | set(range(LONGEST_HASH + 1))
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        found = [
            f"{table.name}.{column.name}: {len(value)}"
            for table in tables.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, LargeBinary) and table is not tables.bundle  # which is public
            for value in connection.execute(select(column)).scalars()
            if value is not None and len(value) not in allowed
        ]
    engine.dispose()
    return found


class Outage:
    """A database that is away for a while, and a look into it from outside."""

    async def strikes(self, api: WatchedApi) -> None:
        """Take it away while somebody writes, and bring it back."""

    def looks(self) -> None:
        """Write down what the database tells about itself."""


class SqliteOutage(Outage):
    """Somebody else holds the lock."""

    def __init__(self, ajar: Ajar) -> None:
        self._file = ajar.home / "ajar.db"
        self._backups = ajar.backups

    async def strikes(self, api: WatchedApi) -> None:
        holder = sqlite3.connect(self._file, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        does_everything(api, 800)
        await asyncio.sleep(1.5)  # longer than the program waits
        holder.execute("ROLLBACK")
        holder.close()
        await api.until(lambda: not api.updates.pending, LIFE_S)

    def looks(self) -> None:
        with sqlite3.connect(self._file) as source, sqlite3.connect(self._backups / "online.db") as target:
            source.backup(target)
            source.execute("VACUUM INTO ?", (str(self._backups / "vacuum.db"),))


class PostgresOutage(Outage):
    """The server ends all our connections."""

    def __init__(self, ajar: Ajar, url: str, programs: Path) -> None:
        self._backups = ajar.backups
        self._url = url
        self._programs = programs

    async def strikes(self, api: WatchedApi) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            does_everything(api, 800)
            for _ in range(5):
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ajar'"
                )
                await asyncio.sleep(0.2)
        await api.until(lambda: not api.updates.pending, LIFE_S)

    def looks(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute("ANALYZE")
            told = [connection.execute(query).fetchall() for query in ("TABLE pg_stats", "TABLE pg_stat_activity")]
            connection.execute("CHECKPOINT")
        (self._backups / "told.txt").write_text(repr(told), encoding="utf-8")
        dump = subprocess.run([self._programs / "pg_dump", "--dbname", self._url], check=True, capture_output=True)
        (self._backups / "dump.sql").write_bytes(dump.stdout)


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_nothing_of_a_thousand_canaries_is_left_on_sqlite(api: WatchedApi, tmp_path: Path) -> None:
    """The full form: also the webhook, the terminal, the doctor, an outage, a restart and two kinds of backup."""
    MADE.clear()
    ajar = ajar_for(api, tmp_path, f"sqlite:///{tmp_path / 'home' / 'ajar.db'}?timeout=0.3")

    told = await whole_life(api, ajar, SqliteOutage(ajar))

    assert len(MADE) >= 1000
    assert {path.name for path in ajar.backups.iterdir()} >= {"online.db", "vacuum.db"}
    assert find_in_files([ajar.backups], NAMES) != []
    searched(ajar, told)
    assert odd_sizes(f"sqlite:///{ajar.home / 'ajar.db'}") == []


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_nothing_of_a_thousand_canaries_is_left_on_postgresql(
    api: WatchedApi, tmp_path: Path, server: Path
) -> None:
    """The same on PostgreSQL: its whole folder with write-ahead log and statistics, its own log, and a dump."""
    MADE.clear()
    with postgres_cluster(server, LIKE_COMPOSE) as url:
        ajar = ajar_for(api, tmp_path, url.render_as_string(hide_password=False))
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)

        told = await whole_life(api, ajar, PostgresOutage(ajar, plain, postgres_programs()))

        assert len(MADE) >= 1000
        searched(ajar, told)
        assert odd_sizes(url.render_as_string(hide_password=False)) == []
        assert find_in_files([server]) == []
        assert find_in_files([server / "cluster"], NAMES) != []
    assert find_in_files([server]) == []
    assert find_in_files([server / "log"], NAMES) == []
