"""A changed copy of a conversation is what `dataclasses.replace` makes, and as frozen."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import BundleHash, Conversation, ConversationId, Sender, changed

NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
ONE = Conversation(ConversationId(b"1" * 16), Sender("telegram", "4711"), "nl", BundleHash("0"), NOW.date())
CHANGES = st.dictionaries(st.sampled_from([one.name for one in fields(Conversation)]), st.integers(), max_size=5)


@settings(max_examples=30)
@given(before=CHANGES, after=CHANGES)
def test_a_changed_copy_is_what_replace_makes(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Whatever was changed before, and the one that it is made of stays as it was."""
    first = replace(ONE, **before)

    second = changed(first, **after)

    assert second == replace(first, **after)
    assert type(second) is Conversation
    assert first == replace(ONE, **before)


def test_a_changed_copy_is_frozen() -> None:
    """So nobody changes what another turn looks at."""
    with pytest.raises(FrozenInstanceError):
        changed(ONE, node="a.b").node = "c.d"  # type: ignore[misc]


def test_a_field_that_is_not_there_is_a_mistake() -> None:
    """And not a new field."""
    with pytest.raises(KeyError):
        changed(ONE, nodes="a.b")
