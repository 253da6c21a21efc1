"""A block in Chromium: proposed at the desk, decided on its page; by keyboard, at every size, day and night."""

import pytest
from playwright.async_api import expect

from bot.model import Language, Role
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_a_block_is_proposed_and_decided_by_keyboard(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """From the question how a talk ended to the list; axe finds nothing and everything fits."""
    await front.hires("Anna", language=language)
    await front.hires("Coos", role=Role.COORDINATOR, language=language)
    anna, coos = [await browser_page(width=width, height=740, color_scheme=light, locale=language) for _ in range(2)]
    await comes_in(front, anna, "Anna")
    _, case_id = await front.somebody_waits()
    await anna.locator(f'button.row[data-case="{case_id.hex()}"]').press("Enter")
    await anna.locator(".head .do button").last.press("Enter")
    await anna.locator("dialog .abuse").press("Enter")
    await expect(anna.locator("input[name=reason]").first).to_be_visible()
    assert await looks_right(anna)
    await anna.locator("dialog .primary").press("Enter")
    await expect(anna.locator("dialog .refusal")).to_be_visible()
    await anna.locator("input[name=reason]").first.press("Space")
    await anna.locator("dialog .primary").press("Enter")
    await expect(anna.locator("dialog")).to_have_count(0)
    await expect(anna.locator(".notice")).not_to_be_empty()

    await comes_in(front, coos, "Coos")
    await coos.goto(f"{front.base}/blocks")
    assert await looks_right(coos)
    await coos.locator("form[action='/blocks/confirm'] button").press("Enter")
    await expect(coos.get_by_role("status")).to_be_visible()
    await expect(coos.locator("section[aria-labelledby=holding] li")).to_have_count(1)
    assert await looks_right(coos)
