"""The way in for stories that begin behind the login; how one logs in by keyboard is shown by those about the login."""

from playwright.async_api import Page

from bot.web.sessions import COOKIE
from tests.adapters.web.front import Front


async def comes_in(front: Front, page: Page, name: str) -> None:
    """Open the first page of somebody who has logged in."""
    token = await front.opens_login(name)
    await page.context.add_cookies([{"name": COOKIE, "value": token, "url": front.base}])
    await page.goto(f"{front.base}/desk/login")
