"""What tests of every kind may ask for: a fresh PostgreSQL database, a page in Chromium."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.async_api import Browser, async_playwright

from bot.ops.limits import collect_seldom, spare_what_is_loaded
from bot.storage.databases import open_database
from bot.storage.migrations import upgrade
from tests.browser_pages import FLAGS, BrowserPages, chromium_path
from tests.in_memory import lay_files_in_memory
from tests.postgres import PostgresServer, running_postgres
from tests.postgres_reused import ReusedDatabases

settings.register_profile("default", deadline=None)  # a busy machine is no failure
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("long", deadline=None, max_examples=5_000)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server: one for each worker of pytest-xdist, started by the first test that wants it."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database that is this test's own."""
    url = postgres.create()
    yield url.render_as_string(hide_password=False)
    postgres.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with empty tables; copying it is faster than making them."""
    file = tmp_path_factory.mktemp("template") / "ajar.db"
    upgrade(open_database(f"sqlite:///{file}").engine)
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> Iterator[str]:
    """The name of a database with empty tables."""
    url = postgres.create()
    upgrade(open_database(url.render_as_string(hide_password=False)).engine)
    assert url.database is not None
    yield url.database
    postgres.drop(url)


@pytest.fixture
def sqlite_with_tables(sqlite_template: Path, tmp_path: Path) -> str:
    """The SQLAlchemy URL of a file with empty tables."""
    file = tmp_path / "home" / "ajar.db"
    file.parent.mkdir(mode=0o700)
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgres_databases(postgres: PostgresServer, postgres_template: str) -> Iterator[ReusedDatabases]:
    """Databases with empty tables, for one test after the other."""
    databases = ReusedDatabases(postgres, postgres_template)
    yield databases
    databases.drop()


@pytest.fixture
def postgres_with_tables(postgres_databases: ReusedDatabases) -> Iterator[str]:
    """The SQLAlchemy URL of a PostgreSQL database with empty tables."""
    with postgres_databases.one() as url:
        yield url.render_as_string(hide_password=False)


@contextmanager
def _loop_in_debug_mode(*, on: bool) -> Iterator[None]:
    """Let the loop check what is done to it, or not, and leave it as it was: tests share one."""
    loop = asyncio.get_running_loop()
    was = loop.get_debug()
    loop.set_debug(on)
    yield
    loop.set_debug(was)


@pytest.fixture
async def watched_loop() -> AsyncIterator[None]:
    """Let the loop refuse what another thread does to it without asking: for tests in which threads meet it.

    It costs two fifths of all processor time, so the other tests do without; the long ones run with it.
    """
    with _loop_in_debug_mode(on=True):
        yield


@pytest.fixture
async def at_full_speed() -> AsyncIterator[None]:
    """Leave those checks out where the long tests would only lose time by them, or measure it."""
    with _loop_in_debug_mode(on=False):
        yield


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium: one for each worker of pytest-xdist."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def browser_page(chromium: Browser) -> AsyncIterator[BrowserPages]:
    """What opens pages in Chromium, for tests marked `browser`; call it with a width, a locale or what else differs.

    The test fails when a page reports an error or asks another machine for anything.
    """
    pages = BrowserPages(chromium)
    yield pages
    await pages.close()
    assert pages.faults == []


def pytest_configure(config: pytest.Config) -> None:
    """Look for garbage as seldom as the program does; the long tests meet a disk, the others need none."""
    collect_seldom()
    if config.getoption("markexpr").strip().startswith("not long"):
        lay_files_in_memory()


def pytest_collection_finish() -> None:
    """Take ten thousand tests and all that they import out of the collector's rounds: they stay to the end anyway."""
    spare_what_is_loaded()


TAKE_LONG = (
    "tests/kill/",
    "tests/stories/test_two_hosts.py",
    "tests/stories/test_key_drills.py",
    "tests/canaries/test_canaries.py",
    "tests/shipped/",
    "tests/unit/flows/test_shipped_golden.py",
    "tests/unit/flows/test_walks.py",
    "tests/unit/test_editing_page.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests that take longest begin first, so that no worker is left alone with one at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(TAKE_LONG))
