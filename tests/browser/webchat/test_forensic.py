"""Whoever takes the device, and reads every file of the browser: what they find of a conversation, and what not."""

import secrets
import sqlite3
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.model import InboundKind, Option, Purpose
from tests.adapters.webchat.rig import Rig, row
from tests.browser.webchat.profile import browser_with_profile, places_of, whole_chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.skipif(whole_chromium() is None, reason="no Chromium that keeps a history"),
]


KNOW_THE_ADDRESS = {
    *("History", "Sessions", "Preferences", "Favicons", "Code Cache", "ukm_db"),
    *("Network", "Network Action Predictor", "Shared Dictionary", "Shortcuts", "Top Sites"),
}
"""Files and folders of a profile in which the address may stand, and nothing else of ours (docs/web-chat.md)."""


class Canaries:
    """Words that stand nowhere else in the world."""

    def __init__(self) -> None:
        self.typed, self.unsent, self.said, self.human, self.label = (
            f"{name} {secrets.token_hex(6)}" for name in ("getypt", "getwijfeld", "gezegd", "mensenwoord", "keuze")
        )

    @property
    def all(self) -> tuple[str, ...]:
        """Every one of them."""
        return (self.typed, self.unsent, self.said, self.human, self.label)


async def _talks(chat: Rig, page: Page, words: Canaries) -> str:
    """Have a whole conversation; returns the key to it, as the page has it."""
    tokens: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: tokens.append(str(frame))))
    await page.goto(f"{chat.origin}/")
    await page.click("#begin", no_wait_after=True)
    start = await chat.listener.next()
    await chat.channel.send(start.sender, row(words.said, number=1, options=(Option("a", words.label),)))
    await page.get_by_role("button", name=words.label).click(no_wait_after=True)
    await chat.listener.next()
    await page.fill("#text", words.typed)
    await page.get_by_role("button", name="Send").click(no_wait_after=True)
    await chat.listener.next()
    await chat.channel.send(start.sender, row(words.human, number=2, purpose=Purpose.TALK))
    await expect(page.get_by_text(words.human)).to_be_visible()
    await page.fill("#text", words.unsent)
    key = page.locator('input[name="key"]').first
    return await key.input_value() if await key.count() else tokens[0].split('"token":"')[1].split('"')[0]


async def _leaves(chat: Rig, page: Page) -> None:
    await page.locator("#leave").click(no_wait_after=True)
    await page.wait_for_url("**/elsewhere")
    while (await chat.listener.next()).kind is not InboundKind.LEFT:
        pass


async def _uses(context: BrowserContext, chat: Rig, words: Canaries, *, leaves: bool) -> str:
    page = await context.new_page()
    token = await _talks(chat, page, words)
    if leaves:
        await _leaves(chat, page)
    return token


@pytest.mark.parametrize("ends", ["by the exit", "by closing the browser", "in the middle"])
@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
async def test_no_word_of_a_conversation_is_in_any_file(tmp_path: Path, ends: str, *, script: bool) -> None:
    """History, sessions, caches, cookies, storage, icons, predictions: read as bytes, after the browser ended."""
    words = Canaries()
    async with Rig().serve() as chat:
        home, killed = tmp_path / "profile", ends == "in the middle"
        async with browser_with_profile(home, script=script, killed=killed) as context:
            token = await _uses(context, chat, words, leaves=ends == "by the exit")

        for needle in (*words.all, token):
            assert places_of(needle, home) == [], needle
        assert _cookies(home) == []
        known = {place.partition("/")[2].partition("/")[0] for place in places_of(chat.origin, home)}
        assert "Sessions" in known  # this way of reading finds what is there
        assert killed or "History" in known
        assert {name.partition("-")[0] for name in known} <= KNOW_THE_ADDRESS
        visited = [(url, title) for url, title in _history(home) if url.startswith(chat.origin)]
        assert {url for url, _ in visited} <= {f"{chat.origin}/", f"{chat.origin}/elsewhere"}
        # The neutral title; after the exit, that of the page which took its place.
        assert {title for url, title in visited if url == f"{chat.origin}/"} <= {"Message", "Elsewhere"}


def _history(home: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(home / "Default" / "History") as history:
        return history.execute("SELECT url, title FROM urls").fetchall()


def _cookies(home: Path) -> list[tuple[str, str]]:
    found = [file for name in ("Cookies", "Network/Cookies") if (file := home / "Default" / name).exists()]
    cookies = []
    for file in found:
        with sqlite3.connect(file) as jar:
            cookies += jar.execute("SELECT host_key, name FROM cookies").fetchall()
    return cookies
