"""Whom a talk fits, how many at once, and the next one, in Chromium."""

import pytest
from playwright.async_api import expect

from bot.model import Skills, StaffId
from bot.ports import Job
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPages

pytestmark = pytest.mark.browser


async def _speaks(front: Front, name: str, *languages: str) -> None:
    skills = Skills({"language": frozenset(languages)})
    await front.store.run(Job(lambda tx: tx.staff.set_skills(StaffId(name), skills)))


@pytest.mark.parametrize("width", [360, 1280])
async def test_rows_say_whom_they_fit_and_all_can_be_taken(front: Front, desks: DeskPages, width: int) -> None:
    """In words, at every width; what a counsellor can do is said to themselves."""
    await _speaks(front, "Anna", "nl", "en")
    await _speaks(front, "Bram", "fr")
    anna = await desks("Anna", width=width)
    _, theirs = await front.somebody_waits(language="fr")
    _, own = await front.somebody_waits(language="en")
    await expect(anna.row(theirs)).to_contain_text("Past bij niemand die er is; neem het gerust")
    await desks("Bram")
    await expect(anna.row(theirs)).to_contain_text("Past beter bij een collega die er is")
    await expect(anna.row(own)).not_to_contain_text("Past")
    await expect(anna.page.get_by_text("Past bij jou: Engels, Nederlands")).to_be_visible()
    await expect(anna.page.get_by_text("plaatsen vrij: 2")).to_be_visible()
    assert await anna.is_accessible()

    await anna.takes(theirs)


async def test_the_next_talk_comes_by_one_key(front: Front, desks: DeskPages) -> None:
    """Alt+N leaves the colleague's to them, and asks before one too many."""
    await _speaks(front, "Anna", "nl")
    await _speaks(front, "Bram", "fr")
    anna = await desks("Anna")
    await desks("Bram")
    await front.somebody_waits(language="fr")
    _, first = await front.somebody_waits()
    _, second = await front.somebody_waits()
    await expect(anna.row(second)).to_be_visible()

    await anna.page.keyboard.press("Alt+n")
    await expect(anna.words).to_be_focused()
    await expect(anna.row(first)).to_have_attribute("aria-current", "true")
    await anna.page.keyboard.press("Alt+n")
    dialog = anna.page.get_by_role("dialog", name="Nog een gesprek erbij?")
    await expect(dialog).to_be_visible()
    assert await anna.is_accessible()
    await anna.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(anna.row(second)).not_to_have_attribute("aria-current", "true")
    await anna.page.keyboard.press("Alt+n")
    await dialog.get_by_role("button", name="Ja, nog een").click()
    await expect(anna.row(second)).to_have_attribute("aria-current", "true")

    await anna.page.keyboard.press("Alt+n")
    await dialog.get_by_role("button", name="Ja, nog een").click()
    await expect(anna.notice).to_contain_text("past beter bij een collega die er is")
    desks.forgives("409")


async def test_seats_are_chosen_at_the_desk(desks: DeskPages) -> None:
    """The choice is kept, counted by everybody, and comes back after a reload."""
    anna = await desks("Anna")

    await anna.page.get_by_label("Gesprekken die ik tegelijk neem").select_option("3")
    await expect(anna.notice).to_have_text("Je neemt nu zo veel gesprekken tegelijk: 3")
    await expect(anna.page.get_by_text("plaatsen vrij: 3")).to_be_visible()
    await anna.page.reload()

    await expect(anna.page.get_by_label("Gesprekken die ik tegelijk neem")).to_have_value("3")
