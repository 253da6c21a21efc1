"""The keys as the settings name them: refusals say what to do, and telling about keys changes none."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import BotError, SettingsError
from bot.keyrings import keys_status, make_keys, rotate_root_key
from bot.model import Role
from bot.office import confirm_date, staff_add, staff_audit, staff_list
from bot.ops.clock import SystemClock
from bot.ports import Subkey
from bot.settings import Settings, read_settings
from bot.storage.databases import open_database
from bot.storage.migrations import upgrade
from tests.fakes import A_MONDAY_AFTERNOON

DAY = timedelta(days=1)


def settings_in(home: Path, **more: str) -> Settings:
    """Return settings whose home is this folder."""
    given = {"AJAR_HOME": str(home), **{f"AJAR_{name}": value for name, value in more.items()}}
    return read_settings(given, env_file=home / "none")


@pytest.fixture(params=["file", "database"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings with the keyring in a file, then in a database of its own."""
    url = f"sqlite:///{tmp_path / 'ring' / 'keys.db'}"
    return settings_in(tmp_path / "home", **({"KEYRING": url} if request.param == "database" else {}))


def test_keys_are_made_once(settings: Settings) -> None:
    """The second time says that there is nothing to make, and makes nothing."""
    made = make_keys(settings, A_MONDAY_AFTERNOON)
    before = settings.root_key.read_bytes()

    assert (made, make_keys(settings, A_MONDAY_AFTERNOON)) == (True, False)
    assert settings.root_key.read_bytes() == before


def test_no_root_key_is_made_where_one_was_lost(settings: Settings) -> None:
    """It would open nothing, and hide that the right one has to be fetched."""
    make_keys(settings, A_MONDAY_AFTERNOON)
    settings.root_key.unlink()

    with pytest.raises(SettingsError, match="Put the root key back"):
        make_keys(settings, A_MONDAY_AFTERNOON)
    assert not settings.root_key.exists()


def test_what_is_told_is_what_there_is(settings: Settings) -> None:
    """Days, weeks, what is late; a day later as well, without making or destroying anything."""
    make_keys(settings, A_MONDAY_AFTERNOON)
    today = A_MONDAY_AFTERNOON.date()

    now, later = (keys_status(settings, A_MONDAY_AFTERNOON + days * DAY) for days in (0, 3))

    assert (now.first_day, now.last_day, now.weeks, now.late_days) == (today, today + 31 * DAY, 2, 0)
    assert (later.first_day, later.last_day, later.late_days) == (today, today + 31 * DAY, 3)
    assert not now.root_is_changing


def test_a_rotation_leaves_one_root_key_and_every_day(settings: Settings) -> None:
    """Another one than before."""
    make_keys(settings, A_MONDAY_AFTERNOON)
    before = settings.root_key.read_bytes(), keys_status(settings, A_MONDAY_AFTERNOON)

    count = rotate_root_key(settings)

    assert count == 32 + 2 + 2 + 2 + len(Subkey)  # days, weeks, quarters, those of the log, and what lasts
    assert settings.root_key.read_bytes() != before[0]
    assert keys_status(settings, A_MONDAY_AFTERNOON) == before[1]


def test_one_database_for_both_is_refused(tmp_path: Path) -> None:
    """Also before anything lies in it."""
    url = f"sqlite:///{tmp_path / 'ajar.db'}"

    with pytest.raises(SettingsError, match="can't lie in the database of the conversations"):
        make_keys(settings_in(tmp_path / "home", KEYRING=url, DATABASE_URL=url), A_MONDAY_AFTERNOON)

    assert not (tmp_path / "ajar.db").exists()


def test_no_setting_shows_the_password_of_the_keyring(tmp_path: Path) -> None:
    """It stands in the URL, which is shown nowhere."""
    settings = settings_in(tmp_path, KEYRING="postgresql://keys:canary@keyhost/keys")

    assert "canary" not in repr(settings)
    assert settings.keyring_file is None


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database that a setting names."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'elsewhere' / 'ajar.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


async def test_no_keys_are_made_beside_another_database_in_which_something_lies(
    tmp_path: Path, database_url: str
) -> None:
    """One in a setting is no safer than the one at home; where its tables are still empty, they may be made."""
    upgrade(open_database(database_url).engine)
    made, lost = (settings_in(tmp_path / name, DATABASE_URL=database_url) for name in ("made", "lost"))
    make_keys(made, SystemClock().now())
    await staff_add(made, "ada", role=Role.COUNSELLOR, language="nl")

    with pytest.raises(SettingsError, match="move the database away") as refused:
        make_keys(lost, A_MONDAY_AFTERNOON)

    assert refused.value.where == "AJAR_DATABASE_URL"
    assert not lost.home.exists()


def test_no_keys_are_made_while_nobody_can_look(tmp_path: Path) -> None:
    """A database that is away may be full; the URL may hold a password, and is not shown."""
    settings = settings_in(tmp_path / "home", DATABASE_URL=f"postgresql://ajar:canary@/ajar?host={tmp_path}")

    with pytest.raises(SettingsError, match="does not answer") as refused:
        make_keys(settings, A_MONDAY_AFTERNOON)

    assert "canary" not in str(refused.value)
    assert not settings.home.exists()


async def test_keys_of_another_house_touch_nothing_and_say_what_to_do(tmp_path: Path, database_url: str) -> None:
    """They open themselves, and nothing of the database: no command writes there with them, nor does a server."""
    ours, theirs = (settings_in(tmp_path / name, DATABASE_URL=database_url) for name in ("ours", "theirs"))
    for one in (ours, theirs):
        make_keys(one, SystemClock().now())
    await staff_add(ours, "ada", role=Role.COUNSELLOR, language="nl")

    with pytest.raises(SettingsError, match="not those of this database") as refused:
        await staff_list(theirs)
    with pytest.raises(SettingsError, match="not those of this database"):
        await staff_add(theirs, "bo", role=Role.COUNSELLOR, language="nl")

    assert "AJAR_ROOT_KEY_FILE" in refused.value.fix
    assert [one.id for one in await staff_list(ours)] == ["ada"]
    assert len(await staff_audit(ours)) == 1


def test_no_keys_are_made_beside_a_database_whose_keys_were_lost(tmp_path: Path) -> None:
    """New ones would open nothing of it, and hide that the right ones have to be fetched."""
    settings = settings_in(tmp_path / "home")
    settings.home.mkdir(mode=0o700)
    (settings.home / "ajar.db").touch()

    with pytest.raises(SettingsError, match="move the database away"):
        make_keys(settings, A_MONDAY_AFTERNOON)
    assert not settings.root_key.exists()


async def test_the_date_of_the_operator_ends_days_that_wait(settings: Settings) -> None:
    """Another date than the clock's ends nothing; the right one ends all that waits, and a second time nothing."""
    now = SystemClock().now()
    make_keys(settings, now - 5 * DAY)
    tomorrow_at_the_latest = now.date() + 2 * DAY

    with pytest.raises(BotError, match="says that today is"):
        await confirm_date(settings, tomorrow_at_the_latest)
    before = keys_status(settings, now)
    counts = [await confirm_date(settings, SystemClock().now().date()) for _ in range(2)]

    assert before.ended_days in {4, 5}
    assert counts == [before.ended_days, 0]
    assert keys_status(settings, now).ended_days == 0
