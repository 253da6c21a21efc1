"""A trainee at the desk for practice, and somebody who plays the other on a phone, in Chromium."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from bot.channels.webchat import WebchatChannel, routes
from bot.model import Language
from bot.web.texts import say
from tests.adapters.web.front import Front
from tests.adapters.web.playing import Practice
from tests.browser.desk.desk_page import DeskPage, DeskPages
from tests.browser.looks import EVERY_LOOK_OF_A_PART, fits, is_accessible, looks_right

pytestmark = pytest.mark.browser


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running, the practice line beside it, and the files of the web chat."""
    house = Front()
    await house.hires("Anna", "Bram")
    real = routes(WebchatChannel(house.clock), house.house.conversations, journal=house.house.journal)
    async with Practice(house).open(*real):
        yield house


async def _practises(anna: DeskPage) -> str:
    """Go to the desk for practice by keys, and make a link; returns it."""
    await anna.page.keyboard.press("Control+k")
    await anna.page.keyboard.type("Oefenen")
    await anna.page.keyboard.press("Enter")
    await expect(anna.page).to_have_url(re.compile("/practice$"))
    await expect(anna.page.locator(".queue .empty")).to_be_visible()
    await anna.page.get_by_role("button", name="Maak een oefenlink").press("Enter")
    field = anna.page.get_by_label("Oefenlink", exact=True)
    await expect(field).to_be_focused()
    return await field.input_value()


async def _walks_to_a_human(phone: Page, link: str) -> None:
    await phone.goto(link)
    await expect(phone.locator("#practice")).to_contain_text("Oefening.")
    await phone.get_by_role("button", name="Begin").click()
    for option in ("Ja", "Nederland", "Ik zit erin of twijfel", "Naar een mens", "Ja, graag", "Ja, 30 minuten"):
        await phone.get_by_role("button", name=re.compile(rf"^\d\s*{option}$")).last.click()


async def test_practice_is_marked_all_the_way(front: Front, desks: DeskPages) -> None:
    """In the row, over the talk, beside the outcome; the colleague at work sees and hears nothing of it."""
    anna, bram = await desks("Anna"), await desks("Bram")
    link = await _practises(anna)
    phone = await desks.browser_page(width=360, height=740)
    await _walks_to_a_human(phone, link)
    row = anna.page.locator("button.row")
    await expect(row).to_contain_text("Oefening")

    await row.click()
    await expect(anna.page.locator("#talk-title")).to_contain_text("Oefening")
    await anna.says("Dag, ik ben er.")
    await expect(phone.get_by_role("log")).to_contain_text("Dag, ik ben er.")
    await phone.get_by_role("textbox").fill("Ik speel maar.")
    await phone.keyboard.press("Enter")
    await expect(anna.log).to_contain_text("Ik speel maar.")
    assert await is_accessible(phone)
    assert await fits(phone)
    await anna.page.get_by_role("button", name="Sluit af").click()
    dialog = anna.page.get_by_role("dialog", name="Gesprek afsluiten")
    await expect(dialog).to_contain_text("nergens bewaard of geteld")
    assert await anna.is_accessible()
    await dialog.get_by_label("Geluisterd").check()
    await anna.page.keyboard.press("Enter")

    await expect(phone.get_by_role("log")).to_contain_text("Wat wil je nu?")
    await expect(bram.page.locator(".queue .empty")).to_be_visible()
    await expect(bram.page).to_have_title("Balie · Ajar")
    assert front.house.floor.on_duty() == {"Bram"}


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_the_desk_for_practice_fits_every_screen(
    desks: DeskPages, width: int, light: str, language: Language
) -> None:
    """With a link on it."""
    anna = await desks("Anna", width=width, color_scheme=light)
    await _practises(anna)
    await anna.page.get_by_role("combobox", name=say("nl", "desk.language")).select_option(language)
    await expect(anna.page.locator("#practice-title")).to_contain_text(say(language, "practice.title"))

    assert await looks_right(anna.page)
