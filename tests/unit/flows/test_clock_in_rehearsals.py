"""What happens by the clock, in golden conversations, by hand and in the drawing."""

from collections.abc import Callable

import pytest

from bot.flows.check import check
from bot.flows.comparison import Weight, compare
from bot.flows.draw import Drawing, dot, mermaid
from bot.flows.rehearse.coverage import coverage
from bot.flows.rehearse.golden import Rehearsed, Stage
from bot.flows.rehearse.simulation import Setting, Simulation
from bot.rehearsal import keep
from tests.unit.flows.small import A_MONDAY_AFTERNOON
from tests.unit.flows.timed import timed_bundle, timed_sources

STAGE = Stage(timed_sources(), timed_bundle(), keep=keep)


def rehearsed(turns: str) -> Rehearsed:
    """Play one conversation in Dutch, with taps."""
    head = "schema: 1\nconversations:\n  - name: one\n    lang: nl\n    channel: buttons\n    turns:\n"
    return STAGE.rehearse("clock.yaml", head + "".join(f"      {line}\n" for line in turns.splitlines()))


def faults(turns: str) -> list[str]:
    """Return what goes otherwise."""
    return [str(finding) for finding in rehearsed(turns).findings if finding.code.startswith("E")]


def test_what_is_due_happens_at_its_own_moment() -> None:
    """A pause, what comes after it, and eight minutes after the last sign of life a word; then nothing more."""
    turns = """\
- user: /start
- choose: [ja, land, nl]
- bot: {node: start.even, bubbles: 1}
- advance: 29s
- bot: {silent: true, node: start.even}
- advance: 1s
- bot: {node: start.menu, text_has: Lukt het?, bubbles: 2}
- advance: 449s
- bot: {silent: true}
- advance: 1s
- bot: {text_has: Ik ben er nog, bubbles: 1, options: [lezen, land, naam, praten, klaar, zwijgen]}
- advance: 2m
- bot: {silent: true}
- choose: naam
- advance: 5m
- bot: {node: start.land}"""

    assert faults(turns) == []
    assert "(0:00:01 later)\n  Lukt het?" in rehearsed(turns).snapshot


def test_several_things_in_one_stretch_of_time_come_in_their_order() -> None:
    """Ten minutes in one step are ten minutes."""
    turns = "- user: /start\n- choose: [ja, land, nl]\n- advance: 10m\n- bot: {bubbles: 3, text_has: Ik ben er nog}"

    assert faults(turns) == []


def test_a_clock_that_lets_something_happen_needs_nothing_after_it() -> None:
    """It shows something by itself; one that changes nothing shows nothing."""
    begun = "- user: /start\n- choose: ja\n"

    assert faults(f"{begun}- advance: 8m") == []
    assert "E954" in faults(f"{begun}- advance: 7m")[0]


def test_nothing_is_said_when_the_window_is_closed_or_everything_is_forgotten() -> None:
    """Neither later, nor after a wipe, nor in a talk."""
    wiped = "- user: /start\n- choose: [ja, land, nl]\n- user: stop\n- advance: 10m\n- bot: {silent: true}"
    talk = "- user: mens\n- choose: m15\n- desk: claimed\n- advance: 10m\n- bot: {silent: true, phase: talking}"

    assert faults(wiped) == []
    assert faults(talk) == []


def test_a_silence_that_nobody_plays_is_told() -> None:
    """As every node and every way is."""
    played = rehearsed("- user: /start\n- choose: ja\n- advance: 8m")

    found = [one for one in coverage(timed_sources(), timed_bundle(), played.trail).findings if "silent" in one.what]

    assert [one.what for one in found] == ["idle: nobody is silent in mens for so long"]


def test_by_hand_time_passes_too_and_a_dump_says_what_came_of_it() -> None:
    """The line of the status tells when something happens by itself."""
    played = Simulation(timed_bundle(), Setting("numbered", "nl", A_MONDAY_AFTERNOON), keep=keep)
    played.start()
    for line in ("ja", "2", "1"):
        played.take(line)
    status = played.status(played.world.happened)
    played.take(":advance 30s")

    assert status == 'start.even · nl · bot · 14:00:00 · by itself at 14:00:30 · vrij=true · land="nl"'
    assert [bubble.text for bubble in played.world.happened.bubbles] == ["Lukt het?", "Wat nu?"]
    assert '- advance: "30s"\n      - bot: {node: "start.menu", bubbles: 2}\n' in played.recording.text()
    findings = STAGE.rehearse("dump.yaml", played.recording.text()).findings
    assert [finding for finding in findings if finding.code.startswith("E")] == []


@pytest.mark.parametrize("drawn", [mermaid, dot])
def test_the_drawing_shows_pauses_and_what_is_said_to_who_is_silent(drawn: Callable[[Drawing], str]) -> None:
    """The word stands at its flow."""
    picture = drawn(Drawing(timed_bundle(), "nl"))

    assert "even (pause)" in picture
    assert "start · silent for 8m" in picture


_IDLE = "title: Begin\n    idle: {after: 8m, say: {nl: Ik"


@pytest.mark.parametrize(
    ("old", "new", "weight", "place"),
    [
        ("pause: 30s", "pause: 20s", Weight.COMPATIBLE, "start.even"),
        (_IDLE, _IDLE.replace("8m", "7m"), Weight.COMPATIBLE, "start"),
        (_IDLE, _IDLE.replace("Ik", "Hier"), Weight.TEXT, "start"),
    ],
)
def test_a_change_of_either_is_told(old: str, new: str, weight: Weight, place: str) -> None:
    """Other times are another way, other words are words."""
    text = timed_sources()["flows.yaml"]
    assert text.count(old) == 1

    found = compare(check(timed_sources()), check({**timed_sources(), "flows.yaml": text.replace(old, new)}))

    assert [(one.weight, one.place) for one in found] == [(weight, place)]
