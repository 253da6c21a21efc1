"""Everybody can use the desk: axe finds nothing at any size, in any light and language; and words stay words."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.model import CaseId, Language, StaffId
from bot.web.texts import say
from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPage, DeskPages
from tests.browser.looks import EVERY_LOOK, fits
from tests.contracts.stores import lose_words

pytestmark = pytest.mark.browser

SMALLEST_WITH_CARD = 1180
"""From this width on the card stands open beside the talk."""

XSS = (
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg/onload=window.hit=1>",
    '"><iframe srcdoc="<script>parent.hit=1</script>">',
    "<a href=javascript:window.hit=1>klik</a>",
    "</ol></div><h1>groot</h1>",
    "{{constructor.constructor('window.hit=1')()}}",
    "${window.hit=1}",
    "<details open ontoggle=window.hit=1>",
    "<style>*{display:none}</style>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=window.hit=1>'>",
    "javascript:window.hit=1//",
    "&lt;script&gt;window.hit=1&lt;/script&gt;",
    "<x contenteditable onblur=window.hit=1>",
    "\u202e<b>omgekeerd</b>",
)


async def test_what_people_write_stays_text(front: Front, desks: DeskPages) -> None:
    """No tag, no attribute, no address and no template of theirs does anything, in their lines or in ours."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    for text in XSS:
        await mia.says(text)
    await desk.says(XSS[0])
    await expect(desk.page.locator(".fate.sent")).to_have_count(1)
    await desk.page.reload()
    await desk.row(case_id).click()
    shown = desk.page.locator("li.line.help_seeker .words")
    await expect(shown).to_have_count(len(XSS))

    assert await shown.all_text_contents() == list(XSS)
    assert await desk.page.evaluate("window.hit") is None
    assert await desk.page.locator(".log :is(script, img, svg, iframe, a, h1, style, math)").count() == 0


async def test_the_policy_forbids_what_the_page_does_not_need(desks: DeskPages) -> None:
    """Even if somebody's HTML got as far as the page's own script, the browser refuses to make it live."""
    desk = await desks()
    refused = await desk.page.evaluate(
        """() => {
            const attempts = {
                html: () => { document.body.innerHTML += '<img src=x onerror=window.hit=1>'; },
                script: () => {
                    const script = document.createElement('script');
                    script.text = 'window.hit = 1';
                    document.body.append(script);
                },
                handler: () => {
                    const button = document.createElement('button');
                    button.setAttribute('onclick', 'window.hit = 1');
                    button.click();
                },
                address: () => {
                    const link = document.createElement('a');
                    link.href = 'javascript:window.hit=1';
                    document.body.append(link);
                    link.click();
                },
                timer: () => { setTimeout('window.hit = 1', 0); },
                foreign: () => {
                    const picture = document.createElement('img');
                    picture.src = 'https://127.0.0.1:1/x.png';
                    document.body.append(picture);
                },
            };
            for (const attempt of Object.values(attempts)) {
                try { attempt(); } catch { /* refused at once */ }
            }
            return new Promise((done) => setTimeout(() => done(window.hit === undefined), 50));
        }"""
    )

    assert refused
    desks.forgives("Trusted", "Content Security Policy")


async def shows_everything(front: Front, desk: DeskPage) -> CaseId:
    """Bring rows of every kind and lines of every kind onto the screen."""
    await front.somebody_waits(urgent=True)
    await front.somebody_waits(language="fr")
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await mia.says("Hallo, is daar iemand?")
    await mia.says(
        "Ik ben al een tijd weg bij de groep, maar ik droom er nog elke nacht van en durf het niemand te zeggen."
    )
    await desk.says("Fijn dat je schrijft.")
    await expect(desk.page.locator(".fate.sent")).to_have_count(1)
    front.house_clock.advance(timedelta(minutes=11))
    await desk.says("Neem je tijd.")
    await expect(desk.page.locator(".fate.held")).to_have_count(1)
    return case_id


@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK)
async def test_axe_finds_nothing(front: Front, desks: DeskPages, width: int, light: str, language: Language) -> None:
    """Login, talk with its card, the last question, queue: on a phone and on a desk, by day and by night."""
    await front.changes("Anna", language=language)
    login = await desks.browser_page(width=width, color_scheme=light, locale=language)
    await login.goto(f"{front.base}/desk/login")
    assert await DeskPage(front, login).is_accessible()
    desk = await desks(width=width, height=740, color_scheme=light)
    page = desk.page

    case_id = await shows_everything(front, desk)
    assert await fits(page)
    if width < SMALLEST_WITH_CARD:
        for folded in await page.locator("summary").all():
            await folded.click()
    assert await desk.is_accessible()
    for button in ("talk.give_back", "talk.close"):
        await page.get_by_role("button", name=say(language, button)).click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await fits(page)
        if button == "talk.close":
            assert await desk.is_accessible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(desk.row(case_id)).to_be_focused()
    assert await desk.is_accessible()
    assert await fits(page)


