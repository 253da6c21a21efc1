"""What the store does when the database is away: nothing is acknowledged or told, and it recovers by itself."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from bot.errors import BotError, SettingsError, StoreDown
from bot.ports import Transaction
from tests.contracts.stores import MIA, NOOR, OpenStore, SqlBacking, began, conversation_of, job, says
from tests.postgres import PostgresServer

pytestmark = pytest.mark.usefixtures("watched_loop")


class Outage:
    """Takes a database away from everybody, and gives it back."""

    def __init__(self, server: PostgresServer, url: URL) -> None:
        self._server = server.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._name = url.database or ""

    def begin(self) -> None:
        """Refuse new connections and cut those that there are, as when the server stops."""
        self._run(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(sql.Identifier(self._name)))
        self.cut()

    def end(self) -> None:
        """Let everybody in again."""
        self._run(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(sql.Identifier(self._name)))

    def cut(self, only: str = "true") -> None:
        """Cut the connections that there are, and wait until they are gone."""
        condition = sql.SQL("datname = {} AND ").format(sql.Literal(self._name)) + sql.SQL(only)
        self._run(sql.SQL("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE ") + condition)

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture
def outage(postgres: PostgresServer, postgresql: SqlBacking) -> Iterator[Outage]:
    """The hand on the switch of the PostgreSQL database."""
    outage = Outage(postgres, make_url(postgresql.url))
    yield outage
    outage.end()


@pytest.fixture
async def store(postgresql: SqlBacking) -> OpenStore:
    """A store on PostgreSQL that serves."""
    store = postgresql.store()
    await store.open()
    await store.serve()
    return store


async def test_while_the_database_is_away_nothing_is_acknowledged(store: OpenStore, outage: Outage) -> None:
    """Every turn is told so, and the same events are new when the database is back."""
    before = await began(store, MIA)
    outage.begin()

    ends = await asyncio.gather(*(store.run(says(MIA, str(n))) for n in range(5)), return_exceptions=True)
    outage.end()
    kept = [await store.run(says(MIA, str(n))) for n in range(5)]

    assert [type(end) for end in ends] == [StoreDown] * 5
    assert len({id(end) for end in ends}) == 5
    assert [turn.version for turn in kept if turn is not None] == [before.version + n for n in range(1, 6)]
    await store.close()


async def test_a_connection_that_died_unnoticed_is_replaced_without_a_word(store: OpenStore, outage: Outage) -> None:
    """A server that was restarted in the night costs no message in the morning."""
    await began(store, MIA)
    outage.cut()

    kept = await store.run(says(MIA, "1"))

    assert kept is not None
    assert kept.version == 2
    await store.close()


async def test_an_outage_in_the_midst_of_a_work_leaves_nothing(store: OpenStore, outage: Outage) -> None:
    """What was written before the database went is gone with it; the work runs again by itself, as a whole."""
    await began(store, MIA)
    runs = 0

    def work(tx: Transaction) -> None:
        nonlocal runs
        runs += 1
        tx.first_seen("telegram", "in the midst")
        tx.cases.queue()
        if runs == 1:
            outage.cut()
        tx.cases.queue()

    await store.run(job(work))

    assert runs == 2
    assert await store.run(job(lambda tx: tx.first_seen("telegram", "in the midst"))) is False
    await store.close()


async def test_an_outage_tells_no_address_and_no_text(postgresql: SqlBacking, outage: Outage) -> None:
    """The error names the setting, and neither the server, nor a password, nor what somebody wrote."""
    secret = make_url(postgresql.url).set(password="s3cret-password")
    postgresql.url = secret.render_as_string(hide_password=False)
    store = postgresql.store()
    await store.open()
    outage.begin()

    with pytest.raises(StoreDown) as down:
        await store.run(says(MIA, "Mia was here"))

    seen = [str(down.value), repr(down.value), repr(down.value.__cause__), repr(down.value.__context__)]
    for word in ("s3cret-password", str(secret.database), str(secret.query["host"]), "Mia"):
        assert not [text for text in seen if word in text], word
    assert "AJAR_DATABASE_URL" in str(down.value)
    await store.close()


async def test_a_process_that_starts_without_its_database_says_so(postgresql: SqlBacking, outage: Outage) -> None:
    """Opening fails clearly, and succeeds later."""
    outage.begin()
    store = postgresql.store()

    with pytest.raises(StoreDown):
        await store.open()

    outage.end()
    await store.open()
    await began(store, MIA)
    await store.close()


async def test_who_served_before_an_outage_serves_after_it(store: OpenStore, outage: Outage) -> None:
    """The lock went with the server's memory, but nobody else took the post meanwhile."""
    outage.begin()
    with pytest.raises(StoreDown):
        await began(store, MIA)
    outage.end()

    assert await began(store, NOOR) is not None
    await store.close()


