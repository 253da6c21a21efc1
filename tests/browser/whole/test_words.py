"""Words to go on with between the web page and Telegram, on the program as a process, in real Chromium."""

import asyncio
import re
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, expect

from tests.browser_pages import BrowserPages
from tests.canaries.lives import Ajar
from tests.peers.botapi import TOKEN, BotApi, Person, Shown

pytestmark = pytest.mark.browser

SHOWN, NONE_READY = "Dit zijn ze", "Dat lukt op dit moment niet"
BACK, MENU, OPENING = "Je gaat verder waar je was", "Wat wil je nu doen?", "Je praat met een bot"
START_S, PATIENCE_S, AGAIN_S = 60.0, 30.0, 2.0


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi() as server:
        yield server


@pytest.fixture
async def ajar(api: BotApi, tmp_path: Path) -> AsyncIterator[Ajar]:
    """`ajar run` that serves both channels."""
    program = Ajar(tmp_path, {"AJAR_TELEGRAM_API_URL": api.url, "AJAR_TELEGRAM_TOKEN": TOKEN})
    async with program.lives(killed=False):
        await is_ready(program)
        yield program


async def is_ready(program: Ajar) -> None:
    """Wait until it serves."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(START_S):
        while True:
            try:
                async with session.get(f"{program.url}/readyz") as answer:
                    if answer.status == HTTPStatus.OK:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.1)  # a process of its own tells nobody when it is there


async def types(page: Page, text: str) -> None:
    """Type and press Enter."""
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


async def taps(page: Page, option: str) -> None:
    """Tap a button of the newest list."""
    await page.get_by_role("button", name=re.compile(rf"^\d\s*{option}"), disabled=False).last.click()


async def bubbles(page: Page) -> list[str]:
    """Read what stands on the page."""
    return await page.locator(".words").all_text_contents()


async def asks_on_the_page(page: Page) -> str:
    """Ask for words, again where the process has none ready yet."""
    while True:
        before = len(await bubbles(page))
        await types(page, "woorden")
        await taps(page, "Ja")
        answer = page.locator(".words").filter(has_text=re.compile(f"{SHOWN}|{NONE_READY}"))
        await expect(answer.last).to_be_visible()
        shown = [text for text in (await bubbles(page))[before:] if text.startswith(SHOWN)]
        if shown:
            return shown[0].splitlines()[1]
        await asyncio.sleep(AGAIN_S)


async def reads_until(mia: Person, *words: str) -> Shown:
    """Read on until a bubble with one of these comes."""
    while True:
        bubble = await mia.reads(PATIENCE_S)
        if any(one in bubble.text for one in words):
            return bubble


async def asks_on_telegram(mia: Person) -> str:
    """Ask for words, again where the process has none ready yet."""
    while True:
        mia.says("woorden")
        while not (yes := [label for label, _ in (await mia.reads(PATIENCE_S)).buttons if "Ja" in label]):
            pass
        mia.taps(yes[0])
        text = (await reads_until(mia, SHOWN, NONE_READY)).text
        if text.startswith(SHOWN):
            return text.splitlines()[1]
        await asyncio.sleep(AGAIN_S)


async def test_words_lead_from_the_page_to_telegram_and_back(
    api: BotApi, ajar: Ajar, browser_page: BrowserPages
) -> None:
    """What was begun goes on at the same place; where it was left nothing is shown, and a stranger's opening is met."""
    page, mia = await browser_page(width=360, height=740), api.person(1001)
    await page.goto(f"{ajar.url}/")
    await page.get_by_role("button", name="Begin").click()
    for option in ("Ja", "België", "Weg, of erin opgegroeid"):
        await taps(page, option)
    await expect(page.get_by_role("log")).to_contain_text(MENU)
    first = await asks_on_the_page(page)
    await expect(page.locator(".words").last).to_contain_text(MENU)
    stood = await bubbles(page)

    mia.says(first)
    await reads_until(mia, BACK)
    await reads_until(mia, MENU)
    second = await asks_on_telegram(mia)
    assert await bubbles(page) == stood

    await types(page, "hallo")
    await expect(page.locator(".words").filter(has_text=OPENING)).to_have_count(2)
    await types(page, second)
    await expect(page.locator(".words").filter(has_text=BACK)).to_have_count(1)
    await expect(page.locator(".words").last).to_contain_text(MENU)

    mia.says("hallo")
    await reads_until(mia, OPENING)
    assert len({first, second}) == 2
    assert not any(words in ajar.said() for words in (first, second))
    await page.close()
