"""The file with the days to mark."""

from datetime import date
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.figures.periods import Period
from bot.ops.report.marks import read_marks

SPRING = Period(date(2026, 4, 1), date(2026, 7, 1))


def written(folder: Path, text: str) -> Path:
    """Return a file with marks."""
    file = folder / "marks.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_nothing_is_marked(tmp_path: Path) -> None:
    """It need not be there."""
    assert read_marks(tmp_path / "marks.toml", SPRING) == ()


def test_marks_that_touch_the_span_are_found_in_order(tmp_path: Path) -> None:
    """One day, or from one to another; those of other times are left out."""
    file = written(
        tmp_path,
        """
        [[mark]]
        from = 2026-05-04
        nl = "Uitzending"
        [[mark]]
        from = 2026-03-30
        to = 2026-04-01
        nl = "Tram"
        fr = "Tram"
        [[mark]]
        from = 2026-07-01
        nl = "Later"
        """,
    )

    assert [(one.first.day, one.last.day, one.what) for one in read_marks(file, SPRING)] == [
        (30, 1, {"nl": "Tram", "fr": "Tram"}),
        (4, 4, {"nl": "Uitzending"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[[mark]]\nfrom = 2026-04-02",
        "[[mark]]\nfrom = 2026-04-02\nto = 2026-04-01\nnl = 'x'",
        "[[mark]]\nform = 2026-04-02\nnl = 'x'",
        "[[mark]]\nfrom = soon",
        "mark = 3",
    ],
    ids=["no name", "ends before it begins", "a slip", "no day", "no list"],
)
def test_a_fault_says_how_it_is_written(tmp_path: Path, text: str) -> None:
    """With an example."""
    with pytest.raises(SettingsError, match=r"Write \[\[mark\]\]"):
        read_marks(written(tmp_path, text), SPRING)
