"""Two tabs of one browser are two people to the bot, and one exit."""

import pytest
from playwright.async_api import expect

from bot.model import InboundKind
from tests.adapters.webchat.rig import Rig, row
from tests.browser.webchat.conftest import Arrive, Visitor

pytestmark = pytest.mark.browser


async def test_two_tabs_are_two_conversations_with_one_exit(chat: Rig, arrive: Arrive) -> None:
    """Each shows its own, nothing comes twice; whoever leaves one has left both, and the bot forgets both."""
    mia = await arrive()
    other = Visitor(chat, await mia.page.context.new_page())
    await other.page.goto(f"{chat.origin}/")
    await mia.begins()
    await other.begins()
    assert mia.sender != other.sender
    await mia.is_told(row("Een.", number=1))
    await other.is_told(row("Twee.", number=2))
    await other.types("hier")
    assert (await chat.listener.next()).sender == other.sender
    assert await mia.transcript() == ["Een."]
    assert await other.transcript() == ["Twee.", "hier"]

    await mia.page.click("#leave")
    await mia.page.wait_for_url("**/elsewhere")
    await other.page.wait_for_url("**/elsewhere")
    left = [await chat.listener.next() for _ in range(2)]

    assert {inbound.kind for inbound in left} == {InboundKind.LEFT}
    assert {inbound.sender for inbound in left} == {mia.sender, other.sender}


async def test_three_times_shift_leaves(chat: Rig, arrive: Arrive) -> None:
    """From wherever the keyboard is, and never by capital letters."""
    mia = await arrive()
    await expect(mia.page.locator("#quick")).to_be_visible()
    await mia.begins()
    await mia.page.focus("#text")
    for letter in "ABC":
        await mia.page.keyboard.press(f"Shift+{letter}")
    await mia.page.keyboard.press("Shift")
    await mia.page.keyboard.press("Shift")
    await mia.page.keyboard.press("a")
    assert await mia.page.input_value("#text") == "ABCa"

    for _ in range(3):
        await mia.page.keyboard.press("Shift")
    await mia.page.wait_for_url("**/elsewhere")

    assert (await chat.listener.next()).kind is InboundKind.LEFT
