"""A web chat and somebody who opens its page in a real browser."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Page

from bot.model import InboundKind, Outbound, Sender
from tests.adapters.webchat.rig import Rig
from tests.browser_pages import BrowserPages


@pytest.fixture
async def chat() -> AsyncIterator[Rig]:
    """A web chat with the usual limits."""
    async with Rig().serve() as rig:
        yield rig


class Visitor:
    """Somebody at the page.

    Attributes:
        page: What they see.
        sender: Who the bot takes them for, once they began.
    """

    def __init__(self, chat: Rig, page: Page) -> None:
        self.page = page
        self.sender = Sender("webchat", "")
        self._chat = chat

    async def begins(self) -> None:
        """Press "Begin"."""
        await self.page.click("#begin")
        await self.is_heard_to_begin()

    async def is_heard_to_begin(self) -> None:
        """Wait until the bot heard it."""
        start = await self._chat.listener.next()
        assert start.kind is InboundKind.START
        self.sender = start.sender

    async def is_told(self, *rows: Outbound) -> None:
        """Show bubbles; returns when the page has acknowledged them."""
        for row in rows:
            await self._chat.channel.send(self.sender, row)

    async def types(self, text: str) -> None:
        """Type and press Enter."""
        await self.page.fill("#text", text)
        await self.page.press("#text", "Enter")

    async def transcript(self) -> list[str]:
        """Read what stands on the page, in order."""
        return await self.page.locator(".words").all_text_contents()


Arrive = Callable[..., Awaitable[Visitor]]


@pytest.fixture
def arrive(chat: Rig, browser_page: BrowserPages) -> Arrive:
    """Opens the page in a browser of its own, for example a small French one."""

    async def open_page(*, after: Callable[[Page], Awaitable[None]] | None = None, **options: object) -> Visitor:
        page = await browser_page(**options)  # type: ignore[arg-type]
        if after is not None:
            await after(page)
        await page.goto(f"{chat.origin}/")
        return Visitor(chat, page)

    return open_page
