"""An emergency in Chromium: asked from the board, confirmed, read; by keyboard, at every size, day and night."""

import pytest
from playwright.async_api import expect

from bot.model import Language, Role
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_an_emergency_is_asked_confirmed_and_read_by_keyboard(
    front: Front, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """From the board to the talk and back; axe finds nothing and everything fits."""
    await front.hires("Coos", "Dora", role=Role.COORDINATOR, language=language)
    coos, dora = [await browser_page(width=width, height=740, color_scheme=light, locale=language) for _ in range(2)]
    person, case_id = await front.somebody_waits(urgent=True)
    with front.somebody_at_the_desk("Vera"):
        await front.house.taking.claim(next(iter(front.house.floor.on_duty())), case_id)
    await person.says("Ik sta op de brug. " + "Ik weet niet meer hoe het verder moet. " * 8)
    await comes_in(front, coos, "Coos")
    await coos.locator(f'li[data-case="{case_id.hex()}"] a.ask').press("Enter")
    await coos.locator("#reason").select_option("life")
    await coos.locator("#words").fill("Vera viel weg, en er was levensgevaar.")
    assert await looks_right(coos)
    await coos.locator("form.ask button").press("Enter")
    await expect(coos.get_by_role("status")).to_be_visible()

    await comes_in(front, dora, "Dora")
    await dora.locator(f'li[data-case="{case_id.hex()}"] a[href="/emergencies"]').press("Enter")
    assert await looks_right(dora)
    await dora.locator('button[value="confirmed"]').press("Enter")
    await expect(dora.locator("section[aria-labelledby=read] li")).to_have_count(1)

    await coos.goto(f"{front.base}/emergencies")
    await coos.locator("section[aria-labelledby=read] a.go").press("Enter")
    await expect(coos.locator("ol.lines .help_seeker")).to_contain_text("Ik sta op de brug.")
    assert await looks_right(coos)
    await coos.locator("form[action$='/end'] button").press("Enter")
    await expect(coos.get_by_role("status")).to_be_visible()
