"""Everybody can use the preview: with the keyboard alone, on a phone and on a desk, by day and by night."""

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from bot.figures.periods import Quarter
from bot.figures.ways import Place, WaysOn
from bot.model import Language
from bot.web.preview.live import LOOK_AT_LOGIN
from bot.web.texts import say
from tests.adapters.web.front import PASSWORD, Front
from tests.browser.looks import fits, is_accessible
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser

SMALLEST_WITH_ALL = 1000
"""From this width on everything is in view at once."""
BROKEN = "next: lijnen}\n          - {id: be,"


async def opened(front: Front, browser_page: BrowserPages, **options: object) -> Page:
    """Eva logs in by keyboard, and waits until the conversation begins."""
    page = await browser_page(**options)  # type: ignore[arg-type] # whatever Playwright takes
    await page.goto(f"{front.base}/preview")
    await expect(page.locator("#login")).to_be_focused()
    await page.keyboard.type("Eva")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator(".node.here")).to_have_count(1)
    return page


def side(page: Page, channel: str) -> "Side":
    """Return one channel."""
    return Side(page, channel)


async def late(route: Route, event: asyncio.Event) -> None:
    """Let an answer come no sooner than that."""
    await event.wait()
    await route.continue_()


class Side:
    """The conversation as one channel shows it."""

    def __init__(self, page: Page, channel: str) -> None:
        self.region = page.get_by_role("region", name=channel, exact=True)
        self.log = self.region.get_by_role("log")
        self.field = self.region.get_by_role("textbox")


async def test_an_editor_plays_with_the_keyboard_alone(front: Front, browser_page: BrowserPages) -> None:
    """A tap here, words there; a step back; another language; another place; and the drawing follows all of it."""
    page = await opened(front, browser_page)
    web, telegram, signal = (side(page, name) for name in ("Webchat", "Telegram", "Signal"))
    lit = page.locator(".node.here")

    await web.region.get_by_role("button", name="Ja").focus()
    await page.keyboard.press("Enter")
    await expect(lit).to_have_id("start.menu")
    await expect(web.region.get_by_role("button", name="Iets lezen")).to_be_focused()
    await signal.field.focus()
    await page.keyboard.type("2")
    await page.keyboard.press("Enter")
    for one in (web, telegram, signal):
        await expect(one.log).to_contain_text("Waar ben je?")
    await expect(signal.field).to_be_focused()
    await expect(page.get_by_role("region", name="Onthouden")).to_contain_text("vrij")

    in_dutch = await page.locator(".paper svg").element_handle()
    french_is_drawn = asyncio.Event()
    await page.route(re.compile(r"/preview/drawing\?.*language=fr"), lambda route: late(route, french_is_drawn))
    await page.get_by_label("Taal van het gesprek").select_option("fr")
    await expect(telegram.log).to_contain_text("Où êtes-vous ?")
    await page.get_by_role("button", name="Stap terug").press("Enter")
    await expect(telegram.log).not_to_contain_text("Où êtes-vous ?")
    await expect(lit).to_have_id("start.menu")

    await lit.focus()
    french_is_drawn.set()
    await page.wait_for_function("drawing => !drawing.isConnected", arg=in_dutch)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(lit).to_have_id("start.land")
    await expect(page.get_by_role("combobox", name="Begin bij")).to_have_value("start.land")
    await page.get_by_role("button", name="Opnieuw").press("Enter")
    await expect(web.log).to_contain_text("Où êtes-vous ?")


async def test_steps_in_quick_succession_are_all_taken(front: Front, browser_page: BrowserPages) -> None:
    """Whoever steps back twice before the first answer is there, is two steps back; and nobody is told of a fault."""
    page = await opened(front, browser_page)
    web = side(page, "Webchat")
    await web.region.get_by_role("button", name="Ja").click()
    await web.region.get_by_role("button", name="Iets lezen").click()
    await expect(web.log).to_contain_text("Een tekst")

    await page.get_by_role("button", name="Stap terug").evaluate("button => { button.click(); button.click(); }")

    await expect(web.log).not_to_contain_text("Wat nu?")
    await expect(page.get_by_role("button", name="Stap terug")).to_be_disabled()
    await expect(page.get_by_role("alert")).to_be_empty()


async def test_a_save_is_seen_without_a_touch(front: Front, browser_page: BrowserPages) -> None:
    """New words are played again where the editor was; a fault is told with its line, and the last sound words stay."""
    page = await opened(front, browser_page)
    telegram = side(page, "Telegram")
    await telegram.region.get_by_role("button", name="Ja").click()

    front.files.changes("Wat nu?", "Waar heb je zin in?")
    await front.looks_at_files()
    await expect(telegram.log).to_contain_text("Waar heb je zin in?")
    await expect(page.get_by_role("banner")).to_contain_text("Opnieuw gelezen om")
    front.files.changes(BROKEN, BROKEN.replace("lijnen", "lijne"))
    await front.looks_at_files()
    await expect(page.get_by_role("alert")).to_contain_text("laatste versie zonder fouten")
    await expect(telegram.log).to_contain_text("Waar heb je zin in?")

    await page.get_by_role("button", name="Toon de eerste").press("Enter")
    finding = page.get_by_role("listitem").filter(has_text="E203")
    await expect(finding.get_by_role("button", expanded=True)).to_be_focused()
    await expect(finding.locator("mark")).to_have_text(re.compile("^lijne"))
    await expect(page.get_by_label("Bestand en regel")).to_have_value(re.compile(r"^flows\.yaml:\d+$"))
    await expect(page.locator(".node.finding")).to_have_id("start.land")
    front.files.changes(BROKEN.replace("lijnen", "lijne"), BROKEN)
    await front.looks_at_files()
    await expect(page.get_by_role("alert")).to_be_empty()
    await expect(page.locator(".node.here")).to_have_id("start.menu")


async def _opens_the_numbers(page: Page) -> None:
    """By keyboard: how people went on is a table under the drawing."""
    await page.locator(".ways summary").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".ways tbody tr").first).to_be_visible()
    await expect(page.locator(".ways tbody tr").first.locator("td").first).to_have_text("60")


@pytest.mark.parametrize(("width", "light", "language"), [(1280, "light", "en"), (360, "dark", "fr")])
async def test_axe_finds_nothing_in_the_preview(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """View by view on a phone, all at once on a desk: numbers, a fault, a finding that is open, a login that ended."""
    await front.changes("Eva", language=language)
    went = Place(60, {"option:lezen": 35, "stopped": 15})
    front.files.ways = WaysOn(Quarter(2026, 3), {"start.menu": went, "start.land": Place(20, {"answered": 20})})
    page = await opened(front, browser_page, width=width, height=740, color_scheme=light)
    await page.locator(".webchat .buttons button").first.click()
    front.files.changes(BROKEN, BROKEN.replace("lijnen", "lijne"))
    await front.looks_at_files()
    await page.get_by_role("button", name=say(language, "preview.show_fault")).click()

    if width >= SMALLEST_WITH_ALL:
        await _opens_the_numbers(page)
    assert await is_accessible(page)
    assert await fits(page)
    if width >= SMALLEST_WITH_ALL:
        return
    for view in ("preview.drawing", "preview.setting_short"):
        await page.locator(".tabs").get_by_role("button", name=say(language, view)).click()
        if view == "preview.drawing":
            await _opens_the_numbers(page)
        assert await is_accessible(page)
        assert await fits(page)
    await front.changes("Eva", disabled=True)
    front.clock.advance(LOOK_AT_LOGIN)
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await is_accessible(page)
    browser_page.faults[:] = [fault for fault in browser_page.faults if "401" not in fault]
