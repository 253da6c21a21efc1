"""Pages in a real Chromium that no test may leave with an error on them, nor use to call a stranger."""

import os
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first is Chromium without its windows: the same engine, at half the processor time a page."""
FLAGS = (
    "--no-sandbox",  # the tests may run as root, and open only our own pages
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",  # it is small in containers
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",  # nothing gets out
    "--no-first-run",
)
OURSELVES = {"localhost", "127.0.0.1", "::1", None}


def chromium_path() -> Path:
    """Return the Chromium of this machine: what CHROMIUM names, else what is on the PATH."""
    for name in (os.environ.get("CHROMIUM"), *NAMES):
        found = shutil.which(name) if name else None
        if found:
            return Path(found)
    message = "No Chromium here. `make test` installs it on Debian; else set CHROMIUM, or run pytest -m 'not browser'."
    raise RuntimeError(message)


class BrowserPages:
    """Opens pages, each in a browser profile of its own, and remembers what went wrong on them.

    Attributes:
        faults: What the pages reported; the fixture `browser_page` fails when something stands here at the end. A test
            that provokes a fault takes it out.
    """

    def __init__(self, browser: Browser) -> None:
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    async def __call__(self, *, width: int = 1280, height: int = 800, locale: str = "nl-NL", **options: Any) -> Page:  # noqa: ANN401
        """Open an empty page.

        Args:
            width: Of the window, in CSS pixels; 360 is a small phone.
            height: Of the window, in CSS pixels.
            locale: What the browser says its user reads, such as `fr-BE`.
            options: More for Playwright's `Browser.new_context`: `color_scheme`, `timezone_id`, `reduced_motion` ...
        """
        viewport: Any = {"width": width, "height": height}
        context = await self._browser.new_context(viewport=viewport, locale=locale, **options)
        self._contexts.append(context)
        context.set_default_timeout(10_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("console", self._hear)
        page.on("request", self._see)
        return page

    async def close(self) -> None:
        """Close all pages with their profiles."""
        for context in self._contexts:
            await context.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in OURSELVES:
            self.faults.append(f"asked a stranger: {request.url}")
