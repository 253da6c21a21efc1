"""What a counsellor typed and did not send, in Chromium: there again after a reload and in another browser."""

import pytest
from playwright.async_api import Locator, Route, expect

from bot.model import Ending, Language, StaffId
from bot.ports import Job
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPage, DeskPages
from tests.browser.looks import EVERY_LOOK_OF_A_PART, fits, looks_right

pytestmark = pytest.mark.browser

PROVOKED = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket connection", "404")
KEPT = "Concept bewaard"


def kept(desk: DeskPage) -> Locator:
    """Return what says that the server has the draft."""
    return desk.page.locator("#words-help .kept", has_text=KEPT)


async def types(desk: DeskPage, words: str) -> None:
    """Type, and wait until it is kept."""
    await desk.words.fill(words)
    await expect(kept(desk)).to_be_visible()


async def test_a_draft_is_there_after_a_reload_and_in_another_browser(front: Front, desks: DeskPages) -> None:
    """The answer and the note, each in its own field; nothing of it lies in the browser, and nothing was sent."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()
    await desk.page.locator("#note").fill("Klinkt moe.")
    await types(desk, "Ik dacht nog aan wat je zei,\nen")
    stored = await desk.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")

    await desk.page.reload()
    await desk.row(case_id).click()
    elsewhere = await desks()
    await elsewhere.row(case_id).click()

    for page in (desk, elsewhere):
        await expect(page.words).to_have_value("Ik dacht nog aan wat je zei,\nen")
        await expect(page.page.locator("#note")).to_have_value("Klinkt moe.")
    assert "dacht" not in stored
    assert mia.reads() == []


async def test_what_was_sent_is_no_draft_any_more(front: Front, desks: DeskPages) -> None:
    """Nowhere: not after a reload, and not in the other window, where it stood too."""
    desk, elsewhere = await desks(), await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()
    await types(desk, "Dag, ik ben Anna.")
    await elsewhere.row(case_id).click()
    await expect(elsewhere.words).to_have_value("Dag, ik ben Anna.")

    await desk.words.press("Enter")
    await desk.sent("Dag, ik ben Anna.")

    await expect(elsewhere.words).to_have_value("")
    await elsewhere.sent("Dag, ik ben Anna.")
    await desk.page.reload()
    await desk.row(case_id).click()
    await expect(desk.line("Dag, ik ben Anna.")).to_be_visible()
    await expect(desk.words).to_have_value("")
    assert [bubble.text for bubble in mia.reads()] == ["Dag, ik ben Anna."]


async def test_an_old_window_does_not_overwrite_a_newer_text(front: Front, desks: DeskPages) -> None:
    """Typed without a network, it comes back to a newer draft: both are shown, and only whoever types decides."""
    desk, elsewhere = await desks(), await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await elsewhere.row(case_id).click()
    await elsewhere.page.context.set_offline(True)
    await expect(elsewhere.page.get_by_text("Geen verbinding.")).to_be_visible()
    await elsewhere.words.fill("oude tekst")
    await expect(elsewhere.page.get_by_text("Concept staat alleen hier")).to_be_visible()
    await types(desk, "nieuwe tekst")

    await elsewhere.page.context.set_offline(False)
    rival = elsewhere.page.locator(".rival")
    await expect(rival).to_contain_text("nieuwe tekst")
    await expect(elsewhere.words).to_have_value("oude tekst")
    assert await elsewhere.is_accessible()
    assert (await front.house.talks.read(StaffId("Anna"), case_id)).draft.words == "nieuwe tekst"  # type: ignore[union-attr]
    await rival.get_by_role("button", name="Zet die hieronder").click()

    await expect(elsewhere.words).to_have_value("oude tekst\nnieuwe tekst")
    await expect(desk.words).to_have_value("oude tekst\nnieuwe tekst")
    desks.forgives(*PROVOKED)


async def test_words_that_wait_for_the_network_survive_a_reload_as_a_draft(front: Front, desks: DeskPages) -> None:
    """They were not sent, so they are not shown as sent: they stand in the field again."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()

    async def is_away(route: Route) -> None:
        await route.abort()

    await desk.page.route("**/say", is_away)
    await desk.says("Dag, ik ben Anna.")
    await expect(desk.line("Dag, ik ben Anna.")).to_contain_text("nog hier")
    await types(desk, "Neem je tijd.")
    desk.page.on("dialog", lambda dialog: dialog.accept())
    await desk.page.reload()
    await desk.row(case_id).click()

    await expect(desk.words).to_have_value("Dag, ik ben Anna.\nNeem je tijd.")
    await expect(desk.page.locator("li.line")).to_have_count(0)
    assert mia.reads() == []
    desks.forgives(*PROVOKED)


