"""Typing on the page and at the desk, on the program that people start: off until somebody says yes, in each talk."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from bot import app
from tests.browser.looks import fits, is_accessible
from tests.browser.whole.people import Serve, log_in
from tests.browser.whole.test_the_whole_way import walk_to_a_human
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


@pytest.fixture
async def demo(serve: Serve) -> AsyncIterator[app.Address]:
    """A demo that runs for as long as the pages are open."""
    async with serve() as address:
        yield address


async def test_a_counsellor_sees_typing_only_after_a_yes(demo: app.Address, browser_page: BrowserPages) -> None:
    """Nothing leaves the page before the switch is on; then that one types, never what; off again it is off."""
    phone, desk = await browser_page(width=360, height=740), await browser_page()
    sent: list[str] = []
    phone.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    await log_in(desk, demo)
    await walk_to_a_human(phone, demo)
    switch = phone.get_by_label("Laat zien dat ik typ. Nooit wat ik typ.")
    await expect(switch).to_be_hidden()
    await desk.get_by_role("button", name=re.compile("Neem")).first.click()
    await desk.locator("#words").fill("Dag, ik ben er.")
    await desk.keyboard.press("Enter")
    await expect(phone.get_by_role("log")).to_contain_text("Dag, ik ben er.")
    await expect(switch).not_to_be_checked()
    assert await is_accessible(phone)
    assert await fits(phone)

    words = phone.get_by_role("textbox")
    await words.press_sequentially("een geheim ")
    assert not [frame for frame in sent if "typing" in frame]
    await switch.check()
    await words.press_sequentially("dat ik typ")
    await expect(desk.locator("p.typing")).to_have_text("De ander typt…")
    assert await is_accessible(desk)
    assert not [frame for frame in sent if "geheim" in frame or "dat ik" in frame]
    await words.press("Enter")
    await expect(desk.get_by_role("log")).to_contain_text("een geheim dat ik typ")
    await expect(desk.locator("p.typing")).to_have_text("")

    await switch.uncheck()
    count = sum("typing" in frame for frame in sent)
    await words.press_sequentially("stop")
    await words.press("Enter")
    await expect(switch).to_be_hidden()
    assert sum("typing" in frame for frame in sent) == count
