"""A talk goes to a colleague, in Chromium: two counsellors at two screens, and the help-seeker between them."""

import pytest
from playwright.async_api import expect

from bot.model import Language
from bot.web.texts import say
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPages
from tests.browser.looks import EVERY_LOOK_OF_A_PART, is_accessible, looks_right

pytestmark = pytest.mark.browser

QUESTION = "Mag een collega hier met je verder?"


async def test_a_talk_goes_to_a_colleague_by_keyboard(front: Front, desks: DeskPages) -> None:
    """Alt+C, arrows, a note, Enter; the colleague answers by Ctrl+K; the help-seeker says yes; words go on."""
    anna, bram = await desks("Anna"), await desks("Bram")
    mia, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    await anna.says("Dag, ik ben Anna.")
    await anna.sent("Dag, ik ben Anna.")
    mia.reads()

    await anna.page.keyboard.press("Alt+c")
    dialog = anna.page.get_by_role("dialog")
    await expect(dialog.get_by_label("Bram")).to_be_focused()
    await anna.page.keyboard.press("Space")
    await anna.page.keyboard.press("Tab")
    await anna.page.keyboard.type("Praat liever met een man.")
    await dialog.get_by_role("button", name="Bied aan").press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(anna.words).to_be_focused()
    await expect(anna.page.get_by_text("Aangeboden aan Bram")).to_be_visible()
    offer = bram.page.locator(".offer")
    await expect(offer).to_contain_text("Anna vraagt")
    await expect(bram.notice).to_contain_text("Anna vraagt")
    await expect(bram.page.locator("body")).not_to_contain_text("ik ben Anna.")
    await expect(bram.page.locator("body")).not_to_contain_text("liever met een man")
    await bram.does_by_keys("Ga verder met het gesprek van Anna")
    await expect(offer).to_contain_text("Nu wordt de ander gevraagd")
    await expect(anna.page.get_by_text("Bram kan verder.")).to_be_visible()
    mia.was_told(QUESTION, "Praat liever met een man.")
    await mia.says("ja")

    await expect(offer).to_have_count(0)
    await expect(bram.notice).to_contain_text("Het gesprek is nu van jou")
    await expect(anna.page.locator(".ended").get_by_text("Niet meer van jou")).to_be_visible()
    await bram.row(case_id).click()
    await expect(bram.log).to_contain_text("Dag, ik ben Anna.")
    await expect(bram.log).to_contain_text("vanaf hier heeft een collega dit gesprek")
    await expect(bram.page.locator(".notes").get_by_text("Praat liever met een man.")).to_be_visible()
    await bram.says("Dag, ik ben Bram.")
    await bram.sent("Dag, ik ben Bram.")
    mia.was_told("Vanaf nu schrijft een collega", "Dag, ik ben Bram.")


async def test_a_colleague_who_says_no_and_an_offer_that_is_taken_back(front: Front, desks: DeskPages) -> None:
    """The holder reads how it ended, in the talk; the receiver that the question is over."""
    anna, bram = await desks("Anna"), await desks("Bram")
    _, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    for answer in ("decline", "recall"):
        await anna.page.get_by_role("button", name="Naar een collega").click()
        await anna.page.get_by_label("Bram").check()
        await anna.page.get_by_role("button", name="Bied aan").click()
        await expect(bram.page.locator(".offer")).to_be_visible()
        if answer == "decline":
            await bram.page.get_by_role("button", name="Nee, nu niet").click()
            await expect(anna.log).to_contain_text("Je collega kan het niet overnemen.")
        else:
            await anna.page.get_by_role("button", name="Trek in").click()
            await expect(anna.notice).to_have_text("Ingetrokken. Het gesprek blijft bij jou.")
        await expect(bram.page.locator(".offer")).to_have_count(0)
        await expect(anna.page.get_by_role("button", name="Naar een collega")).to_be_visible()
    await expect(bram.notice).to_have_text("Die vraag van je collega is voorbij.")


async def test_the_person_goes_on_with_somebody_else(front: Front, desks: DeskPages) -> None:
    """The page tells it kindly and shows nothing more of the talk; a colleague reads that somebody else was wanted."""
    anna, bram = await desks("Anna"), await desks("Bram")
    mia, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    await mia.says("Dag.")
    await expect(anna.log).to_contain_text("Dag.")

    await mia.says("iemand anders")
    await mia.taps("Ja, iemand anders")

    ended = anna.page.locator(".ended.parted")
    await expect(ended).to_contain_text("zegt niets over je werk")
    await expect(anna.page.locator("body")).not_to_contain_text("Dag.")
    assert await is_accessible(anna.page)
    await bram.takes(case_id)
    await expect(bram.log).to_contain_text("wilde verder met iemand anders van ons")
    await ended.get_by_role("button").click()
    await expect(anna.row(case_id)).to_have_count(0)
    await expect(ended).to_have_count(0)


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_everybody_can_use_it(front: Front, desks: DeskPages, width: int, light: str, language: Language) -> None:
    """Axe finds nothing and everything fits: the question whom, the line in the talk, the offer."""
    for name in ("Anna", "Bram"):
        await front.changes(name, language=language)
    anna = await desks("Anna", width=width, height=740, color_scheme=light)
    _, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    with front.somebody_at_the_desk("Bram"):
        await anna.page.keyboard.press("Alt+c")
        await anna.page.get_by_label("Bram").check()
        await anna.page.locator("#pass-note").fill("Spreekt liever een andere taal, en ik moet weg.")
        assert await looks_right(anna.page)
        await anna.page.get_by_role("button", name=say(language, "pass.do")).click()
        await expect(anna.page.locator(".line-of-pass")).to_be_visible()
        assert await looks_right(anna.page)
        bram = await desks("Bram", width=width, height=740, color_scheme=light)
        await expect(bram.page.locator(".offer")).to_be_visible()
        assert await looks_right(bram.page)
