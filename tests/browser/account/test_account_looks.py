"""The first login in Chromium: password, picture, code, codes on paper; by keyboard, at every size, day and night."""

from collections.abc import AsyncIterator

import pyotp
import pytest
from playwright.async_api import Page, expect

from bot.model import Language
from tests.adapters.web.front import PASSWORD, Front
from tests.browser.looks import fits, is_accessible
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house as it is served: everybody needs a second step."""
    house = Front(second_step=True)
    await house.hires("Anna")
    async with house.open():
        yield house


async def logs_in(front: Front, page: Page, code: str = "") -> None:
    """Fill in the form by keyboard."""
    await page.goto(f"{front.base}/desk/login")
    await expect(page.locator("#login")).to_be_focused()
    for typed in ("Anna", PASSWORD, code):
        await page.keyboard.type(typed)
        await page.keyboard.press("Enter" if typed == code else "Tab")


async def shown_by_an_app(front: Front, page: Page) -> str:
    """Type the letters below the picture into an app; returns the code that it shows."""
    letters = await page.locator(".numbered code").inner_text()
    return pyotp.TOTP(letters.replace(" ", "")).at(front.clock.now())


@pytest.mark.parametrize(
    ("width", "light", "language"), [(1280, "light", "nl"), (360, "dark", "fr"), (360, "light", "en")]
)
async def test_a_first_login_leads_to_the_desk_by_way_of_the_second_step(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """Each page fits, axe finds nothing, a wrong code says why, and the next login asks for a code."""
    await front.changes("Anna", language=language)
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await page.goto(f"{front.base}/desk/login")
    assert await is_accessible(page)
    assert await fits(page)
    await logs_in(front, page)

    await expect(page.locator(".numbered code")).to_be_visible()  # the login has a field of the same name
    await expect(page.locator("#code")).to_be_focused()
    assert await is_accessible(page)
    assert await fits(page)
    await page.keyboard.type("12345")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await is_accessible(page)
    await page.locator("#code").fill(await shown_by_an_app(front, page))
    await page.keyboard.press("Enter")

    await expect(page.locator(".recovery li")).to_have_count(10)
    assert await is_accessible(page)
    assert await fits(page)
    paper = await page.locator(".recovery code").first.inner_text()
    await page.locator("a.go").press("Enter")
    await expect(page.locator(".queue .empty")).to_be_visible()

    other = await browser_page(width=width, height=740, color_scheme=light)
    await logs_in(front, other, paper)
    await expect(other.locator(".queue .empty")).to_be_visible()
    await other.goto(f"{front.base}/account/factor")
    await expect(other.locator("#old")).to_be_visible()
    assert await is_accessible(other)
    assert await fits(other)
    await other.goto(f"{front.base}/account")
    await expect(other.locator(".logins li")).to_have_count(2)
    assert await is_accessible(other)
    assert await fits(other)
    await other.locator(".logins button").press("Enter")
    await expect(other.locator(".logins li")).to_have_count(1)
    browser_page.faults[:] = [fault for fault in browser_page.faults if "400" not in fault]


async def test_the_picture_can_be_read(front: Front, browser_page: BrowserPages) -> None:
    """It is square, stands on white also at night, and is drawn: no picture comes from anywhere."""
    page = await browser_page(width=360, color_scheme="dark")
    await logs_in(front, page)
    picture = page.locator(".code-picture svg")
    await expect(picture).to_be_visible()
    box = await picture.bounding_box()

    assert box is not None
    assert abs(box["width"] - box["height"]) < 1
    assert box["width"] >= 180
    assert await picture.locator("path").first.get_attribute("fill") == "#fff"