async def test_on_a_phone_queue_and_talk_are_two_views(front: Front, desks: DeskPages) -> None:
    """A claim leads to the talk, a button leads back, a row leads there again."""
    desk = await desks(width=360, height=740, has_touch=True, is_mobile=True)
    _, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await expect(desk.page.locator(".queue")).to_be_hidden()

    await desk.page.get_by_role("button", name="Rij").tap()
    await expect(desk.page.locator(".talk")).to_be_hidden()
    await expect(desk.page.locator(".queue")).to_be_visible()
    await desk.row(case_id).tap()

    await expect(desk.words).to_be_visible()


async def test_a_screen_reader_hears_who_speaks(front: Front, desks: DeskPages) -> None:
    """The log is live, each line names its author, and the field has a name."""
    desk = await desks()
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await mia.says("hallo")
    await desk.says("dag")

    await expect(desk.log).to_have_attribute("aria-live", "polite")
    await expect(desk.line("hallo")).to_have_text("De ander: hallo")
    await expect(desk.line("dag")).to_contain_text("Jij: dag")
    await expect(desk.page.get_by_role("textbox", name="Jouw bericht")).to_be_visible()
    await expect(desk.page.get_by_role("region", name="Rij", exact=True)).to_be_visible()


@pytest.mark.parametrize("light", ["light", "dark"])
async def test_axe_finds_nothing_when_something_ended(front: Front, desks: DeskPages, light: str) -> None:
    """A talk that is gone, a desk off duty, a login that is over."""
    desk = await desks(color_scheme=light)
    mia, case_id = await front.somebody_waits()
    await desk.takes(case_id)
    await mia.says("wis")
    await mia.says("ja")
    await desk.page.get_by_role("switch", name="Ik neem gesprekken aan").click()
    await expect(desk.page.get_by_role("button", name="Klaar")).to_be_visible()
    await expect(desk.page.locator(".banner")).to_be_visible()
    assert await desk.is_accessible()

    await front.changes("Anna", disabled=True)
    front.clock.advance(timedelta(seconds=4))
    await expect(desk.page.get_by_role("dialog", name="Je bent uitgelogd")).to_be_visible()
    assert await desk.is_accessible()
    desks.forgives("401")


@pytest.mark.parametrize(
    ("language", "theirs", "ours", "note"),
    [
        ("nl", "Dit bericht van de ander is", "Dit bericht van de balie is", "Deze notitie is"),
        ("en", "This message of the other person was", "This message from the desk was", "This note was"),
        ("fr", "Ce message de l’autre personne a", "Ce message de la permanence a", "Cette note a"),
    ],
)
async def test_a_line_that_nobody_can_read_says_so_in_its_place(
    front: Front, desks: DeskPages, language: Language, theirs: str, ours: str, note: str
) -> None:
    """The others stand where they stood, and everybody can use the page; what is written next goes out."""
    await front.changes("Anna", language=language)
    mia, case_id = await front.somebody_waits()
    desk = await desks(width=360, height=740)
    await desk.takes(case_id)
    await mia.says("Ik durf bijna niet te schrijven.")
    await desk.says("Neem de tijd.")
    await expect(desk.page.locator(".fate.sent")).to_have_count(1)
    await mia.says("Ze kijken in mijn telefoon.")
    await expect(desk.line("Ze kijken in mijn telefoon.")).to_be_visible()
    await front.house.talks.note(StaffId("Anna"), case_id, "Praat zacht.", client_id="n-1")
    for number in (1, 2, 4):
        lose_words(front.memory.shelves, case_id, number)

    await desk.page.reload()
    await desk.row(case_id).click()

    await expect(desk.line("Ze kijken in mijn telefoon.")).to_be_visible()
    shown = desk.page.locator("li.line .words")
    await expect(shown).to_have_count(3)
    first, second, third = await shown.all_text_contents()
    assert first.startswith(theirs)
    assert second.startswith(ours)
    assert third == "Ze kijken in mijn telefoon."
    await desk.page.locator(".notes summary").click()
    await expect(desk.page.locator(".notes li")).to_contain_text(note)
    assert await desk.is_accessible()
    assert await fits(desk.page)
    await desk.says("Wil je het nog eens schrijven?")
    await expect(desk.page.locator(".fate.sent")).to_have_count(2)
    assert [event for event, _ in front.house.journal.lines if event != "rows_lost"] == []
    assert sum(int(fields["count"]) for _, fields in front.house.journal.lines) == 3


@pytest.mark.parametrize("language", ["fr", *(pytest.param(one, marks=pytest.mark.long) for one in ("nl", "en"))])
async def test_on_a_phone_an_urgent_talk_says_so_above_one_row_of_buttons(
    front: Front, desks: DeskPages, language: Language
) -> None:
    """No button covers the word, and none breaks its own."""
    await front.changes("Anna", language=language)
    desk = await desks(width=360, height=640, locale=language)
    _, case_id = await front.somebody_waits(urgent=True)
    await desk.row(case_id).click()
    await expect(desk.page.locator(".head .do button")).to_have_count(3)

    row = [await one.bounding_box() for one in await desk.page.locator(".head .do button").all()]
    pill = await desk.page.locator(".head .pill").bounding_box()
    boxes = [one for one in row if one is not None]
    assert len({one["y"] for one in boxes}) == 1
    assert all(one["height"] < 50 for one in boxes)
    assert pill is not None
    assert pill["y"] >= boxes[0]["y"] + boxes[0]["height"]
