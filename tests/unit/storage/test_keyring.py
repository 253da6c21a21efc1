"""The keyring makes keys in time, destroys them on time, and opens only when everything about its files is right."""

import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.ports import Subkey
from bot.storage.key_shelf import FileShelf
from bot.storage.keyring import MemoryKeyring, ShelfKeyring, make_keyring
from bot.storage.keys import Keys
from bot.storage.lifetimes import day_of, week_of
from bot.storage.root_key import RootKey
from bot.storage.vault import derive

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TODAY = day_of(MONDAY)
DAY = timedelta(days=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a root key and a keyring, made on a Monday."""
    root = RootKey(tmp_path / "root.key")
    root.make()
    make_keyring(FileShelf(tmp_path / "keyring.json"), root.candidates()[0], MONDAY)
    return tmp_path


def opened(home: Path) -> ShelfKeyring:
    """Open the keyring of a folder."""
    return ShelfKeyring(FileShelf(home / "keyring.json"), RootKey(home / "root.key").candidates)


def days_of(keyring: ShelfKeyring) -> list[int]:
    """Return the days that have a key, counted from the Monday."""
    return [n for n in range(-60, 61) if keyring.day_key(TODAY + n) is not None]


def test_subkeys_depend_on_root_and_purpose(home: Path) -> None:
    """They are the same at every start, and differ from each other and between roots."""
    keyring = opened(home)

    assert [keyring.subkey(purpose) for purpose in Subkey] == [opened(home).subkey(purpose) for purpose in Subkey]
    keys = {ring.subkey(purpose) for ring in (keyring, MemoryKeyring(MONDAY)) for purpose in Subkey}
    assert len(keys) == 2 * len(Subkey)


def test_the_keys_are_the_same_after_a_restart(home: Path) -> None:
    """What was kept before can be read after."""
    before, after = opened(home), opened(home)

    assert before.day_key(TODAY) == after.day_key(TODAY)
    assert before.week_key(week_of(TODAY)) == after.week_key(week_of(TODAY))
    assert (after.first_day(), after.last_day(), after.weeks()) == (TODAY, TODAY + 31, 2)


def test_a_keyring_of_before_rotations_keeps_its_lasting_keys(home: Path) -> None:
    """They were derived from the root key; now they lie beside the others, and a rotation leaves them as they are."""
    path, root = home / "keyring.json", RootKey(home / "root.key")
    document = json.loads(path.read_text())
    path.write_text(json.dumps({"format": 1, "days": document["days"], "weeks": document["weeks"]}))
    before = [derive(root.candidates()[0], purpose) for purpose in Subkey]

    read = [opened(home).subkey(purpose) for purpose in Subkey]
    root.rotate(opened(home))

    assert read == [opened(home).subkey(purpose) for purpose in Subkey] == before
    assert json.loads(path.read_text())["format"] == 4


def test_a_purpose_that_is_new_gets_its_own_key() -> None:
    """Without a change of those that are there."""
    keys = Keys(lasting={Subkey.AUDIT: b"a" * 32})

    keys.make_ahead(MONDAY)

    assert keys.lasting[Subkey.AUDIT] == b"a" * 32
    assert set(keys.lasting) == set(Subkey)


def test_the_file_shows_no_key(home: Path) -> None:
    """Not in hexadecimal, not in base64, not raw; it says of which day each is."""
    content = (home / "keyring.json").read_bytes()
    keyring = opened(home)

    for number in range(32):
        key = keyring.day_key(TODAY + number) or b""
        assert key not in content
        assert key.hex().encode() not in content
        assert base64.b64encode(key)[:-2] not in content
    assert list(json.loads(content)["days"])[:2] == ["2026-11-23", "2026-11-24"]


def test_files_are_made_for_their_owner_alone_and_never_twice(home: Path) -> None:
    """Making them again would make everything that is kept unreadable."""
    assert [path.stat().st_mode & 0o777 for path in home.iterdir()] == [0o600, 0o600]

    with pytest.raises(SettingsError, match="already"):
        RootKey(home / "root.key").make()
    with pytest.raises(SettingsError, match="already"):
        make_keyring(FileShelf(home / "keyring.json"), bytes(32), MONDAY)


def test_a_refresh_replaces_the_file_as_a_whole(home: Path) -> None:
    """There is one new file with the old mode, nothing half written beside it, and the old bytes are overwritten."""
    path = home / "keyring.json"
    with path.open("rb") as old:
        keyring = opened(home)
        keyring.destroy(MONDAY + 3 * DAY)
        old_bytes = old.read()

    assert set(old_bytes) == {0}
    assert sorted(file.name for file in home.iterdir()) == ["keyring.json", "keyring.json.lock", "root.key"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert days_of(opened(home)) == list(range(3, 32))


def test_a_refresh_that_cannot_write_leaves_the_old_file(home: Path) -> None:
    """Where the new file should be made lies something else: the error says so, and the keys are as before."""
    keyring = opened(home)
    obstacle = home / f"keyring.json.{os.getpid()}.new"
    (obstacle / "in the way").mkdir(parents=True)

    with pytest.raises(SettingsError, match="can't be used"):
        keyring.destroy(MONDAY + 3 * DAY)

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
        (_edit(lambda it: it.pop("lasting")), "damaged"),
        (_edit(lambda it: it["days"].update({"tomorrow": ""})), "damaged"),
        (_edit(lambda it: it["days"].update({"2026-12-01": "%%%"})), "damaged"),
        (_edit(lambda it: it["days"].update({"2026-12-01": "AAAA"})), "altered"),
        (_edit(lambda it: it["weeks"].update({"-1": "AAAA"})), "damaged"),
        (_edit(_swap_days), "altered"),
        (_write("root.key.new", b"short"), "chmod 600 root.key.new"),
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
    assert refused.value.where.endswith(("root.key", "root.key.new", "keyring.json"))
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
        RootKey(tmp_path / "file" / "root.key").make()
