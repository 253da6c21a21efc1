"""An editor saves a file of the running program, and sees it played."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.model import Role
from tests.browser.whole.people import Serve, log_in
from tests.browser_pages import BrowserPages
from tests.unit.flows.small import FLOWS, SOURCES

pytestmark = pytest.mark.browser


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A small conversation on disk."""
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def save(path: Path, text: str) -> None:
    """Save as many editor programs do: write another file, and put it in the place of the first."""
    path.with_suffix(".new").write_text(text, encoding="utf-8")
    path.with_suffix(".new").replace(path)


async def test_a_file_that_is_saved_is_played_at_once(files: Path, serve: Serve, browser_page: BrowserPages) -> None:
    """In all three channels, as soon as it lies on the disk; the demo's editor comes to the preview by themselves."""
    async with serve(flows=files / "flows.yaml", content=files) as demo:
        page = await browser_page()
        await log_in(page, demo, Role.EDITOR)
        await expect(page.get_by_role("log").filter(has_text="Kun je typen?")).to_have_count(3)

        save(files / "flows.yaml", FLOWS.replace("Kun je typen?", "Lukt het nu?"))

        await expect(page.get_by_role("log").filter(has_text="Lukt het nu?")).to_have_count(3)
        assert page.url == f"{demo.url}/preview"