@pytest.mark.parametrize("how", ["given back elsewhere", "ended by the other"])
async def test_in_a_talk_that_is_over_for_us_the_words_stay_to_be_copied(
    front: Front, desks: DeskPages, how: str
) -> None:
    """A plain sentence says that it is not ours any more; the text stands there, and is nowhere else."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await types(desk, "Ik wilde nog zeggen")

    if how == "given back elsewhere":
        await front.house.desk.give_back(StaffId("Anna"), case_id)
    else:
        await front.store.run(Job(lambda tx: tx.cases.close(case_id, Ending.HELP_SEEKER)))
        front.house.floor.queue_changed()
        front.house.floor.case_changed(case_id)

    aside = desk.page.get_by_label("Dit had je nog niet verstuurd.")
    await expect(aside).to_have_value("Ik wilde nog zeggen")
    await expect(desk.words).to_have_count(0)
    assert await desk.is_accessible()
    assert await fits(desk.page)
    if how == "given back elsewhere":
        await expect(desk.page.get_by_text("Niet meer van jou").first).to_be_visible()
        await desk.row(case_id).last.click()
        await expect(desk.words).to_have_value("Ik wilde nog zeggen")


async def test_a_sending_that_crosses_with_the_loss_of_the_talk_is_refused_and_kept(
    front: Front, desks: DeskPages
) -> None:
    """The page does not know yet that a colleague has the talk: it says so, and the words can be copied."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()

    async def loses_it_first(route: Route) -> None:
        await front.house.desk.give_back(StaffId("Anna"), case_id)
        await front.house.taking.claim(StaffId("Bram"), case_id)
        await route.continue_()

    await desk.page.route("**/say", loses_it_first)
    await desk.says("Dag, ik ben Anna.")

    await expect(desk.notice).to_have_text("Dit gesprek is niet van jou. Ga terug naar de rij.")
    await expect(desk.page.get_by_label("Dit had je nog niet verstuurd.")).to_have_value("Dag, ik ben Anna.")
    await front.house.tasks.settle()
    assert not any("Anna" in bubble.text for bubble in mia.reads())
    desks.forgives(*PROVOKED)


async def test_a_wipe_takes_the_draft(front: Front, desks: DeskPages) -> None:
    """Nothing that was typed about somebody who is gone stays, not even on the screen."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await types(desk, "Je zus in Gent")

    await mia.says("wis")
    await mia.says("ja")

    await expect(desk.page.get_by_text("Weg – niet schrijven").first).to_be_visible()
    assert "Gent" not in await desk.page.content()
    assert await desk.page.locator("textarea").count() == 0


async def test_a_wipe_takes_also_what_was_put_aside_in_a_talk_that_went_back(front: Front, desks: DeskPages) -> None:
    """It was about somebody, and they are gone."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await types(desk, "Je zus in Gent")
    await front.house.desk.give_back(StaffId("Anna"), case_id)
    await expect(desk.page.locator("#unsaid")).to_have_value("Je zus in Gent")

    await mia.says("wis")
    await mia.says("ja")

    await expect(desk.page.locator("#unsaid")).to_have_count(0)
    await expect(desk.page.get_by_text("Niet meer van jou").first).to_be_visible()
    assert "Gent" not in await desk.page.content()


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_axe_finds_nothing_beside_a_draft(
    front: Front, desks: DeskPages, width: int, light: str, language: Language
) -> None:
    """With the word that it is kept, and with a text of another window."""
    await front.changes("Anna", language=language)
    desk = await desks(width=width, height=740, color_scheme=light)
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.page.route("**/draft", lambda route: route.abort())
    await desk.words.fill("hier getypt")
    elsewhere = await desks(width=width, height=740)
    await elsewhere.row(case_id).click()
    await elsewhere.words.fill("elders getypt")

    await expect(desk.page.locator(".rival")).to_contain_text("elders getypt")
    await expect(elsewhere.page.locator("#words-help .kept")).to_be_visible()

    for page in (desk, elsewhere):
        assert await looks_right(page.page)
    rival, field, help_line = [
        await desk.page.locator(place).bounding_box() for place in (".rival", "#words", "#words-help")
    ]
    assert rival is not None
    assert field is not None
    assert help_line is not None
    assert rival["y"] < field["y"] < help_line["y"]
    desks.forgives(*PROVOKED)
