"""A desk in Chromium, in front of the whole house."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.web.front import Front
from tests.browser.desk.desk_page import DeskPages
from tests.browser_pages import BrowserPages


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house with its server running, and two counsellors with accounts."""
    house = Front()
    await house.hires("Anna", "Bram")
    async with house.open():
        yield house


@pytest.fixture
def desks(front: Front, browser_page: BrowserPages) -> DeskPages:
    """Opens desks in browsers of their own."""
    return DeskPages(front, browser_page)
