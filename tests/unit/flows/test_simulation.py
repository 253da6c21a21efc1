"""A rehearsal by hand: what can be typed, what is seen, and that a dump is a golden conversation."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.rehearse.deeds import CanNot
from bot.flows.rehearse.golden import Stage
from bot.flows.rehearse.schema import STYLES, Style
from bot.flows.rehearse.simulation import Setting, Simulation
from bot.rehearsal import keep
from tests.unit.flows.small import A_MONDAY_AFTERNOON, SOURCES, small_bundle


def simulation(style: Style = "numbered", *, is_staffed: bool = True) -> Simulation:
    """Begin one in Dutch, with the chat opened."""
    begun = Simulation(small_bundle(), Setting(style, "nl", A_MONDAY_AFTERNOON, is_staffed), keep=keep)
    begun.start()
    return begun


def faults_of_dump(played: Simulation) -> list[str]:
    """Play what was dumped; return what goes otherwise."""
    text = played.recording.text()
    findings = Stage(SOURCES, small_bundle(), keep=keep).rehearse("dump.yaml", text).findings
    return [f"{finding}\n{text}" for finding in findings if finding.code.startswith("E")]


def test_what_is_typed_is_what_a_help_seeker_types() -> None:
    """And what is seen is what they would see."""
    played = simulation()
    played.take("ja")

    assert [bubble.text for bubble in played.world.happened.bubbles] == ["Wat nu?"]
    assert played.status(played.world.happened) == "start.menu · nl · bot · 14:00:00 · vrij=true"


def test_the_desk_and_the_clock_obey() -> None:
    """A whole talk in one terminal."""
    played = simulation()
    for line in ("mens", "1", ":advance 3m", ":claim", ":say Hoi", "hallo"):
        played.take(line)

    assert "(told the desk: hallo)" in played.status(played.world.happened)
    assert "14:03:00 " in played.status(played.world.happened)
    played.take(":close")
    assert played.world.conversation.phase == "bot"
    assert faults_of_dump(played) == []


def test_it_can_begin_anywhere() -> None:
    """With what is remembered."""
    played = simulation()
    played.take(":at start.menu land=be vrij=false")

    assert played.world.conversation.vars == {"land": "be", "vrij": False}
    played.take("2")
    assert played.world.conversation.node == "start.land"
    assert faults_of_dump(played) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (":clam", 'did you mean "claim"'),
        (":claim", "no case is open"),
        (":say hoi", "no counsellor"),
        (":advance soon", "no length of time"),
        (":send money", "Nobody sends money"),
        (":staff gone", "here or away"),
        (":tap start.menu land", "has asked nothing yet"),
        (":at start.menuu", 'did you mean "start.menu"'),
        (":at start.menu lnd=be", 'did you mean "land"'),
        (":at start.menu land=fr", "land can't be"),
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(line: str, told: str) -> None:
    """With the way to do it right."""
    played = simulation()
    before = played.recording.text()

    with pytest.raises(CanNot, match=told):
        played.take(line)

    assert played.recording.text() == before


def test_nothing_that_was_played_is_no_conversation() -> None:
    """A file without a turn would be of no use."""
    played = simulation()
    played.take(":at start.menu land=be")

    with pytest.raises(CanNot, match="Nothing has happened"):
        played.recording.text()


LINES = [
    "1",
    "2",
    "3",
    "ja",
    "mens",
    "stop",
    "ik wil dood",
    "blub",
    "english",
    "9",
    "no",
    "22:30",
    '"',
    "{",
    "é 😰",
    " x ",
]
LINES += [":advance 3m", ":advance 20m", ":claim", ":return", ":close", ":say Hoi", ":staff away", ":staff here"]
LINES += [":edit nee", ":send voice", ":tap start.vrij ja", ":tap mens.wacht uit", ":leave", ":at start.menu land=be"]


@settings(max_examples=150, deadline=None)
@given(
    style=st.sampled_from(list(STYLES.values())),
    is_staffed=st.booleans(),
    lines=st.lists(st.sampled_from(LINES), min_size=1, max_size=20),
)
def test_every_dump_is_a_golden_conversation(style: Style, is_staffed: bool, lines: list[str]) -> None:
    """Whatever was played goes the same way again."""
    played = simulation(style, is_staffed=is_staffed)
    for line in (*lines, "1"):
        try:
            played.take(line)
        except CanNot:
            continue

    assert faults_of_dump(played) == []
