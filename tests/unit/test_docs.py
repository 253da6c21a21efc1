"""What the documents say is what the program does."""

import re
from pathlib import Path

from bot.settings import SECRETS, Settings

ROOT = Path(__file__).parent.parent.parent


def test_every_setting_is_documented_and_no_other() -> None:
    """An operator can trust the table."""
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    documented = set(re.findall(r"^\| `(AJAR_\w+)` \|", table, flags=re.MULTILINE))

    assert documented == {f"AJAR_{name.upper()}" for name in Settings.model_fields}
    assert all(f"`{name}`" in table for name in SECRETS)
