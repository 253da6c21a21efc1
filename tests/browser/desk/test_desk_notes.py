"""Notes beside a talk, in Chromium: told apart from the answer by place, words, look and key; never sent."""

import pytest
from playwright.async_api import Locator, expect

from bot.model import Language
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPage, DeskPages
from tests.browser.looks import EVERY_LOOK_OF_A_PART, looks_right

pytestmark = pytest.mark.browser

NARROW = 360


def note_field(desk: DeskPage) -> Locator:
    """Return the field for notes."""
    return desk.page.locator("#note")


def notes(desk: DeskPage) -> Locator:
    """Return the notes that stand there."""
    return desk.page.locator(".notes li .words")


async def test_a_note_stands_beside_the_talk_and_reaches_nobody(front: Front, desks: DeskPages) -> None:
    """By the keyboard alone: there, written, kept, and back; the talk has not a line more."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()

    await desk.page.keyboard.press("F2")
    await expect(note_field(desk)).to_be_focused()
    await desk.page.keyboard.type("Broer leest mee.")
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.type("Na zes uur niet schrijven.")
    await expect(notes(desk)).to_have_count(0)
    await desk.page.keyboard.press("Control+Enter")
    await expect(notes(desk)).to_have_text(["Broer leest mee.\nNa zes uur niet schrijven."])
    await expect(desk.notice).to_have_text("Notitie bewaard. De ander ziet haar niet.")
    await expect(note_field(desk)).to_have_value("")
    await desk.page.keyboard.press("F2")

    await expect(desk.words).to_be_focused()
    await expect(desk.page.locator("li.line")).to_have_count(0)
    assert mia.reads() == []


async def test_each_field_keeps_its_own_words(front: Front, desks: DeskPages) -> None:
    """What is sent leaves the note where it is, what is noted leaves the answer; Escape leads back to the answer."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    mia.reads()
    await desk.words.fill("Dag, ik ben Anna.")
    await desk.page.keyboard.press("F2")
    await desk.page.keyboard.type("Klinkt moe.")
    await desk.page.keyboard.press("Escape")
    await expect(desk.words).to_be_focused()

    await desk.page.keyboard.press("Enter")
    await desk.sent("Dag, ik ben Anna.")
    await expect(note_field(desk)).to_have_value("Klinkt moe.")
    await desk.words.fill("Neem je tijd.")
    await desk.page.get_by_role("button", name="Bewaar notitie").click()
    await expect(notes(desk)).to_have_text(["Klinkt moe."])

    await expect(desk.words).to_have_value("Neem je tijd.")
    assert [bubble.text for bubble in mia.reads()] == ["Dag, ik ben Anna."]
    await expect(desk.log).not_to_contain_text("Klinkt moe.")


async def test_a_colleague_reads_whose_words_they_are_and_no_note(front: Front, desks: DeskPages) -> None:
    """After a yes, also after a reload; what Anna said is not taken for one's own, and what she noted is not there."""
    anna, bram = await desks("Anna"), await desks("Bram")
    mia, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    await anna.says("Dag, ik ben Anna.")
    await anna.sent("Dag, ik ben Anna.")
    await note_field(anna).fill("Wil niet gebeld worden.")
    await note_field(anna).press("Control+Enter")
    await expect(notes(anna)).to_have_count(1)
    await anna.page.get_by_role("button", name="Geef terug").click()
    await anna.page.get_by_role("dialog").get_by_role("button", name="Geef terug").click()
    await expect(anna.page.get_by_text("Wil niet gebeld worden.")).to_have_count(0)

    await bram.takes(case_id)
    await mia.says("Ja, dat mag")

    for _ in range(2):
        await expect(bram.line("Dag, ik ben Anna.")).to_contain_text("Anna: Dag, ik ben Anna.")
        await expect(bram.page.locator(".notes li")).to_have_count(0)
        await bram.page.reload()
        await bram.row(case_id).click()


async def test_a_wipe_takes_the_notes_off_the_screen(front: Front, desks: DeskPages) -> None:
    """The kept ones, and the one that somebody was writing."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await note_field(desk).fill("Noemde een naam.")
    await note_field(desk).press("Control+Enter")
    await expect(notes(desk)).to_have_count(1)
    await note_field(desk).fill("Half geschreven.")

    await mia.says("wis")
    await mia.says("ja")

    await expect(desk.page.get_by_text("Weg – niet schrijven").first).to_be_visible()
    for text in ("Noemde een naam.", "Half geschreven."):
        await expect(desk.page.get_by_text(text)).to_have_count(0)
    assert "Half geschreven." not in await desk.page.content()


async def test_a_note_without_a_network_is_kept_once_it_is_back(front: Front, desks: DeskPages) -> None:
    """It says that it is here only, and is written once."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.page.context.set_offline(True)
    await expect(desk.page.get_by_text("Geen verbinding.")).to_be_visible()

    await note_field(desk).fill("Onderweg geschreven.")
    await note_field(desk).press("Control+Enter")
    await expect(desk.page.locator(".notes li.pending")).to_contain_text("nog hier")
    await desk.page.context.set_offline(False)

    await expect(desk.page.locator(".notes li.pending")).to_have_count(0)
    await expect(notes(desk)).to_have_text(["Onderweg geschreven."])
    desks.forgives("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket connection")


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK_OF_A_PART)
async def test_axe_finds_nothing_in_the_notes(
    front: Front, desks: DeskPages, width: int, light: str, language: Language
) -> None:
    """With notes, and with the form open, at any size."""
    await front.changes("Anna", language=language)
    desk = await desks(width=width, height=740, color_scheme=light)
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.page.keyboard.press("F2")
    await expect(note_field(desk)).to_be_focused()
    await note_field(desk).fill("Een notitie die over meer dan één regel gaat, zoals notities dat doen.")
    await note_field(desk).press("Control+Enter")
    await expect(notes(desk)).to_have_count(1)
    await note_field(desk).fill("é" * 4_003)

    assert await looks_right(desk.page)
