"""The drills of `docs/keys.md` do what the page says: its commands are run as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parent.parent.parent / "docs" / "keys.md"


def drill(title: str) -> str:
    """Return the commands under a title of the page."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    found = re.search(r"```sh\n(.*?)```", section, flags=re.DOTALL)
    assert found is not None
    return found[1]


def perform(commands: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run commands in a folder, as somebody types them; ends at the first that fails."""
    # `!` before a command switches `set -e` off for it, so the refusal itself has to be looked at.
    checked = re.sub(r"^! (.*?)(\s+#.*)?$", r"if \1; then exit 9; fi", commands, flags=re.MULTILINE)
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "AJAR_HOST_FAULTS": "accept",
        "LANG": "C.UTF-8",
    }
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", checked],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.timeout(500)
def test_the_drills_of_the_page_work_as_they_are_written(tmp_path: Path) -> None:
    """First recovery, then rotation, in a folder of their own; nothing is left of them."""
    recovery = perform(drill("Recovery drill"), tmp_path)
    rotation = perform(drill("Rotation drill"), tmp_path)

    assert recovery.returncode == 0, recovery.stdout + recovery.stderr
    assert "The root key is missing. Put it back from its safe." in recovery.stderr
    assert "If it was a backup that was put back: ajar staff audit --accept" in recovery.stderr
    assert rotation.returncode == 0, rotation.stdout + rotation.stderr
    assert "The new root key opens all" in rotation.stdout
    assert "does not open with this root key" in rotation.stderr
    assert list(tmp_path.iterdir()) == []
