"""A coordinator at work in Chromium: with the keyboard alone, on a phone and on a desk, by day and by night."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.model import Language, Role
from bot.model.health import Health
from bot.web.live import LOOK_AGAIN
from bot.web.texts import say
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser.looks import fits, is_accessible
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running: two counsellors, somebody who coordinates, somebody who may do everything."""
    house = Front()
    await house.hires("Anna", "Bram")
    await house.hires("Coos", role=Role.COORDINATOR)
    await house.hires("Ida", role=Role.ADMIN)
    async with house.open():
        yield house


async def test_a_talk_is_passed_on_and_the_counsellors_see_it(front: Front, browser_page: BrowserPages) -> None:
    """By keyboard alone; the one who has it now is told, and the one who had it reads why it is gone."""
    anna, bram, coos = [await browser_page() for _ in range(3)]
    await comes_in(front, anna, "Anna")
    await comes_in(front, bram, "Bram")
    await expect(bram.locator(".queue .empty")).to_be_visible()
    await comes_in(front, coos, "Coos")
    _, case_id = await front.somebody_waits()
    await anna.locator(f'button.row[data-case="{case_id.hex()}"]').click()
    await expect(anna.locator("#words")).to_be_focused()
    row = coos.locator(f'li[data-case="{case_id.hex()}"]')
    await expect(row).to_contain_text("Anna")
    await expect(row.get_by_role("combobox")).to_have_value("Bram")

    await row.get_by_role("combobox").focus()
    await coos.keyboard.press("Tab")
    await coos.keyboard.press("Enter")

    await expect(row.locator(".first")).to_have_text("Bram")
    await expect(coos.locator(".notice")).to_contain_text("Bram heeft het gesprek nu.")
    await expect(bram.locator(".notice")).to_contain_text("Je hebt er een gesprek bij.")
    await expect(bram.locator("button.row.own")).to_be_visible()
    await expect(anna.get_by_text("je coördinator gaf het door")).to_be_visible()


async def test_a_talk_goes_back_to_the_queue_after_a_question(front: Front, browser_page: BrowserPages) -> None:
    """Escape leaves everything as it is; then it is done, and both read so."""
    anna, coos = [await browser_page() for _ in range(2)]
    await comes_in(front, anna, "Anna")
    _, case_id = await front.somebody_waits()
    await anna.locator(f'button.row[data-case="{case_id.hex()}"]').click()
    await expect(anna.locator("#words")).to_be_focused()
    await comes_in(front, coos, "Coos")
    row = coos.locator(f'li[data-case="{case_id.hex()}"]')

    await row.get_by_role("button", name="Terug in de rij").press("Enter")
    await expect(coos.get_by_role("dialog", name="Het gesprek van Anna terug in de rij?")).to_be_visible()
    await coos.keyboard.press("Escape")
    await expect(coos.get_by_role("dialog")).to_have_count(0)
    await expect(row).to_contain_text("Anna")
    await row.get_by_role("button", name="Terug in de rij").press("Enter")
    await coos.get_by_role("dialog").get_by_role("button", name="Terug in de rij").press("Enter")

    await expect(row).to_contain_text("Wacht nog geen minuut")
    await expect(anna.get_by_text("Niet meer van jou").first).to_be_visible()


@pytest.mark.parametrize(
    ("width", "light", "language"), [(1280, "light", "en"), (360, "dark", "fr"), (360, "light", "nl")]
)
async def test_axe_finds_nothing_on_board_and_trail(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """Full and empty, with its question, logged out; and the trail as an admin reads it."""
    await front.changes("Ida", language=language)
    page = await browser_page(width=width, height=740, color_scheme=light)
    await comes_in(front, page, "Ida")
    await page.goto(f"{front.base}/board")
    await expect(page.locator("#waits")).to_be_visible()
    assert await is_accessible(page)
    await front.somebody_waits(urgent=True)
    _, case_id = await front.somebody_waits(language="fr")
    with front.somebody_at_the_desk("Anna"), front.somebody_at_the_desk("Bram"):
        await front.house.taking.claim(front.house.counsellor("Anna").id, case_id)
        await expect(page.locator("main").get_by_role("combobox")).to_have_count(3)

        silence = {"telegram": timedelta(0), "signal": timedelta(minutes=2)}
        front.house.health = Health(silence=silence, stuck={"telegram": 1}, key_days=3, disk_free=0.01)
        front.clock.advance(LOOK_AGAIN)
        await expect(page.get_by_text(say(language, "alert.DiskNearlyFull"))).to_be_visible()
        assert await is_accessible(page)
        assert await fits(page)
        await page.get_by_role("button", name=say(language, "board.put_back")).click()
        assert await is_accessible(page)
        assert await fits(page)
        await page.keyboard.press("Escape")

    await page.goto(f"{front.base}/audit")
    await expect(page.get_by_role("table")).to_be_visible()
    assert await is_accessible(page)
    assert await fits(page)
    await page.goto(f"{front.base}/board")
    await expect(page.locator("#talks")).to_be_visible()
    await front.changes("Ida", disabled=True)
    front.clock.advance(LOOK_AGAIN)
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await is_accessible(page)
    # The login is over: Chromium notes the refusal of the live line by its number, or in words.
    refusals = ("401", "HTTP Authentication failed")
    browser_page.faults[:] = [fault for fault in browser_page.faults if not any(word in fault for word in refusals)]
