"""Steps beside a talk, in Chromium: by keys alone, for one's own eyes, on a phone too."""

import pytest
from playwright.async_api import expect

from bot.model import Language
from bot.web.texts import say
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPages
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right

pytestmark = pytest.mark.browser
TITLE = "Stappen bij zorgen om veiligheid"


async def test_steps_open_beside_the_talk_and_ticks_stay_on_the_page(front: Front, desks: DeskPages) -> None:
    """Those of the country on the card; one goes on writing; each talk has ticks of its own; a reload forgets all."""
    anna = await desks("Anna")
    await anna.page.get_by_label("Gesprekken die ik tegelijk neem").select_option("2")
    _, first = await front.somebody_waits()
    _, second = await front.somebody_waits("ja", "belgie", "binnen", "mens", "ja", "m30")
    await anna.takes(first)
    asked: list[str] = []
    anna.page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))

    await anna.page.keyboard.press("Alt+m")
    panel = anna.page.get_by_role("complementary", name=TITLE)
    await expect(panel.get_by_role("combobox")).to_have_value("meldcode")
    await expect(anna.page.locator("#guides-title")).to_be_focused()
    await panel.get_by_label("Breng in kaart").check()
    await expect(panel.get_by_role("status")).to_have_text("Gedaan: 1 van 5")
    await expect(panel).to_contain_text("0800-2000")
    await anna.says("Ik lees mee.")
    await anna.sent("Ik lees mee.")
    assert await anna.is_accessible()

    await anna.takes(second)
    await expect(panel.get_by_role("combobox")).to_have_value("vlaanderen")
    await expect(panel.get_by_role("status")).to_have_text("Gedaan: 0 van 5")
    await anna.row(first).click()
    await expect(panel.get_by_label("Breng in kaart")).to_be_checked()

    await panel.get_by_role("checkbox", name="Overleg").focus()
    await anna.page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)
    await expect(anna.words).to_be_focused()
    await anna.does_by_keys(TITLE)
    await expect(panel.get_by_label("Breng in kaart")).to_be_checked()
    assert not [one for one in asked if "guides" in one and not one.startswith("GET ")]
    await anna.page.reload()
    await anna.row(first).click()
    await anna.page.keyboard.press("Alt+m")
    await expect(panel.get_by_label("Breng in kaart")).not_to_be_checked()


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_the_steps_fit_every_screen(
    front: Front, desks: DeskPages, width: int, light: str, language: Language
) -> None:
    """Beside the talk, or over it."""
    anna = await desks("Anna", width=width, color_scheme=light)
    await anna.page.get_by_role("combobox", name=say("nl", "desk.language")).select_option(language)
    _, case_id = await front.somebody_waits()
    await anna.takes(case_id)

    await anna.page.keyboard.press("Alt+m")

    panel = anna.page.get_by_role("complementary", name=say(language, "guides.title"))
    await expect(panel.locator("li label")).to_have_count(5)
    assert await looks_right(anna.page)
