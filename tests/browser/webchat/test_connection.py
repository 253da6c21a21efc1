"""Lost connections, a database that is away, too many messages: the page tells, waits and loses nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.channels.webchat import Limits
from bot.errors import StoreDown
from tests.adapters.webchat.rig import Rig, row
from tests.browser.webchat.conftest import Arrive, Visitor
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser


async def test_nothing_is_lost_or_double_when_the_server_restarts(browser_page: BrowserPages) -> None:
    """What is typed meanwhile goes out when there is a server again, in its order; what was shown is not repeated."""
    first, second = Rig(), Rig()
    async with first.serve():
        page = await browser_page()
        await page.goto(f"{first.origin}/")
        mia = Visitor(first, page)
        await mia.begins()
        await mia.is_told(row("Dag.", number=1))
    status = page.locator("#status")
    await expect(status).to_have_text("De verbinding is weg. We proberen het opnieuw. Er gaat niets verloren.")
    await mia.types("een")
    await mia.types("twee")
    assert await page.locator(".mark").all_text_contents() == ["nog niet verstuurd"] * 2

    async with second.serve(first.port), asyncio.TaskGroup() as group:
        group.create_task(second.channel.send(mia.sender, row("Dag.", number=1)))
        heard = [await second.listener.next() for _ in range(2)]
        await second.channel.send(mia.sender, row("Daar ben je.", number=2))
        await expect(page.locator(".mark")).to_have_count(0)
        await expect(status).to_have_text("De verbinding is er weer.")

    assert [inbound.text for inbound in heard] == ["een", "twee"]
    assert {inbound.sender for inbound in heard} == {mia.sender}
    assert await mia.transcript() == ["Dag.", "een", "twee", "Daar ben je."]
    await page.close()
    assert all("WebSocket connection" in fault for fault in browser_page.faults)
    browser_page.faults.clear()  # the server was away, and the browser says so


async def test_a_dropped_socket_is_taken_up_again(chat: Rig, arrive: Arrive) -> None:
    """The page comes back by itself with its token; a bubble sent meanwhile is shown once."""
    mia = await arrive()
    await mia.begins()
    await chat.channel.close()
    await mia.is_told(row("Nog hier.", number=1))
    await mia.types("ja")

    heard = await chat.listener.next()

    assert (heard.text, heard.sender) == ("ja", mia.sender)
    assert await mia.transcript() == ["Nog hier.", "ja"]


async def test_the_network_comes_back(chat: Rig, arrive: Arrive) -> None:
    """When the device is online again the page does not wait for its next try."""
    mia = await arrive()
    await mia.begins()
    await mia.page.evaluate("dispatchEvent(new Event('online'))")
    await mia.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    await mia.types("nog hier")

    assert (await chat.listener.next()).text == "nog hier"


async def test_a_message_that_was_not_kept_is_marked_and_sent_again(chat: Rig, arrive: Arrive) -> None:
    """While the database is away, the person sees what did not arrive yet, and that it will."""
    mia = await arrive()
    await mia.begins()
    chat.listener.faults += [StoreDown(), StoreDown()]

    await mia.types("hallo")
    await expect(mia.page.locator(".mark")).to_have_text("nog niet verstuurd")
    heard = await chat.listener.next()
    await expect(mia.page.locator(".mark")).to_have_count(0)

    assert heard.text == "hallo"
    assert await mia.transcript() == ["hallo"]


async def test_too_many_messages_go_out_by_themselves(browser_page: BrowserPages) -> None:
    """Who types too fast is told so, and waits; nothing has to be typed again."""
    async with Rig(replace(Limits(), events_per_minute=2)).serve() as chat:
        page = await browser_page()
        await page.clock.install()
        await page.goto(f"{chat.origin}/")
        mia = Visitor(chat, page)
        await mia.begins()
        for text in ("een", "twee"):
            await mia.types(text)
        await expect(page.locator("#status")).to_contain_text("te snel")
        assert await page.locator(".mark").all_text_contents() == ["nog niet verstuurd"]

        chat.clock.advance(timedelta(minutes=1))
        await page.clock.fast_forward(5_000)

        assert [(await chat.listener.next()).text for _ in range(2)] == ["een", "twee"]
        await expect(page.locator("#status")).to_have_text("")


async def test_a_silent_connection_is_given_up(browser_page: BrowserPages) -> None:
    """A page asks whether the server is there; without an answer it says so, and where help is at once."""
    async with Rig().serve() as chat:
        page = await browser_page()
        await page.clock.install()
        await page.route_web_socket("**/chat", lambda _: None)
        await page.goto(f"{chat.origin}/")
        await page.click("#begin")

        await page.clock.fast_forward(10_000)
        await expect(page.locator("#status")).to_contain_text("De verbinding is weg.")
        await page.clock.fast_forward(30_000)
        await expect(page.locator("#status-more")).to_have_text("Bel bij direct gevaar 112.")
