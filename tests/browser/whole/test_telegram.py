"""Somebody on Telegram and a counsellor in Chromium, by polling and by webhook, on the program that people start."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect
from pydantic import SecretStr

from tests.browser.whole.people import Serve, log_in
from tests.browser_pages import BrowserPages
from tests.peers.botapi import TOKEN, BotApi, Person, Shown

pytestmark = pytest.mark.browser

SECRET = "a-secret-of-at-least-32-letters-0123"
TO_A_HUMAN = ("Ja", "Nederland", "Ik zit erin of twijfel", "Naar een mens", "Ja, graag", "Ja, 30 minuten")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi() as server:
        yield server


def settings_for(way: str, api: BotApi) -> dict[str, object]:
    """Return what an operator sets for this way in."""
    common: dict[str, object] = {"telegram_token": SecretStr(TOKEN), "telegram_api_url": api.url}
    if way == "polling":
        return common
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return {
        **common,
        "http_port": port,
        "telegram_webhook_url": f"http://127.0.0.1:{port}/telegram",
        "telegram_webhook_secret": SecretStr(SECRET),
    }


async def read_until(person: Person, words: str) -> Shown:
    """Read on until a bubble with these words comes."""
    while words not in (bubble := await person.reads()).text:
        pass
    return bubble


async def walks_to_a_human(mia: Person) -> None:
    """The help-seeker goes from the first message into the queue, tapping."""
    mia.says("/start")
    question = await read_until(mia, "vrij typen")
    for option, answer in zip(TO_A_HUMAN, ("land", "past", "doen", "verder", "schrijven", "rij"), strict=True):
        mia.taps(next(label for label, _ in question.buttons if option in label))
        question = await read_until(mia, answer)


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_somebody_on_telegram_talks_with_a_human_and_wipes_it(
    way: str, api: BotApi, serve: Serve, browser_page: BrowserPages
) -> None:
    """Buttons to the queue, words both ways, and `stop`: both sides' messages are deleted in the chat."""
    mia = api.person(1001)
    async with serve(**settings_for(way, api)) as demo:
        desk = await browser_page()
        await log_in(desk, demo)
        await walks_to_a_human(mia)

        await desk.get_by_role("button", name=re.compile("Neem")).first.click()
        await read_until(mia, "mens")
        await desk.locator("#words").fill("Dag, ik ben er.")
        await desk.keyboard.press("Enter")
        await read_until(mia, "Dag, ik ben er.")
        mia.says("Fijn.")
        await expect(desk.get_by_role("log")).to_contain_text("Fijn.")
        shown = len(mia.seen)
        mia.says("stop")

        async with asyncio.timeout(20):
            await read_until(mia, "Oké, klaar.")
        await expect(desk.locator("body")).to_contain_text(re.compile("niet schrijven", re.IGNORECASE))
        assert sum(bubble.is_deleted for bubble in mia.seen) >= shown
