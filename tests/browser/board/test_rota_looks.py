"""The rota in Chromium: by keyboard, at every size, in each language, day and night."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from bot.model import Language, Role, Slot
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser.looks import EVERY_LOOK_OF_A_PART, fits, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser
EIGHT = Slot(datetime(2026, 11, 24, 19, tzinfo=UTC), 60)
"""Eight in the evening of Tuesday."""


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_a_shift_is_entered_and_taken_away_by_keyboard(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """Axe finds nothing and everything fits: the week, one shift, what is asked before calls are left, the address."""
    await front.hires("Ada", "Coos", language=language)
    await front.changes("Coos", role=Role.ADMIN)
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await comes_in(front, page, "Coos")
    await page.goto(f"{front.base}/rota")
    await page.locator("#whose").select_option("Ada")
    await page.locator("#day").fill("2026-11-24")
    await page.locator("#start").fill("19:00")
    await page.locator("#end").fill("22:00")
    await page.locator("#end").press("Enter")
    await expect(page.get_by_role("status")).to_be_visible()
    assert await looks_right(page)

    front.house.booked[EIGHT] = 1
    await page.locator(".shift a").press("Enter")
    await page.locator("section[aria-labelledby='remove'] button").press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await looks_right(page)

    await page.locator("section[aria-labelledby='remove'] button").press("Space")
    await expect(page.locator(".uncovered li")).to_have_count(1)
    assert await looks_right(page)

    await page.locator("section[aria-labelledby='feed'] button").press("Enter")
    await expect(page.locator("code")).to_be_visible()
    assert await fits(page)
    # What was asked before is told with its status, and the browser notes it.
    browser_page.faults[:] = [fault for fault in browser_page.faults if "409" not in fault]
