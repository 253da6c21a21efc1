"""Sees everything that words could do on a page: run, ask for something, open a dialog, or be stopped by the policy."""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page

from tests.browser.xss.payloads import ASK

_LISTEN = """
addEventListener("securitypolicyviolation", (event) => {
  ajarSaw(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


class Detector:
    """Watches one page.

    Attributes:
        seen: What happened that words may not do.
    """

    def __init__(self, page: Page) -> None:
        """Watch this page, once `begin` was awaited."""
        self.page = page
        self.seen: list[str] = []

    async def begin(self) -> "Detector":
        """Listen, before the page is opened: what words would call is there, and tells us."""
        await self.page.expose_binding("ajarRan", lambda source, *_: self.seen.append(f"ran: {source['frame'].name}"))
        await self.page.expose_binding("ajarSaw", lambda _, report: self.seen.append(f"stopped: {report}"))
        await self.page.add_init_script(_LISTEN)
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.on("popup", lambda _: self.seen.append("opened a page"))
        return self

    async def _dialog(self, dialog: Any) -> None:  # noqa: ANN401 - Playwright's, and there is nothing to it
        self.seen.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _request(self, request: Any) -> None:  # noqa: ANN401
        if urlsplit(request.url).path.startswith(ASK):
            self.seen.append(f"asked: {request.url}")

    async def elements_in(self, selector: str) -> list[str]:
        """Return the elements that stand inside of what holds nothing but words."""
        found: list[str] = await self.page.locator(selector).evaluate_all(
            "places => places.flatMap(place => [...place.children].map(child => child.outerHTML))"
        )
        return found
