"""A process that holds keys can't be looked into, and does not start where its files can."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import SettingsError
from bot.hardening import exposed_files, private_files
from bot.keyrings import make_keys
from bot.ops.clock import SystemClock
from bot.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]
LOOK = """
import os, resource, sys
from pathlib import Path
from bot.hardening import harden
from bot.ops.logs import LogJournal, set_up
from bot.settings import read_settings

set_up("INFO")
harden(read_settings(os.environ, env_file=Path("none")), LogJournal())
Path(sys.argv[1]).touch()
status = Path("/proc/self/status").read_text() if sys.platform == "linux" else ""
print(resource.getrlimit(resource.RLIMIT_CORE), os.stat(sys.argv[1]).st_mode & 0o777)
if sys.platform == "linux":
    import ctypes
    print("dumpable", ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with keys."""
    made = read_settings({"AJAR_HOME": str(tmp_path / "home")}, env_file=tmp_path / "none")
    make_keys(made, SystemClock().now())
    return made


def ajar(settings: Settings, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command on this home; it is loose about files that it makes."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AJAR_")}
    given = {**clean, "AJAR_HOME": str(settings.home), **environment}
    return subprocess.run(
        [sys.executable, *words], env=given, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_process_that_holds_keys_leaves_no_core_dump_and_no_open_file(settings: Settings, tmp_path: Path) -> None:
    """Neither a limit raised later nor a pipe for crashes gets its memory."""
    looked = ajar(settings, "-c", LOOK, str(tmp_path / "fresh"))

    assert looked.stdout.splitlines()[0] == "(0, 0) 384"
    assert "dumpable 1" not in looked.stdout


@pytest.mark.parametrize("name", ["home", "root.key", "keyring.json", "ajar.db", "ajar.db-wal"])
def test_what_others_can_reach_stops_the_start(settings: Settings, name: str) -> None:
    """The home, each key and the database; the message is the command that mends it."""
    path = settings.home if name == "home" else settings.home / name
    path.touch()
    path.chmod(0o750 if name == "home" else 0o640)

    refused = ajar(settings, "-m", "bot", "keys", "status", COLUMNS="400")

    assert refused.returncode == 2
    assert f"chmod {'700' if name == 'home' else '600'} {path}" in refused.stderr


def test_who_goes_on_all_the_same_leaves_a_line_in_the_log(settings: Settings) -> None:
    """An operator who has to, can; and whoever reads the log knows it."""
    settings.home.chmod(0o755)

    went_on = ajar(settings, "-m", "bot", "keys", "status", AJAR_HOST_FAULTS="accept")

    assert went_on.returncode == 0
    assert '"event": "host_fault_accepted"' in went_on.stderr
    assert '"code": "files.folder"' in went_on.stderr


def test_a_folder_in_which_nothing_lay_yet_is_taken_as_our_own(tmp_path: Path) -> None:
    """Who made the home with `mkdir` starts without a lesson in modes: nothing was open in it."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    settings = read_settings({"AJAR_HOME": str(home)}, env_file=tmp_path / "none")

    made = ajar(settings, "-m", "bot", "keys", "init")

    assert made.returncode == 0
    assert home.stat().st_mode & 0o777 == 0o700
    assert list(exposed_files(settings)) == []


def test_every_file_that_holds_something_is_looked_at(settings: Settings) -> None:
    """Keys and database with what lies beside them, wherever the settings put them."""
    elsewhere = settings.model_copy(update={"keyring": SecretStr("ring/k.json"), "root_key_file": Path("safe/root")})

    assert {str(path) for path in private_files(elsewhere)} >= {"ring/k.json", "safe/root"}
    assert {path.name for path in private_files(settings)} >= {"ajar.db", "ajar.db-wal", "ajar.db-shm", "root.key"}


def test_wrong_settings_are_told_before_anything_else(settings: Settings) -> None:
    """A URL of no database is a fault of the settings."""
    wrong = read_settings({"AJAR_HOME": str(settings.home), "AJAR_DATABASE_URL": "mysql://x"}, env_file=Path("none"))

    with pytest.raises(SettingsError):
        private_files(wrong)
