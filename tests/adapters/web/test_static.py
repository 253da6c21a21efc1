"""The page's own files: whole, of the right kind, and from nowhere else."""

import hashlib
import re
from pathlib import Path

import pytest

import bot.web
from bot.web.pages import KINDS, static_files
from tests.adapters.web.front import Front

STATIC = Path(bot.web.__file__).parent / "static"
FOLDER = STATIC / "desk"
PAGES = ("desk", "preview")
ELSEWHERE = re.compile(r"(?:https?:)?//[\w-]+\.\w+")


@pytest.mark.parametrize("page", PAGES)
async def test_every_file_is_served_as_what_it_is(front: Front, page: str) -> None:
    """A browser that is told not to guess needs the right kind."""
    files = [path for path in sorted((STATIC / page).rglob("*")) if path.is_file()]
    assert len(files) > 7
    async with front.visitor() as visitor:
        for path in files:
            answer = await visitor.get(f"/{page}/static/{path.relative_to(STATIC / page).as_posix()}")

            assert (answer.status, answer.content_type) == (200, KINDS[path.suffix])
            assert await answer.read() == path.read_bytes()


def test_what_others_wrote_is_what_its_note_says() -> None:
    """Each file that was taken over stands beside its licence and its hash."""
    for path in (FOLDER / "vendor").glob("*.js"):
        note = path.with_suffix(".LICENSE.txt").read_text(encoding="utf-8")

        assert f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}" in note
        assert "Apache License" in note
        assert "The MIT License" in note


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_fetched_from_elsewhere(page: str) -> None:
    """No file of a page names another machine, but for the name spaces of SVG."""
    for path, (body, _) in static_files(page).items():
        text = body.decode().replace("http://www.w3.org/", "")

        assert path.startswith("vendor/") or not ELSEWHERE.search(text), path
