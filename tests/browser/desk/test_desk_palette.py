"""Ready-made words with "/", and everything else with Ctrl+K: by keyboard, by finger, by screen reader."""

import re

import pytest
from playwright.async_api import expect

from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPages

pytestmark = pytest.mark.browser


async def test_words_are_found_taken_changed_and_sent(front: Front, desks: DeskPages) -> None:
    """Slash, a few letters without their accents, Enter: the words stand in the text box, and nothing was sent yet."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()

    await desk.page.keyboard.type("/")
    search = desk.page.get_by_role("combobox", name="Typ om te zoeken")
    await expect(search).to_be_focused()
    assert await desk.is_accessible()
    await desk.page.keyboard.type("gróót")
    await expect(desk.page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    await expect(desk.page.get_by_role("status").get_by_text("Gevonden: 1")).to_have_count(1)
    await desk.page.keyboard.press("Enter")
    await expect(desk.words).to_be_focused()
    await expect(desk.words).to_have_value(re.compile(r"^Wat je schrijft, blijft bij mij\."))
    await desk.page.keyboard.type(" Is dat goed?")
    await desk.page.keyboard.press("Enter")

    await desk.sent("Is dat goed?")
    (said,) = [bubble.text for bubble in mia.reads()]
    assert (said[:10], said[-12:]) == ("Wat je sch", "Is dat goed?")


async def test_the_arrows_choose_and_escape_keeps_what_was_written(front: Front, desks: DeskPages) -> None:
    """Words that were typed before stay, and the chosen ones come below them."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.words.fill("Even kijken.")

    await desk.page.get_by_role("button", name="Teksten").click()
    await expect(desk.page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("Begin")
    await desk.page.keyboard.press("Escape")
    await expect(desk.words).to_have_value("Even kijken.")
    await desk.page.get_by_role("button", name="Teksten").click()
    await expect(desk.page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("Begin")
    await desk.page.keyboard.press("ArrowDown")
    await expect(desk.page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text(
        "Leest er iemand mee?"
    )
    await desk.page.keyboard.press("Enter")

    await expect(desk.words).to_have_value(re.compile(r"^Even kijken\.\nKan iemand anders nu op je scherm kijken\?"))


async def test_a_slash_inside_words_is_a_slash(front: Front, desks: DeskPages) -> None:
    """Only as the first sign of an empty box does it open the list."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)

    await desk.page.keyboard.type("en/of")

    await expect(desk.words).to_have_value("en/of")
    await expect(desk.page.get_by_role("dialog")).to_have_count(0)


async def test_everything_can_be_done_from_one_key(front: Front, desks: DeskPages) -> None:
    """Ctrl+K takes who is next: the urgent one, not the one that came first; then it leads from talk to talk."""
    desk = await desks()
    _, calm = await front.somebody_waits()
    _, urgent = await front.somebody_waits(urgent=True)
    await expect(desk.row(urgent)).to_be_visible()

    await desk.page.keyboard.press("Control+k")
    assert await desk.is_accessible()
    await desk.page.keyboard.type("aan de beurt")
    await desk.page.keyboard.press("Enter")
    await expect(desk.words).to_be_focused()
    await expect(desk.row(urgent)).to_have_attribute("aria-current", "true")
    await desk.page.keyboard.press("Control+k")
    await desk.page.keyboard.type("beurt")
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_role("dialog", name="Nog een gesprek erbij?")).to_be_visible()
    assert await desk.is_accessible()
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Enter")
    await expect(desk.row(calm)).to_have_attribute("aria-current", "true")
    await desk.page.keyboard.press("Control+k")
    await desk.page.keyboard.type("sluit")
    await desk.page.keyboard.press("Enter")

    await expect(desk.page.get_by_role("dialog", name="Gesprek afsluiten")).to_be_visible()
    desks.forgives("409")


async def test_what_does_not_exist_is_said(desks: DeskPages) -> None:
    """Nothing found is a sentence, and Enter does nothing."""
    desk = await desks()

    await desk.page.keyboard.press("Control+k")
    await desk.page.keyboard.type("fiets")
    await expect(desk.page.get_by_text("Niets gevonden.")).to_be_visible()
    await desk.page.keyboard.press("Enter")
    await expect(desk.page.get_by_role("dialog")).to_be_visible()
    await desk.page.get_by_role("button", name="Annuleer").click()

    await expect(desk.page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
async def test_the_list_fits_the_screen(front: Front, desks: DeskPages, width: int) -> None:
    """On a phone as on a wide screen nothing stands outside, and the way out is always in view."""
    desk = await desks(width=width, height=640)
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)

    await desk.page.get_by_role("button", name="Teksten").click()
    await expect(desk.page.get_by_role("listbox").get_by_role("option").first).to_be_visible()

    await expect(desk.page.get_by_role("button", name="Annuleer")).to_be_in_viewport(ratio=1)
    assert await desk.page.evaluate("document.documentElement.scrollWidth") <= width


async def test_whoever_changes_their_mind_is_where_they_were(front: Front, desks: DeskPages) -> None:
    """On the row of the queue, or in the middle of a word, with the keys that one goes on pressing."""
    desk = await desks()
    _, first = await front.somebody_waits()
    _, second = await front.somebody_waits()
    await expect(desk.row(second)).to_be_visible()
    await desk.row(second).focus()
    await desk.page.keyboard.press("Control+k")
    await expect(desk.page.get_by_role("dialog")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.row(second)).to_be_focused()

    await desk.takes(first)
    await desk.page.keyboard.type("Ik ben")
    await desk.page.keyboard.press("Control+k")
    await expect(desk.page.get_by_role("dialog")).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await desk.page.keyboard.type(" Anna")

    await expect(desk.words).to_have_value("Ik ben Anna")
