"""docs/web-chat.md says what the code does: who writes another page can rely on it."""

import json
import re
from pathlib import Path
from types import UnionType
from typing import get_args

import msgspec
import pytest

from bot.channels.webchat import Limits, frames

TEXT = (Path(__file__).parents[3] / "docs" / "web-chat.md").read_text(encoding="utf-8")
ID = "6e8e3c5c-2c9e-4b7a-9d53-6bb1c8c0e2f1"


def _examples(heading: str) -> list[str]:
    """Return the example frames below a heading, with shortened ids made whole."""
    part = TEXT.partition(f"### {heading}\n")[2].partition("```json\n")[2].partition("```")[0]
    return [re.sub(r'"[0-9a-f]{4}…"', f'"{ID}"', line) for line in re.sub(r"\n ", " ", part).strip().splitlines()]


def _tags(union: UnionType) -> set[str]:
    return {str(kind.__struct_config__.tag) for kind in get_args(union)}


@pytest.mark.parametrize("example", _examples("From the page"))
def test_an_example_of_the_page_is_understood(example: str) -> None:
    """Every frame of the text is a frame of the protocol."""
    assert isinstance(frames.read(example), frames.Said)


@pytest.mark.parametrize("example", _examples("From the server"))
def test_an_example_of_the_server_is_what_it_sends(example: str) -> None:
    """Field by field."""
    answer = msgspec.json.decode(example, type=frames.Answer)

    assert json.loads(frames.write(answer)) == json.loads(example)


def test_every_frame_and_every_code_is_explained() -> None:
    """None is missing, and none is invented."""
    rows = set(re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.MULTILINE))

    assert rows == _tags(frames.Said) | _tags(frames.Answer) | set(frames.ERRORS)


def test_the_limits_of_the_text_are_the_limits() -> None:
    """The numbers that a page has to know."""
    limits = Limits()

    for words in (
        f"{limits.sockets:,} connections in all",
        f"{limits.sockets_per_address} at once and {limits.connects_per_minute} new ones a minute",
        f"{limits.events_per_minute} frames a minute",
        f"larger than {limits.frame_bytes // 1024} KiB",
        f"within {limits.hello_within.seconds} seconds",
        f"every {limits.heartbeat.seconds} seconds",
        f"{frames.LONGEST_TEXT:,} characters",
        f"{frames.SIZES[0]:,} bytes long",
        f"up to {frames.SIZES[-1]:,}",
    ):
        assert words in re.sub(r"\s+", " ", TEXT), words
