"""Take the pictures of the documents from a running demo: `python scripts/pictures.py`."""

import asyncio
import re
import tempfile
from base64 import b64encode
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bot import app
from bot.model import Role
from bot.settings import Settings
from tests.browser_pages import FLAGS, chromium_path

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
TO_A_HUMAN = ("Yes", "The Netherlands", "Family or friend", "Go to a human", "Yes, please", "Yes, for 30 minutes")
FRAME = """<body style="margin:0;display:flex;gap:28px;align-items:center;padding:28px;background:#d9dcd6">
<img src="{phone}" style="height:740px;border-radius:26px;box-shadow:0 6px 30px #0003">
<img src="{desk}" style="height:740px;border-radius:12px;box-shadow:0 6px 30px #0003"></body>"""


async def main() -> None:
    """Play a short talk and keep how both sides look."""
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home) / "var", http_port=0)
        async with asyncio.TaskGroup() as group, async_playwright() as playwright:
            serving = group.create_task(app.serve(settings, stop=stop, announce=ready.set_result, demo=True))
            demo = await ready
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            await take(browser, demo)
            await browser.close()
            stop.set()
            await serving


async def take(browser: Browser, demo: app.Address) -> None:
    """Take the pictures."""
    phone = await browser.new_page(viewport={"width": 400, "height": 740}, locale="en-GB", device_scale_factor=2)
    desk = await browser.new_page(viewport={"width": 1120, "height": 740}, locale="en-GB", device_scale_factor=2)
    await play(phone, desk, demo)
    for name, page in (("chat", phone), ("desk", desk)):
        await page.screenshot(path=PICTURES / f"{name}.png")
    both = await browser.new_page(viewport={"width": 1604, "height": 796})
    await both.set_content(FRAME.format(phone=data("chat"), desk=data("desk")), wait_until="commit")
    await both.locator("img").last.evaluate("image => image.decode()")
    await both.screenshot(path=PICTURES / "side-by-side.png")


async def play(phone: Page, desk: Page, demo: app.Address) -> None:
    """Walk to a human, and say a few words."""
    await desk.goto(f"{demo.url}/desk")
    await desk.locator("input[name=login]").fill(demo.logins[Role.COUNSELLOR].name)
    await desk.locator("input[name=password]").fill(demo.logins[Role.COUNSELLOR].password)
    await desk.keyboard.press("Enter")
    await phone.goto(f"{demo.url}/")
    await phone.get_by_role("button", name="Begin").click()
    for option in TO_A_HUMAN:
        await phone.get_by_role("button", name=re.compile(rf"^\d\s*{option}$")).last.click()
    await desk.locator("select").first.select_option("en")
    await desk.get_by_role("button", name=re.compile("Take")).first.click()
    for words in ("Hello, I am here. Take your time.",):
        await desk.get_by_role("textbox").fill(words)
        await desk.keyboard.press("Enter")
    await phone.get_by_text("Hello, I am here").wait_for()
    await phone.get_by_role("textbox").fill("It is about my sister. She does not answer us any more.")
    await phone.keyboard.press("Enter")
    await desk.get_by_text("my sister").wait_for()
    await desk.get_by_role("textbox").fill("That sounds hard. When did you last hear from her?")
    await desk.keyboard.press("Enter")
    await phone.get_by_text("When did you last").wait_for()


def data(name: str) -> str:
    """Return a picture as an address that a page can hold."""
    return "data:image/png;base64," + b64encode((PICTURES / f"{name}.png").read_bytes()).decode()


if __name__ == "__main__":
    asyncio.run(main())
