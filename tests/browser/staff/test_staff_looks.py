"""The page of admins in Chromium: at every size, day and night; a proposal, and the second admin who confirms it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.model import Factor, Language, Role, Skills, StaffId
from bot.ports import Job, Transaction
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """A team of five, two of them admins."""
    house = Front()
    await house.hires("Anna", "Bram-met-een-heel-lange-naam-die-nog-op-een-telefoon-moet-passen")
    await house.hires("Eva", role=Role.EDITOR)
    await house.hires("Ida", "Omar", role=Role.ADMIN)

    def work(tx: Transaction) -> None:
        tx.staff.keep_factor(StaffId("Anna"), Factor(b"s" * 20))
        tx.staff.set_skills(StaffId("Anna"), Skills({"land": frozenset({"be", "nl"})}, seats=2))

    await house.store.run(Job(work))
    async with house.open():
        yield house


async def logs_in(front: Front, page: Page, name: str) -> None:
    """Come to the page."""
    await comes_in(front, page, name)
    await page.goto(f"{front.base}/staff")


async def has_all_pages_in_one_row(page: Page, width: int) -> None:
    """The bar is one row at every size; on a phone the pages are behind its one button, by key as by finger."""
    box = await page.locator(".bar").bounding_box()
    menu, other = page.locator(".bar summary"), page.locator(".bar").get_by_role("link").nth(1)
    assert box is not None
    assert box["height"] < 70
    if width < 600:
        await expect(other).to_have_count(0)
        await menu.press("Enter")
        await expect(other).to_be_visible()
        await looks_right(page)
        await menu.press("Enter")
    else:
        await expect(menu).to_be_hidden()
        await expect(other).to_be_visible()


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_two_admins_help_a_colleague(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """The list, one colleague, the code, the list with what waits, the link; by keyboard."""
    for name in ("Ida", "Omar"):
        await front.changes(name, language=language)
    ida, omar = [await browser_page(width=width, height=740, color_scheme=light, locale=language) for _ in range(2)]
    await logs_in(front, ida, "Ida")
    await looks_right(ida)
    await has_all_pages_in_one_row(ida, width)
    await ida.get_by_role("link", name="Anna").press("Enter")
    await expect(ida.locator("h1")).to_have_text("Anna")
    await looks_right(ida)
    await expect(ida.locator('input[name="land=be"]')).to_be_checked()
    await ida.locator('form:has([value="recover"]) button').press("Enter")
    code = await ida.locator(".shown code").inner_text()
    await looks_right(ida)

    await logs_in(front, omar, "Omar")
    await looks_right(omar)
    await omar.locator('button[value="confirm"]').press("Enter")
    link = await omar.locator(".shown code").inner_text()
    await looks_right(omar)

    anna = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await anna.goto(link)
    await looks_right(anna)
    for field, typed in (("#password", "een eigen lange zin"), ("#again", "een eigen lange zin"), ("#code", code)):
        await anna.locator(field).fill(typed)
    await anna.keyboard.press("Enter")
    await anna.wait_for_url("**/desk")
