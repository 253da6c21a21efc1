"""The files on disk, for whoever looks at them again and again."""

import os
import shutil
from pathlib import Path

import pytest

from bot.content_files import ContentFiles
from bot.errors import ContentError
from tests.unit.flows.small import SOURCES


@pytest.fixture
def files(tmp_path: Path) -> ContentFiles:
    """A conversation on disk."""
    for name, text in SOURCES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "pages").mkdir()
    return ContentFiles(tmp_path / "flows.yaml", tmp_path)


def test_nothing_is_different_while_nobody_saves(files: ContentFiles) -> None:
    """Looking changes nothing."""
    assert files.stamp() == files.stamp()


def test_a_save_is_seen_in_any_file(files: ContentFiles) -> None:
    """Also where the size stays the same, as it does when a digit is mended."""
    path = files.content / "helplines.yaml"
    before = files.stamp()
    path.write_text(path.read_text(encoding="utf-8").replace("0767", "0768"), encoding="utf-8")
    os.utime(path, ns=(0, 1))

    assert files.stamp() != before


def test_a_page_that_comes_or_goes_is_seen(files: ContentFiles) -> None:
    """A new page is a change, and taking it away is one too."""
    before = files.stamp()
    page = files.content / "pages" / "geld.nl.md"
    page.write_text("# Geld\n", encoding="utf-8")
    there = files.stamp()
    page.unlink()

    assert there != before
    assert files.stamp() == before


def test_a_file_that_is_away_for_a_moment_is_a_change_and_no_crash(files: ContentFiles) -> None:
    """Many editor programs save by taking the file away and putting another in its place."""
    before = files.stamp()
    shutil.move(files.flows, files.flows.with_suffix(".old"))

    assert files.stamp() != before
    with pytest.raises(ContentError):
        files.read()
