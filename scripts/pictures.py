"""Take the pictures of the documents from a running demo: `python scripts/pictures.py`."""

import asyncio
import re
import shutil
import tempfile
from base64 import b64encode
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot import app
from bot.figures.periods import quarter_of
from bot.model import Role
from bot.ops.report.sample import sample_log
from bot.ports import Job, Transaction
from bot.settings import Settings
from tests.adapters.web.front import Front
from tests.browser.entrance import comes_in
from tests.browser_pages import FLAGS, chromium_path
from tests.fakes import A_MONDAY_AFTERNOON

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
TO_A_HUMAN = ("Yes", "The Netherlands", "Family or friend", "Go to a human", "Yes, please", "Yes, for 30 minutes")
A_CAMPAIGN = '[[mark]]\nfrom = 2026-10-14\nto = 2026-10-25\nen = "Campaign on the tram"\n'
FRAME = """<body style="margin:0;display:flex;gap:28px;align-items:center;padding:28px;background:#d9dcd6">
<img src="{phone}" style="height:740px;border-radius:26px;box-shadow:0 6px 30px #0003">
<img src="{desk}" style="height:740px;border-radius:12px;box-shadow:0 6px 30px #0003"></body>"""


async def main() -> None:
    """Play a short talk and keep how both sides look."""
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        files = Settings()
        flows = Path(shutil.copy(files.flows, home))
        content = Path(shutil.copytree(files.content, Path(home) / "content"))
        settings = Settings(home=Path(home) / "var", http_port=0, flows=flows, content=content)
        async with asyncio.TaskGroup() as group, async_playwright() as playwright:
            serving = group.create_task(app.serve(settings, stop=stop, announce=ready.set_result, demo=True))
            demo = await ready
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            await take(browser, demo)
            await board(browser, demo)
            await figures(browser)
            await preview(browser, demo, flows=flows)
            await browser.close()
            stop.set()
            await serving


async def take(browser: Browser, demo: app.Address) -> None:
    """Take the pictures."""
    phone = await browser.new_page(viewport={"width": 400, "height": 740}, locale="en-GB", device_scale_factor=2)
    desk = await browser.new_page(viewport={"width": 1180, "height": 740}, locale="en-GB", device_scale_factor=2)
    await waits(await browser.new_page(locale="en-GB"), demo, urgent=True)
    await waits(phone, demo)
    await waits(await browser.new_page(locale="en-GB"), demo)
    await log_in(desk, demo, Role.COUNSELLOR)
    await desk.locator("header select").select_option("en")
    await desk.locator("button.row").nth(2).wait_for()
    await desk.screenshot(path=PICTURES / "desk-queue.png")
    await talk(phone, desk)
    for name, page in (("chat", phone), ("desk", desk)):
        await page.screenshot(path=PICTURES / f"{name}.png")
    await wrap_up(desk)
    both = await browser.new_page(viewport={"width": 1664, "height": 796})
    await both.set_content(FRAME.format(phone=data("chat"), desk=data("desk")), wait_until="commit")
    await both.locator("img").last.evaluate("image => image.decode()")
    await both.screenshot(path=PICTURES / "side-by-side.png")


async def preview(browser: Browser, demo: app.Address, *, flows: Path) -> None:
    """Take the pictures of an editor's page: on a phone, and on a desk with a fault in a file that was just saved."""
    phone = await editor(browser, demo, width=360, height=740)
    desk = await editor(browser, demo, width=1280, height=800)
    await phone.screenshot(path=PICTURES / "preview-phone.png")
    spoil(flows)
    await desk.get_by_role("button", name="Show the first").click()
    await desk.locator(".about mark").wait_for()
    await desk.screenshot(path=PICTURES / "preview.png")


async def editor(browser: Browser, demo: app.Address, *, width: int, height: int) -> Page:
    """Let an editor play two questions, in English."""
    page = await browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
    await log_in(page, demo, Role.EDITOR)
    await page.locator("header .tools select").select_option("en")
    await page.locator(".setting select").first.select_option("en", force=True)
    for option in TO_A_HUMAN[:2]:
        await page.locator(".webchat").get_by_role("button", name=option).click()
    await page.locator(".webchat .buttons").nth(2).wait_for()
    await page.locator(".node.here").wait_for(state="attached")
    return page


