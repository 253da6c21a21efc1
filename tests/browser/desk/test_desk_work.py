"""A counsellor at work: login, queue, claim, talk, give back, close, with mouse and keyboard."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from playwright.async_api import Route, expect

from bot.model import CaseId, CaseState, Outcome, StaffId
from bot.ports import Job
from bot.storage.lifetimes import day_of, quarter_of
from tests.adapters.web.front import PASSWORD, Front
from tests.booking import ONCE_MORE, YES, books, does, wanted
from tests.browser.desk.desk_page import DeskPage, DeskPages
from tests.browser.looks import is_accessible

pytestmark = pytest.mark.browser


async def test_a_wrong_password_is_said_and_the_name_stays(front: Front, desks: DeskPages) -> None:
    """One sentence; the next try begins at the password."""
    page = await desks.browser_page()
    await page.goto(f"{front.base}/desk")
    await page.fill("#login", "Anna")
    await page.fill("#password", "fout")
    await page.click("button.primary")

    await expect(page.get_by_role("alert")).to_have_text(
        "Deze naam, dit wachtwoord en deze code horen niet bij elkaar."
    )
    await expect(page.locator("#login")).to_have_value("Anna")
    await expect(page.locator("#password")).to_be_focused()
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{front.base}/desk")
    desks.forgives("401")


async def test_the_queue_moves_by_itself(front: Front, desks: DeskPages) -> None:
    """Who joins is seen, heard of and counted in the title; who leaves is gone."""
    desk = await desks()
    await expect(desk.page.get_by_text("Er wacht niemand.")).to_be_visible()

    mia, first = await front.somebody_waits()
    await expect(desk.row(first)).to_contain_text("Wacht nog geen minuut")
    await expect(desk.notice).to_have_text("In de rij: 1")
    _, second = await front.somebody_waits(urgent=True)
    await expect(desk.row(second)).to_contain_text("Dringend")
    await expect(desk.page.locator("button.row").first).to_have_attribute("data-case", second.hex())
    await expect(desk.page).to_have_title("(2) Balie · Ajar")
    await mia.says("stop")

    await expect(desk.row(first)).to_have_count(0)
    await expect(desk.page).to_have_title("(1) Balie · Ajar")


async def test_the_loser_of_a_claim_is_told_who_has_it(front: Front, desks: DeskPages) -> None:
    """By name; the queue goes on."""
    anna, bram = await desks("Anna"), await desks("Bram")
    _, case_id = await front.somebody_waits()
    await expect(bram.row(case_id)).to_be_visible()
    await bram.page.route("**/claim", _after(anna, case_id))
    await bram.row(case_id).click()

    await expect(bram.notice).to_have_text("Anna heeft dit gesprek al.")
    await expect(anna.words).to_be_focused()
    await expect(bram.row(case_id)).to_have_count(0)
    await expect(bram.page.get_by_text("In gesprek met een collega: 1")).to_be_visible()
    desks.forgives("409")


def _after(other: DeskPage, case_id: CaseId) -> Callable[[Route], Awaitable[None]]:
    """Let the other one be quicker."""

    async def handle(route: Route) -> None:
        await other.takes(case_id)
        await route.continue_()

    return handle


async def test_a_whole_talk_with_the_keyboard_only(front: Front, desks: DeskPages) -> None:
    """Arrow keys and Enter claim; words go both ways; Tab leads to the end, with an outcome."""
    desk = await desks()
    page = desk.page
    mia, _ = await front.somebody_waits()
    _, second = await front.somebody_waits()
    await expect(page.locator("button.row")).to_have_count(2)

    await page.keyboard.press("Escape")
    await expect(page.locator("button.row").first).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(desk.row(second)).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(desk.words).to_be_focused()
    mia.reads()
    await page.keyboard.type("Dag, ik ben Anna.")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("Neem je tijd.")
    await page.keyboard.press("Control+Enter")
    await desk.sent("Dag, ik ben Anna.")
    mia.was_told("Dag, ik ben Anna.\nNeem je tijd.")
    await mia.says("Fijn dat je er bent.")
    await expect(desk.log).to_contain_text("Fijn dat je er bent.")
    await expect(desk.words).to_have_value("")

    await page.get_by_role("button", name="Sluit af").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.get_by_role("dialog").get_by_role("button", name="Sluit af").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Kies eerst wat ervan kwam.")).to_be_visible()
    await page.get_by_label("Geluisterd").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_text("Geen gesprek open")).to_be_visible()
    await expect(desk.row(second)).to_be_focused()
    mia.was_told("Wat wil je nu?")


async def test_a_talk_is_closed_with_its_outcome(front: Front, desks: DeskPages) -> None:
    """What was chosen is what is kept."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)

    await desk.page.get_by_role("button", name="Sluit af").click()
    await desk.page.get_by_label("Geluisterd").check()
    await desk.page.locator("summary", has_text="Verwezen naar").click()
    await desk.page.get_by_label("Politie").check()
    await desk.page.get_by_label("Welke groep werd genoemd?").fill("De Dageraad")
    await desk.page.get_by_role("dialog").get_by_role("button", name="Sluit af").click()
    await expect(desk.page.get_by_text("Er wacht niemand.")).to_be_visible()
    case = await front.store.run(Job(lambda tx: tx.cases.get(case_id)))
    groups = await front.store.run(Job(lambda tx: tx.named_groups.count(quarter_of(day_of(tx.now)))))

    assert case is not None
    assert (case.state, case.outcomes) == (CaseState.CLOSED, (Outcome.LISTENED, Outcome.POLICE))
    assert groups == 1


