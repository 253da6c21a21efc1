"""A process that is killed at any moment leaves the old file or the new one, and no key that should be gone."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.model import AuditMark
from bot.storage.key_files import exclusive, make_private_file
from bot.storage.key_shelf import FileShelf
from bot.storage.keyring import ShelfKeyring, make_keyring
from bot.storage.lifetimes import day_of
from bot.storage.root_key import RootKey
from bot.storage.witness_file import WitnessFile
from tests.full_disk import room_for

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TODAY = day_of(MONDAY)
THURSDAY = MONDAY + timedelta(days=3)
MOMENTS = 40
"""More than the steps that any of these deeds takes."""
ALL, LEFT = list(range(32)), list(range(3, 32))
ROOT = Path(__file__).parents[3]
KILLED = """
import os, signal, sys
from datetime import datetime
from itertools import count
from pathlib import Path
from bot.storage.key_shelf import FileShelf
from bot.storage.keyring import ShelfKeyring, make_keyring
from bot.storage.root_key import RootKey

STEPS = {"open", "os.rename", "os.link", "os.remove", "fcntl.flock"}
base, deed, monday, thursday = sys.argv[1], sys.argv[2], *map(datetime.fromisoformat, sys.argv[3:])

def do(home):
    root, shelf = RootKey(home / "root.key"), FileShelf(home / "keyring.json")
    if deed == "make":
        root.make()
        make_keyring(shelf, root.candidates()[0], monday)
    elif deed == "destroy":
        ShelfKeyring(shelf, root.candidates).destroy(thursday)
    else:
        root.rotate(ShelfKeyring(shelf, root.candidates))

def killed_before(step, home):
    left = step
    def watch(event, _):
        nonlocal left
        if event in STEPS:
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
    sys.addaudithook(watch)
    do(home)

for step, home in enumerate(sorted(Path(base).iterdir())):
    child = os.fork()
    if child == 0:
        killed_before(step, home)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        sys.exit(0)
    print(step)
