"""Inside the page of a helpline, on another origin: only where it may stand, and the exit takes all of it away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import web
from playwright.async_api import FrameLocator, Page, expect

from bot.model import InboundKind
from bot.web.headers import PublicPage
from bot.web.server import serving
from tests.adapters.webchat.rig import Rig, row
from tests.browser_pages import BrowserPages

pytestmark = pytest.mark.browser
POLICY = "default-src 'none'; img-src data:; frame-src {chat}; base-uri 'none'"
"""The helpline's own: what docs/web-chat.md tells it to have."""


@dataclass(frozen=True, slots=True)
class Helpline:
    """A site that shows the chat inside its page."""

    chat: Rig
    url: str


@asynccontextmanager
async def _helpline(*, may_embed: bool) -> AsyncIterator[Helpline]:
    """Serve both, each on its own loopback origin; `localhost` and `127.0.0.1` are different sites to a browser."""
    chat = Rig()

    async def page(_: web.Request) -> web.Response:
        html = (
            "<!doctype html><html lang=nl><title>Advies</title><link rel=icon href=data:,><h1>Advies</h1>"
            f'<iframe src="{chat.origin}/" title="Bericht" width=400 height=500 referrerpolicy=no-referrer></iframe>'
        )
        headers = {"Content-Security-Policy": POLICY.format(chat=chat.origin)}
        return web.Response(text=html, content_type="text/html", headers=headers)

    site = web.Application()
    site.add_routes([web.get("/", page)])
    async with serving(site, "127.0.0.1", 0) as port:
        chat.page = PublicPage((f"http://localhost:{port}",)) if may_embed else chat.page
        async with chat.serve():
            yield Helpline(chat, f"http://localhost:{port}/")


def _inside(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


@pytest.mark.parametrize("by", ["click", "shift"])
async def test_the_exit_takes_the_page_around_it_away_too(browser_page: BrowserPages, by: str) -> None:
    """A talk inside another page; whoever leaves is somewhere harmless, not on the page of a helpline."""
    async with _helpline(may_embed=True) as site:
        page = await browser_page()
        await page.goto(site.url)
        inside = _inside(page)
        await inside.locator("#begin").click()
        start = await site.chat.listener.next()
        await site.chat.channel.send(start.sender, row("Dag.", number=1))
        await expect(inside.locator(".words")).to_have_text(["Dag."])

        if by == "click":
            await inside.locator("#leave").click()
        else:
            for _ in range(3):
                await page.keyboard.press("Shift")
        await page.wait_for_url(f"{site.chat.origin}/elsewhere")

        assert (await site.chat.listener.next()).kind is InboundKind.LEFT
        assert await page.context.cookies() == []
        await page.close()


async def test_without_a_script_the_exit_takes_all_away_too(browser_page: BrowserPages) -> None:
    """The form leads the whole window elsewhere."""
    async with _helpline(may_embed=True) as site:
        page = await browser_page(java_script_enabled=False)
        await page.goto(site.url)
        inside = _inside(page)
        await inside.locator("#begin").click(no_wait_after=True)
        start = await site.chat.listener.next()
        await site.chat.channel.send(start.sender, row("Dag.", number=1))
        await expect(inside.locator(".words")).to_have_text(["Dag."])

        await inside.locator("#leave").click(no_wait_after=True)
        await page.wait_for_url(f"{site.chat.origin}/elsewhere")

        assert (await site.chat.listener.next()).kind is InboundKind.LEFT
        await page.close()


async def test_no_other_site_shows_it(browser_page: BrowserPages) -> None:
    """Nobody can lay our page invisibly over their own."""
    async with _helpline(may_embed=False) as site:
        page = await browser_page()
        await page.goto(site.url)

        await expect(_inside(page).locator("#begin")).to_have_count(0)
        assert any("frame-ancestors" in fault for fault in browser_page.faults)
        browser_page.faults.clear()  # it is said there, and that is what we wanted
        await page.close()
