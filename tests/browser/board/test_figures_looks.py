"""The page of the figures in Chromium: at every size, in each language, day and night."""

import pytest

from bot.figures.periods import Quarter
from bot.figures.sheet import sheet
from bot.figures.tally import Tally
from bot.model import Language, Role
from bot.ops.report.kept import KeptSheets
from bot.ops.report.sample import sample_log
from bot.ports import Job, Transaction
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


def a_quarter(tx: Transaction) -> None:
    """Let everything happen that happens in a quarter."""
    for one in sample_log(Quarter(2026, 4), a_year=1200):
        tx.event_log.add(one)


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_a_quarter_is_read_by_keyboard(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """Axe finds nothing and everything fits: with the charts alone, and with the numbers of one."""
    await front.hires("Olga", role=Role.OPERATOR, language=language)
    await front.store.run(Job(a_quarter))
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await comes_in(front, page, "Olga")
    await page.goto(f"{front.base}/board/figures")
    assert await page.locator(".figure svg").count() == 3
    assert await looks_right(page)

    await page.locator(".figure summary").first.press("Enter")
    await page.locator(".figure table").first.wait_for()
    assert await looks_right(page)


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_quarters_are_reached_from_the_weeks_by_keyboard(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """Each plot has its table below it, the page is no wider than the window, and what figures mean opens."""
    await front.hires("Olga", role=Role.OPERATOR, language=language)
    for quarter in (Quarter(2026, 2), Quarter(2026, 3)):
        log = sample_log(quarter, a_year=1200)
        KeptSheets(front.home / "sheets").keep(quarter, sheet(Tally(log, quarter.period), quarter))
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await comes_in(front, page, "Olga")
    await page.goto(f"{front.base}/board/figures")
    await page.locator(".views a").last.press("Enter")
    await page.locator(".figure figure").first.wait_for()
    assert await page.evaluate("document.documentElement.scrollWidth") == width

    await page.locator("main summary").press("Enter")
    await page.locator("dl").wait_for()
    assert await looks_right(page)
