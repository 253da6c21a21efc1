"""`ajar doctor`: what is wrong is found, each with one cure; a sound house is told so."""

import json
import os
import socket
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.channels.telegram import Look
from bot.doctor import CHECKS, Finding, Gravity, examine, signal
from bot.doctor.clocks import NOTICED, compared
from bot.doctor.database import judged as judged_database
from bot.doctor.keyring import judged as judged_keyring
from bot.doctor.telegram import judged as judged_telegram
from bot.errors import SettingsError
from bot.figures.periods import quarter_of as period_quarter
from bot.figures.sheet import sheet
from bot.figures.tally import Tally
from bot.keyrings import make_keys, open_keyring
from bot.model import Role
from bot.office import staff_add
from bot.ops.clock import SystemClock
from bot.ops.host import swaps
from bot.ops.modes import open_to_others
from bot.ops.report.kept import FOLDER, KeptSheets
from bot.ports import Clock
from bot.settings import Settings, read_settings
from bot.storage.databases import open_database
from bot.storage.inspection import Facts, inspect
from bot.storage.migrations import upgrade
from bot.storage.root_key import RootKey
from tests.fakes import A_MONDAY_AFTERNOON, FakeClock
from tests.peers.botapi import BotApi
from tests.postgres import PostgresServer

KEPT = {group: CHECKS[group] for group in ("files", "keyring", "keys", "database", "audit")}
"""What looks at keys, and at what they open."""
SWAPS = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