async def test_words_that_come_while_the_question_covers_the_talk_stand_in_it(front: Front, desks: DeskPages) -> None:
    """Nobody ends what they have not read: the dialog shows it, and says why it stays where the words are quicker."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.page.get_by_role("button", name="Sluit af").click()
    dialog = desk.page.get_by_role("dialog")
    await mia.says("Wacht, nog iets.")
    await expect(dialog.get_by_role("status")).to_contain_text("Wacht, nog iets.")
    assert await is_accessible(desk.page)

    await dialog.get_by_label("Geluisterd").check()
    await desk.page.route("**/close", with_older_eyes)
    await dialog.get_by_role("button", name="Sluit af").click()
    await expect(dialog.get_by_role("alert").filter(has_text="Lees dat eerst")).to_be_visible()
    await expect(dialog.get_by_label("Geluisterd")).to_be_checked()
    await desk.page.unroute("**/close")
    await dialog.get_by_role("button", name="Sluit af").click()
    await expect(desk.page.get_by_text("Er wacht niemand.")).to_be_visible()
    desks.forgives("409")


async def with_older_eyes(route: Route) -> None:
    """Ask as a page would that has not heard of the newest words yet."""
    body = json.loads(route.request.post_data or "{}")
    await route.continue_(post_data=json.dumps({**body, "seen": 0}))


async def test_a_talk_is_given_back_after_a_question(front: Front, desks: DeskPages) -> None:
    """Escape keeps it; yes returns it to the queue, and a colleague who takes it reads what was said after a yes."""
    anna, bram = await desks("Anna"), await desks("Bram")
    mia, case_id = await front.somebody_waits()
    await anna.takes(case_id)
    await anna.says("Dag, ik ben Anna.")
    await mia.says("hallo daar")
    await expect(anna.log).to_contain_text("hallo daar")

    await anna.page.get_by_role("button", name="Geef terug").click()
    await anna.page.keyboard.press("Escape")
    await expect(anna.page.get_by_role("dialog")).to_have_count(0)
    await expect(anna.words).to_be_focused()
    await anna.page.get_by_role("button", name="Geef terug").click()
    await anna.page.get_by_role("dialog").get_by_role("button", name="Geef terug").click()
    await expect(anna.page.get_by_text("Geen gesprek open")).to_be_visible()
    await bram.takes(case_id)
    await expect(bram.log).not_to_contain_text("hallo daar")
    await mia.says("Ja, dat mag")

    await expect(bram.log).to_contain_text("hallo daar")
    await expect(anna.row(case_id)).to_have_count(0)


async def test_the_card_is_in_words(front: Front, desks: DeskPages) -> None:
    """Land and role as the help-seeker agreed to show them."""
    desk = await desks()
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)

    card = desk.page.locator("details.card")
    for words in ("Taal", "Nederlands", "Kanaal", "Telegram", "Land", "Nederland", "Wie", "zit erin of twijfelt"):
        await expect(card).to_contain_text(words)


async def test_who_wiped_everything_may_not_be_written_to(front: Front, desks: DeskPages) -> None:
    """The words go, the field goes, and the state is said plainly."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await mia.says("mijn geheim")
    await expect(desk.log).to_contain_text("mijn geheim")
    await desk.words.fill("Ik was nog aan het typen")

    await mia.says("wis")
    await mia.says("ja")

    await expect(desk.page.get_by_text("Weg – niet schrijven").last).to_be_visible()
    await expect(desk.words).to_have_count(0)
    await expect(desk.page.get_by_text("mijn geheim")).to_have_count(0)
    await desk.page.get_by_label("Informatie gegeven").check()
    await desk.page.get_by_role("button", name="Klaar").click()
    await expect(desk.row(case_id)).to_have_count(0)


