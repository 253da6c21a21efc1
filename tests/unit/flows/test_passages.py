"""Where it is counted how people go on, and what is told of it."""

import pytest

from bot.flows.passages import CountedWays
from bot.flows.step import step
from bot.flows.weighing import FOLLOW
from bot.model import Inbound, InboundKind
from bot.model.passages import Passage
from tests.house import shipped_bundle
from tests.unit.flows.small import Person, changed_bundle

COUNTED = changed_bundle(
    ("\n  start:\n", "\n  start:\n    counted: true\n"),
    ("      menu:\n        ask:", "      menu:\n        count_ways: true\n        ask:"),
)


class Walker(Person):
    """Somebody of whom it is remembered how they went on last."""

    went: Passage

    def goes_on(self, text: str) -> Passage:
        """Type something, and return how they went on."""
        event = Inbound(self.sender, "event", InboundKind.TEXT, text, None, language_hint=self.hint)
        after = step(self.bundle, self.conversation, event, self.now)
        self.conversation, self.effects = after.conversation, after.effects
        return after.passage


def ways() -> CountedWays:
    """Return what is counted of the shipped conversation."""
    return shipped_bundle().ways_counted


def test_an_answer_that_is_remembered_is_only_an_answer() -> None:
    """Which one it was is about whoever gave it."""
    mia = Walker(COUNTED)
    mia.goes_on("hoi")

    assert mia.goes_on("ja") == Passage("start.vrij", "answered")
    assert mia.goes_on("de nummers") == Passage("start.menu", "option:land")
    assert mia.goes_on("nederland") == Passage("start.land", "answered")


def test_a_way_is_told_where_the_file_says_so() -> None:
    """And what leads nowhere leaves them where they are."""
    mia = Walker(COUNTED)
    mia.goes_on("hoi")
    mia.goes_on("ja")

    assert mia.goes_on("blabla") == Passage("start.menu")
    assert mia.goes_on("iets lezen") == Passage("start.menu", "option:lezen")
    assert mia.goes_on("terug") == Passage("lezen.eerst", "answered")


def test_a_word_that_acts_everywhere_leads_elsewhere() -> None:
    """Whether it was for a human, for help or because of need is not told."""
    for word in ("mens", "hulp", "ik wil dood"):
        mia = Walker(COUNTED)
        mia.goes_on("hoi")
        assert mia.goes_on(word) == Passage("start.vrij", "elsewhere")


def test_after_a_silence_nothing_is_told_of_before() -> None:
    """It ended there; who looks on knows where that was."""
    mia = Walker(COUNTED)
    mia.goes_on("hoi")
    mia.minutes_pass(20)

    assert mia.goes_on("hoi").stood_at == ""


@pytest.mark.parametrize("flow", ["crisis", "vermoeden", "gevaar", "gevaar_daarna", "jong", "check_jong", "niet_voor"])
def test_of_need_danger_minors_and_who_is_avoided_nothing_is_counted(flow: str) -> None:
    """Nobody's standing there is in any figure."""
    assert any(node.flow == flow for node in shipped_bundle().nodes.values())
    assert not any(place.startswith(f"{flow}.") for place in ways())


def test_what_follows_from_an_answer_in_a_list_is_not_counted() -> None:
    """Standing there tells which it was; and no question of a list tells its answers apart."""
    listed = [place for place in ways() if ":" in place]

    assert listed
    assert not any(place.endswith(f":{FOLLOW}") for place in listed)
    assert all(ways()[place] == {"otherwise", "skip", "timeout", "option:stopped"} for place in listed)


def test_the_menu_is_counted_way_by_way() -> None:
    """It is what an editor asks first."""
    assert "option:tips" in ways()["start.menu"]
    assert "start.vrij" in ways()
    assert not any(way.startswith("option:ja") for way in ways()["start.vrij"])
