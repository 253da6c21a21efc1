"""The page for the hours in Chromium: by keyboard, at every size, in each language, day and night."""

import pytest
from playwright.async_api import expect

from bot.model import Language, Role
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_an_evening_is_opened_and_days_are_closed_by_keyboard(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """Axe finds nothing and everything fits: before, after something was done, and after something was refused."""
    await front.hires("Coos", role=Role.COORDINATOR, language=language)
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await comes_in(front, page, "Coos")
    await page.goto(f"{front.base}/hours")
    assert await looks_right(page)

    await page.locator("#day").fill("2026-11-24")
    await page.locator("#start").fill("20:00")
    await page.locator("#end").fill("02:00")
    await page.locator("#end").press("Enter")
    await expect(page.get_by_role("status")).to_be_visible()
    await expect(page.locator(".days form")).to_have_count(1)
    assert await looks_right(page)

    await page.locator(".days form button").press("Enter")
    await expect(page.locator(".days form")).to_have_count(0)
    await expect(page.locator("form[action='/hours/close-now']")).to_have_count(0)  # nothing is left to close
    await page.locator("#first").fill("2026-11-25")
    await page.locator("#last").fill("2026-11-24")
    await page.locator("#last").press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await looks_right(page)
    # What was refused is told with its status, and the browser notes it.
    browser_page.faults[:] = [fault for fault in browser_page.faults if "400" not in fault]
