"""Every channel, one after the other: whoever adds one adds a line here."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.contracts.channels.lines import Line
from tests.contracts.channels.on_signal import SignalLine
from tests.contracts.channels.on_telegram import TelegramLine, TelegramWebhookLine
from tests.contracts.channels.on_terminal import TerminalLine
from tests.contracts.channels.on_webchat import WebchatLine

Opened = Callable[[Path], AbstractAsyncContextManager[Line]]

LINES: dict[str, Opened] = {
    "telegram": lambda _: TelegramLine.opened(),
    "signal": SignalLine.opened,
    "webchat": lambda _: WebchatLine.opened(),
    "terminal": lambda _: TerminalLine.opened(),
}
WAYS_IN: dict[str, Opened] = {**LINES, "telegram webhook": lambda _: TelegramWebhookLine.opened()}
"""The same, and each channel that can be heard over a second way."""


@pytest.fixture(params=LINES)
async def line(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Line]:
    """A channel."""
    async with LINES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture(params=WAYS_IN)
async def way_in(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Line]:
    """A channel, over each way that people are heard."""
    async with WAYS_IN[request.param](tmp_path) as opened:
        yield opened
