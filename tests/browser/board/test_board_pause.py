"""Until when a colleague has a pause, on the board in Chromium."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.model import Role, StaffId
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser.looks import fits, is_accessible
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running, and somebody who coordinates."""
    house = Front()
    await house.hires("Coos", role=Role.COORDINATOR)
    async with house.open():
        yield house


@pytest.mark.parametrize("width", [360, 1280])
async def test_a_pause_is_shown_with_its_end(front: Front, browser_page: BrowserPages, width: int) -> None:
    """By name, beside those who take talks; gone once it is over."""
    coos = await browser_page(width=width, timezone_id="UTC")
    await comes_in(front, coos, "Coos")
    with front.somebody_at_the_desk("Anna"), front.somebody_at_the_desk("Bram"):
        front.house.floor.pause(StaffId("Anna"), front.clock.now() + timedelta(minutes=5))

        shown = coos.locator(".there", has_text="Pauze:")
        await expect(shown).to_have_text("Pauze: Anna tot 14:05")
        await expect(coos.locator(".there").first).to_have_text("Aan de balie: Bram")
        assert await is_accessible(coos)
        assert await fits(coos)

        front.house.floor.end_pause(StaffId("Anna"))
        await expect(shown).to_have_count(0)
