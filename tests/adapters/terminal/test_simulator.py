"""`ajar flows sim` from end to end: a terminal in, a golden conversation out."""

from io import StringIO
from pathlib import Path

from bot.flows.rehearse.simulation import Setting
from bot.rehearsal import rehearse
from bot.settings import read_settings
from bot.simulator import simulate
from tests.fakes import A_MONDAY_AFTERNOON


async def played(home: Path, *lines: str, at: str = "") -> str:
    """Type some lines into a simulation; return what was seen."""
    shown = StringIO()
    setting = Setting("numbered", "en", A_MONDAY_AFTERNOON)
    settings = read_settings({"AJAR_HOME": str(home)})
    await simulate(settings, setting, at=at, typed=StringIO("".join(f"{line}\n" for line in lines)), shown=shown)
    return shown.getvalue()


async def test_the_conversation_is_shown_with_where_it_stands(tmp_path: Path) -> None:
    """Options with numbers, and the node, language, phase and clock under it."""
    seen = await played(tmp_path, "1")

    assert "1 · Yes" in seen
    assert "start.land · en · bot · " in seen


async def test_it_begins_where_it_is_told_to(tmp_path: Path) -> None:
    """Without the opening."""
    seen = await played(tmp_path, "go to a human", at="start.menu land=be")

    assert "Can you type freely" not in seen
    assert 'mens.kaart · en · bot · 14:00:00 · land="be"' in seen


async def test_a_mistake_is_told_and_the_talk_goes_on(tmp_path: Path) -> None:
    """Until `:quit`."""
    seen = await played(tmp_path, ":claim", ":help", "1", ":quit", "2")

    assert "no case is open" in seen
    assert ":dump file.yaml" in seen
    assert "start.land · en" in seen
    assert "start.rol" not in seen


async def test_a_dump_passes_the_test(tmp_path: Path) -> None:
    """What was seen to go wrong, or right, becomes a golden conversation; no file is overwritten."""
    file = tmp_path / "dump.yaml"
    seen = await played(tmp_path, "human", "1", "2", ":claim", ":say Hi", "hello", f":dump {file}", f":dump {file}")

    assert f"Wrote {file}" in seen
    assert "not there yet" in seen
    rehearsal = rehearse(read_settings({"AJAR_HOME": str(tmp_path)}), file)
    assert [str(finding) for finding in rehearsal.findings if finding.code != "W953"] == []
    assert rehearsal.played == 1
