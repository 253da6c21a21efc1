"""The words of the pages: whole in every language, and none missing that the pages ask for."""

import re
from pathlib import Path

import pytest

import bot.web
from bot.flows.rehearse.side_by_side import NEWS, STYLES
from bot.handover.rules import Fit
from bot.handover.talks import MOST_CHARACTERS
from bot.model import LANGUAGES, LineFrom, LineState, Phase, Urgency
from bot.web.desk import OUTCOMES
from bot.web.queue_frame import WAITED
from bot.web.texts import preferred, spoken, texts

HERE = Path(bot.web.__file__).parent
SCRIPTS = sorted((HERE / "static").glob("*/*.js"))
PLACE = re.compile(r"\{(\w+)\}")


def test_every_text_has_the_same_places_in_every_language() -> None:
    """A name or a number is not lost in translation."""
    for key, text in texts("nl").items():
        for language in LANGUAGES:
            assert texts(language)[key].strip(), (key, language)
            assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(texts(language)[key])), (key, language)


def test_what_the_store_knows_has_words() -> None:
    """Every outcome, fate, urgency and waiting time can be read."""
    needed = {f"outcome.{one.value}" for _, codes in OUTCOMES for one in codes}
    needed |= {f"outcomes.{group}" for group, _ in OUTCOMES}
    needed |= {f"fate.{one.value}" for one in LineState}
    needed |= {f"urgency.{one.value}" for one in Urgency}
    needed |= {f"fit.{one.value}" for one in Fit if one is not Fit.MINE}
    needed |= {f"waited.{name}" for _, name in WAITED} | {"waited.ge60"}
    needed |= {f"author.{one.value}" for one in (LineFrom.HELP_SEEKER, LineFrom.COUNSELLOR)}
    needed |= {f"lost.{one.value}" for one in LineFrom}
    needed |= {f"event.{code}" for code in ("left", "quiet", "back")}
    needed |= {f"language.{language}" for language in LANGUAGES}

    assert needed - texts("nl").keys() == set()


def test_what_the_card_holds_has_words() -> None:
    """The values of the shipped conversation's card are said, not shown as ids."""
    values = {
        "land": ("nl", "be", "anders", "onbekend"),
        "rol": ("binnen", "weg", "naaste", "beroep", "jong", "onbekend"),
    }

    assert {f"card.{name}.{value}" for name, all_of in values.items() for value in all_of} - texts("nl").keys() == set()


def test_what_a_preview_shows_has_words() -> None:
    """Every channel, every phase and everything that can happen besides what is said."""
    needed = {f"channel.{channel}" for channel in STYLES}
    needed |= {f"preview.at.{phase.value}" for phase in Phase}
    needed |= {f"preview.news.{name}" for name in NEWS}

    assert needed - texts("nl").keys() == set()


def test_every_text_that_a_script_asks_for_exists() -> None:
    """A misspelt key would stand on the screen."""
    asked = {key for script in SCRIPTS for key in re.findall(r'\bt\("([\w.]+)"', script.read_text(encoding="utf-8"))}

    assert len(asked) > 40
    assert asked - texts("nl").keys() == set()


def test_the_page_counts_as_the_server_does() -> None:
    """The longest message is the same on both sides."""
    state = (HERE / "static" / "desk" / "state.js").read_text(encoding="utf-8")

    assert f"LONGEST = {MOST_CHARACTERS};" in state


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "nl"),
        ("fr", "fr"),
        ("fr-BE,nl;q=0.8", "fr"),
        ("de,en;q=0.5,nl;q=0.9", "nl"),
        ("nl;q=0.1, EN-gb;q=0.2", "en"),
        ("de", "nl"),
        ("fr;q=x,en", "en"),
        (";;;,,,q=1;q=2", "nl"),
    ],
)
def test_the_browser_says_which_language(header: str, language: str) -> None:
    """The best of ours; Dutch when there is none, whatever stands in the header."""
    assert preferred(header) == language


def test_an_unknown_language_becomes_dutch() -> None:
    """A setting of long ago breaks no page."""
    assert (spoken("fr"), spoken("xx")) == ("fr", "nl")
