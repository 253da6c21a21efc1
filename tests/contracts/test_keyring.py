"""A keyring makes keys in time and destroys them on time, wherever it lies; told over memory, a file and databases."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Protocol

import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from bot.errors import SettingsError, StoreDown
from bot.ports import Subkey
from bot.storage.databases import open_database
from bot.storage.key_shelf import FileShelf
from bot.storage.keyring import KeyShelf, MemoryShelf, ShelfKeyring, make_keyring
from bot.storage.lifetimes import day_of, quarter_of, week_of
from bot.storage.migrations import upgrade
from bot.storage.root_key import RootKey
from bot.storage.sql_key_shelf import SqlShelf, check_apart
from tests.postgres import PostgresServer

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
MIDNIGHT = MONDAY.replace(hour=0)
TODAY, WEEK = day_of(MONDAY), week_of(day_of(MONDAY))
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


class Place(Protocol):
    """Where a keyring lies; each that is opened here is another process, perhaps on another host."""

    root: RootKey

    def shelf(self) -> KeyShelf: ...


class ShelfPlace:
    """A shelf and the file of its root key."""

    def __init__(self, folder: Path, url: str = "", *, in_memory: bool = False) -> None:
        self.root = RootKey(folder / "root.key")
        self.root.make()
        self._memory = MemoryShelf() if in_memory else None
        self._file = folder / "keyring.json"
        self._url = url

    def shelf(self) -> KeyShelf:
        return self._memory or (SqlShelf(self._url) if self._url else FileShelf(self._file))


@pytest.fixture(params=["memory", "file", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """One place after the other, with the keys of a Monday afternoon."""
    urls = {"sqlite": lambda: f"sqlite:///{tmp_path / 'keys.db'}"}
    urls["postgresql"] = lambda: request.getfixturevalue("postgres_url")
    url = urls[request.param]() if request.param in urls else ""
    place = ShelfPlace(tmp_path, url, in_memory=request.param == "memory")
    make_keyring(place.shelf(), place.root.candidates()[0], MONDAY)
    return place


def opened(place: Place) -> ShelfKeyring:
    """Open the keyring as another process does."""
    return ShelfKeyring(place.shelf(), place.root.candidates)


def days_of(keyring: ShelfKeyring) -> list[int]:
    """Return the days that have a key, counted from the Monday."""
    days = range(min(keyring.first_day(), TODAY) - 2, keyring.last_day() + 2)
    return [day - TODAY for day in days if keyring.day_key(day) is not None]


def weeks_of(keyring: ShelfKeyring) -> list[int]:
    """Return the weeks that have a key, counted from that of the Monday."""
    weeks = range(WEEK - 1, week_of(keyring.last_day()) + 1)
    return [week - WEEK for week in weeks if keyring.week_key(week) is not None]


def turn(keyring: ShelfKeyring, now: datetime) -> None:
    """Do what is done at a day change."""
    keyring.make_ahead(now)
    keyring.destroy(now)


def test_keys_are_there_for_today_and_a_month_ahead(place: Place) -> None:
    """And for this week and the next; each is 32 bytes and like no other."""
    keyring = opened(place)

    keys = [keyring.day_key(TODAY + n) for n in range(32)] + [keyring.week_key(WEEK + n) for n in range(2)]
    keys += [keyring.subkey(purpose) for purpose in Subkey]

    assert (days_of(keyring), weeks_of(keyring)) == (list(range(32)), [0, 1])
    assert len({key for key in keys if key is not None and len(key) == 32}) == 34 + len(Subkey)


def test_a_days_key_outlives_its_day_by_an_hour(place: Place) -> None:
    """The clocks of hosts may differ by minutes; after an hour nothing opens what was due with the day."""
    keyring = opened(place)
    end = MIDNIGHT + DAY

    keyring.destroy(end + HOUR - SECOND)
    before = (list(keyring.over(end + HOUR - SECOND)), days_of(opened(place)))
    due = list(keyring.over(end + HOUR))
    keyring.destroy(end + HOUR)

    assert before == ([], list(range(32)))
    assert due == [TODAY]
    assert days_of(keyring) == days_of(opened(place)) == list(range(1, 32))
    assert keyring.first_day() == TODAY + 1


def test_a_key_is_late_when_it_is_there_an_hour_after_it_was_due(place: Place) -> None:
    """Somebody has to be told then."""
    keyring = opened(place)

    assert list(keyring.late(MIDNIGHT + DAY + 2 * HOUR - SECOND)) == []
    assert list(keyring.late(MIDNIGHT + DAY + 2 * HOUR)) == [TODAY]
    assert list(keyring.late(MIDNIGHT + 3 * DAY + 2 * HOUR)) == [TODAY, TODAY + 1, TODAY + 2]


def test_five_weeks_are_alive_and_the_next_is_ready(place: Place) -> None:
    """A help-seeker can be found for five weeks, then their hash is nobody's."""
    keyring = opened(place)
    first_week = keyring.week_key(WEEK)
    for week in range(1, 5):
        turn(keyring, MONDAY + 7 * week * DAY)
    over = MIDNIGHT + 35 * DAY

    turn(keyring, over + HOUR - SECOND)
    assert weeks_of(keyring) == [0, 1, 2, 3, 4, 5, 6]
    assert keyring.week_key(WEEK) == first_week

    turn(keyring, over + HOUR)
    assert weeks_of(keyring) == weeks_of(opened(place)) == [1, 2, 3, 4, 5, 6]


