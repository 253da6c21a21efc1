"""A pause after a talk, in Chromium: offered with the outcome, ended by one key, and quiet meanwhile."""

from datetime import timedelta

import pytest
from playwright.async_api import Locator, expect

from bot.model import Language
from bot.web.live import LOOK_AGAIN
from bot.web.texts import say
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPage, DeskPages
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right

pytestmark = pytest.mark.browser


async def _asks_to_close(anna: DeskPage) -> Locator:
    """Open the last question of the talk in view."""
    await anna.page.keyboard.press("Control+k")
    await anna.page.keyboard.type("Sluit af")
    await anna.page.keyboard.press("Enter")
    dialog = anna.page.get_by_role("dialog", name="Gesprek afsluiten")
    await expect(dialog).to_be_visible()
    return dialog


async def test_a_pause_is_offered_kept_and_ended_by_one_key(front: Front, desks: DeskPages) -> None:
    """Five minutes stand there already; a reload keeps them; who comes meanwhile rings nowhere; Alt+P ends it."""
    anna = await desks("Anna")
    _, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    dialog = await _asks_to_close(anna)
    await expect(dialog.get_by_role("radio", name="5 min", exact=True)).to_be_checked()
    await dialog.get_by_label("Geluisterd").check()
    await anna.page.keyboard.press("Enter")

    banner = anna.page.locator(".banner", has_text="Pauze tot")
    await expect(banner).to_be_visible()
    await anna.page.reload()
    await expect(banner).to_be_visible()
    _, waits = await front.somebody_waits()
    await expect(anna.row(waits)).to_be_visible()
    await expect(anna.page.get_by_role("button", name="Neem de volgende")).to_have_count(0)
    await expect(anna.notice).to_have_text("")
    assert await anna.is_accessible()

    await anna.page.keyboard.press("Alt+p")

    await expect(banner).to_have_count(0)
    await expect(anna.notice).to_contain_text("Je pauze is voorbij")
    await expect(anna.page.get_by_role("button", name="Neem de volgende")).to_be_visible()


async def test_what_is_offered_goes_by_the_talk(front: Front, desks: DeskPages) -> None:
    """Ten minutes after an urgent one, none where there was no talk; what was chosen by hand stays."""
    anna = await desks("Anna")
    _, case_id = await front.somebody_waits(urgent=True)
    await anna.takes(case_id)
    dialog = await _asks_to_close(anna)
    checked = dialog.locator("input[name=pause]:checked")
    await expect(checked).to_have_value("10")

    await dialog.locator("summary", has_text="Geen gesprek").click()
    await dialog.get_by_label("Test").check()
    await expect(checked).to_have_value("0")
    await dialog.get_by_label("Geluisterd").check()
    await expect(checked).to_have_value("10")
    await dialog.get_by_label("15 min").check()
    await dialog.get_by_label("Informatie").check()
    await expect(checked).to_have_value("15")


async def test_a_pause_that_is_over_says_so(front: Front, desks: DeskPages) -> None:
    """By itself, within seconds."""
    anna = await desks("Anna")
    _, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    dialog = await _asks_to_close(anna)
    await dialog.get_by_label("Geluisterd").check()
    await anna.page.keyboard.press("Enter")
    await expect(anna.page.locator(".banner", has_text="Pauze tot")).to_be_visible()

    await front.time_passes(timedelta(minutes=5) + LOOK_AGAIN)

    await expect(anna.notice).to_contain_text("Je pauze is voorbij")


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_the_last_question_fits_every_screen(
    front: Front, desks: DeskPages, width: int, light: str, language: Language
) -> None:
    """With somebody who waits and nobody else there, which is said beside the choice."""
    anna = await desks("Anna", width=width, color_scheme=light)
    await anna.page.get_by_role("combobox", name=say("nl", "desk.language")).select_option(language)
    _, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    await front.somebody_waits()
    await anna.page.keyboard.press("Control+k")
    await anna.page.keyboard.type(say(language, "talk.close"))
    await anna.page.keyboard.press("Enter")

    dialog = anna.page.get_by_role("dialog")
    await expect(dialog).to_contain_text(say(language, "pause.alone", count=1))
    assert await looks_right(anna.page)