sys.exit("there are more steps")
"""


def killed(base: Path, deed: str) -> list[Path]:
    """Do something in each home, and kill it before its first, second, third step …; returns where it was killed."""
    program = [sys.executable, "-c", KILLED, str(base), deed, MONDAY.isoformat(), THURSDAY.isoformat()]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return sorted(base.iterdir())[: len(done.stdout.splitlines())]


def homes(base: Path, *, made: bool = True) -> list[Path]:
    """Make the same home several times."""
    made_here = [base / f"{n:02}" for n in range(MOMENTS)]
    for home in made_here:
        home.mkdir(parents=True)
        if made:
            root = RootKey(home / "root.key")
            root.make()
            make_keyring(FileShelf(home / "keyring.json"), root.candidates()[0], MONDAY)
    return made_here


def opened(home: Path) -> ShelfKeyring:
    """Open the keyring of a home."""
    return ShelfKeyring(FileShelf(home / "keyring.json"), RootKey(home / "root.key").candidates)


def days_of(keyring: ShelfKeyring) -> list[int]:
    """Return the days that have a key, counted from the Monday."""
    return [n for n in range(-1, 40) if keyring.day_key(TODAY + n) is not None]


def left_in(home: Path) -> set[str]:
    """Return what lies in a home beside locks."""
    return {path.name for path in home.iterdir() if path.suffix != ".lock"}


def test_no_key_outlives_its_day_in_what_a_kill_left(tmp_path: Path) -> None:
    """The next look at the keyring erases it: under every name, and where the old file lay."""
    everywhere = homes(tmp_path)
    with ExitStack() as stack:
        lay = {home: stack.enter_context((home / "keyring.json").open("rb")) for home in everywhere}
        stopped = killed(tmp_path, "destroy")
        found = [days_of(opened(home)) for home in stopped]

        for home in stopped:
            opened(home).destroy(THURSDAY)

        assert len(stopped) > 6
        assert found[0] == ALL
        assert found[-1] == LEFT
        assert [days for days in found if days not in (ALL, LEFT)] == []
        assert [days for home in stopped if (days := days_of(opened(home))) != LEFT] == []
        assert [home for home in stopped if left_in(home) != {"keyring.json", "root.key"}] == []
        assert [home for home in stopped if set(lay[home].read()) != {0}] == []


def test_a_rotation_that_is_killed_anywhere_can_be_ended(tmp_path: Path) -> None:
    """Every key opens at once and after it was ended; of the old root key and half a new one nothing is left."""
    everywhere = homes(tmp_path)
    with ExitStack() as stack:
        lay = {home: stack.enter_context((home / "root.key").open("rb")) for home in everywhere}
        stopped = killed(tmp_path, "rotate")
        found = [days_of(opened(home)) for home in stopped]

        for home in stopped:
            RootKey(home / "root.key").rotate(opened(home))

        assert len(stopped) > 12
        assert [days for days in found if days != ALL] == []
        assert [home for home in stopped if days_of(opened(home)) != ALL] == []
        assert [home for home in stopped if left_in(home) != {"keyring.json", "root.key"}] == []
        assert [home for home in stopped if set(lay[home].read()) != {0}] == []


def test_keys_whose_making_was_killed_are_made_the_next_time(tmp_path: Path) -> None:
    """Whole, and with nothing beside them."""
    homes(tmp_path, made=False)
    stopped = killed(tmp_path, "make")

    for home in stopped:
        root, shelf = RootKey(home / "root.key"), FileShelf(home / "keyring.json")
        if not root.path.exists():
            root.make()
        if not shelf.exists():
            make_keyring(shelf, root.candidates()[0], MONDAY)
        opened(home).make_ahead(MONDAY)
        RootKey(home / "root.key").rotate(opened(home))

    assert len(stopped) > 6
    assert [home for home in stopped if days_of(opened(home)) != ALL] == []
    assert [home for home in stopped if left_in(home) != {"keyring.json", "root.key"}] == []


SMALL = 100
"""Room for a root key and for no keyring."""


def test_on_a_full_disk_nothing_is_lost_and_nothing_half_is_left(tmp_path: Path) -> None:
    """Making, destroying, rotating: each says what is in the way, and can be done as soon as there is room."""
    (home,) = homes(tmp_path)[:1]
    (empty,) = homes(tmp_path / "more", made=False)[:1]
    root, shelf, keyring = RootKey(home / "root.key"), FileShelf(home / "keyring.json"), opened(home)
    deeds: list[Callable[[], object]] = [
        lambda: make_keyring(FileShelf(empty / "keyring.json"), bytes(32), MONDAY),
        lambda: keyring.destroy(THURSDAY),
        lambda: root.rotate(opened(home)),
    ]

    with room_for(SMALL):
        for deed in deeds:
            with pytest.raises(SettingsError, match="can't be used"):
                deed()
        while_full = (days_of(keyring), days_of(opened(home)), left_in(home), left_in(empty), root.is_changing)
    for deed in deeds:
        deed()

    assert while_full == (ALL, ALL, {"keyring.json", "root.key", "root.key.new"}, set(), True)
    assert days_of(keyring) == days_of(opened(home)) == LEFT
    assert (left_in(home), left_in(empty)) == ({"keyring.json", "root.key"}, {"keyring.json"})
    assert shelf.leftover() == ""


def test_on_a_full_disk_a_root_key_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    """And the note of the audit trail is written whole, or stays what it was."""
    witness, marks = WitnessFile(tmp_path / "audit.seen"), [AuditMark(n, bytes(32)) for n in (1, 2)]
    witness.write(marks[0])

    with room_for(16):
        with pytest.raises(SettingsError, match="can't be used"):
            RootKey(tmp_path / "root.key").make()
        with pytest.raises(SettingsError, match="can't be used"):
            witness.write(marks[1])

    assert witness.read() == marks[0]
    assert left_in(tmp_path) == {"audit.seen"}


@pytest.mark.parametrize("name", ["other.1.new", "key.json", "key.new", "key.x.new", "key.1.bak", "key.lock"])
def test_only_what_a_kill_leaves_is_taken_away(tmp_path: Path, name: str) -> None:
    """What belongs to somebody else stays, though its name is like it."""
    make_private_file(tmp_path / "key", b"k", what="key")
    (tmp_path / name).write_bytes(b"theirs")
    (tmp_path / "key.77.new").write_bytes(b"half")
    os.link(tmp_path / "key", tmp_path / "key.77.old")

    with exclusive(tmp_path / "key"):
        pass

    assert (tmp_path / name).read_bytes() == b"theirs"
    assert (tmp_path / "key").read_bytes() == b"k"
    assert left_in(tmp_path) - {name} == {"key"}
