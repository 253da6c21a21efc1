"""The keyring makes keys in time, destroys them on time, and opens only when everything about its files is right."""

import base64
import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.storage.keyring import (
    FileKeyring,
    MemoryKeyring,
    Subkey,
    make_keyring,
    make_root_key,
    read_root_key,
)
from bot.storage.lifetimes import week_of

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a root key and a keyring, made on a Monday."""
    make_root_key(tmp_path / "root.key")
    make_keyring(tmp_path / "keyring.json", read_root_key(tmp_path / "root.key"), MONDAY)
    return tmp_path


def opened(home: Path) -> FileKeyring:
    """Open the keyring of a folder."""
    return FileKeyring(home / "keyring.json", read_root_key(home / "root.key"))


def days_of(keyring: FileKeyring | MemoryKeyring, around: date = MONDAY) -> list[int]:
    """Return the days that have a key, counted from a day."""
    return [n for n in range(-60, 61) if keyring.day_key(around.toordinal() + n) is not None]


def weeks_of(keyring: FileKeyring | MemoryKeyring, around: date = MONDAY) -> list[int]:
    """Return the weeks that have a key, counted from the week of a day."""
    return [n for n in range(-10, 11) if keyring.week_key(week_of(around.toordinal()) + n) is not None]


@pytest.fixture(params=["file", "memory"])
def keyring(request: pytest.FixtureRequest, home: Path) -> FileKeyring | MemoryKeyring:
    """A keyring of either kind, made on a Monday."""
    return opened(home) if request.param == "file" else MemoryKeyring(MONDAY)


def test_keys_are_there_for_today_and_a_month_ahead(keyring: FileKeyring | MemoryKeyring) -> None:
    """And for this week and the next; each is 32 bytes and like no other."""
    assert days_of(keyring) == list(range(32))
    assert weeks_of(keyring) == [0, 1]
    keys = [keyring.day_key(MONDAY.toordinal() + n) for n in range(32)]
    keys += [keyring.week_key(week_of(MONDAY.toordinal()) + n) for n in range(2)]
    assert len({key for key in keys if key is not None and len(key) == 32}) == 34


def test_a_refresh_makes_what_is_missing_and_destroys_what_is_over(keyring: FileKeyring | MemoryKeyring) -> None:
    """A day's key outlives its day by one day; every other key stays what it was."""
    wednesday = keyring.day_key((MONDAY + 2 * DAY).toordinal())

    keyring.refresh(MONDAY + DAY)
    a_day_later = days_of(keyring)
    keyring.refresh(MONDAY + 2 * DAY)

    assert a_day_later == list(range(33))
    assert days_of(keyring) == list(range(1, 34))
    assert keyring.day_key((MONDAY + 2 * DAY).toordinal()) == wednesday


def test_five_weeks_are_alive_and_the_next_is_ready(keyring: FileKeyring | MemoryKeyring) -> None:
    """A help-seeker can be found for five weeks, then their hash is nobody's."""
    first_week = keyring.week_key(week_of(MONDAY.toordinal()))
    for week in range(1, 5):
        keyring.refresh(MONDAY + 7 * week * DAY)
    last_day = MONDAY + 34 * DAY
    keyring.refresh(last_day)

    assert weeks_of(keyring, last_day) == [-4, -3, -2, -1, 0, 1]
    assert keyring.week_key(week_of(MONDAY.toordinal())) == first_week

    keyring.refresh(last_day + DAY)

    assert keyring.week_key(week_of(MONDAY.toordinal())) is None


def test_a_refresh_after_a_long_sleep_starts_afresh(keyring: FileKeyring | MemoryKeyring) -> None:
    """A machine that was off for half a year has nothing left to read, and everything to go on."""
    july = MONDAY + 180 * DAY
    keyring.refresh(july)

    assert days_of(keyring, july) == list(range(32))
    assert weeks_of(keyring, july) == [0, 1]


def test_subkeys_depend_on_root_and_purpose(home: Path) -> None:
    """They are the same at every start, and differ from each other and between roots."""
    keyring = opened(home)

    assert [keyring.subkey(purpose) for purpose in Subkey] == [opened(home).subkey(purpose) for purpose in Subkey]
    keys = {ring.subkey(purpose) for ring in (keyring, MemoryKeyring(MONDAY)) for purpose in Subkey}
    assert len(keys) == 2 * len(Subkey)


def test_the_keys_are_the_same_after_a_restart(home: Path) -> None:
    """What was kept before can be read after."""
    before, after = opened(home), opened(home)

    assert before.day_key(MONDAY.toordinal()) == after.day_key(MONDAY.toordinal())
    assert before.week_key(week_of(MONDAY.toordinal())) == after.week_key(week_of(MONDAY.toordinal()))
    assert after.status() == (MONDAY, MONDAY + 31 * DAY, 2)


def test_another_process_sees_keys_that_were_made_meanwhile(home: Path) -> None:
    """It looks into the file again before it believes that a key is missing."""
    serves, command = opened(home), opened(home)

    serves.refresh(MONDAY + 10 * DAY)

    new_day = (MONDAY + 41 * DAY).toordinal()
    assert command.day_key(new_day) == serves.day_key(new_day) is not None
    assert command.day_key(MONDAY.toordinal()) is None
    new_week = week_of(MONDAY.toordinal()) + 2
    assert command.week_key(new_week) == serves.week_key(new_week) is not None


