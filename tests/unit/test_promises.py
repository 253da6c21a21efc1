"""What help-seekers are told about what we keep and see is what the code does."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.facts import in_words
from bot.flows.nodes import Ask, Input, Say
from bot.model import LANGUAGES, BundleHash, Conversation, ConversationId, Language, Sender
from bot.model.promises import (
    DOWN_FOR_A_NIGHT,
    HARD_LIFE_DAYS,
    IDLE_LIFE,
    KEY_GRACE,
    LINE_LIFE,
    SIGNAL_TIMER,
    block_kept,
    hard_last_day,
    kept,
    talk_kept,
)
from bot.model.promises import last_day as last_day_of
from bot.retention import EVERY
from bot.storage.lifetimes import bucket_after, day_of, days_over, last_day, last_moment_of_week_key, week_of
from bot.web.wire import CaseShown
from tests.house import shipped_bundle

ROOT = Path(__file__).parent.parent.parent
LONGEST = IDLE_LIFE + timedelta(days=1) + KEY_GRACE
A_BUCKET = timedelta(minutes=5)
KEEPING = re.compile(
    r"bewaren|bewaard|nog lezen|verwijder|wissen|\b(?:keep|kept|can read|erase|remove|wiped?)\b"
    r"|gard|peut les lire|effa|enlev"
)
A_TIME = re.compile(
    r"(?:\d+|een|één|twee|drie|vier|enkele|paar|one|two|three|four|some|few|un|deux|trois|quatre|quelques)"
    r" (?:uur|dag|dagen|minuten|weken|days?|hours?|minutes?|weeks?|jours?|heures?|semaines?)\b"
)
SEVERAL = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - they become aware
TOLD_OF_WHAT_IS_KEPT = {
    "sender": "nummer",
    "vars": "keuzes",
    "language": "taal",
    "heard_at": "wanneer je schreef",
    "born_on": "wanneer je schreef",
    "oldest_at": "wanneer je schreef",
    "newest_at": "wanneer je schreef",
    "proposal": "ja of nee en naar wie",
    "counsellor": "Met wie je schreef",
    "never_with": "Wie jou niet mag zien",
    "appointment": "Wanneer, je nummer, wie er opneemt, wat we dan zeggen en je woord",
}
"""What is kept of a person in their conversation, and the words of the two pages that tell it."""
PLACES_AND_COUNTS = {
    *("id", "version", "bundle", "node", "stack", "prompt", "tries", "prompts", "phase", "case_id", "handover"),
    *("next_seq", "talk_seq", "opened_seq", "announced", "reminded", "vanish_after", "way_back", "ways_left"),
    "words_shown",
    *("doubt", "sure", "said_no", "known_in", "again_in"),
}
"""Where the conversation stands: what the bot has said, not the person; a phrase can't be read from what is kept."""
WHAT_HAPPENS_WHEN = {"spoke_at", "write_until", "answer_by", "claim_by", "idle_by", "lock_by", "vanish_by"}
"""What the bot does next, and when; each follows from a sign of life."""
TWO_OF_US = {
    "nl": "In nood kunnen twee van ons samen beslissen",
    "en": "In an emergency two of us together can decide",
    "fr": "En urgence, deux d'entre nous peuvent décider ensemble",
}
"""Who may read a talk that is not theirs; `tests/security/test_two_people_open_a_case.py` holds it."""
FOR_A_CALL: dict[Language, str] = {
    "nl": "wat je voor bellen opgeeft",
    "en": "what you give for a call",
    "fr": "ce que vous donnez pour un appel",
}
"""How all is called that is typed for a call."""
TYPED_AND_KEPT: dict[str, dict[Language, str]] = {
    "eigen_woord": {"nl": "stopwoord van jezelf", "en": "stop word of your own", "fr": "mot d'arrêt à vous"},
    "namen": {"nl": "naam die je buiten houdt", "en": "name you keep out", "fr": "nom écarté"},
    **dict.fromkeys(("bel_nummer", "bel_anderen", "bel_zin", "bel_woord"), FOR_A_CALL),
}
"""What is kept as it was typed, and the words that tell it wherever it is said that what is typed is not kept."""
ON_EVERY_CARD = {"language": "taal", "channel": "app", "waited": "wachttijd", "urgency": "haast"}
"""What the desk shows of everybody, and the word of the sentence that tells it."""
OF_THE_DESK = {"id", "state", "mine", "fit"}
"""What is about the case and says nothing about the person; `fit` compares with the card, and never says in what.

To one counsellor it says that the person asked for them, as the person was told."""


