"""`ajar flows diff` and `draw --live`, from the command line, over folders and over a database."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import ajar
from tests.unit.flows.small import SOURCES

TIP = ('nl: "Een tip"', 'nl: "Een raad"')
LAND: tuple[tuple[str, str], ...] = (
    ("      land:\n        ask", "      landen:\n        ask"),
    ('fr: "Numéros"}, next: land}', 'fr: "Numéros"}, next: landen}'),
    ("next: start.land}", "next: start.landen}"),
    ("    recover: menu\n", ""),
)


class Desk:
    """An editor at a terminal, with a folder of files and a home for the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.here = self.writes("here")

    def writes(self, name: str, *changes: tuple[str, str]) -> Path:
        """Write the small conversation into a folder, changed."""
        text = SOURCES["flows.yaml"]
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        content = self.folder / name / "bot" / "content"
        content.mkdir(parents=True, exist_ok=True)
        (self.folder / name / "flows.yaml").write_text(text, encoding="utf-8")
        for file in ("crisis.yaml", "helplines.yaml", "wording.yaml"):
            (content / file).write_text(SOURCES[file], encoding="utf-8")
        return self.folder / name

    def runs(self, *words: str) -> Result:
        """Run a command."""
        return CliRunner().invoke(ajar, ["flows", *words], env=dict(self._settings()))

    def _settings(self) -> Mapping[str, str]:
        return {
            "AJAR_HOME": str(self.folder / "home"),
            "AJAR_FLOWS": str(self.here / "flows.yaml"),
            "AJAR_CONTENT": str(self.here / "bot" / "content"),
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An editor at a terminal."""
    return Desk(tmp_path)


def test_two_folders_are_compared(desk: Desk) -> None:
    """With the class of each change; words lose nobody."""
    other = desk.writes("other", TIP)

    result = desk.runs("diff", str(desk.here), str(other))

    assert result.exit_code == 0
    assert "text       tips.tip: other words in nl" in result.stdout
    assert "(W404)" in result.stdout


def test_a_folder_is_compared_with_the_files_on_disk(desk: Desk) -> None:
    """What would lose people ends with 1."""
    other = desk.writes("other")
    desk.writes("here", *LAND)

    result = desk.runs("diff", str(other / "flows.yaml"))

    assert result.exit_code == 1
    assert "breaking   start.land: the node is gone (E901)" in result.stdout


def test_the_report_for_programs(desk: Desk) -> None:
    """The same as JSON; where nobody was counted there is no count."""
    other = desk.writes("other", TIP)

    report = json.loads(desk.runs("diff", str(desk.here), str(other), "--json").stdout)

    [change] = report["changes"]
    assert (change["weight"], change["place"], change["code"], change["standing"]) == ("text", "tips.tip", "W404", None)
    assert (report["refusals"], report["overdue"]) == ([], [])


def test_what_is_served_is_compared_with_the_files_on_disk(desk: Desk) -> None:
    """And told whether publishing would be refused; by a hash of the log it goes as well."""
    assert desk.runs("publish", "--author", "ada").exit_code == 0
    bundle = next(word for line in desk.runs("log").stdout.splitlines() for word in line.split() if len(word) == 12)
    desk.writes("here", TIP)

    live, by_hash = desk.runs("diff", "--live"), desk.runs("diff", bundle)

    assert (live.exit_code, by_hash.exit_code) == (0, 0)
    assert "tips.tip" in live.stdout
    assert "publish would accept it" in live.stderr
    assert live.stdout == by_hash.stdout


def test_what_is_served_is_drawn(desk: Desk) -> None:
    """Not what lies on disk."""
    desk.runs("publish", "--author", "ada")
    desk.writes("here", TIP)

    assert "Een tip" in desk.runs("draw", "--live").stdout
    assert "Een raad" in desk.runs("draw").stdout


@pytest.mark.parametrize("words", [["diff"], ["diff", "a", "b", "--live"], ["diff", "nowhere"], ["diff", "--live"]])
def test_a_version_that_is_none_is_told(desk: Desk, words: list[str]) -> None:
    """With what to name instead."""
    result = desk.runs(*words)

    assert result.exit_code != 0
    assert getattr(result.exception, "fix", "")