def test_a_quarters_key_dies_an_hour_after_its_quarter(place: Place) -> None:
    """What is counted once in a quarter can't be looked up any more; the next quarter's key is ready before."""
    keyring = opened(place)
    this = quarter_of(TODAY)
    over = next(MIDNIGHT + n * DAY for n in range(1, 100) if quarter_of(TODAY + n) > this)
    first = keyring.quarter_key(this)

    turn(keyring, over + HOUR - SECOND)
    alive = [keyring.quarter_key(this + n) for n in range(3)]
    turn(keyring, over + HOUR)

    assert alive[0] == first is not None
    assert alive[1] is not None
    assert len(set(alive)) == 3
    assert [opened(place).quarter_key(this + n) is None for n in range(3)] == [True, False, False]


def test_making_and_destroying_again_changes_nothing(place: Place) -> None:
    """The second process finds what the first has done, and every key that lives stays what it was."""
    first, second = opened(place), opened(place)
    wednesday = first.day_key(TODAY + 2)

    turn(first, MONDAY + 2 * DAY)
    turn(second, MONDAY + 2 * DAY)

    assert days_of(first) == days_of(second) == list(range(2, 34))
    assert first.day_key(TODAY + 2) == second.day_key(TODAY + 2) == wednesday
    assert first.day_key(TODAY + 33) == second.day_key(TODAY + 33)


def test_replicas_that_make_keys_at_one_moment_get_the_same(place: Place) -> None:
    """Eight at once, each with its own eyes: there is one key for each day, and everybody has it."""
    replicas = [opened(place) for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda keyring: turn(keyring, MONDAY + 9 * DAY), replicas))

    for day in range(9, 41):
        assert len({keyring.day_key(TODAY + day) for keyring in replicas}) == 1
    assert days_of(opened(place)) == list(range(9, 41))


def test_another_process_sees_keys_that_were_made_meanwhile(place: Place) -> None:
    """It looks again before it believes that a key is missing."""
    serves, command = opened(place), opened(place)

    turn(serves, MONDAY + 10 * DAY)

    assert command.day_key(TODAY + 41) == serves.day_key(TODAY + 41) is not None
    assert command.week_key(WEEK + 2) == serves.week_key(WEEK + 2) is not None
    assert command.day_key(TODAY) is None


def test_a_long_sleep_leaves_nothing_to_read(place: Place) -> None:
    """A machine that was off for half a year has everything to go on."""
    keyring = opened(place)

    turn(keyring, MONDAY + 180 * DAY)

    assert days_of(keyring) == list(range(180, 212))
    assert weeks_of(keyring) == [25, 26]


def test_a_keyring_is_never_made_over_another(place: Place) -> None:
    """That would make everything that is kept unreadable."""
    with pytest.raises(SettingsError, match="already"):
        make_keyring(place.shelf(), place.root.candidates()[0], MONDAY)

    assert days_of(opened(place)) == list(range(32))


def test_another_root_key_opens_nothing(place: Place, tmp_path: Path) -> None:
    """And says what may be wrong."""
    other = RootKey(tmp_path / "other" / "root.key")
    other.make()

    with pytest.raises(SettingsError, match="does not open with this root key") as refused:
        ShelfKeyring(place.shelf(), other.candidates)

    assert refused.value.fix


def test_after_a_rotation_the_keys_are_the_same_under_another_root_key(place: Place) -> None:
    """Also for a process that was open all the while; the old root key opens nothing any more."""
    serves = opened(place)
    (old,) = place.root.candidates()
    keys = [serves.day_key(TODAY + n) for n in range(32)] + [serves.subkey(purpose) for purpose in Subkey]

    place.root.rotate(opened(place))
    serves.make_ahead(MONDAY + DAY)
    after = opened(place)

    assert [after.day_key(TODAY + n) for n in range(32)] + [after.subkey(purpose) for purpose in Subkey] == keys
    assert serves.day_key(TODAY + 32) == after.day_key(TODAY + 32) is not None
    assert len(place.root.candidates()) == 1
    with pytest.raises(SettingsError, match="does not open"):
        ShelfKeyring(place.shelf(), lambda: (old,))