def sentences() -> Iterator[str]:
    """Yield every sentence of the files as an editor wrote it."""
    files = [
        *(ROOT / "bot" / "content").rglob("*.yaml"),
        *(ROOT / "bot" / "content").rglob("*.md"),
        ROOT / "flows.yaml",
    ]
    for file in files:
        if "golden" not in file.parts and file.name != "crisis.yaml":
            for line in file.read_text(encoding="utf-8").splitlines():
                yield from re.split(r"(?<=[.!?»”]) ", line)


@given(SEVERAL)
def test_after_the_last_message_it_is_readable_for_a_day_and_at_most_49_hours(heard_at: datetime) -> None:
    """Whatever the hour: a day of silence, the rest of that day, and the hour that clocks may differ by."""
    conversation = Conversation(
        ConversationId(b"c" * 16), Sender("telegram", "1"), "nl", BundleHash("0"), heard_at.date(), heard_at=heard_at
    )
    day = last_day(conversation, heard_at)

    assert not days_over([day], heard_at + IDLE_LIFE)
    assert days_over([day], heard_at + LONGEST)


def test_what_is_said_about_answers_is_true_with_a_night_to_spare() -> None:
    """Also where nobody was there to destroy the key in time."""
    assert kept() >= LONGEST + DOWN_FOR_A_NIGHT
    assert timedelta(days=HARD_LIFE_DAYS) > kept()  # who goes on writing is kept longer: the promise is about silence


@given(SEVERAL)
def test_what_is_said_about_a_talk_is_true(closed_at: datetime) -> None:
    """Its lines go in the minute after the bucket that follows their time."""
    closed_at = closed_at.replace(microsecond=0)
    goes_at = datetime.fromtimestamp(bucket_after(closed_at + LINE_LIFE) * A_BUCKET.total_seconds(), UTC)

    assert closed_at + LINE_LIFE <= goes_at
    assert goes_at + EVERY <= closed_at + talk_kept()


@given(SEVERAL)
def test_what_is_said_about_blocks_is_true_with_a_night_to_spare(proposed_at: datetime) -> None:
    """Nobody is found by the hash of a block for longer, on any host, also where a key was destroyed a night late."""
    key_dies_at = last_moment_of_week_key(week_of(day_of(proposed_at)))

    assert key_dies_at + KEY_GRACE + DOWN_FOR_A_NIGHT <= proposed_at + block_kept()
    assert key_dies_at - proposed_at >= timedelta(days=28)


def test_no_text_says_a_time_of_keeping_by_itself() -> None:
    """Each is a fact in braces, so that it says what the code does."""
    assert [one for one in sentences() if KEEPING.search(one) and A_TIME.search(one)] == []


def test_the_facts_reach_people() -> None:
    """In flows and on pages."""
    everything = repr(shipped_bundle().nodes)

    assert in_words(kept(), "nl") in everything
    assert in_words(talk_kept(), "fr") in everything
    for language in ("nl", "en", "fr"):
        told = {"bewaren": ["block_kept"], "wissen": ["block_kept", "kept"], "bewaren_web": ["kept"]}
        for page, facts in told.items():
            text = (ROOT / "bot" / "content" / "pages" / f"{page}.{language}.md").read_text(encoding="utf-8")
            assert [fact for fact in facts if f"{{{fact}}}" not in text] == []
        assert in_words(block_kept(), language) in everything


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_about_signal_is_what_the_channel_does(language: Language) -> None:
    """Where wiping is explained, where a chat is tidied, after a talk; tests/contracts/channels holds it."""
    nodes = shipped_bundle().nodes
    folder = ROOT / "bot" / "content" / "pages"
    page, kept_there = (
        (folder / f"{name}.{language}.md").read_text(encoding="utf-8") for name in ("wissen", "bewaren_signal")
    )
    told = [repr(nodes["opruimen.timer"]), repr(nodes["mens.na_gesprek"]), *map(repr, nodes.values())]

    assert "{signal_deletable}" in page
    assert "{signal_timer}" in page
    assert ["{signal_timer}" in kept_there, "{signal_copy}" in kept_there] == [True, True]
    assert [in_words(SIGNAL_TIMER, language) in one for one in told[:2]] == [True, True]
    assert not any("{signal_" in one for one in told)


