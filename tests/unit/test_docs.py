"""What the documents say is what the program does."""

import re
from pathlib import Path

from bot.settings import SECRETS, Settings
from bot.storage.tables import metadata

ROOT = Path(__file__).parent.parent.parent


def test_every_setting_is_documented_and_no_other() -> None:
    """An operator can trust the table."""
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    documented = set(re.findall(r"^\| `(AJAR_\w+)` \|", table, flags=re.MULTILINE))

    assert documented == {f"AJAR_{name.upper()}" for name in Settings.model_fields}
    assert all(f"`{name}`" in table for name in SECRETS)


def test_all_that_is_stored_is_documented() -> None:
    """Whoever asks what is kept of people finds every table, what of it is in the clear, and how long it lives."""
    chapter = re.split(r"^## ", (ROOT / "docs" / "design.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    stored = next(one for one in chapter if one.startswith("What is stored"))
    rows = re.findall(r"^\| (`[^|]+) \|(?: [^|]+ \|){3}$", stored, flags=re.MULTILINE)

    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(metadata.tables)


def test_the_threat_model_names_tests_that_exist() -> None:
    """Whoever decides by it can look at each test that it names; each adversary has some, and says what is open."""
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    parts = re.split(r"^### (T\d+) .*$", text, flags=re.MULTILINE)[1:]
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text)

    missing = [
        f"{file}::{test}"
        for file, test in named
        if not re.search(rf"^(async )?def {test}\(", _read(ROOT / file), flags=re.MULTILINE)
    ]

    assert missing == []
    assert parts[::2] == [f"T{number}" for number in range(1, 15)]
    assert all("`tests/" in part and "\nNot covered:" in part and "\nIn the way:" in part for part in parts[1::2])


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
