"""Somebody agrees on a call on the page of the web chat, and a counsellor makes it: two browsers at once."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import cast

import pytest
from playwright.async_api import Page, expect

from bot.model import Asking, CallbackOutcome, Inbound, Language, Sender, Shift, ShiftId, StaffId
from bot.ports import Job
from tests.adapters.web.front import Front
from tests.adapters.webchat.rig import Rig
from tests.booking import YES, wanted, wants
from tests.browser.entrance import comes_in
from tests.browser.looks import EVERY_LOOK, fits, is_accessible, looks_right
from tests.browser_pages import BrowserPages
from tests.fakes import FakeChannel
from tests.stories.test_callbacks import ended, until

pytestmark = pytest.mark.browser

NUMBER = "+31 6 12987054"
BEFORE_THE_TIME = ("Een mens belt mij", "De pagina blijft open", "Ja, 16 of ouder", "Nederland", "woensdag 25 november")
BEFORE_THE_WORD = (
    "Niets inspreken",
    "Niet opnieuw bellen",
    "Nee, eenmaal is genoeg",
    "Vraag bij het begin",
    "Past het zo?",
)


class TheWeb:
    """The page of the web chat in front of a house, and the house's own pages beside it."""

    def __init__(self) -> None:
        self.rig = Rig()
        self.front = Front(web=cast("FakeChannel", self.rig.channel))
        self.senders: list[Sender] = []

    async def hear(self, inbound: Inbound) -> None:
        """Hand on what a page says, and remember who it was."""
        self.senders.append(inbound.sender)
        await self.front.house.conversations.hear(inbound)

    async def opens(self, page: Page) -> None:
        """Open the page of the web chat, and begin."""
        await page.goto(self.rig.origin)
        await page.click("#begin")
        await asked(page, "vrij typen")

    async def hires_ada(self) -> datetime:
        """Let Ada take one call on Wednesday at eight and one at nine; returns when the first begins."""
        at = self.front.house_clock.now() + timedelta(hours=53)
        await self.front.hires("Ada")
        shift = Shift(ShiftId(b"s" * 16), StaffId("Ada"), at.date(), (20 * 60, 22 * 60), calls=1)
        await self.front.store.run(Job(lambda tx: tx.shifts.keep(shift)))
        return at


@pytest.fixture
async def the_web() -> AsyncIterator[TheWeb]:
    """Both, on loopback."""
    web = TheWeb()
    async with web.rig.serve(listener=web), web.front.open():
        yield web


async def asked(page: Page, words: str) -> None:
    """Wait until this is the newest that stands there."""
    await expect(page.locator(".words").last).to_contain_text(words)


async def taps(page: Page, *options: str) -> None:
    """Tap one option after the other, each where it is offered last."""
    for option in options:
        await page.locator("button:enabled", has_text=option).last.click()


async def types(page: Page, text: str) -> None:
    """Type a line."""
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def agrees(page: Page) -> None:
    """Agree on a call for Wednesday at eight."""
    await types(page, "afspraak")
    await taps(page, *BEFORE_THE_TIME, "20.00–21.00 uur")
    for asks, said in (("Wie kan er nog meer opnemen", "mijn zus"), ("Wat zeggen we", "met de fietsenwinkel")):
        await asked(page, asks)
        await types(page, said)
    await taps(page, *BEFORE_THE_WORD)
    await asked(page, "Welk woord wordt het?")
    await types(page, "tulp")
    await taps(page, "Ja, naar het nummer")
    await asked(page, "Op welk nummer bellen we?")
    await types(page, "06 12987054")
    await expect(page.get_by_role("log")).to_contain_text("Het staat vast: woensdag 25 november, 20.00–21.00 uur")
    await asked(page, "Wat wil je nu?")