def test_people_are_told_all_that_a_counsellor_sees_of_them() -> None:
    """The queue has nothing about a person that the sentence does not name."""
    shown = {field.name for field in msgspec.structs.fields(CaseShown)}
    told = shipped_bundle().say("card_always", "nl")

    assert shown == ON_EVERY_CARD.keys() | OF_THE_DESK
    assert [word for word in ON_EVERY_CARD.values() if word not in told] == []


def test_people_are_told_all_that_is_kept_of_them() -> None:
    """A field that is added to a conversation is told on the pages, or is no word about the person."""
    told = pages("bewaren", "bewaren_telegram")

    assert {one.name for one in fields(Conversation)} == (
        TOLD_OF_WHAT_IS_KEPT.keys() | PLACES_AND_COUNTS | WHAT_HAPPENS_WHEN
    )
    assert [word for word in TOLD_OF_WHAT_IS_KEPT.values() if word not in told] == []


@given(SEVERAL, st.integers(0, 14), st.integers(0, 40))
def test_a_callback_lets_its_conversation_live_until_the_day_after_and_never_beyond_the_hard_limit(
    heard_at: datetime, days: int, age: int
) -> None:
    """Whatever came first; without one nothing is kept for longer than before."""
    slot_end, born_on = heard_at + timedelta(days=days), heard_at.date() - timedelta(days=age)
    without, until = last_day_of(heard_at, born_on), last_day_of(heard_at, born_on, slot_end)

    assert without <= until <= hard_last_day(born_on)
    assert until <= max(without, (slot_end + timedelta(days=1)).date())
    assert until >= min((slot_end + timedelta(days=1)).date(), hard_last_day(born_on))


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_told_before_a_talk_that_two_of_us_can_read_along(language: Language) -> None:
    """Wherever it says with whom it stays what they write, and on the page about what we see and keep."""
    limits = [node for node in shipped_bundle().nodes.values() if isinstance(node, Say) and "grens_" in node.id]
    told = [repr(node.texts) for node in limits]
    folder = ROOT / "bot" / "content" / "pages"
    told += [path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"geheim_*.{language}.md"))]
    told.append((folder / f"bewaren.{language}.md").read_text(encoding="utf-8"))

    assert len(told) == 5 + 3 + 1
    assert [text for text in told if TWO_OF_US[language] not in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_told_what_is_kept_as_they_typed_it(language: Language) -> None:
    """Nothing but that: an input that saves an answer makes the short text and the pages untrue until they name it."""
    bundle = shipped_bundle()
    saved = {node.save for node in bundle.nodes.values() if isinstance(node, Input) and node.save}
    short = bundle.nodes["bewaren.wat"]
    assert isinstance(short, Ask)
    folder = ROOT / "bot" / "content" / "pages"
    told = [repr(short.texts), (folder / f"bewaren.{language}.md").read_text(encoding="utf-8")]
    told += [path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"geheim_*.{language}.md"))]

    assert saved == TYPED_AND_KEPT.keys()
    for words in TYPED_AND_KEPT.values():
        assert [text for text in told if words[language] not in text] == []


def pages(*names: str) -> str:
    """Return what these pages say in Dutch."""
    folder = ROOT / "bot" / "content" / "pages"
    return "\n".join((folder / f"{name}.nl.md").read_text(encoding="utf-8") for name in names)
