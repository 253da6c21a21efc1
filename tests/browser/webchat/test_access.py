"""Anyone can use the page: on small and large screens, in light and dark, with large text, read aloud."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from bot.errors import StoreDown
from bot.model import Option
from tests.adapters.webchat.rig import ANSWERS, Rig, row
from tests.browser.webchat.conftest import Arrive, Visitor

pytestmark = pytest.mark.browser

OVERFLOW = """() => [...document.querySelectorAll("body *")].filter((it) => {
  const box = it.getBoundingClientRect();
  return box.width > 1 && (box.right > innerWidth + 0.5 || box.left < -0.5);
}).map((it) => it.outerHTML.slice(0, 80))"""


async def _faults(mia: Visitor) -> list[str]:
    """Return what axe finds: the rules of WCAG 2.2 up to AA and good practice."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found: Any = await Axe().run(mia.page, options={"runOnly": {"type": "tag", "values": tags}})
    return [f"{it['id']}: {node['html'][:100]}" for it in found.response["violations"] for node in it["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_axe_finds_nothing(chat: Rig, arrive: Arrive, width: int, scheme: str) -> None:
    """Before it begins, in the middle of it, and while something goes wrong."""
    mia = await arrive(width=width, color_scheme=scheme, reduced_motion="reduce", locale="fr-BE")
    assert await _faults(mia) == []

    await mia.begins()
    await mia.is_told(row("Bonjour.", number=1, options=ANSWERS))
    await mia.page.click(".option")
    await chat.listener.next()
    await mia.is_told(row("Et maintenant ?", number=2, options=ANSWERS))
    assert await _faults(mia) == []

    chat.listener.faults += [StoreDown()] * 20
    await mia.types("Un message")
    await mia.page.wait_for_selector(".mark")
    await mia.page.fill("#text", "a" * 20_001)
    await mia.page.press("#text", "Enter")
    assert await _faults(mia) == []
    chat.listener.faults.clear()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [320, 360, 768, 1280])
async def test_nothing_is_cut_off_at_the_side(arrive: Arrive, width: int, large: bool) -> None:
    """Words wrap, however long, also with text twice as large; nobody has to scroll sideways."""
    mia = await arrive(width=width, reduced_motion="reduce")
    if large:
        await mia.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await mia.page.evaluate(OVERFLOW) == []

    await mia.begins()
    options = (Option("a", "Ja"), Option("b", "x" * 90), Option("c", "Een lang antwoord dat over regels gaat. " * 3))
    await mia.is_told(row("https://example.org/" + "a" * 300, number=1, options=options))
    await mia.types("w" * 400)

    assert await mia.page.evaluate(OVERFLOW) == []
    assert await mia.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.long
async def test_at_four_times_the_size_everything_can_be_reached(chat: Rig, arrive: Arrive) -> None:
    """A laptop's window at 400 % is 320 by 256: the exit stays in sight, the rest scrolls, by keyboard alone."""
    mia = await arrive(width=320, height=256, reduced_motion="reduce")
    await mia.page.keyboard.press("Tab")
    assert await mia.page.evaluate("document.activeElement.id") == "leave"
    await mia.page.keyboard.press("Tab")
    await mia.page.keyboard.press("Tab")
    await mia.page.keyboard.press("Enter")
    await mia.is_heard_to_begin()
    await mia.is_told(row("Een lange zin, die over veel regels gaat. " * 5, number=1, options=ANSWERS))
    await mia.page.keyboard.type("ja")
    await expect(mia.page.locator("#text")).to_be_in_viewport()
    await mia.page.keyboard.press("Enter")

    assert (await chat.listener.next()).text == "ja"
    await expect(mia.page.locator("#leave")).to_be_in_viewport(ratio=1)
    assert await mia.page.evaluate(OVERFLOW) == []
    assert await _faults(mia) == []


@pytest.mark.parametrize("locale", ["nl-NL", "en-GB", "fr-FR"])
async def test_everything_that_can_be_pressed_is_large_enough(arrive: Arrive, locale: str) -> None:
    """At least 44 by 44 pixels, for a thumb that trembles."""
    mia = await arrive(width=360, locale=locale)
    sizes = await _sizes(mia)
    await mia.begins()
    await mia.is_told(row("?", number=1, options=ANSWERS))
    sizes += await _sizes(mia)

    assert len(sizes) >= 8
    assert [size for size in sizes if min(size["width"], size["height"]) < 44] == []


async def _sizes(mia: Visitor) -> list[dict[str, float]]:
    sizes: list[dict[str, float]] = await mia.page.locator(
        "button:visible, select:visible, textarea:visible, a:visible"
    ).evaluate_all("all => all.map(it => ({ name: it.textContent, ...it.getBoundingClientRect().toJSON() }))")
    return sizes


async def test_what_comes_is_read_aloud(arrive: Arrive) -> None:
    """The conversation is a log that is announced politely; the state of the connection is announced too."""
    mia = await arrive(locale="en-GB")
    await mia.begins()
    await mia.is_told(row("Hello.", number=1, options=ANSWERS))

    log = mia.page.get_by_role("log", name="Conversation")

    assert await log.get_attribute("aria-live") == "polite"
    assert await log.locator(".words").all_text_contents() == ["Hello."]
    assert await log.get_by_role("button", name="2 Nee").is_visible()
    assert await mia.page.get_by_role("status").count() == 1
    assert await mia.page.get_by_role("textbox", name="Your message").is_visible()


async def test_nothing_moves_for_who_asks_so(arrive: Arrive) -> None:
    """No animation at all with reduced motion."""
    mia = await arrive(reduced_motion="reduce")
    await mia.begins()
    await mia.is_told(row("Dag.", number=1))

    assert await mia.page.evaluate("document.getAnimations().length") == 0


SIDES = """() => Object.fromEntries(["#leave", ".theirs .words", ".yours .words", ".option .number"].map((name) => {
  const box = document.querySelector(name).getBoundingClientRect();
  return [name, box.left + box.right < innerWidth ? "left" : "right"];
}))"""


async def test_a_language_that_is_written_from_the_right_turns_the_page_round(arrive: Arrive) -> None:
    """Everything is where its reader looks for it, and nothing sticks out."""
    mia = await arrive(width=1280, reduced_motion="reduce")
    await mia.begins()
    await mia.is_told(row("مرحبا. هل يمكنك الكتابة الآن بحرية؟", number=1, options=ANSWERS))
    await mia.types("نعم")
    from_the_left = await mia.page.evaluate(SIDES)

    await mia.page.evaluate("document.documentElement.dir = 'rtl'")
    from_the_right = await mia.page.evaluate(SIDES)

    assert set(from_the_left.values()) == {"left", "right"}
    assert from_the_right == {name: {"left": "right", "right": "left"}[side] for name, side in from_the_left.items()}
    await mia.page.set_viewport_size({"width": 320, "height": 640})
    assert await mia.page.evaluate(OVERFLOW) == []
    assert await _faults(mia) == []


PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "javascript:alert(1)",
    "'\"><b onmouseover=alert(1)>",
    "</p></div><script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "<!--<script>alert(1)//-->",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202egnp.exe\u202c",
    "a\u0301" * 300,
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<a href='tel:112'>112</a>",
]


async def test_words_are_only_ever_words(chat: Rig, arrive: Arrive) -> None:
    """Whatever stands in a bubble, an option or a message is shown as it is, and nothing of it runs."""
    mia = await arrive()
    ran: list[str] = []
    mia.page.on("dialog", lambda dialog: ran.append(dialog.message))
    await mia.begins()

    for number, payload in enumerate(PAYLOADS, 1):
        await mia.is_told(row(payload, number=number, options=(Option(payload, payload),)))
    for payload in PAYLOADS:
        await mia.types(payload)
        assert (await chat.listener.next()).text == payload

    assert await mia.transcript() == [*PAYLOADS, *PAYLOADS]
    assert await mia.page.locator(".option").all_text_contents() == [f"1 {payload}" for payload in PAYLOADS]
    assert (
        await mia.page.locator("#log script, #log img, #log svg, #log iframe, #log a, #log b, #log style").count() == 0
    )
    assert ran == []