def test_two_processes_that_refresh_agree(home: Path) -> None:
    """The second finds what the first has made, and makes nothing else."""
    first, second = opened(home), opened(home)

    first.refresh(MONDAY + 5 * DAY)
    second.refresh(MONDAY + 5 * DAY)

    day = (MONDAY + 36 * DAY).toordinal()
    assert first.day_key(day) == second.day_key(day) is not None
    assert days_of(opened(home)) == days_of(first)


def test_the_file_shows_no_key(home: Path) -> None:
    """Not in hexadecimal, not in base64, not raw; it says of which day each is."""
    content = (home / "keyring.json").read_bytes()
    keyring = opened(home)

    for number in range(32):
        key = keyring.day_key(MONDAY.toordinal() + number) or b""
        assert key not in content
        assert key.hex().encode() not in content
        assert base64.b64encode(key)[:-2] not in content
    assert list(json.loads(content)["days"])[:2] == ["2026-11-23", "2026-11-24"]


def test_files_are_made_for_their_owner_alone_and_never_twice(home: Path) -> None:
    """Making them again would make everything that is kept unreadable."""
    assert [path.stat().st_mode & 0o777 for path in home.iterdir()] == [0o600, 0o600]

    with pytest.raises(SettingsError, match="already"):
        make_root_key(home / "root.key")
    with pytest.raises(SettingsError, match="already"):
        make_keyring(home / "keyring.json", read_root_key(home / "root.key"), MONDAY)


def test_a_refresh_replaces_the_file_as_a_whole(home: Path) -> None:
    """There is one new file with the old mode, nothing half written beside it, and the old bytes are overwritten."""
    path = home / "keyring.json"
    with path.open("rb") as old:
        keyring = opened(home)
        keyring.refresh(MONDAY + 3 * DAY)
        old_bytes = old.read()

    assert set(old_bytes) == {0}
    assert sorted(file.name for file in home.iterdir()) == ["keyring.json", "keyring.json.lock", "root.key"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert days_of(opened(home)) == list(range(2, 35))


def test_a_refresh_that_cannot_write_leaves_the_old_file(home: Path) -> None:
    """Where the new file should be made lies something else: the error says so, and the keys are as before."""
    keyring = opened(home)
    obstacle = home / f"keyring.json.{os.getpid()}.new"
    (obstacle / "in the way").mkdir(parents=True)

    with pytest.raises(SettingsError, match="can't be used"):
        keyring.refresh(MONDAY + 3 * DAY)

    assert days_of(opened(home)) == list(range(32))
    assert days_of(keyring) == list(range(32))


def _remove(name: str) -> Callable[[Path], None]:
    return lambda home: (home / name).unlink()


def _mode(name: str, mode: int) -> Callable[[Path], None]:
    return lambda home: (home / name).chmod(mode)


def _write(name: str, content: bytes) -> Callable[[Path], None]:
    def write(home: Path) -> None:
        (home / name).write_bytes(content)

    return write


def _edit(change: Callable[[dict[str, dict[str, str]]], object]) -> Callable[[Path], None]:
    def edit(home: Path) -> None:
        document = json.loads((home / "keyring.json").read_text())
        change(document)
        (home / "keyring.json").write_text(json.dumps(document))

    return edit


def _swap_days(document: dict[str, dict[str, str]]) -> None:
    days = document["days"]
    days["2026-11-23"], days["2026-11-24"] = days["2026-11-24"], days["2026-11-23"]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (_remove("root.key"), "root key is missing"),
        (_remove("keyring.json"), "keyring is missing"),
        (_mode("root.key", 0o640), "chmod 600 root.key"),
        (_mode("keyring.json", 0o604), "chmod 600 keyring.json"),
        (_write("root.key", b"short"), "5 bytes instead of 32"),
        (_write("root.key", b"r" * 32), "does not open with this root key"),
        (_write("keyring.json", b""), "damaged"),
        (_write("keyring.json", b"[1, 2"), "damaged"),
        (_write("keyring.json", b"\xff\xfe"), "damaged"),
        (_write("keyring.json", b'["format"]'), "damaged"),
        (_edit(lambda it: it.pop("days")), "damaged"),
        (_edit(lambda it: it.update(format={})), "newer version"),
        (_edit(lambda it: it["days"].update({"tomorrow": ""})), "damaged"),
        (_edit(lambda it: it["days"].update({"2026-12-01": "%%%"})), "damaged"),
        (_edit(lambda it: it["days"].update({"2026-12-01": "AAAA"})), "altered"),
        (_edit(lambda it: it["weeks"].update({"-1": "AAAA"})), "damaged"),
        (_edit(_swap_days), "altered"),
    ],
)
def test_what_is_wrong_with_the_files_is_named_with_its_cure(
    home: Path, harm: Callable[[Path], None], says: str
) -> None:
    """Missing, open to others, damaged, altered, or belonging to something else: what, where, what to do."""
    harm(home)

    with pytest.raises(SettingsError) as refused:
        opened(home)

    assert says in str(refused.value)
    assert refused.value.where.endswith(("root.key", "keyring.json"))
    assert refused.value.fix


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_somebody_else_is_refused(home: Path) -> None:
    """A file that another user put there is not ours to trust."""
    os.chown(home / "root.key", 12345, 12345)

    with pytest.raises(SettingsError, match="another user"):
        opened(home)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A key can't be made below a file."""
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match="can't be used"):
        make_root_key(tmp_path / "file" / "root.key")
