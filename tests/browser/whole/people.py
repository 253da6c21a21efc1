"""The program that people start, and two people in front of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.async_api import Page, expect

from bot import app
from bot.model import Role
from bot.settings import Settings


class Serve(Protocol):
    """Serves a demo in this test's folder as long as the block lasts, with further settings by name."""

    def __call__(self, **settings: Any) -> Any:  # noqa: ANN401 - an asynchronous context manager
        """Start it, and stop it in good order."""


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """What `ajar demo` does; a second time goes on where the first stopped."""

    @asynccontextmanager
    async def ajar(**settings: Any) -> AsyncIterator[app.Address]:  # noqa: ANN401 - any setting
        stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
        chosen = Settings(**{"home": tmp_path / "var", "http_port": 0, **settings})
        async with asyncio.TaskGroup() as group:
            serving = group.create_task(app.serve(chosen, stop=stop, announce=ready.set_result, demo=True))
            await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done():
                serving.result()
            yield ready.result()
            stop.set()

    return ajar


async def log_in(page: Page, demo: app.Address, role: Role = Role.COUNSELLOR) -> None:
    """Somebody of the demo's staff logs in, by keyboard, and comes to the page of their task."""
    await page.goto(f"{demo.url}/desk/login")
    await page.locator("input[name=login]").fill(demo.logins[role].name)
    await page.locator("input[name=password]").fill(demo.logins[role].password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Log uit")).to_be_visible()
