"""The life of a case."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.rules import LIFE, Refused, after, are_sound, in_queue_order
from bot.model import NO_TALK, Case, CaseId, CaseState, ConversationId, Outcome, Urgency

TRIGGERS = sorted({trigger for trigger, _, _ in LIFE})


@pytest.mark.parametrize(("trigger", "source", "target"), LIFE)
def test_a_case_moves_as_the_table_says(trigger: str, source: CaseState, target: CaseState) -> None:
    """Every row of the table is what the machine does."""
    assert after(source, trigger) is target


@given(st.sampled_from(CaseState), st.sampled_from(TRIGGERS) | st.text())
def test_what_the_table_does_not_name_is_refused(state: CaseState, trigger: str) -> None:
    """No other move exists; in particular nothing happens to a closed case."""
    allowed = {(name, source) for name, source, _ in LIFE}

    if (trigger, state) not in allowed:
        with pytest.raises(Refused):
            after(state, trigger)


def test_urgent_cases_come_first_and_then_the_longest_wait() -> None:
    """Two urgent ones keep the order in which they came."""

    def case(place: int, urgency: Urgency) -> Case:
        return Case(
            CaseId(bytes([place]) * 16),
            ConversationId(b"c" * 16),
            CaseState.WAITING,
            urgency,
            place,
            "nl",
            "telegram",
            datetime(2026, 11, 23, tzinfo=UTC),
        )

    cases = [case(1, Urgency.NORMAL), case(4, Urgency.URGENT), case(3, Urgency.URGENT), case(2, Urgency.NORMAL)]

    assert [one.place for one in in_queue_order(cases)] == [3, 4, 1, 2]


@given(st.lists(st.sampled_from(Outcome), max_size=6))
def test_what_came_of_a_case_is_counted_in_one_way(outcomes: list[Outcome]) -> None:
    """Something was done, or there was no talk for one reason; never both, nothing twice, and never "not recorded"."""
    no_talk = [one for one in outcomes if one in NO_TALK]

    assert are_sound(outcomes) == (
        0 < len(outcomes) == len(set(outcomes))
        and Outcome.UNRECORDED not in outcomes
        and (no_talk == [] or no_talk == outcomes[:1] == outcomes)
    )