async def test_what_came_of_it_is_asked_after_a_reload_too(front: Front, desks: DeskPages) -> None:
    """Also of who is forgotten; "no talk" stands alone; then the row is gone."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await mia.says("wis")
    await expect(desk.page.get_by_text("Weg – niet schrijven").last).to_be_visible()

    await desk.page.reload()
    await desk.row(case_id).click()
    assert await desk.is_accessible()
    await desk.page.get_by_label("Geluisterd").check()
    await desk.page.locator("summary", has_text="Geen gesprek").click()
    await desk.page.get_by_label("Test").check()
    await expect(desk.page.get_by_label("Geluisterd")).not_to_be_checked()
    await desk.page.get_by_role("button", name="Klaar").click()

    await expect(desk.row(case_id)).to_have_count(0)
    await expect(desk.page.get_by_text("Geen gesprek open")).to_be_visible()
    assert (await front.house.desk.overview()).unrecorded == ()


async def test_who_stops_is_not_written_to_either(front: Front, desks: DeskPages) -> None:
    """The words can still be read; nothing more is sent."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await mia.says("ik moet gaan")
    await mia.blocks_us()

    await expect(desk.page.locator(".composer.ended")).to_be_visible()
    await expect(desk.words).to_have_count(0)


async def test_every_fate_of_words_is_said(front: Front, desks: DeskPages) -> None:
    """Held outside the reply window, and sent when the other is back."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await desk.says("een")
    await desk.sent("een")
    front.house_clock.advance(timedelta(minutes=11))
    await desk.says("twee")
    await expect(desk.line("twee")).to_contain_text("vastgehouden")

    await mia.says("ik ben er weer")

    await expect(desk.line("ik ben er weer")).to_be_visible()


async def test_two_talks_at_once_are_kept_apart(front: Front, desks: DeskPages) -> None:
    """Each with its own words and its own unsent text; news of the other is counted."""
    await front.house.taking.set_seats(StaffId("Anna"), 2)
    desk = await desks()
    mia, first = await front.somebody_waits()
    noor, second = await front.somebody_waits()
    await desk.takes(first)
    await desk.words.fill("voor de eerste")
    await desk.takes(second)
    await expect(desk.words).to_have_value("")
    await noor.says("ik ben de tweede")
    await mia.says("ik ben de eerste")
    await expect(desk.log).to_contain_text("ik ben de tweede")
    await expect(desk.row(first)).to_contain_text("nieuw: 1")
    await expect(desk.page).to_have_title("● Balie · Ajar")

    await desk.row(first).click()

    await expect(desk.log).to_contain_text("ik ben de eerste")
    await expect(desk.log).not_to_contain_text("ik ben de tweede")
    await expect(desk.words).to_have_value("voor de eerste")
    await expect(desk.page).to_have_title("Balie · Ajar")


async def test_the_switches_are_switches(front: Front, desks: DeskPages) -> None:
    """Off duty closes the door and says so; the sound stays off over a reload; the language changes in place."""
    desk = await desks()
    page = desk.page
    duty = page.get_by_role("switch", name="Ik neem gesprekken aan")
    await expect(duty).to_be_checked()
    await duty.click()
    await expect(page.get_by_text("Er neemt nu niemand gesprekken aan")).to_be_visible()
    assert not front.house.floor.on_duty()
    await page.reload()
    await expect(page.get_by_text("Er neemt nu niemand gesprekken aan")).to_be_visible()
    await expect(duty).not_to_be_checked()
    await duty.click()
    await expect(page.get_by_text("Er neemt nu niemand gesprekken aan")).to_have_count(0)

    await page.get_by_role("switch", name="Geluid").click()
    await page.reload()
    await expect(page.get_by_role("switch", name="Geluid")).not_to_be_checked()

    await page.get_by_label("Taal").select_option("fr")
    await expect(page.get_by_role("switch", name="Je suis disponible")).to_be_checked()
    await expect(page.locator("html")).to_have_attribute("lang", "fr")
    await expect(page).to_have_title("Permanence · Ajar")


COUNTS_TONES = """() => {
    window.tones = 0;
    const begin = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) { window.tones += 1; return begin.apply(this, at); };
}"""


async def test_a_tone_repeats_until_somebody_looks(front: Front, desks: DeskPages) -> None:
    """It begins when somebody joins, comes again, ends at the first key, and is silent when switched off."""
    desk = await desks()
    page = desk.page
    await page.clock.install()
    await page.evaluate(COUNTS_TONES)
    await front.somebody_waits()
    await expect(page.locator("button.row")).to_have_count(1)
    await page.wait_for_function("window.tones === 2")
    await page.clock.run_for(15_000)
    assert await page.evaluate("window.tones") == 6

    await page.keyboard.press("Shift")
    await page.clock.run_for(30_000)
    assert await page.evaluate("window.tones") == 6

    await page.get_by_role("switch", name="Geluid").click()
    await front.somebody_waits()
    await expect(page.locator("button.row")).to_have_count(2)
    await page.clock.run_for(15_000)
    assert await page.evaluate("window.tones") == 6


async def test_a_call_that_somebody_is_needed_for_sounds_like_a_case(front: Front, desks: DeskPages) -> None:
    """Until somebody looks, on duty or not: whoever said yes waits for it; the next one sounds again."""
    desk = await desks()
    page = desk.page
    await page.get_by_role("switch", name="Ik neem gesprekken aan").click()
    await expect(page.get_by_text("Er neemt nu niemand gesprekken aan")).to_be_visible()
    await page.clock.install()
    await page.evaluate(COUNTS_TONES)
    for number, name in enumerate(("Mia", "Noor"), 1):
        person = front.house.person(name)
        await person.starts()
        at = front.house_clock.now() + timedelta(minutes=20)
        await books(front.house, person, wanted(at, details=ONCE_MORE), seats=2)
        await does(front.house, person, YES)
        await expect(page.locator(".queue .due a")).to_contain_text(str(number))
        await page.wait_for_function(f"window.tones >= {2 * number}")
        await page.clock.run_for(7_500)
        rung = await page.evaluate("window.tones")
        assert rung >= 2 * number + 2

        await page.keyboard.press("Shift")
        await page.clock.run_for(30_000)
        assert await page.evaluate("window.tones") == rung


SEES_NOTICES = """
    window.notices = [];
    document.hasFocus = () => Boolean(window.looks);
    class Notice extends EventTarget {
        static permission = 'default';
        static requestPermission = async () => { Notice.permission = window.allows; return Notice.permission; };
        constructor(title, options) { super(); window.notices.push({ title, ...options }); }
        close() { window.notices.pop(); }
    }
    window.Notification = Notice;
