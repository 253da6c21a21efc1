"""What stays behind on a device that somebody else may check: nothing that the page could help."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from bot.model import InboundKind
from tests.adapters.webchat.rig import ANSWERS, Rig, row
from tests.browser.webchat.conftest import Arrive, Visitor

pytestmark = pytest.mark.browser

KEPT = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  cookie: document.cookie,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  history: history.length,
  state: history.state,
  name: window.name,
})"""


async def _talks(mia: Visitor) -> None:
    await mia.begins()
    await mia.is_told(row("Dag.", number=1, options=ANSWERS))
    await mia.types("iets dat niemand mag lezen")


async def test_a_conversation_leaves_nothing_in_the_browser(chat: Rig, arrive: Arrive) -> None:
    """No storage, no cookie, no step in the history, no new title or address, and a token nowhere in the page."""
    mia = await arrive()
    before = await mia.page.evaluate(KEPT), mia.page.url, await mia.page.title()

    await _talks(mia)
    await chat.listener.next()

    assert (await mia.page.evaluate(KEPT), mia.page.url, await mia.page.title()) == before
    assert await mia.page.context.cookies() == []
    assert before[0] | {"history": 0} == {
        "local": 0,
        "session": 0,
        "cookie": "",
        "databases": 0,
        "caches": 0,
        "workers": 0,
        "history": 0,
        "state": None,
        "name": "",
    }


async def test_the_fields_teach_the_browser_nothing(arrive: Arrive) -> None:
    """No suggestions later, no spelling check in a cloud."""
    mia = await arrive()
    field = mia.page.locator("#text")

    attributes = {
        name: await field.get_attribute(name) for name in ("autocomplete", "autocorrect", "spellcheck", "name")
    }

    assert attributes == {"autocomplete": "off", "autocorrect": "off", "spellcheck": "false", "name": None}


async def _click(page: Page) -> None:
    await page.click("#leave")


async def _press_enter(page: Page) -> None:
    await page.press("#leave", "Enter")


async def _press_space(page: Page) -> None:
    await page.press("#leave", "Space")


@pytest.mark.parametrize("leave", [_click, _press_enter, _press_space])
async def test_leaving_replaces_the_page_and_tells_the_server(
    chat: Rig, arrive: Arrive, leave: Callable[[Page], Awaitable[None]]
) -> None:
    """One tap: a harmless page stands in its place in the history, and the bot is told to forget."""
    mia = await arrive()
    await _talks(mia)
    await chat.listener.next()
    steps = await mia.page.evaluate("history.length")

    await leave(mia.page)
    await mia.page.wait_for_url("**/elsewhere")
    left = await chat.listener.next()

    assert (left.kind, left.sender) == (InboundKind.LEFT, mia.sender)
    assert await mia.page.evaluate("history.length") == steps
    await mia.page.go_back()
    assert "Dag." not in await mia.page.content()


async def test_leaving_works_before_anything_began(chat: Rig, arrive: Arrive) -> None:
    """Looking was all; the server has nothing to forget."""
    mia = await arrive()

    await mia.page.click("#leave")
    await mia.page.wait_for_url("**/elsewhere")

    assert chat.listener.heard == []


async def test_the_way_out_is_always_in_sight(arrive: Arrive) -> None:
    """Also far down in a long conversation, on a small phone, with large text."""
    mia = await arrive(width=320, height=480)
    await mia.page.evaluate("document.documentElement.style.fontSize = '200%'")
    await mia.begins()
    await mia.is_told(*(row("Een lange zin, die over veel regels gaat. " * 5, number=n) for n in range(1, 9)))

    await expect(mia.page.locator("#leave")).to_be_in_viewport(ratio=1)


async def test_leaving_works_without_a_script(chat: Rig, arrive: Arrive) -> None:
    """The way out is a plain link before any script has loaded, or where none may."""
    mia = await arrive(java_script_enabled=False)

    await expect(mia.page.locator("#quick")).to_be_hidden()  # it would be a promise that nothing keeps
    await mia.page.click("#leave")
    await mia.page.wait_for_url("**/elsewhere")

    assert chat.listener.heard == []


async def test_a_closed_tab_says_goodbye(chat: Rig, arrive: Arrive) -> None:
    """Nobody can come back to it, so nothing of it is kept."""
    mia = await arrive()
    await _talks(mia)
    await chat.listener.next()

    await mia.page.close(run_before_unload=True)

    assert (await chat.listener.next()).kind is InboundKind.LEFT


async def test_a_reload_is_a_fresh_start(chat: Rig, arrive: Arrive) -> None:
    """Who reloads the page sees what a stranger sees, and is a stranger."""
    mia = await arrive()
    await _talks(mia)
    await chat.listener.next()
    earlier = mia.sender

    await mia.page.reload()
    left = await chat.listener.next()
    await expect(mia.page.locator("#begin")).to_be_visible()
    assert await mia.transcript() == []
    await mia.begins()

    assert (left.kind, left.sender) == (InboundKind.LEFT, earlier)
    assert mia.sender != earlier
    assert await mia.page.locator("#text").input_value() == ""


async def test_going_elsewhere_and_back_shows_nothing(chat: Rig, arrive: Arrive) -> None:
    """The back button finds an empty page that has not begun."""
    mia = await arrive()
    await _talks(mia)
    await chat.listener.next()

    await mia.page.goto(f"{chat.origin}/elsewhere")
    assert (await chat.listener.next()).kind is InboundKind.LEFT
    await mia.page.go_back()

    await expect(mia.page.locator("#begin")).to_be_visible()
    assert await mia.transcript() == []