@pytest.mark.long
async def test_a_call_is_moved_made_and_the_next_one_cancelled(the_web: TheWeb, browser_page: BrowserPages) -> None:
    """Each page shows what the other one did: the question, the yes, the sheet, and that it was taken back."""
    front, at = the_web.front, await the_web.hires_ada()
    phone, desk = await browser_page(width=360, height=740), await browser_page()
    await the_web.opens(phone)
    await agrees(phone)
    for asks, option in (
        ("Wat wil je nu?", "Ander moment"),
        ("Welke dag past?", "woensdag 25 november"),
        ("Welke tijd past?", "21.00–22.00 uur"),
    ):
        await asked(phone, asks)
        await taps(phone, option)
    await expect(phone.get_by_role("log")).to_contain_text("Het staat vast: woensdag 25 november, 21.00–22.00 uur")

    await until(front.house, at + timedelta(hours=1))
    front.clock.advance(front.house_clock.now() - front.clock.now())
    await asked(phone, "Past het zo?")
    await comes_in(front, desk, "Ada")
    await expect(desk.locator(".queue")).to_be_visible()
    await expect(desk.locator(".queue .due a")).to_have_count(0)
    await taps(phone, "Ja")
    await asked(phone, "Oké.")
    await expect(desk.locator(".queue .due a")).to_contain_text("1")
    await desk.locator(".queue .due a").press("Enter")
    await desk.locator("button[value=claimed]").press("Enter")
    await desk.locator("form[action$='/sheet'] button").press("Enter")
    await expect(desk.locator(".number")).to_contain_text(NUMBER)
    await expect(desk.locator(".script")).to_contain_text("met de fietsenwinkel")
    await desk.locator("button[value=reached]").press("Enter")
    await expect(desk.locator(".done")).to_be_visible()
    assert await ended(front.house) == {CallbackOutcome.REACHED: 1, CallbackOutcome.MOVED: 1}

    soon = wanted(front.house_clock.now() + timedelta(minutes=5), asking=Asking.NEVER)
    front.house.conversations.follow_up(await front.store.run(wants(the_web.senders[0], soon, YES)))
    await desk.goto(f"{front.base}/calls")
    await desk.locator("button[value=claimed]").press("Enter")
    await desk.locator("form[action$='/sheet'] button").press("Enter")
    await expect(desk.locator(".number")).to_contain_text(NUMBER)
    await types(phone, "afspraak")
    await asked(phone, "Wat past bij jou?")
    await taps(phone, "Al iets afgesproken")
    await asked(phone, "Afzeggen kan altijd")
    await taps(phone, "Afzeggen")
    await expect(phone.get_by_role("log")).to_contain_text("Stond er iets, dan is het nu weg")
    await expect(desk.locator(".refusal[role=alert]").first).to_be_visible()
    assert desk.url.endswith("/calls?done=gone")
    assert NUMBER not in await desk.content()


@pytest.mark.long
@pytest.mark.parametrize(("width", "light", "language"), EVERY_LOOK)
async def test_every_question_before_a_call_looks_right(
    the_web: TheWeb, browser_page: BrowserPages, width: int, light: str, language: Language
) -> None:
    """By keyboard alone, from the first word to what is fixed; axe finds nothing, and everything fits."""
    await the_web.hires_ada()
    page = await browser_page(width=width, height=740, color_scheme=light, locale=language, reduced_motion="reduce")
    await page.goto(the_web.rig.origin)
    await page.locator("#begin").press("Enter")
    await expect(page.locator(".words").last).not_to_be_empty()
    word = {"nl": "afspraak", "en": "appointment", "fr": "rendez-vous"}[language]
    answers = (word, "2", "2", "1", "1", "1", "1", "zus", "bieb", "1", "1", "1", "2", "2", "tulp", "1", "+31612987054")
    for answer in answers:
        shown = await page.locator(".words").count()
        await types(page, answer)
        await expect(page.locator(".words").nth(shown + 1)).to_be_visible()
        assert await fits(page)
        assert await is_accessible(page)
    fixed = {"nl": "Het staat vast", "en": "It is fixed", "fr": "C'est fixé"}[language]
    await expect(page.get_by_role("log")).to_contain_text(fixed)
    assert await looks_right(page)