def names(findings: Sequence[Finding]) -> list[str]:
    """Return which checks found something."""
    return [one.check for one in findings]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with keys of today."""
    made = read_settings({"AJAR_HOME": str(tmp_path / "home")}, env_file=tmp_path / "none")
    make_keys(made, SystemClock().now())
    return made


async def test_every_finding_has_a_cure(tmp_path: Path) -> None:
    """Whatever is wrong with a home, each line says what to do about it."""
    home = tmp_path / "home"
    settings = read_settings({"AJAR_HOME": str(home)}, env_file=tmp_path / "none")
    make_keys(settings, SystemClock().now())
    home.chmod(0o755)
    settings.root_key.chmod(0o644)
    (home / "ajar.db").write_bytes(b"this is no database" * 100)

    found = await examine(settings, FakeClock())

    assert [one for one in names(found) if one.startswith(("files", "keys", "audit", "database"))] == [
        *("files.folder", "files.file", "files.file", "database.down"),
    ]
    assert all(one.what.endswith(".") and one.fix for one in found)


async def test_a_check_that_breaks_hides_no_other_and_says_nothing_of_its_fault(settings: Settings) -> None:
    """Its own words might betray: only the kind of fault is told, and the next check is made."""

    async def breaks(_: Settings, __: Clock) -> Sequence[Finding]:
        raise ValueError("canary-7c1e")

    async def finds(_: Settings, __: Clock) -> Sequence[Finding]:
        return [Finding("two.found", "It is wrong.", "Mend it.")]

    async def stops(_: Settings, __: Clock) -> Sequence[Finding]:
        raise SettingsError("It is missing.", where="here", fix="Put it back.")

    found = await examine(settings, FakeClock(), {"one": breaks, "two": finds, "three": stops})

    assert names(found) == ["one.broken", "two.found", "three.failed"]
    assert "canary" not in repr(found)
    assert found[2] == Finding("three.failed", "It is missing.", "Put it back.", "here", Gravity.FAULT)


async def test_looking_makes_and_changes_nothing(tmp_path: Path) -> None:
    """A doctor that made keys would hide that they were lost."""
    settings = read_settings({"AJAR_HOME": str(tmp_path / "home")}, env_file=tmp_path / "none")

    found = await examine(settings, FakeClock())

    assert "keys.none" in names(found)
    assert not settings.home.exists()


async def test_keys_that_were_lost_are_not_taken_for_keys_that_are_not_made_yet(settings: Settings) -> None:
    """Beside a database it is a fault that there are none."""
    for path in settings.home.iterdir():
        path.unlink()
    (settings.home / "ajar.db").touch()

    found = await examine(settings, FakeClock(), {"keys": CHECKS["keys"]})

    assert [(one.check, one.gravity) for one in found] == [("keys.failed", Gravity.FAULT)]


@pytest.mark.parametrize(
    ("days", "found"),
    [(0, []), (1.5, ["keys.late"]), (2.5, ["keys.doubted"]), (26, ["keys.doubted", "keys.few"])],
)
async def test_keys_that_were_not_renewed_are_found(settings: Settings, days: float, found: list[str]) -> None:
    """A day key that outlives its day keeps readable what should be gone; without keys to come nothing can be kept."""
    made = read_settings({"AJAR_HOME": str(settings.home)}, env_file=settings.home / "none")
    midnight = datetime.combine(SystemClock().now().date(), time(), UTC)
    clock = FakeClock(midnight + timedelta(days=days))

    assert names(await CHECKS["keys"](made, clock)) == found


async def test_a_fault_of_the_keys_is_told_once(settings: Settings) -> None:
    """Whatever looks at them: a keyring that is damaged, one that is missing, a root key that others may read."""
    keyring = settings.home / "keyring.json"
    keyring.write_text("[")
    damaged = await examine(settings, _today(), KEPT)
    keyring.unlink()
    missing = await examine(settings, _today(), KEPT)
    settings.root_key.chmod(0o644)
    open_to_all = await examine(settings, _today(), KEPT)

    assert [names(one) for one in (damaged, missing, open_to_all)] == [["keys.failed"], ["keys.failed"], ["files.file"]]


async def test_keys_of_another_database_are_found(settings: Settings, tmp_path: Path) -> None:
    """Not as an audit trail that somebody altered."""
    await staff_add(settings, "ada", role=Role.COUNSELLOR, language="nl")
    other = read_settings({"AJAR_HOME": str(tmp_path / "other")}, env_file=tmp_path / "none")
    make_keys(other, SystemClock().now())
    for name in ("root.key", "keyring.json"):
        (other.home / name).replace(settings.home / name)

    found = await examine(settings, _today(), KEPT)

    assert [one for one in names(found) if one != "database.old_sqlite"] == ["keys.of_another"]


async def test_a_journal_that_keeps_destroyed_keys_is_found(tmp_path: Path) -> None:
    """As long as somebody reads there, with the file in which they lie."""
    file = tmp_path / "ring" / "keys.db"
    given = {"AJAR_HOME": str(tmp_path / "home"), "AJAR_KEYRING": f"sqlite:///{file}?timeout=0.05"}
    settings = read_settings(given, env_file=tmp_path / "none")
    make_keys(settings, SystemClock().now())

    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM keyring_entry").fetchone()
        open_keyring(settings).make_ahead(SystemClock().now() + timedelta(days=1))
        found = await examine(settings, _today(), {"keys": CHECKS["keys"]})

    assert [(one.check, one.where) for one in found] == [("keys.left", f"{file}-wal")]
    assert await examine(settings, _today(), {"keys": CHECKS["keys"]}) == ()


async def test_a_keyring_whose_database_is_away_is_told_once(tmp_path: Path) -> None:
    """With the setting, never the URL."""
    given = {"AJAR_HOME": str(tmp_path / "home"), "AJAR_KEYRING": f"postgresql://keys:canary@/keys?host={tmp_path}"}
    settings = read_settings(given, env_file=tmp_path / "none")
    settings.home.mkdir(mode=0o700)
    RootKey(settings.root_key).make()

    found = await examine(settings, _today(), KEPT)

    assert [(one.check, one.where) for one in found] == [("keyring.down", "AJAR_KEYRING")]
    assert "canary" not in repr(found)


async def test_whoever_else_could_have_the_keys_of_a_database_is_found(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    """Its server as that of the conversations; and a role that may read its table, one that owns it, a superuser."""
    conversations = postgres.create()
    given = {
        "AJAR_HOME": str(tmp_path / "home"),
        "AJAR_KEYRING": postgres_url,
        "AJAR_DATABASE_URL": conversations.render_as_string(hide_password=False),
    }
    settings = read_settings(given, env_file=tmp_path / "none")
    make_keys(settings, SystemClock().now())
    role = f"eve_{tmp_path.name}"
    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(f'CREATE ROLE "{role}"'))
        connection.execute(text(f'GRANT SELECT ON keyring_entry TO "{role}", PUBLIC'))

    granted = [one for one in await CHECKS["keyring"](settings, SystemClock()) if one.check == "keyring.grant"]
    with engine.begin() as connection:
        connection.execute(text(f'ALTER TABLE keyring_entry OWNER TO "{role}"'))
    given_away = names(await CHECKS["keyring"](settings, SystemClock()))
    with engine.begin() as connection:
        connection.execute(text(f'DROP OWNED BY "{role}" CASCADE'))
        connection.execute(text(f'DROP ROLE "{role}"'))
    postgres.drop(conversations)

    assert [one.what.rpartition(" ")[2] for one in granted] == ["PUBLIC.", f"{role}."]
    assert {"keyring.owner", "keyring.superuser", "keyring.same_server"} <= set(given_away)


def test_a_log_that_is_archived_keeps_what_is_destroyed() -> None:
    """Only where keys lie: what lies in the other database dies with its key."""
    facts = Facts("postgresql", settings={"archive_mode": "on"})

    assert names(list(judged_keyring(facts))) == ["keyring.archive_mode"]
    assert list(judged_database(facts)) == []


@pytest.mark.parametrize(
    ("version", "found"), [("0001", ["database.old_tables"]), ("9999", ["database.newer_tables"]), (None, [])]
)
async def test_tables_of_another_version_are_found(settings: Settings, version: str | None, found: list[str]) -> None:
    """Older ones are brought up to date, newer ones are not for this program; none are made by the first start."""
    file = settings.embedded_database
    assert file is not None
    upgrade(open_database(f"sqlite:///{file}").engine)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.executemany("INSERT INTO alembic_version VALUES (?)", [(version,)] if version else [])
        connection.commit()

    told = names(await CHECKS["database"](settings, _today()))

    assert [one for one in told if one != "database.old_sqlite"] == found


@pytest.mark.parametrize(
    ("mode", "found"), [(0o600, []), (0o640, []), (0o644, ["files.secret"]), (0o660, ["files.secret"])]
)
async def test_a_secret_that_others_may_read_is_found(tmp_path: Path, mode: int, found: list[str]) -> None:
    """In `.env`, and in a file that a setting names; a group may be given it to read, as by the administrator."""
    env_file, token = tmp_path / "settings.env", tmp_path / "token"
    env_file.write_text("AJAR_TELEGRAM_WEBHOOK_SECRET=canary-canary-canary\n")
    token.write_text("123:canary-canary")
    for file in (env_file, token):
        file.chmod(mode)
    given = {"AJAR_HOME": str(tmp_path / "home"), "AJAR_TELEGRAM_TOKEN_FILE": str(token)}
    settings = read_settings(given, env_file=env_file)

    told = await CHECKS["files"](settings, _today())

    assert [(one.check, one.where) for one in told] == [
        (check, str(file)) for file in (env_file, token) for check in found
    ]
    assert "canary" not in repr(told)


async def test_a_file_with_settings_and_no_secret_may_be_read(tmp_path: Path) -> None:
    """As one that only says where the home is."""
    env_file = tmp_path / "settings.env"
    env_file.write_text("AJAR_TIMEZONE=Europe/Brussels\n")
    env_file.chmod(0o644)

    settings = read_settings({"AJAR_HOME": str(tmp_path / "home")}, env_file=env_file)

    assert await CHECKS["files"](settings, _today()) == []


async def test_a_folder_outside_the_home_in_which_others_could_exchange_keys_is_found(tmp_path: Path) -> None:
    """To read them is another thing: a folder of the machine is open to look into, and the files are not."""
    folders = [tmp_path / name for name in ("ring", "root", "rows")]
    for folder in folders:
        folder.mkdir(mode=0o755)
    given = {
        "AJAR_HOME": str(tmp_path / "home"),
        "AJAR_KEYRING": str(folders[0] / "keyring.json"),
        "AJAR_ROOT_KEY_FILE": str(folders[1] / "root.key"),
        "AJAR_DATABASE_URL": f"sqlite:///{folders[2] / 'ajar.db'}",
    }
    settings = read_settings(given, env_file=tmp_path / "none")
    make_keys(settings, SystemClock().now())
    upgrade(open_database(settings.database).engine)
    before = await CHECKS["files"](settings, _today())

    for folder in folders:
        folder.chmod(0o775)
    after = await CHECKS["files"](settings, _today())

    assert before == []
    assert [(one.check, one.where, one.fix) for one in after] == [
        ("files.folder", str(folder), f"Take that away: chmod go-w {folder}") for folder in folders
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
async def test_what_belongs_to_another_user_is_found(settings: Settings) -> None:
    """Home and keys; a keyring that is told so is not told as a fault of the keys as well."""
    os.chown(settings.home, 12345, -1)
    os.chown(settings.home / "keyring.json", 12345, -1)

    found = await examine(settings, _today(), KEPT)

    assert [(one.check, one.where) for one in found] == [
        ("files.owner", str(settings.home)),
        ("files.owner", str(settings.home / "keyring.json")),
    ]
    assert all("chown 0" in one.fix and "12345" in one.what for one in found)


async def test_a_rotation_that_was_not_finished_is_found(settings: Settings) -> None:
    """Both root keys lie there until it is."""
    made = read_settings({"AJAR_HOME": str(settings.home)}, env_file=settings.home / "none")
    RootKey(settings.home / "root.key.new").make()

    assert names(await CHECKS["keys"](made, _today())) == ["keys.unfinished"]


def _today() -> FakeClock:
    """Return a clock that stands where the keys were made."""
    return FakeClock(SystemClock().now())


@pytest.mark.parametrize(
    ("device", "encrypted", "found"),
    [
        ("/dev/sda2", False, ["host.swap"]),
        ("/swapfile", False, ["host.swap"]),
        ("/dev/zram0", False, []),
        ("/dev/dm-1", True, []),
    ],
)
def test_swap_is_told_where_it_lies_on_a_disk_in_the_clear(device: str, encrypted: bool, found: list[str]) -> None:
    """Compressed memory and an encrypted disk betray nothing."""
    listing = f"{SWAPS}{device}\tpartition\t8388604\t0\t-2\n"

    assert names(list(swaps(listing, lambda _: encrypted))) == found
    assert list(swaps(SWAPS, lambda _: False)) == []


@given(st.integers(min_value=0, max_value=0o777))
def test_any_right_of_others_is_found(tmp_path_factory: pytest.TempPathFactory, mode: int) -> None:
    """Not only reading: who may write a keyring can destroy it."""
    path = tmp_path_factory.getbasetemp() / "a file"
    path.touch()
    path.chmod(mode)

    assert bool(list(open_to_others([path]))) == bool(mode & 0o077)


def test_a_socket_that_others_can_talk_to_is_found(tmp_path: Path) -> None:
    """Who can reach the socket of a channel can speak as us."""
    path = tmp_path / "rpc"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        path.chmod(0o666)

        (found,) = open_to_others([path])

    assert (found.check, found.fix) == ("files.socket", f"Take that away: chmod 600 {path}")


@pytest.mark.parametrize(
    ("folder", "mode", "found"), [(0o755, 0o666, ["signal.socket"]), (0o750, 0o666, []), (0o755, 0o660, [])]
)
async def test_a_socket_of_signal_cli_that_everybody_can_talk_to_is_found(
    settings: Settings, tmp_path: Path, folder: int, mode: int, found: list[str]
) -> None:
    """It has no password: whoever reaches it reads what people write, and answers in our name."""
    path = tmp_path / "cli" / "socket"
    path.parent.mkdir()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))
        path.chmod(mode)
        path.parent.chmod(folder)
        given = {"signal_rpc": f"unix:{path}", "signal_account": "+31600000001"}

        seen = await signal.check(settings.model_copy(update=given), FakeClock())

    assert names(seen) == [*found, "signal.unreachable"]
    assert [f"chmod o= {path.parent}" in one.fix for one in seen] == [*(True for _ in found), False]


def test_what_does_not_exist_is_no_finding(tmp_path: Path) -> None:
    """A home may have no database yet."""
    assert list(open_to_others([tmp_path / "nothing"])) == []


def test_a_new_sqlite_database_is_set_as_it_must_be(tmp_path: Path) -> None:
    """What our own connections see has nothing to be found; a file that is missing is not made."""
    url = f"sqlite:///{tmp_path / 'ajar.db'}"
    before = inspect(url)
    (tmp_path / "ajar.db").touch()

    assert (before.is_there, list(judged_database(before))) == (False, [])
    assert list(judged_database(replace(inspect(url), version="3.51.3"))) == []


@pytest.mark.parametrize(
    ("version", "found"),
    [("3.40.1", True), ("3.51.2", True), ("3.51.3", False), ("3.52.0", False), ("3.100.0", False), ("", False)],
)
def test_a_sqlite_that_two_programs_could_harm_is_told(version: str, found: bool) -> None:
    """With the number it has; what was mended since is no matter any more, and of a server nobody knows one."""
    told = list(judged_database(Facts("sqlite", version=version)))

    assert [(one.check, one.gravity) for one in told] == [("database.old_sqlite", Gravity.WARNING)] * found
    assert all(version in one.what for one in told)


@pytest.mark.parametrize(
    ("name", "value", "gravity"),
    [
        ("log_statement", "all", Gravity.FAULT),
        ("log_statement", "mod", Gravity.FAULT),
        ("log_min_duration_statement", "0", Gravity.FAULT),
        ("log_parameter_max_length_on_error", "-1", Gravity.FAULT),
        ("auto_explain.log_min_duration", "0", Gravity.FAULT),
        ("fsync", "off", Gravity.FAULT),
        ("log_min_error_statement", "error", Gravity.WARNING),
        ("log_error_verbosity", "default", Gravity.WARNING),
    ],
)
def test_a_server_that_keeps_statements_is_found(name: str, value: str, gravity: Gravity) -> None:
    """Each setting is told with the statement that mends it."""
    (found,) = judged_database(Facts("postgresql", settings={name: value}))

    assert (found.check, found.gravity) == (f"database.{name}", gravity)
    assert f"ALTER SYSTEM SET {name} = " in found.fix


def test_a_real_server_tells_how_it_is_set(postgres_url: str) -> None:
    """The settings are read from PostgreSQL itself; as it comes, no value of a statement stands in its log."""
    facts = inspect(postgres_url)

    assert facts.now is not None
    assert {"log_statement", "fsync", "log_parameter_max_length_on_error"} <= set(facts.settings)
    assert "database.log_statement" not in names(list(judged_database(facts)))


@given(st.integers(min_value=-10_000, max_value=10_000))
def test_a_clock_that_differs_is_told_with_its_direction(seconds: int) -> None:
    """Half a minute is noticed; nothing below it."""
    theirs = A_MONDAY_AFTERNOON + timedelta(seconds=seconds)

    found = list(compared("x.clock", ours=A_MONDAY_AFTERNOON, theirs=theirs, whose="Telegram"))

    assert bool(found) == (abs(timedelta(seconds=seconds)) >= NOTICED)
    assert all((" behind " in one.what) == (seconds > 0) for one in found)


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        (None, "", []),
        (None, "https://thief.example/x/canary-path", ["telegram.foreign_webhook"]),
        ("https://bot.example.org", "https://bot.example.org/telegram", []),
        ("https://bot.example.org", "", ["telegram.no_webhook"]),
        ("https://bot.example.org", "https://bot.example.org/other", ["telegram.foreign_webhook"]),
    ],
)
def test_a_foreign_webhook_is_found(ours: str | None, theirs: str, found: list[str]) -> None:
    """Who has the token can send all messages elsewhere; the path of an address is not told, it may be a secret."""
    settings = Settings(telegram_webhook_url=ours, telegram_webhook_secret="s" * 40 if ours else None)  # type: ignore[arg-type]

    judged = list(judged_telegram(Look(theirs, 0, A_MONDAY_AFTERNOON), settings, A_MONDAY_AFTERNOON))

    assert names(judged) == found
    assert "canary-path" not in repr(judged)


async def test_telegram_is_asked_who_we_are_and_where_messages_go(settings: Settings) -> None:
    """A webhook that somebody else set, a wrong token, a server that is away: each has its own finding."""
    async with BotApi(time_scale=0.001) as api, aiohttp.ClientSession() as session:
        on = settings.model_copy(update=_telegram(api.url, api.token))
        sound = await CHECKS["telegram"](on, _today())
        await session.post(f"{api.url}/bot{api.token}/setWebhook", json={"url": "https://thief.example/hook"})
        stolen = await CHECKS["telegram"](on, _today())
        wrong = await CHECKS["telegram"](settings.model_copy(update=_telegram(api.url, "1:wrong-token")), _today())
    away = await CHECKS["telegram"](on, _today())

    assert [names(one) for one in (sound, stolen, wrong, away)] == [
        [],
        ["telegram.foreign_webhook"],
        ["telegram.token"],
        ["telegram.unreachable"],
    ]
    assert not any(api.token in repr(one) for one in (stolen, wrong, away))


def _telegram(url: str, token: str) -> dict[str, object]:
    made = read_settings({"AJAR_TELEGRAM_TOKEN": token, "AJAR_TELEGRAM_API_URL": url}, env_file=Path("none"))
    return {"telegram_token": made.telegram_token, "telegram_api_url": url}


def test_telegram_tells_that_our_clock_is_wrong(settings: Settings) -> None:
    """Its Date header is a clock that nobody at our house set."""
    an_hour_ago = A_MONDAY_AFTERNOON - timedelta(hours=1)

    (found,) = judged_telegram(Look("", 0, an_hour_ago), settings, A_MONDAY_AFTERNOON)

    assert (found.check, found.gravity) == ("telegram.clock", Gravity.FAULT)


async def test_findings_are_told_to_programs_too(settings: Settings) -> None:
    """Each is plain JSON."""
    settings.home.chmod(0o755)

    (found,) = await examine(settings, FakeClock(), {"files": CHECKS["files"]})

    assert json.loads(json.dumps(asdict(found)))["check"] == "files.folder"


async def test_a_sheet_that_is_not_made_is_told_while_it_can_be(settings: Settings) -> None:
    """A month after the end of its quarter, as long as its events can be read, and until it is made."""
    made_on = SystemClock().now()
    quarter = period_quarter(made_on.date())
    ends = datetime.combine(quarter.period.until, time(12), UTC)

    async def told(days: int) -> list[str]:
        return names(await CHECKS["figures"](settings, FakeClock(ends + timedelta(days=days))))

    assert await told(29) == []
    assert await told(31) == ["figures.no_sheet"]
    KeptSheets(settings.home / FOLDER).keep(quarter, sheet(Tally((), quarter.period), quarter))
    assert await told(31) == []


async def test_of_a_quarter_before_the_house_no_sheet_is_missed(settings: Settings) -> None:
    """There is no key of its events, so there are none."""
    first = period_quarter(SystemClock().now().date()).first

    assert (
        await CHECKS["figures"](settings, FakeClock(datetime.combine(first, time(12), UTC) + timedelta(days=31))) == []
    )