def spoil(flows: Path) -> None:
    """Save the file with a slip in it."""
    text = flows.read_text(encoding="utf-8")
    flows.write_text(text.replace("next: land", "next: lnd", 1), encoding="utf-8")


async def log_in(page: Page, demo: app.Address, role: Role) -> None:
    """Log somebody of the demo in."""
    await page.goto(f"{demo.url}/desk/login")
    await fill_in(page, demo, role)
    await page.locator("header select").first.wait_for()


async def fill_in(page: Page, demo: app.Address, role: Role) -> None:
    """Write a name and a password of the demo into the form."""
    await page.locator("input[name=login]").fill(demo.logins[role].name)
    await page.locator("input[name=password]").fill(demo.logins[role].password)
    await page.keyboard.press("Enter")


async def waits(phone: Page, demo: app.Address, *, urgent: bool = False) -> None:
    """Walk to a human."""
    await phone.goto(f"{demo.url}/")
    await phone.locator("#begin").click()
    for option in TO_A_HUMAN:
        await phone.get_by_role("button", name=re.compile(rf"^\d\s*{option}$")).last.click()
    if urgent:
        await phone.locator("#text").fill("I can't go on")
        await phone.keyboard.press("Enter")


async def talk(phone: Page, desk: Page) -> None:
    """Say a few words, and write one down for colleagues."""
    await desk.locator("button.row:not(.urgent)").first.click()
    await says(desk, "#words", "Hello, I am here. Take your time.")
    await phone.get_by_text("Hello, I am here").wait_for()
    await says(phone, "#text", "It is about my sister. She does not answer us any more.")
    await desk.get_by_text("my sister").wait_for()
    await says(desk, "#words", "That sounds hard. When did you last hear from her?")
    await phone.get_by_text("When did you last").wait_for()
    await desk.keyboard.press("F2")
    await desk.keyboard.type("Worried about a sister, no contact since spring.")
    await desk.keyboard.press("Control+Enter")
    await desk.keyboard.press("F2")
    await desk.locator(".notice:empty").wait_for(state="attached")  # what it tells in passing covers nothing


async def says(page: Page, field: str, words: str) -> None:
    """Type words and press Enter."""
    await page.locator(field).fill(words)
    await page.keyboard.press("Enter")


async def wrap_up(desk: Page) -> None:
    """Ask what came of it, and look at the talk on a phone."""
    await desk.get_by_role("button", name="Close").click()
    await desk.get_by_role("dialog").wait_for()
    await desk.set_viewport_size({"width": 1180, "height": 900})
    await desk.screenshot(path=PICTURES / "desk-close.png")
    await desk.keyboard.press("Escape")
    await desk.set_viewport_size({"width": 360, "height": 740})
    await desk.screenshot(path=PICTURES / "desk-phone.png")


async def board(browser: Browser, demo: app.Address) -> None:
    """Take the picture of what a coordinator sees."""
    page = await browser.new_page(viewport={"width": 1280, "height": 860}, locale="en-GB")
    await page.goto(f"{demo.url}/desk/login")
    await fill_in(page, demo, Role.COORDINATOR)
    await page.locator("header .tools select").select_option("en")
    await page.get_by_role("heading", name="Board").wait_for()
    await page.screenshot(path=PICTURES / "board.png")


async def figures(browser: Browser) -> None:
    """Take the picture of the figures of a quarter that never was."""
    front = Front()
    async with front.open():
        await front.hires("olga", role=Role.OPERATOR, language="en")
        await front.store.run(Job(a_quarter))
        front.home.mkdir()
        front.home.joinpath("marks.toml").write_text(A_CAMPAIGN)
        page = await browser.new_page(viewport={"width": 1280, "height": 1040}, locale="en-GB")
        await comes_in(front, page, "olga")
        await page.goto(f"{front.base}/board/figures")
        await page.locator(".figure summary").first.press("Enter")
        await page.screenshot(path=PICTURES / "figures.png")


def a_quarter(tx: Transaction) -> None:
    """Let everything happen that happens in a quarter."""
    for one in sample_log(quarter_of(A_MONDAY_AFTERNOON.date()), a_year=1200):
        tx.event_log.add(one)


def data(name: str) -> str:
    """Return a picture as an address that a page can hold."""
    return "data:image/png;base64," + b64encode((PICTURES / f"{name}.png").read_bytes()).decode()


if __name__ == "__main__":
    asyncio.run(main())
