"""A slow line, and none: what is fetched is little, and what was typed is kept, said once, and told about."""

import asyncio

import pytest
from playwright.async_api import CDPSession, Page, expect

from tests.adapters.webchat.rig import ANSWERS, Rig, row
from tests.browser.webchat.conftest import Arrive
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser
MOST_KB = 100
ON_2G = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8}
"""Bits become bytes; Chromium's own idea of a regular 2G."""
OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
FREE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


async def _wire(page: Page) -> CDPSession:
    wire = await page.context.new_cdp_session(page)
    await wire.send("Network.enable")
    return wire


@pytest.mark.parametrize("script", [True, False])
async def test_the_page_weighs_little(arrive: Arrive, *, script: bool) -> None:
    """All that is fetched until somebody can begin, with its headers: a fourth of what may be."""
    mia = await arrive(java_script_enabled=script)
    wire = await _wire(mia.page)
    weights: list[float] = []
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))

    await mia.page.reload(wait_until="networkidle")

    await expect(mia.page.locator("#begin")).to_be_visible()
    assert len(weights) >= 3
    assert sum(weights) < MOST_KB * 1024
    assert sum(weights) < 45 * 1024, "it grew: docs/web-chat.md says 45 KB"


async def test_what_is_typed_without_a_line_is_said_once(chat: Rig, arrive: Arrive, browser_page: BrowserPages) -> None:
    """The banner tells; the words are marked, go out when there is a line again, in their order and once."""
    mia = await arrive()
    await mia.begins()
    await mia.is_told(row("Dag.", number=1, options=ANSWERS))
    await mia.page.context.set_offline(offline=True)
    await chat.channel.close()  # as the network does with what was open
    await expect(mia.page.locator("#status")).to_contain_text("De verbinding is weg.")
    await mia.types("een")
    await mia.page.get_by_role("button", name="Ja").click()
    await mia.page.fill("#text", "nog niet klaar")
    await expect(mia.page.locator(".mark")).to_have_text(["nog niet verstuurd"] * 2)

    await mia.page.context.set_offline(offline=False)
    heard = [await chat.listener.next() for _ in range(2)]
    await expect(mia.page.locator(".mark")).to_have_count(0)

    assert [(inbound.text, inbound.choice is None) for inbound in heard] == [("een", True), ("", False)]
    assert await mia.transcript() == ["Dag.", "een", "Ja"]
    assert await mia.page.input_value("#text") == "nog niet klaar"
    assert len(chat.listener.heard) == 3
    # The browser tells each try without a line, if one falls into that moment.
    browser_page.faults[:] = [fault for fault in browser_page.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


@pytest.mark.long
async def test_the_whole_page_over_a_slow_line(chat: Rig, arrive: Arrive) -> None:
    """On 2G somebody can begin within ten seconds, and a line is answered within two."""
    mia = await arrive()
    wire = await _wire(mia.page)
    await wire.send("Network.emulateNetworkConditions", ON_2G)
    async with asyncio.timeout(10):
        await mia.page.goto(f"{chat.origin}/")
        await mia.begins()
    async with asyncio.timeout(3):
        await mia.is_told(row("Dag.", number=1))
        await mia.types("hallo")
        assert (await chat.listener.next()).text == "hallo"
    await wire.send("Network.emulateNetworkConditions", FREE)

    assert await mia.transcript() == ["Dag.", "hallo"]
