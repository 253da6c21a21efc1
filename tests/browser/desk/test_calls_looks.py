"""Agreed calls in Chromium: from the list to the sheet to the outcome, by keyboard, at every size, day and night."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.model import Language
from tests.adapters.web.front import Front
from tests.booking import NO, ONCE_MORE, YES, books, does, wanted
from tests.browser.entrance import comes_in
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser
NUMBER = "+31 6 12987054"


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_a_call_is_taken_made_and_recorded_by_keyboard(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """Axe finds nothing and everything fits: the list, the sheet, and what is left when it was taken back."""
    await front.hires("Ada", language=language)
    people = [front.house.person(name) for name in ("Mia", "Noor")]
    at = front.house_clock.now() + timedelta(minutes=20)
    for person in people:
        await person.starts()
        await books(front.house, person, wanted(at, details=ONCE_MORE), seats=2)
        await does(front.house, person, YES)
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await comes_in(front, page, "Ada")
    await expect(page.locator(".queue .due a")).to_contain_text("2")
    assert await looks_right(page)
    await page.keyboard.press("Control+k")
    await page.locator("dialog input").fill({"nl": "belaf", "en": "calls", "fr": "appels"}[language])
    await page.keyboard.press("Enter")
    await expect(page.locator(".calls > li")).to_have_count(2)
    for taken in (1, 2):
        await page.locator("button[value=claimed]").first.press("Enter")
        await expect(page.locator("button[value=given_back]")).to_have_count(taken)
    assert await looks_right(page)
    assert NUMBER not in await page.content()

    await front.time_passes(timedelta(minutes=12))
    await page.goto(f"{front.base}/calls")
    await page.locator("form[action$='/sheet'] button").first.press("Enter")
    await expect(page.locator(".number")).to_contain_text(NUMBER)
    assert await looks_right(page)
    await page.locator("button[value=reached]").press("Enter")
    await expect(page.locator(".done")).to_be_visible()
    await expect(page.locator(".calls > li")).to_have_count(1)

    await page.locator("form[action$='/sheet'] button").press("Enter")
    await expect(page.locator(".number")).to_be_visible()
    for person in people:
        await does(front.house, person, NO)
    await expect(page.locator(".refusal[role=alert]").first).to_be_visible()
    assert page.url.endswith("/calls?done=gone")
    assert NUMBER not in await page.content()
