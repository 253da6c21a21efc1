"""The golden conversations of the shipped content hold, and come by everything."""

from pathlib import Path

import pytest

from bot.rehearsal import Rehearsal, rehearse
from bot.settings import read_settings


@pytest.fixture(scope="module")
def rehearsal() -> Rehearsal:
    """All of them, played once."""
    return rehearse(read_settings({"AJAR_HOME": str(Path(__file__).parent)}))


def test_the_shipped_conversations_go_as_they_are_written(rehearsal: Rehearsal) -> None:
    """In every language and channel style."""
    assert [str(finding) for finding in rehearsal.findings if finding.code != "W953"] == []


def test_somebody_has_looked_at_every_text(rehearsal: Rehearsal) -> None:
    """After a change of words: look at what `ajar flows test` shows, then run `ajar flows test --update`."""
    assert [str(finding) for finding in rehearsal.findings if finding.code == "W953"] == []


def test_every_node_exit_option_and_language_is_played_or_has_a_reason_not_to_be(rehearsal: Rehearsal) -> None:
    """`untested: why` on a flow, a node or an option names the reason."""
    assert [str(finding) for finding in rehearsal.coverage.findings] == []
