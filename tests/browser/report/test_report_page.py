"""The sheet of figures in Chromium: on a phone, on a desk and on paper."""

from dataclasses import replace
from datetime import date

import pytest

from bot.figures.periods import Quarter, whole_quarters
from bot.model import LANGUAGES, Language
from bot.ops.report.demo import demo_report
from bot.ops.report.page import page
from bot.ops.report.words import Words
from bot.web.texts import texts
from tests.browser.looks import is_accessible
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


def written(language: Language, *quarters: Quarter, trend: bool = True) -> str:
    """Return the sheet of quarters that never were."""
    report = demo_report(quarters, zone="Europe/Amsterdam")
    words = Words(language, lambda name: texts(language)[name])
    return page(report if trend else replace(report, earlier=()), words)


async def test_the_sheet_looks_right_and_fits_on_paper(browser_page: BrowserPages) -> None:
    """Axe finds nothing, nothing sticks out, the style is let in by its hash, and no table is cut off on A4."""
    opened = await browser_page(width=360)
    await opened.set_content(written("nl", Quarter(2025, 4), trend=False))
    assert await is_accessible(opened)
    assert await opened.evaluate("document.documentElement.scrollWidth") == 360
    assert await opened.evaluate("getComputedStyle(document.querySelector('.bar')).fill") == "rgb(47, 102, 144)"

    await opened.set_viewport_size({"width": 680, "height": 960})  # what A4 has between its margins
    await opened.set_content(written("fr", Quarter(2025, 4)))
    await opened.emulate_media(media="print")

    assert await opened.evaluate("[...document.querySelectorAll('table')].every(one => one.offsetWidth <= 680)")


@pytest.mark.long
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_year_looks_right_in_every_language(browser_page: BrowserPages, language: Language, width: int) -> None:
    """The same of the longest sheet: tables scroll by themselves, the page does not."""
    opened = await browser_page(width=width)
    await opened.set_content(written(language, *whole_quarters(date(2025, 1, 1), date(2026, 1, 1))))

    assert await is_accessible(opened)
    assert await opened.evaluate("document.documentElement.scrollWidth") == width
