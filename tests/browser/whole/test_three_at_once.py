"""Three help-seekers on three channels and two counsellors, all at once, on the program that people start."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from playwright.async_api import Page, expect

from bot import app
from bot.model import Role
from bot.office import staff_add
from bot.settings import Settings
from tests.browser.whole.people import Serve, log_in
from tests.browser.whole.test_telegram import TO_A_HUMAN, read_until, settings_for, walks_to_a_human
from tests.browser.whole.test_the_whole_way import walk_to_a_human
from tests.browser_pages import BrowserPages
from tests.peers.botapi import BotApi
from tests.peers.signal.people import Person
from tests.peers.signalcli import SignalCli

pytestmark = [pytest.mark.browser, pytest.mark.long]

LOU = "7d9b3f52-6a3e-4a52-9d0e-5f0c7a1b2c3d"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with BotApi() as server:
        yield server


@pytest.fixture
async def daemon() -> AsyncIterator[SignalCli]:
    """A daemon of signal-cli."""
    async with SignalCli() as running:
        yield running


async def read_on_signal(daemon: SignalCli, person: Person, words: str, *, after: int = 0) -> str:
    """Read until these words stand on the screen, below so many messages; returns the one that has them."""
    await daemon.until(lambda: any(words in text for text in person.texts[after:]))
    return next(text for text in person.texts[after:] if words in text)


async def types_the_way_to_a_human(daemon: SignalCli, person: Person) -> None:
    """The help-seeker goes from the first message into the queue, by the numbers of the options."""
    person.says("hallo")
    question = await read_on_signal(daemon, person, "vrij typen")
    for option, answer in zip(TO_A_HUMAN, ("land", "past", "doen", "verder", "schrijven", "rij"), strict=True):
        number = re.search(rf"^(\d+) · {option}$", question, re.MULTILINE)
        assert number is not None, question
        read = len(person.texts)
        person.says(number[1])
        question = await read_on_signal(daemon, person, answer, after=read)


async def begins_to_work(page: Page, demo: app.Address, home: Path) -> None:
    """A colleague is invited, sets a password and a second step, and comes to the desk."""
    invited = await staff_add(Settings(home=home), "bo", role=Role.COUNSELLOR, language="nl")
    await page.goto(f"{demo.url}{invited.path}")
    for field in ("#password", "#again"):
        await page.locator(field).fill("een eigen lange zin")
    await page.keyboard.press("Enter")
    secret = await page.locator("input[name=secret]").get_attribute("value")
    assert secret is not None
    await page.locator("#code").fill(pyotp.TOTP(secret).at(datetime.now(UTC)))  # noqa: TID251 - as an app does
    await page.keyboard.press("Enter")
    await page.locator("a.go").click()
    await expect(page.get_by_role("button", name="Log uit")).to_be_visible()


async def takes_next(desk: Page) -> None:
    """By keyboard."""
    await desk.keyboard.press("Alt+n")
    await expect(desk.locator("#words")).to_be_focused()


async def says(page: Page, field: str, text: str) -> None:
    """Type and send."""
    await page.locator(field).fill(text)
    await page.locator(field).press("Enter")


async def records(desk: Page, button: str) -> None:
    """Say what came of the talk that is open, and go on without a pause."""
    form = desk.locator("form.outcomes")
    await form.get_by_label("Geluisterd").check()
    await form.get_by_label("Geen").check()
    await form.get_by_role("button", name=button).click()
    await expect(form).to_have_count(0)


async def test_three_people_and_two_counsellors(
    api: BotApi, daemon: SignalCli, serve: Serve, browser_page: BrowserPages, tmp_path: Path
) -> None:
    """Each reads their own talk alone; one leaves, one goes on with the other desk, and says what may be read there."""
    mia, lou = api.person(1001), daemon.person(LOU)
    signal = {"signal_rpc": daemon.address, "signal_account": daemon.account, "signal_messages_per_second": 1000}
    async with serve(**settings_for("polling", api), **signal) as demo:
        anna, bo, noor = await browser_page(), await browser_page(), await browser_page(width=360, height=740)
        await asyncio.gather(log_in(anna, demo), begins_to_work(bo, demo, tmp_path / "var"))
        await walks_to_a_human(mia)
        await walk_to_a_human(noor, demo)
        await types_the_way_to_a_human(daemon, lou)
        for desk in (anna, bo):
            await expect(desk.locator("button.row")).to_have_count(3)

        await takes_next(anna)
        await takes_next(bo)
        await asyncio.gather(says(anna, "#words", "Dag Mia, hier Anna."), says(bo, "#words", "Dag Noor, hier Bo."))
        await asyncio.gather(
            read_until(mia, "Dag Mia, hier Anna."),
            expect(noor.get_by_role("log")).to_contain_text("Dag Noor, hier Bo."),
        )
        mia.says("Ik ben het, Mia.")
        await says(noor, "#text", "Ik ben het, Noor.")
        await expect(anna.get_by_role("log")).to_contain_text("Ik ben het, Mia.")
        await expect(bo.get_by_role("log")).to_contain_text("Ik ben het, Noor.")

        mia.says("stop")
        await expect(anna.locator(".talk.gone")).to_contain_text("niet schrijven")
        await records(anna, "Klaar")
        await takes_next(anna)
        await says(anna, "#words", "Dag Lou, hier Anna.")
        await read_on_signal(daemon, lou, "Dag Lou, hier Anna.")
        lou.says("Ik ben het, Lou.")
        await expect(anna.get_by_role("log")).to_contain_text("Ik ben het, Lou.")

        await bo.get_by_role("button", name="Geef terug").click()
        await bo.get_by_role("dialog").get_by_role("button", name="Geef terug").click()
        await expect(noor.get_by_role("log")).to_contain_text("Je staat weer in de rij")
        await anna.get_by_role("button", name="Sluit af").click()
        await records(anna, "Sluit af")
        await read_on_signal(daemon, lou, "Wat wil je nu?")
        await takes_next(anna)
        await expect(anna.get_by_role("log")).to_contain_text("ging het gesprek naar iemand anders")
        await expect(anna.get_by_role("log")).not_to_contain_text("Ik ben het, Noor.")
        await says(anna, "#words", "Dag Noor, hier Anna nu.")
        await expect(noor.get_by_role("log")).to_contain_text("Dag Noor, hier Anna nu.")
        await noor.get_by_role("button", name="Ja, dat mag").click()
        await expect(anna.get_by_role("log")).to_contain_text("Ik ben het, Noor.")
        await anna.get_by_role("button", name="Sluit af").click()
        await records(anna, "Sluit af")

        for desk in (anna, bo):
            await expect(desk.get_by_text("Er wacht niemand.")).to_be_visible()
        read = {
            "Mia": "\n".join(bubble.text for bubble in mia.seen),
            "Noor": await noor.get_by_role("log").inner_text(),
            "Lou": "\n".join(lou.texts),
        }
        for name, text in read.items():
            assert [other for other in read if f"Dag {other}" in text] == [name]
        for page in (anna, bo, noor):
            await page.close()  # before the server goes, which a page would tell at any moment after this
