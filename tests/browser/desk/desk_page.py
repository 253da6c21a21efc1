"""A counsellor in front of a screen: does what people do, and reads what stands there."""

from typing import Any

from playwright.async_api import Locator, Page, expect

from bot.model import CaseId
from tests.adapters.web.front import PASSWORD, Front
from tests.browser.entrance import comes_in
from tests.browser.looks import is_accessible
from tests.browser_pages import BrowserPages


class DeskPages:
    """Opens desks."""

    def __init__(self, front: Front, browser_page: BrowserPages) -> None:
        self._front = front
        self.browser_page = browser_page

    async def __call__(self, name: str = "Anna", **options: Any) -> "DeskPage":  # noqa: ANN401
        """Open somebody's desk, in a browser of their own."""
        page = await self.browser_page(**options)
        await comes_in(self._front, page, name)
        desk = DeskPage(self._front, page)
        await desk.is_there()
        return desk

    def forgives(self, *words: str) -> None:
        """Take faults off the record that a test provoked: each holds one of these words."""
        faults = self.browser_page.faults
        faults[:] = [fault for fault in faults if not any(word in fault for word in words)]


class DeskPage:
    """One desk on one screen."""

    def __init__(self, front: Front, page: Page) -> None:
        self._front = front
        self.page = page

    async def logs_in(self, name: str, password: str = PASSWORD) -> None:
        """Fill in the login form with the keyboard."""
        await self.page.goto(f"{self._front.base}/desk/login")
        await expect(self.page.locator("#login")).to_be_focused()
        await self.page.keyboard.type(name)
        await self.page.keyboard.press("Tab")
        await self.page.keyboard.type(password)
        await self.page.keyboard.press("Enter")
        await self.is_there()

    async def is_there(self) -> None:
        """Wait until the queue is."""
        await expect(self.page.locator(".queue .empty, .queue .row").first).to_be_visible()
        await expect(self.page.get_by_text("Even geduld")).to_have_count(0)

    def row(self, case_id: CaseId) -> Locator:
        """Return the row of a case in the queue."""
        return self.page.locator(f'button.row[data-case="{case_id.hex()}"]')

    @property
    def words(self) -> Locator:
        """Return the field that one writes in."""
        return self.page.locator("#words")

    @property
    def log(self) -> Locator:
        """Return what was said."""
        return self.page.get_by_role("log")

    @property
    def notice(self) -> Locator:
        """Return what the page tells in passing."""
        return self.page.locator(".notice")

    def line(self, text: str) -> Locator:
        """Return the line with these words."""
        return self.page.locator("li.line", has_text=text)

    async def sent(self, text: str) -> None:
        """Wait until words of ours are sent."""
        await expect(self.line(text).locator(".fate")).to_have_text("verstuurd")

    async def takes(self, case_id: CaseId) -> None:
        """Claim a case, and wait until it is open."""
        await self.row(case_id).click()
        await expect(self.words).to_be_focused()
        await expect(self.page.get_by_text("Even geduld")).to_have_count(0)

    async def says(self, text: str) -> None:
        """Type and send."""
        await self.words.fill(text)
        await self.words.press("Enter")

    async def does_by_keys(self, command: str) -> None:
        """Look a command up in the list of all of them, and do it."""
        await self.page.keyboard.press("Control+k")
        await self.page.keyboard.type(command)
        await expect(self.page.get_by_role("option", name=command)).to_be_visible()
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("dialog")).to_have_count(0)

    async def is_accessible(self) -> bool:
        """Let axe look at everything that is on the screen."""
        return await is_accessible(self.page)
