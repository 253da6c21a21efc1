"""The note of how far the audit trail had come is whole, whoever writes it at the same moment."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.model import AuditMark
from bot.storage.witness_file import WitnessFile

MARKS = [AuditMark(number, bytes([number]) * 32) for number in range(1, 200)]


def test_who_writes_at_one_moment_takes_turns(tmp_path: Path) -> None:
    """A server notes it every minute, and a command may do so beside it: none fails, and one of the notes stands."""
    path = tmp_path / "new" / "audit.seen"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda mark: WitnessFile(path).write(mark), MARKS))

    assert WitnessFile(path).read() in MARKS
    assert sorted(one.name for one in path.parent.iterdir()) == ["audit.seen", "audit.seen.lock"]
    assert {one.stat().st_mode & 0o777 for one in path.parent.iterdir()} == {0o600}


def test_what_a_kill_left_is_gone_after_the_next_note(tmp_path: Path) -> None:
    """Half a note, and the old one that was to go."""
    path = tmp_path / "audit.seen"
    WitnessFile(path).write(MARKS[0])
    (tmp_path / "audit.seen.77.new").write_bytes(b"[2")
    os.link(path, tmp_path / "audit.seen.77.old")

    WitnessFile(path).write(MARKS[1])

    assert WitnessFile(path).read() == MARKS[1]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["audit.seen", "audit.seen.lock"]


def test_a_note_that_is_damaged_says_what_to_do(tmp_path: Path) -> None:
    """It is no reason to believe that the trail was cut."""
    path = tmp_path / "audit.seen"
    WitnessFile(path).write(MARKS[0])
    path.write_bytes(b"[1")

    with pytest.raises(SettingsError, match="damaged") as refused:
        WitnessFile(path).read()

    assert "ajar staff audit --accept" in refused.value.fix
