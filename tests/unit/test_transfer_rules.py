"""The life of a transfer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.rules import PASSING, Refused, after_passing
from bot.model import TransferState

TRIGGERS = sorted({trigger for trigger, _, _ in PASSING})
ENDED = (TransferState.PASSED, TransferState.KEPT)


@pytest.mark.parametrize(("trigger", "source", "target"), PASSING)
def test_a_transfer_moves_as_the_table_says(trigger: str, source: TransferState, target: TransferState) -> None:
    """Every row of the table is what the machine does."""
    assert after_passing(source, trigger) is target


@given(st.sampled_from(TransferState), st.sampled_from(TRIGGERS) | st.text())
def test_what_the_table_does_not_name_is_refused(state: TransferState, trigger: str) -> None:
    """No other move exists; in particular nothing happens to a transfer that is over."""
    if (trigger, state) not in {(name, source) for name, source, _ in PASSING}:
        with pytest.raises(Refused):
            after_passing(state, trigger)


def test_only_two_yeses_lead_to_the_colleague() -> None:
    """First the colleague, then the help-seeker; every other way leads back, from wherever it stands."""
    to_the_colleague = [row for row in PASSING if row[2] is TransferState.PASSED]

    assert to_the_colleague == [("agree", TransferState.ASKED, TransferState.PASSED)]
    assert [row[0] for row in PASSING if row[2] is TransferState.ASKED] == ["accept"]
    for state in (TransferState.OFFERED, TransferState.ASKED):
        ways_back = {row[0] for row in PASSING if row[1] is state and row[2] is TransferState.KEPT}
        assert {"recall", "run_out", "go"} < ways_back
    assert not any(row[1] in ENDED for row in PASSING)
