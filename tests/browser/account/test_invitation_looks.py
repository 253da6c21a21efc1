"""The page behind an invitation in Chromium, by keyboard: a password of one's own, then the second step."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from bot.model import Language, Role
from bot.web.staff import invite_staff
from tests.adapters.web.front import CHEAP, Front
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser

OWN = "een eigen lange zin"


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house as it is served: everybody needs a second step."""
    house = Front(second_step=True)
    async with house.open():
        yield house


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_whoever_is_invited_sets_a_password_and_comes_to_the_second_step(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """Two that differ are asked for again, with the reason; the link opened twice says what to do; all of it fits."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, language=language, cost=CHEAP)
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await page.goto(f"{front.base}{invited.path}")
    await expect(page.locator("html")).to_have_attribute("lang", language)
    assert await looks_right(page)

    for again in ("een andere lange zin", OWN):
        await expect(page.locator("#password")).to_be_focused()
        await page.keyboard.type(OWN)
        await page.keyboard.press("Tab")
        await page.keyboard.type(again)
        if again != OWN:
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("alert")).to_be_visible()
            assert await looks_right(page)
    await page.keyboard.press("Tab")
    await expect(page.locator("button.primary")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/account/factor")
    await expect(page.locator("#code")).to_be_focused()

    await page.goto(f"{front.base}{invited.path}")
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await expect(page.locator("a[href='/desk/login']")).to_be_visible()
    assert await looks_right(page)
    assert [("400" in fault, "404" in fault) for fault in browser_page.faults] == [(True, False), (False, True)]
    browser_page.faults.clear()
