"""What holds for every page of the staff, at any size and in any light: axe finds nothing, and everything fits."""

from itertools import product

import pytest
from _pytest.mark import ParameterSet
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not written up element by element: nobody reads it
}

_ALL = [*product((360, 1280), ("light", "dark"), ("nl", "en", "fr"))]
_EACH_ONCE = {(360, "light", "nl"), (1280, "dark", "en"), (360, "dark", "fr")}
_ON_A_PHONE = {(360, "dark", "fr")}
_OTHER_WIDTH = {360: 1280, 1280: 360}


def _the_rest_later(now: set[tuple[int, str, str]]) -> list[ParameterSet]:
    return [pytest.param(*look, marks=() if look in now else pytest.mark.long) for look in _ALL]


EVERY_LOOK = _the_rest_later(_EACH_ONCE)
"""Width, light and language: at once each of them once, in the long tests all twelve."""
EVERY_LOOK_OF_A_PART = _the_rest_later(_ON_A_PHONE)
"""The same for a part of a page, which `looks_right` turns: so one way there shows both widths and both lights."""


async def looks_right(page: Page) -> bool:
    """Axe finds nothing and everything fits: as the page was opened, and turned to the other width and light."""
    for _ in range(2):
        assert await fits(page)
        assert await is_accessible(page)
        await _turn(page)
    return True


async def _turn(page: Page) -> None:
    size = page.viewport_size
    assert size is not None
    await page.set_viewport_size({"width": _OTHER_WIDTH[size["width"]], "height": size["height"]})
    is_dark = await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    await page.emulate_media(color_scheme="light" if is_dark else "dark")


async def is_accessible(page: Page) -> bool:
    """Let axe look at everything that is on the screen; faults are listed by rule and place."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.axe_script)  # half a megabyte: once a page
    violations = await page.evaluate("(rules) => axe.run(rules).then(({violations}) => violations)", RULES)
    faults = [
        f"{fault['id']}: {node['target']} {node.get('failureSummary', '')}"
        for fault in violations
        for node in fault["nodes"]
    ]
    assert faults == [], "\n".join(faults)
    return True


async def fits(page: Page) -> bool:
    """Nothing sticks out sideways but the paper of a drawing; what is touched is at least 44 pixels high and wide."""
    overflow, small = await page.evaluate(
        """() => {
            const modal = document.querySelector('dialog[open]');
            const seen = (element) => element.checkVisibility() && (!modal || modal.contains(element));
            const touched = [...document.querySelectorAll('button, select, textarea, summary, label:has(input)')];
            const small = touched.filter(seen).filter((element) => {
                const box = element.getBoundingClientRect();
                return box.height < 43.5 || box.width < 43.5;
            });
            const wide = [...document.querySelectorAll('body *')].filter(seen).filter((element) => {
                const box = element.getBoundingClientRect();
                const out = box.right > innerWidth + 1 || box.left < -1;
                return box.width > 1 && out && !element.matches('.skip, .paper *');
            });
            const show = (element) => element.outerHTML.slice(0, 120);
            return [wide.map(show), small.map(show)];
        }"""
    )
    assert overflow == []
    assert small == []
    return True