def test_a_start_while_a_rotation_ends_opens_every_key(place: Place) -> None:
    """Whoever looks at the keyring before, and at the root key after it, or the other way round, looks again."""
    rotations, before = 12, opened(place).day_key(TODAY)
    ends, found = Event(), set[bytes | None]()

    def start_again_and_again() -> None:
        while not ends.is_set():
            started = opened(place)
            started.make_ahead(MONDAY)
            found.add(started.day_key(TODAY))

    with ThreadPoolExecutor(1) as pool:
        starts = pool.submit(start_again_and_again)
        try:
            for _ in range(rotations):
                place.root.rotate(opened(place))
        finally:
            ends.set()
        starts.result()

    assert found == {before}


def test_a_root_key_that_was_read_before_the_rotation_ended_is_read_again(place: Place) -> None:
    """Once more is enough; a root key that stays the wrong one is refused all the same."""
    (old,) = place.root.candidates()
    before = opened(place).day_key(TODAY)
    place.root.rotate(opened(place))
    looks = iter([[old], place.root.candidates()])

    assert ShelfKeyring(place.shelf(), lambda: next(looks)).day_key(TODAY) == before
    with pytest.raises(SettingsError, match="does not open"):
        ShelfKeyring(place.shelf(), lambda: (old,))


class Power:
    """A shelf whose machine loses its power before or after what was to be changed."""

    def __init__(self, shelf: KeyShelf, *, after: bool) -> None:
        self._shelf = shelf
        self._after = after
        self.where = shelf.where
        self.exists, self.is_changed, self.begin, self.read = shelf.exists, shelf.is_changed, shelf.begin, shelf.read
        self.erase, self.leftover = shelf.erase, shelf.leftover

    def change(self, change: object) -> None:
        if self._after:
            self._shelf.change(change)  # type: ignore[arg-type]
        raise KeyboardInterrupt


@pytest.mark.parametrize("after", [False, True], ids=["before the keyring", "after the keyring"])
def test_a_crash_in_a_rotation_loses_nothing(place: Place, *, after: bool) -> None:
    """Whoever starts then opens every key, keeps house as ever, and the next rotation ends what was begun."""
    keys = [opened(place).day_key(TODAY + n) for n in range(32)]
    with pytest.raises(KeyboardInterrupt):
        place.root.rotate(ShelfKeyring(Power(place.shelf(), after=after), place.root.candidates))

    started = opened(place)
    turn(started, MONDAY + DAY)
    meanwhile = [started.day_key(TODAY + n) for n in range(1, 32)]
    assert place.root.is_changing
    place.root.rotate(opened(place))

    assert meanwhile == keys[1:] == [opened(place).day_key(TODAY + n) for n in range(1, 32)]
    assert not place.root.is_changing


@pytest.fixture(params=["sqlite", "postgresql"])
def own_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'own.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def test_the_keyring_refuses_the_database_of_the_conversations(own_database: str) -> None:
    """By its URL, and by what lies in it, since one database may have two names."""
    upgrade(open_database(own_database).engine)

    with pytest.raises(SettingsError, match="can't lie in the database of the conversations"):
        check_apart(own_database, own_database.replace("postgresql+psycopg:", "postgresql:"))
    with pytest.raises(SettingsError, match="can't lie in the database of the conversations"):
        SqlShelf(own_database).exists()


def test_a_database_without_keys_says_so(own_database: str) -> None:
    """What to do stands beside it; and whoever only looks makes no table."""
    shelf = SqlShelf(own_database)
    with pytest.raises(SettingsError, match="missing") as refused:
        shelf.read()
    with pytest.raises(SettingsError, match="missing"):
        shelf.change(lambda entries: entries)

    assert not shelf.exists()
    assert shelf.erase()
    assert inspect(create_engine(own_database, poolclass=NullPool)).get_table_names() == []
    assert (refused.value.where, "ajar keys init" in refused.value.fix) == ("AJAR_KEYRING", True)


