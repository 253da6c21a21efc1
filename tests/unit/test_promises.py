"""What help-seekers are told about how long we keep something is what the lifetimes of keys enforce."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.model import BundleHash, Conversation, ConversationId, Sender
from bot.storage.lifetimes import HARD_LIFE_DAYS, IDLE_LIFE, KEY_GRACE, days_over, last_day

ROOT = Path(__file__).parent.parent.parent
THREE = {"nl": "drie dagen", "en": "three days", "fr": "trois jours"}
PROMISED = timedelta(days=3)
DOWN_FOR_A_NIGHT = timedelta(hours=20)
"""The process that destroys keys may be down so long without making the promise untrue."""
LONGEST = IDLE_LIFE + timedelta(days=1) + KEY_GRACE
KEEPING = re.compile(r"bewaren (?:alleen|we)|nog lezen|(?:and|We) keep|can read them|gardons|peut les lire")
A_TIME = re.compile(r"(?:\w+ )?(?:dag|dagen|days?|jours?|uur|hours?|heures?)\b")
SEVERAL = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - they become aware


@given(SEVERAL)
def test_after_the_last_message_it_is_readable_for_a_day_and_at_most_49_hours(heard_at: datetime) -> None:
    """Whatever the hour: a day of silence, the rest of that day, and the hour that clocks may differ by."""
    conversation = Conversation(
        ConversationId(b"c" * 16), Sender("telegram", "1"), "nl", BundleHash("0"), heard_at.date(), heard_at=heard_at
    )
    day = last_day(conversation, heard_at)

    assert not days_over([day], heard_at + IDLE_LIFE)
    assert days_over([day], heard_at + LONGEST)


def test_three_days_at_most_is_true_with_a_night_to_spare() -> None:
    """Also where nobody was there to destroy the key in time."""
    assert LONGEST + DOWN_FOR_A_NIGHT <= PROMISED
    assert timedelta(days=HARD_LIFE_DAYS) > PROMISED  # who goes on writing is kept longer: the promise is about silence


def test_every_text_about_keeping_says_three_days() -> None:
    """In flows, pages and sentences, in each language, and no text promises another time."""
    files = [
        *(ROOT / "bot" / "content").rglob("*.yaml"),
        *(ROOT / "bot" / "content").rglob("*.md"),
        ROOT / "flows.yaml",
    ]
    sentences = [
        sentence
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if KEEPING.search(line)
        for sentence in re.split(r"(?<=[.!?»”]) ", line)
        if KEEPING.search(sentence) and A_TIME.search(sentence)
    ]

    told = {words for sentence in sentences for words in THREE.values() if words in sentence}
    assert told == set(THREE.values())
    assert [sentence for sentence in sentences if not any(words in sentence for words in THREE.values())] == []