"""
"""Headless browsers have no place where a notice could be seen."""


async def test_a_notice_tells_somebody_who_looks_elsewhere_that_there_is_news(front: Front, desks: DeskPages) -> None:
    """Only where the counsellor asked for it; it says nothing of anybody, makes no sound, and goes when looked at."""
    desk = await desks()
    page = desk.page
    await page.evaluate(SEES_NOTICES + "window.allows = 'granted'")
    await front.somebody_waits()
    await expect(page.locator("button.row")).to_have_count(1)
    assert await page.evaluate("window.notices.length") == 0

    await desk.does_by_keys("Meldingen op het scherm aan")
    await front.somebody_waits(urgent=True)
    await page.wait_for_function("window.notices.length === 1")

    notice = await page.evaluate("window.notices[0]")
    assert notice == {"title": "Ajar", "body": "Er is iets nieuws.", "tag": "ajar", "silent": True}
    await page.keyboard.press("Shift")
    await page.wait_for_function("window.notices.length === 0")


async def test_a_browser_that_shows_no_notices_says_how_to_allow_them(desks: DeskPages) -> None:
    """The switch stays off."""
    desk = await desks()
    await desk.page.evaluate(SEES_NOTICES + "window.allows = 'denied'")

    await desk.does_by_keys("Meldingen op het scherm aan")

    await expect(desk.page.get_by_text("Sta ze toe in de instellingen van de browser")).to_be_visible()
    await desk.page.keyboard.press("Control+k")
    await expect(desk.page.get_by_role("option", name="Meldingen op het scherm aan")).to_be_visible()


async def test_the_focus_stays_in_the_queue_when_its_row_goes(front: Front, desks: DeskPages) -> None:
    """A row that a colleague takes hands the focus to the one that follows."""
    desk = await desks()
    _, first = await front.somebody_waits()
    _, second = await front.somebody_waits()
    await desk.row(first).focus()

    await front.house.taking.claim(StaffId("Bram"), first)

    await expect(desk.row(first)).to_have_count(0)
    await expect(desk.row(second)).to_be_focused()


async def test_the_last_one_decides_what_those_hear_who_wait(front: Front, desks: DeskPages) -> None:
    """Nobody leaves people waiting without a thought; with a colleague there, nobody is asked."""
    desk, bram = await desks("Anna"), await desks("Bram")
    mia, case_id = await front.somebody_waits()
    await expect(desk.row(case_id)).to_be_visible()
    duty = desk.page.get_by_role("switch", name="Ik neem gesprekken aan")
    await bram.page.get_by_role("switch", name="Ik neem gesprekken aan").click()
    await expect(desk.page.get_by_text("Aan de balie: 1")).to_be_visible()
    mia.reads()

    await duty.click()
    await expect(desk.page.get_by_role("dialog", name="Je bent de laatste")).to_contain_text("In de rij: 1")
    assert await desk.is_accessible()
    await desk.page.keyboard.press("Escape")
    await expect(duty).to_be_checked()
    await duty.click()
    await desk.page.get_by_role("button", name="Zeg het hun nu").click()

    await expect(duty).not_to_be_checked()
    await front.house.tasks.settle()
    mia.was_told("Er schrijft nog geen mens met je")
    await expect(desk.row(case_id)).to_be_visible()


async def test_whoever_logs_out_as_the_last_one_is_asked_too(front: Front, desks: DeskPages) -> None:
    """And may go without a word."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await expect(desk.row(case_id)).to_be_visible()

    await desk.page.get_by_role("button", name="Log uit").click()
    await desk.page.get_by_role("button", name="Zeg niets").click()

    await expect(desk.page.locator("#login")).to_be_visible()
    assert mia.reads() == []