def test_a_database_that_is_away_takes_no_key_for_destroyed(postgres: PostgresServer, tmp_path: Path) -> None:
    """Keys that are known serve on; one that must be looked for is a fault, not an answer."""
    url = postgres.create()
    place = ShelfPlace(tmp_path, url.render_as_string(hide_password=False))
    make_keyring(place.shelf(), place.root.candidates()[0], MONDAY)
    keyring = opened(place)
    postgres.drop(url)

    assert keyring.day_key(TODAY) is not None
    assert keyring.day_key(TODAY - 1) is None
    with pytest.raises(StoreDown) as down:
        keyring.day_key(TODAY + 99)
    with pytest.raises(StoreDown):
        keyring.make_ahead(MONDAY + DAY)
    assert down.value.where == "AJAR_KEYRING"


def test_a_destroyed_key_is_nowhere_in_the_files_of_its_database(tmp_path: Path) -> None:
    """On SQLite: not in the file, not in its journal."""
    place = ShelfPlace(tmp_path, f"sqlite:///{tmp_path / 'keys' / 'keys.db'}")
    make_keyring(place.shelf(), place.root.candidates()[0], MONDAY)
    sealed = place.shelf().read()["day", "2026-11-23"]

    def raw() -> bytes:
        return b"".join(path.read_bytes() for path in (tmp_path / "keys").iterdir())

    before = raw()
    opened(place).destroy(MONDAY + DAY)

    assert sealed in before
    assert sealed not in raw()


def test_a_journal_that_somebody_reads_is_emptied_later(tmp_path: Path) -> None:
    """On SQLite a reader keeps what was replaced: that is told, and mended when the reader is gone."""
    file = tmp_path / "keys" / "keys.db"
    place = ShelfPlace(tmp_path, f"sqlite:///{file}?timeout=0.05")
    make_keyring(place.shelf(), place.root.candidates()[0], MONDAY)
    sealed, keyring = place.shelf().read()["day", "2026-11-23"], opened(place)

    def lies() -> bool:
        return any(sealed in path.read_bytes() for path in file.parent.iterdir())

    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM keyring_entry").fetchone()
        keyring.destroy(MONDAY + DAY)
        while_it_reads = (keyring.erase(), place.shelf().leftover(), lies(), keyring.day_key(TODAY))
        reader.execute("COMMIT")
        after = (keyring.erase(), place.shelf().leftover(), lies())

    assert while_it_reads == (False, f"{file}-wal", True, None)
    assert after == (True, "", False)


def test_a_table_that_somebody_reads_is_written_anew_later(postgres_url: str, tmp_path: Path) -> None:
    """On PostgreSQL likewise: the key is gone for whoever asks, and its dead row when the reader is gone."""
    place = ShelfPlace(tmp_path, f"{postgres_url}&options=-c%20lock_timeout=50")
    make_keyring(place.shelf(), place.root.candidates()[0], MONDAY)
    keyring = opened(place)
    engine = create_engine(postgres_url, poolclass=NullPool)

    with engine.begin() as reader:
        reader.execute(text("SELECT * FROM keyring_entry")).fetchall()
        keyring.destroy(MONDAY + DAY)
        while_it_reads = (keyring.erase(), keyring.day_key(TODAY), days_of(opened(place)))

    assert while_it_reads == (False, None, list(range(1, 32)))
    assert keyring.erase()


def test_what_a_killed_process_did_not_come_to_is_erased_by_the_next(place: Place) -> None:
    """It does not know whether there is anything, so it looks once."""
    place.shelf().change(lambda entries: entries)

    assert opened(place).erase()
    assert place.shelf().leftover() == ""


def test_a_process_that_waits_lets_go_of_what_another_destroyed(place: Place) -> None:
    """And takes in what it made; asking for a key alone would not have told it."""
    serves, waits = opened(place), opened(place)
    turn(serves, MONDAY + 2 * DAY)
    before = waits.day_key(TODAY)

    waits.refresh()

    assert before is not None
    assert days_of(waits) == list(range(2, 34))


def test_a_destroyed_key_is_in_no_version_of_its_row(postgres_url: str, tmp_path: Path) -> None:
    """On PostgreSQL the table is written anew, so that no dead row is left in it."""
    place = ShelfPlace(tmp_path, postgres_url)
    make_keyring(place.shelf(), place.root.candidates()[0], MONDAY)
    engine = create_engine(postgres_url, poolclass=NullPool)
    file = text(
        "SELECT pg_relation_filenode('keyring_entry'), pg_read_binary_file(pg_relation_filepath('keyring_entry'))"
    )

    with engine.connect() as connection:
        before = connection.execute(file).one()
    sealed = place.shelf().read()["day", "2026-11-23"]
    opened(place).destroy(MONDAY + DAY)
    with engine.begin() as connection:
        connection.execute(text("CHECKPOINT"))
        after = connection.execute(file).one()

    assert before[0] != after[0]
    assert sealed not in after[1]