@contextmanager
def locked(backing: SqlBacking) -> Iterator[None]:
    """Hold the lock of an SQLite file, as a program that hangs would."""
    connection = sqlite3.connect(make_url(backing.url).database or "", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


async def test_a_locked_file_is_an_outage_like_any_other(sqlite: SqlBacking) -> None:
    """Whoever holds the file too long: nothing is acknowledged, and it goes on when the file is free."""
    sqlite.url += "?timeout=0.05"
    store = sqlite.store()
    await store.open()
    await began(store, MIA)

    with locked(sqlite), pytest.raises(StoreDown, match="SQLITE_BUSY"):
        await store.run(says(MIA, "1"))

    assert await store.run(says(MIA, "1")) is not None
    await store.close()


async def test_a_file_that_is_no_database_is_an_outage(tmp_path: Path, sqlite: SqlBacking) -> None:
    """Something else lies where the database should be: the error says that it can't be used, and keeps it."""
    file = tmp_path / "other.db"
    file.write_bytes(b"Dear diary, " * 500)
    sqlite.url = f"sqlite:///{file}"

    with pytest.raises(StoreDown, match="SQLITE_NOTADB"):
        await sqlite.store().open()

    assert file.read_bytes().startswith(b"Dear diary")


async def test_a_folder_that_cannot_be_made_is_named_without_a_stack(tmp_path: Path, sqlite: SqlBacking) -> None:
    """The file of the database can't lie below another file."""
    (tmp_path / "file").touch()
    sqlite.url = f"sqlite:///{tmp_path}/file/ajar.db"

    with pytest.raises(StoreDown, match="can't be opened"):
        await sqlite.store().open()


@pytest.mark.parametrize("url", ["", "mysql://host/name", "no url", "sqlite://", "sqlite:///:memory:"])
def test_a_url_of_no_use_is_refused_without_being_shown(url: str, sqlite: SqlBacking) -> None:
    """The setting is named; what it holds may be a secret."""
    sqlite.url = url

    with pytest.raises(SettingsError, match="AJAR_DATABASE_URL") as refused:
        sqlite.store()

    assert not url or url not in str(refused.value).replace("sqlite:///folder/ajar.db", "")


async def test_a_store_that_is_not_open_says_so(sqlite: SqlBacking) -> None:
    """Before it is opened, and after it is closed."""
    store = sqlite.store()
    with pytest.raises(BotError, match="not open"):
        await store.run(says(MIA, "1"))
    await store.open()
    await store.close()

    with pytest.raises(BotError, match="not open"):
        await conversation_of(store, MIA)


async def test_what_was_begun_is_finished_when_the_store_closes(sqlite: SqlBacking) -> None:
    """Whoever already waits gets an answer."""
    store = sqlite.store()
    await store.open()
    waiting = asyncio.gather(*(store.run(says(MIA, str(n))) for n in range(400)))
    await asyncio.sleep(0)

    await store.close()

    assert [turn.version for turn in await waiting if turn is not None] == list(range(1, 401))


async def test_who_no_longer_waits_holds_up_nobody(sqlite: SqlBacking) -> None:
    """A work that was cancelled before its turn is left out; the others have theirs."""
    store = sqlite.store()
    await store.open()
    async with asyncio.TaskGroup() as group:
        waiting = [group.create_task(store.run(says(MIA, str(n)))) for n in range(20)]
        await asyncio.sleep(0)
        for task in waiting[::2]:
            task.cancel()

    assert [task.cancelled() for task in waiting] == [True, False] * 10
    kept = await conversation_of(store, MIA)
    assert kept is not None
    assert kept.prompts == 10
    await store.close()
