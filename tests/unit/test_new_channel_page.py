"""The page about new channels shows the code as it is, and tells of each channel what the suite holds it to."""

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from textwrap import indent

import pytest

from bot.flows.facts import in_words
from tests.contracts.channels.lines import Can
from tests.contracts.channels.on_signal import SignalLine
from tests.contracts.channels.on_telegram import TelegramLine
from tests.contracts.channels.on_terminal import TerminalLine
from tests.contracts.channels.on_webchat import WebchatLine

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "new-channel.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^<!-- (\S+) -->\n```python\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
CHANNELS = {
    "telegram": TelegramLine.can,
    "signal": SignalLine.can,
    "webchat": WebchatLine.can,
    "terminal": TerminalLine.can,
}


@pytest.mark.parametrize(("file", "code"), SHOWN)
def test_what_is_shown_of_a_file_stands_in_it(file: str, code: str) -> None:
    """Letter for letter, but for how far it is indented, so that whoever copies it copies what runs."""
    assert indent(code, "    ") in (ROOT / file).read_text(encoding="utf-8")


def test_all_code_on_the_page_is_that_of_a_file() -> None:
    """None is made up."""
    assert PAGE.count("```python") == len(SHOWN) == 7


def test_every_file_that_is_named_is_there() -> None:
    """With the folder that the sentence names it in."""
    named = set(re.findall(r"`((?:bot|tests|docs|channels)/[\w./]+\.\w+)`", PAGE))
    places = {name if not name.startswith("channels/") else f"bot/{name}" for name in named}

    assert [place for place in places if not (ROOT / place).exists()] == []


def test_the_table_tells_what_each_channel_can_do() -> None:
    """As the suite tests it."""
    rows = ["| | " + " | ".join(CHANNELS) + " |", "|---|" + "---|" * len(CHANNELS)]
    for field in fields(Can):
        told = [in_a_cell(getattr(can, field.name)) for can in CHANNELS.values()]
        rows.append(f"| `{field.name}` | {' | '.join(told)} |")

    assert "\n".join(rows) in PAGE


def in_a_cell(value: bool | int | timedelta | None) -> str:
    """Return a word for it."""
    if isinstance(value, timedelta):
        return "always" if value == timedelta.max else in_words(value, "en")
    return ("yes" if value is True else f"{value:,} bytes") if value else "–"
