"""A professional of a partner in the talk, in Chromium: the link, the page, both sides, and its end."""

import pytest
from playwright.async_api import Locator, expect

from bot.model import CaseId, Language
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPage, DeskPages
from tests.browser.looks import EVERY_LOOK_OF_A_PART, is_accessible, looks_right
from tests.browser_pages import BrowserPages
from tests.house import Person

pytestmark = pytest.mark.browser


async def link_of(front: Front, desk: DeskPage) -> tuple[Person, CaseId, str]:
    """Anna asks whether Els may join, Mia says yes, and Anna makes a link."""
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()
    panel = desk.page.locator(".referrals")
    await panel.locator("summary").click()
    await desk.page.locator("#partner").select_option("veilig_thuis")
    await desk.page.locator("#what").select_option("join")
    await desk.page.locator("#person").fill("Els de Vries")
    await panel.get_by_role("button", name="Stel voor").click()
    await expect(panel.locator("li.asked")).to_have_count(1)
    await mia.taps("Ja, dat is goed")
    await panel.get_by_role("button", name="Maak een link").click()
    await expect(panel.locator(".link")).to_contain_text("/guest/")
    return mia, case_id, await panel.locator(".link").inner_text()


def said(page: Locator) -> Locator:
    """Return what stands on the page of a guest."""
    return page.locator("li .words")


async def test_a_partner_joins_by_a_link_and_is_gone_when_the_counsellor_says_so(
    front: Front, desks: DeskPages, browser_page: BrowserPages
) -> None:
    """Both read each other, as text; at the end nothing is left on the page."""
    desk = await desks()
    mia, _, link = await link_of(front, desk)
    els = await browser_page()
    await els.goto(link)
    await expect(els.get_by_text("Els de Vries, Veilig Thuis")).to_be_visible()
    await els.get_by_role("button", name="Kom erbij").click()
    await expect(els.locator("#words")).to_be_visible()
    await expect(desk.page.get_by_text("De partner is in het gesprek")).to_be_visible()
    await mia.says("Dag <b>Els</b>.")

    await expect(said(els.locator("body"))).to_have_text(["Dag <b>Els</b>."])
    await els.locator("#words").fill("Dag Mia, ik ben Els.")
    await els.get_by_role("button", name="Verstuur").click()
    await expect(said(els.locator("body"))).to_have_count(2)
    await expect(desk.line("Dag Mia, ik ben Els.")).to_contain_text("Partner")
    mia.was_told("Els de Vries, Veilig Thuis", "Dag Mia, ik ben Els.")
    await desk.page.locator(".referrals").get_by_role("button", name="Beëindig de toegang").click()

    await expect(els.get_by_text("Het gesprek is hier voorbij")).to_be_visible()
    assert "Dag" not in await els.locator("body").inner_text()
    mia.was_told("alleen met de mens van eerst")
    desks.forgives("401")


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_axe_finds_nothing_on_the_page_of_a_guest(
    front: Front, desks: DeskPages, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """The link, the talk and the end, at any size, by the keyboard."""
    desk = await desks()
    mia, _, link = await link_of(front, desk)
    els = await browser_page(width=width, height=740, color_scheme=light, locale=language)
    await els.goto(link)
    assert await looks_right(els)
    await els.get_by_role("button").focus()
    await els.keyboard.press("Enter")
    await expect(els.locator("#words")).to_be_visible()
    await mia.says("Dag, fijn dat je er bent. " * 6)
    await expect(said(els.locator("body"))).to_have_count(1)
    await els.locator("#words").fill("Dag Mia.")
    await els.keyboard.press("Tab")
    await els.keyboard.press("Enter")
    await expect(said(els.locator("body"))).to_have_count(2)
    assert await looks_right(els)

    await mia.says("toch niet")
    await expect(els.locator("main.over")).to_be_visible()
    assert await is_accessible(els)
    desks.forgives("401")
