"""A hand-over to a partner at the desk, in Chromium: proposed, agreed to, copied; and counted at the end."""

import pytest
from playwright.async_api import Locator, expect

from bot.model import Language, Outcome, StaffId
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPage, DeskPages
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right

pytestmark = pytest.mark.browser

WORDS = "Zij is 24 en wil weg. <b>Bel niet</b> naar huis."


async def opens(desk: DeskPage) -> Locator:
    """Unfold what is about partners, and wait for the list of them."""
    await desk.page.locator(".referrals summary").click()
    await expect(desk.page.locator("#partner option")).not_to_have_count(1)
    return desk.page.locator(".referrals")


async def test_a_partner_is_proposed_agreed_to_and_counted(front: Front, desks: DeskPages) -> None:
    """What was typed survives a reload; what was agreed to can be copied, and stands in the outcomes at the end."""
    desk = await desks(permissions=["clipboard-read", "clipboard-write"])
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()
    panel = await opens(desk)
    await desk.page.locator("#partner").select_option("veilig_thuis")
    await desk.page.locator("#referral").fill(WORDS)
    await expect(panel.locator(".kept")).to_have_text("Concept bewaard")

    await desk.page.reload()
    await desk.row(case_id).click()
    await expect(desk.page.locator("#referral")).to_have_value(WORDS)
    await panel.get_by_role("button", name="Stel voor").click()
    await expect(panel.locator("li.asked")).to_contain_text("Wacht op antwoord")
    mia.was_told("Veilig Thuis", WORDS)
    await mia.taps("Ja, zo is het goed")

    await expect(panel.locator("li.agreed .words")).to_have_text(WORDS)
    await expect(panel.locator("li.agreed")).to_contain_text("0800-2000")
    await panel.get_by_role("button", name="Kopieer de woorden").click()
    await expect(desk.notice).to_have_text("Gekopieerd")
    assert await desk.page.evaluate("navigator.clipboard.readText()") == WORDS
    await desk.page.get_by_role("button", name="Sluit af").first.click()
    dialog = desk.page.get_by_role("dialog")
    await expect(dialog.locator(f"input[value={Outcome.PROTECTION}]")).to_be_checked()
    await dialog.get_by_role("button", name="Sluit af").click()
    await expect(desk.row(case_id)).to_have_count(0)
    assert {one.outcomes for one in front.memory.shelves.cases.values()} == {(Outcome.PROTECTION,)}


async def test_a_proposal_that_is_taken_back_can_be_written_anew(front: Front, desks: DeskPages) -> None:
    """Its words are in the field again, by the keyboard alone."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    panel = await opens(desk)
    await desk.page.locator("#partner").select_option("hoc")
    await desk.page.locator("#referral").fill(WORDS)
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.press("Enter")
    await expect(panel.locator("li.asked")).to_have_count(1)

    await panel.get_by_role("button", name="Haal terug").press("Enter")

    await expect(panel.locator("li.withdrawn")).to_contain_text("Teruggehaald")
    await expect(desk.page.locator("#referral")).to_have_value(WORDS)
    await expect(desk.page.locator("#partner")).to_have_value("hoc")


async def test_the_keyboard_leads_to_partners(front: Front, desks: DeskPages) -> None:
    """As it does to everything else that can be done."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.page.keyboard.press("Control+k")
    await desk.page.keyboard.type("partner")
    await desk.page.keyboard.press("Enter")

    await expect(desk.page.locator("#partner")).to_be_focused()
    await expect(desk.page.locator("#partner option")).not_to_have_count(1)


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_axe_finds_nothing_about_partners(
    front: Front, desks: DeskPages, width: int, light: str, language: Language
) -> None:
    """With a no, a yes and the form, at any size."""
    await front.changes("Anna", language=language)
    desk = await desks(width=width, height=740, color_scheme=light)
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    ada = front.house.referring
    for partner, answer in (("veilig_thuis", "Nee, niet doorgeven"), ("politie_nl", "Ja, zo is het goed")):
        await ada.propose(StaffId("Anna"), case_id, WORDS, to=partner, client_id=partner)
        await front.house.tasks.settle()
        await mia.taps(answer)
    panel = desk.page.locator(".referrals")
    await expect(panel.locator(".count")).to_have_text("2")
    if await panel.get_attribute("open") is None:
        await panel.locator("summary").click()
    await expect(panel.locator("li.agreed")).to_contain_text("0900-8844")
    await desk.page.locator("#referral").fill("é" * 1_003)

    assert await looks_right(desk.page)
