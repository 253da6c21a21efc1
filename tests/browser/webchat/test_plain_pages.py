"""Without a script, in Tor Browser's safest setting: the whole conversation by forms, and nothing is left of it."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, expect

from bot.model import InboundKind, Option, Purpose
from bot.model.beside import PASSING_MARK
from tests.adapters.webchat.rig import ANSWERS, Rig, row
from tests.browser.webchat.conftest import Arrive, Visitor
from tests.browser.webchat.test_access import OVERFLOW

pytestmark = pytest.mark.browser
WITHOUT = {"java_script_enabled": False}


async def _take_away(page: Page) -> None:
    """What the safest setting takes besides scripts: pictures in SVG, web fonts, compiled code, sound and film."""

    async def refuse(route: Route) -> None:
        await route.fulfill(status=204)

    for kind in ("svg", "woff", "woff2", "ttf", "wasm", "mp3", "mp4", "webm"):
        await page.route(f"**/*.{kind}", refuse)


async def _begins(chat: Rig, arrive: Arrive, **options: Any) -> Visitor:  # noqa: ANN401 - for the browser
    mia = await arrive(**{**WITHOUT, **options})
    await _take_away(mia.page)
    await mia.page.click("#begin", no_wait_after=True)
    await mia.is_heard_to_begin()
    await chat.channel.send(mia.sender, row("Kun je nu vrij typen?", number=1, options=ANSWERS))
    return mia


async def test_a_conversation_without_a_script(chat: Rig, arrive: Arrive) -> None:
    """Read, tap, type; what a human says later comes by itself, and the field keeps what is being typed."""
    mia = await _begins(chat, arrive)
    async with mia.page.expect_request(lambda asked: asked.method == "POST") as press:
        await mia.page.get_by_role("button", name="Ja").click(no_wait_after=True)
    assert (await chat.listener.next()).choice is not None
    headers = await (await press.value).all_headers()
    assert headers["origin"] == chat.origin  # by which an old browser tells our page from another
    await mia.page.fill("#text", "een <b>lang</b> verhaal")
    await mia.page.get_by_role("button", name="Verstuur").click(no_wait_after=True)
    assert (await chat.listener.next()).text == "een <b>lang</b> verhaal"
    await expect(mia.page.locator("#text")).to_have_value("")
    await mia.page.fill("#text", "ik typ nog")
    await chat.channel.send(mia.sender, row("Ik lees mee.", number=2, purpose=Purpose.TALK))

    await expect(mia.page.locator(".words")).to_have_text(
        ["Kun je nu vrij typen?", "Ja", "een <b>lang</b> verhaal", "Ik lees mee."]
    )
    await expect(mia.page.get_by_text("Ik lees mee.")).to_be_in_viewport()
    await expect(mia.page.locator("#text")).to_have_value("ik typ nog")
    assert await mia.page.context.cookies() == []
    assert mia.page.url == f"{chat.origin}/"


async def test_what_is_asked_beside_a_talk_stays_on_the_next_page(chat: Rig, arrive: Arrive) -> None:
    """A human writes on and the person answers: the button is there still, until the bot asks something of its own."""
    mia = await _begins(chat, arrive)
    asked = row("Mag dat?", number=2, options=[Option("yes", "Goed zo")], prompt=f"2{PASSING_MARK}")
    for one in (asked, row("Dag, ik ben Bo.", number=3, purpose=Purpose.TALK)):
        await chat.channel.send(mia.sender, one)
    counts = []
    for words, then in (("Dag Bo.", row("Wat wil je nu?", number=4, options=ANSWERS)), ("hoi", None)):
        await mia.page.fill("#text", words)
        await mia.page.get_by_role("button", name="Verstuur").click(no_wait_after=True)
        assert (await chat.listener.next()).text == words
        await expect(mia.page.locator(".words", has_text=words)).to_have_count(1)
        counts.append(await mia.page.get_by_role("button", name="Goed zo").count())
        if then is not None:
            await chat.channel.send(mia.sender, then)

    assert counts == [1, 0]


@pytest.mark.parametrize("knows_has", [True, pytest.param(False, marks=pytest.mark.long)])
async def test_a_wipe_takes_everything_from_the_sight(chat: Rig, arrive: Arrive, *, knows_has: bool) -> None:
    """On the page that is open, without a press, in new browsers and in old ones."""
    mia = await _begins(chat, arrive, after=None if knows_has else _without_has)
    await expect(mia.page.locator(".turn")).to_be_visible()
    for number in (2, 3):
        await chat.channel.delete(mia.sender, ())
        await chat.channel.send(mia.sender, row(f"Gewist {number}.", number=number))

        await expect(mia.page.get_by_text(f"Gewist {number}.")).to_be_visible()
        await expect(mia.page.locator(".turn >> visible=true")).to_have_count(1)


async def _without_has(page: Page) -> None:
    async def older(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.text()).replace(":has(", ":hasnot("))

    await page.route("**/plain.css", older)


async def test_leaving_without_a_script_leaves_nothing_behind_the_back_button(chat: Rig, arrive: Arrive) -> None:
    """A harmless page stands in its place, the bot forgets, and the way back shows what a stranger sees."""
    mia = await _begins(chat, arrive)
    await mia.page.fill("#text", "dat niemand mag lezen")
    await mia.page.get_by_role("button", name="Verstuur").click(no_wait_after=True)
    await chat.listener.next()

    await mia.page.get_by_role("button", name="Verlaat deze pagina").click(no_wait_after=True)
    await mia.page.wait_for_url("**/elsewhere")
    assert (await chat.listener.next()).kind is InboundKind.LEFT
    await mia.page.go_back(wait_until="commit")

    assert "dat niemand" not in await mia.page.content()
    assert "Kun je nu" not in await mia.page.content()


async def test_the_way_out_comes_first_without_a_script_too(chat: Rig, arrive: Arrive) -> None:
    """By keyboard alone: out, language, field, send; then the conversation with its choices."""
    mia = await _begins(chat, arrive)
    await expect(mia.page.locator(".option")).to_have_count(2)
    seen = []
    for _ in range(7):
        await mia.page.keyboard.press("Tab")
        seen.append(await mia.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))

    assert seen[:3] == ["leave", "language", "text"]
    assert seen[3:5] == ["Verstuur", "Ververs"]
    assert "1 Ja" in seen


@pytest.mark.parametrize(
    ("width", "height"),
    [(360, 640), pytest.param(320, 480, marks=pytest.mark.long), pytest.param(320, 256, marks=pytest.mark.long)],
)
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
async def test_the_plain_page_is_for_anybody(chat: Rig, arrive: Arrive, width: int, height: int, scheme: str) -> None:
    """Axe finds nothing and nothing sticks out, on a small phone and at 400 % zoom (320 × 256)."""
    mia = await _begins(chat, arrive, width=width, height=height, color_scheme=scheme, reduced_motion="reduce")
    await chat.channel.send(mia.sender, row("https://example.org/" + "a" * 300, number=2))
    await expect(mia.page.locator(".words")).to_have_count(2)

    assert await mia.page.evaluate(OVERFLOW) == []
    # Axe waits for its turn in ways that a page without scripts never gives it: it looks at the same page with them.
    again = await arrive(after=_with(await mia.page.content()), width=width, height=height, color_scheme=scheme)
    found: Any = await Axe().run(again.page)
    assert [f"{it['id']}: {node['html'][:100]}" for it in found.response["violations"] for node in it["nodes"]] == []


def _with(html: str) -> Callable[[Page], Awaitable[None]]:
    async def serve(page: Page) -> None:
        async def stored(route: Route) -> None:
            await route.fulfill(body=html, content_type="text/html")

        await page.route(re.compile(r"/$"), stored)

    return serve


async def test_a_slow_line_may_begin_without_the_script(chat: Rig, arrive: Arrive) -> None:
    """The button works before the script is there, or where it never comes."""
    mia = await arrive(after=_without_the_script)
    await mia.page.click("#begin", no_wait_after=True)
    await mia.is_heard_to_begin()
    await chat.channel.send(mia.sender, row("Dag.", number=1))

    await expect(mia.page.locator(".words")).to_have_text(["Dag."])


async def _without_the_script(page: Page) -> None:
    async def nothing(route: Route) -> None:
        await route.fulfill(status=200, content_type="text/javascript", body="")

    await page.route("**/chat.js", nothing)
