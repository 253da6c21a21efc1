"""A help-seeker on a phone and a counsellor at a desk, at once, in real Chromium, on the program that people start."""

import re
from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot import app
from tests.browser.whole.people import Serve, log_in
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.fixture
async def demo(serve: Serve) -> AsyncIterator[app.Address]:
    """A demo that runs."""
    async with serve() as address:
        yield address


async def walk_to_a_human(page: Page, demo: app.Address) -> None:
    """The help-seeker goes from the first screen into the queue, tapping."""
    await page.goto(f"{demo.url}/")
    await page.get_by_role("button", name="Begin").click()
    for option in ("Ja", "Nederland", "Ik zit erin of twijfel", "Naar een mens", "Ja, graag", "Ja, 30 minuten"):
        await page.get_by_role("button", name=re.compile(rf"^\d\s*{option}$")).last.click()
    await expect(page.get_by_role("log")).to_contain_text("Je staat in de rij")


async def test_two_people_find_each_other(demo: app.Address, browser_page: BrowserPages) -> None:
    """From the first screen to the last word of the counsellor; what each types stands on the other's screen."""
    phone, desk = await browser_page(width=360, height=740), await browser_page()
    await log_in(desk, demo)
    await walk_to_a_human(phone, demo)

    await desk.get_by_role("button", name=re.compile("Neem")).first.click()
    await expect(phone.get_by_role("log")).to_contain_text("mens")
    await desk.locator("#words").fill("Dag, ik ben er. Neem je tijd.")
    await desk.keyboard.press("Enter")
    await expect(phone.get_by_role("log")).to_contain_text("Dag, ik ben er. Neem je tijd.")
    await phone.get_by_role("textbox").fill("Ik weet niet waar ik moet beginnen <b>.")
    await phone.keyboard.press("Enter")
    await expect(desk.get_by_role("log")).to_contain_text("Ik weet niet waar ik moet beginnen <b>.")

    await phone.get_by_role("textbox").fill("stop")
    await phone.keyboard.press("Enter")

    await expect(desk.locator("body")).to_contain_text(re.compile("niet schrijven", re.IGNORECASE))


async def test_both_pages_are_clean_for_a_screen_reader_in_the_middle_of_a_talk(
    demo: app.Address, browser_page: BrowserPages
) -> None:
    """Axe finds nothing on either page while two people talk."""
    phone, desk = await browser_page(width=360, height=740), await browser_page()
    await log_in(desk, demo)
    await walk_to_a_human(phone, demo)
    await desk.get_by_role("button", name=re.compile("Neem")).first.click()
    await expect(desk.locator("#words")).to_be_visible()

    for page in (phone, desk):
        found = await Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


async def test_a_talk_goes_on_after_the_server_was_stopped_and_started(
    serve: Serve, browser_page: BrowserPages
) -> None:
    """Both pages reconnect by themselves; nothing is lost, nothing is shown twice."""
    phone, desk = await browser_page(width=360, height=740), await browser_page()
    async with serve() as demo:
        port = int(demo.url.rpartition(":")[2])
        await log_in(desk, demo)
        await walk_to_a_human(phone, demo)
        await desk.get_by_role("button", name=re.compile("Neem")).first.click()
        await desk.locator("#words").fill("Voor de pauze.")
        await desk.keyboard.press("Enter")
        await expect(phone.get_by_role("log")).to_contain_text("Voor de pauze.")

    async with serve(http_port=port):
        await phone.get_by_role("textbox").fill("Na de pauze.")
        await phone.keyboard.press("Enter")
        await expect(desk.get_by_role("log")).to_contain_text("Na de pauze.", timeout=40_000)
        await desk.locator("#words").fill("Ik ben er nog.")
        await desk.keyboard.press("Enter")
        await expect(phone.get_by_role("log")).to_contain_text("Ik ben er nog.", timeout=40_000)

        shown = await phone.get_by_role("log").inner_text()
        assert (shown.count("Voor de pauze."), shown.count("Ik ben er nog.")) == (1, 1)
        assert (await desk.get_by_role("log").inner_text()).count("Na de pauze.") == 1
        for page in (phone, desk):
            await page.close()  # before the server goes again, which the browser would tell at any moment after this
    browser_page.faults[:] = [fault for fault in browser_page.faults if "asked a stranger" in fault]
