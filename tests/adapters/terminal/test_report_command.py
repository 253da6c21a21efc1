"""`ajar report` as it is typed: what it refuses, and that what it prints can be piped."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import ajar
from bot.errors import BotError

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a home in it: a demo needs none."""
    monkeypatch.chdir(tmp_path)


def typed(*words: str) -> str:
    """Return what the command prints for a pipe."""
    done = RUNNER.invoke(ajar, ["report", *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_a_demo_is_a_year_and_touches_nothing(tmp_path: Path) -> None:
    """Four quarters, as a page that says that it is made up."""
    page = typed("--demo", "--language", "en")

    assert page.startswith("<!doctype html>")
    assert page.count('<th scope="col">20') == 4 * 6
    assert list(tmp_path.iterdir()) == []


def test_csv_and_json_can_be_piped() -> None:
    """Nothing but the sheet is printed there."""
    span = ("--demo", "--from", "2025-01-01", "--to", "2025-04-01")
    lines = list(csv.DictReader(io.StringIO(typed(*span, "--format", "csv"))))
    found = json.loads(typed(*span, "--format", "json"))

    assert {line["quarter"] for line in lines} >= {"2025-Q1"}
    assert found["quarters"][-1]["quarter"] == "2025-Q1"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "2025-01-01", "--to", "2025-03-31"), "--to 2025-04-01"),
        (("--from", "2025-02-01", "--to", "2025-03-01"), "--from 2025-01-01 --to 2025-04-01"),
        (("--from", "2025-01-01", "--to", "2025-01-01"), "no day"),
        (("--from", "2025-01-01"), "Give both"),
        (("--from", "soon", "--to", "later"), '"soon" is no day'),
        (("--language", "de"), "Use nl, en or fr"),
    ],
)
def test_another_span_is_refused_with_what_to_type(words: tuple[str, ...], says: str) -> None:
    """One clear message, also in the demo."""
    with pytest.raises(BotError) as refused:
        RUNNER.invoke(ajar, ["report", "--demo", *words], catch_exceptions=False)

    assert says in str(refused.value)
