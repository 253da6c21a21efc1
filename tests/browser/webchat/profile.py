"""A Chromium as people have it: with a profile on the disk, and none of the switches that a test tool sets."""

import asyncio
import gzip
import shutil
import zlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from playwright.async_api import BrowserContext, async_playwright

from tests.browser_pages import FLAGS

BEGIN_S = 20
TABS_NOTED_S = 6
"""Chromium writes down what is open every two and a half seconds."""
WINDOWS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The whole browser; the one without windows has no history."""


def whole_chromium() -> Path | None:
    """Return a Chromium that keeps a history, where this machine has one."""
    found = next((path for name in WINDOWS if (path := shutil.which(name))), None)
    return Path(found) if found else None


@asynccontextmanager
async def browser_with_profile(home: Path, *, script: bool, killed: bool = False) -> AsyncIterator[BrowserContext]:
    """Run a browser over a profile; it is closed as a person closes it, so that it writes down all that it would.

    Args:
        home: Where the profile is; kept afterwards.
        script: Whether pages may run scripts, as the profile's own setting says.
        killed: It ends in the middle of everything, after it had time to note which tabs are open.
    """
    default = home / "Default"
    default.mkdir(parents=True)
    setting = 1 if script else 2
    (default / "Preferences").write_text(
        f'{{"profile":{{"default_content_setting_values":{{"javascript":{setting}}}}}}}', encoding="utf-8"
    )
    path = whole_chromium()
    assert path is not None
    process = await asyncio.create_subprocess_exec(
        *(path, "--headless=new", f"--user-data-dir={home}", "--remote-debugging-port=0", *FLAGS, "about:blank"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = await _port(home / "DevToolsActivePort")
        async with async_playwright() as playwright:
            browser = await playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            yield browser.contexts[0]
            if killed:
                await asyncio.sleep(TABS_NOTED_S)
                process.kill()
                await process.wait()
                return
            wire = await browser.new_browser_cdp_session()
            with suppress(Exception):  # it answers by being gone
                await wire.send("Browser.close")
            async with asyncio.timeout(BEGIN_S):
                await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _port(file: Path) -> str:
    async with asyncio.timeout(BEGIN_S):
        while not file.exists() or not file.read_text(encoding="ascii").strip():  # noqa: ASYNC110, ASYNC240 - only the file tells
            await asyncio.sleep(0.05)
    return file.read_text(encoding="ascii").split()[0]  # noqa: ASYNC240


def places_of(needle: str, home: Path) -> list[str]:
    """Return the files of a profile in which some words stand, in any of the ways that a browser writes them."""
    needles = [needle.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    needles += [needle.encode().hex().encode(), _quoted(needle)]
    return sorted(
        file.relative_to(home).as_posix()
        for file in home.rglob("*")
        if file.is_file() and any(one in body for body in _bodies(file) for one in needles)
    )


def _quoted(needle: str) -> bytes:
    return needle.replace(" ", "+").encode()  # as a form is sent


def _bodies(file: Path) -> Iterable[bytes]:
    body = file.read_bytes()
    yield body
    yield from _unpacked(body)


def _unpacked(body: bytes) -> Iterator[bytes]:
    """Yield what is compressed somewhere in a file."""
    at = body.find(b"\x1f\x8b\x08")
    while at >= 0:
        with suppress(OSError, EOFError, zlib.error):
            yield gzip.decompress(body[at:])
        at = body.find(b"\x1f\x8b\x08", at + 1)
