"""Somebody on a small phone unticks what a counsellor will see, and the desk shows what is left, in real Chromium."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.looks import is_accessible
from tests.browser.whole.people import Serve, log_in
from tests.browser_pages import BrowserPages

pytestmark = [pytest.mark.browser, pytest.mark.long]


async def _taps(page: Page, *labels: str) -> None:
    """Tap options one after the other, each on the newest list."""
    for label in labels:
        await page.get_by_role("button", name=re.compile(rf"^\d\s*{label}$"), disabled=False).last.click()


async def test_what_is_unticked_on_the_phone_is_not_at_the_desk(serve: Serve, browser_page: BrowserPages) -> None:
    """Before the queue by a tap, in the queue by a number; a screen reader finds nothing wrong with the list."""
    async with serve() as demo:
        phone, desk = await browser_page(width=360, height=740, reduced_motion="reduce"), await browser_page()
        await log_in(desk, demo)
        await phone.goto(f"{demo.url}/")
        await phone.get_by_role("button", name="Begin").click()
        await _taps(phone, "Ja", "Nederland", "Ik zit erin of twijfel", "Naar een mens", "Kiezen wat die ziet")
        log = phone.get_by_role("log")
        await expect(log).to_contain_text("Mag die persoon dit zo zien?")
        assert await is_accessible(phone)
        assert await phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

        await _taps(phone, "✓ Rol")
        await expect(log).to_contain_text("Die persoon ziet straks je land, taal")
        await _taps(phone, "Ja, zo is het goed")
        await expect(log).to_contain_text("Goed. Die persoon ziet je land, taal")
        await _taps(phone, "Ja, 30 minuten", "Kiezen wat die ziet")
        await expect(log.get_by_role("button", name=re.compile("✓ Land")).last).to_be_enabled()
        await phone.get_by_role("textbox").fill("1")
        await phone.keyboard.press("Enter")
        await expect(log).to_contain_text("Die persoon ziet straks je taal")
        await _taps(phone, "Ja, zo is het goed")
        await expect(log).to_contain_text("Goed. Die persoon ziet je taal")

        await desk.get_by_role("button", name=re.compile("Neem")).first.click()
        await expect(desk.locator("#words")).to_be_visible()
        await expect(desk.get_by_role("term")).to_have_text(["Taal", "Kanaal"])
