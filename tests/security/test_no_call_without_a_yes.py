"""Nobody is called who did not say yes within a day, and nothing asks for that outside the moment that they chose."""

import pytest

from tests.security.call_histories import SUITS, CallHistory

pytestmark = pytest.mark.usefixtures("at_full_speed")

EVENTS = 14
"""Things that happen in one history."""
SHARDS = 20


async def live_through(histories: range) -> tuple[int, int]:
    """Live through histories; returns how many sheets were opened and how many questions shown.

    A history with a bubble or a sheet that was not agreed to is told whole.
    """
    sheets = questions = 0
    for seed in histories:
        history = CallHistory(seed)
        await history.begins()
        await history.happens(EVENTS)
        await history.come_to_rest()
        sheets += history.sheets
        questions += sum(bubble.text == SUITS for shown in history.channel.shown.values() for bubble in shown)
        wrong = [*history.channel.unasked, *history.wrong]
        assert wrong == [], "\n".join([f"history {seed}", *history.told, *wrong])
    return sheets, questions


async def test_no_sheet_opens_without_a_fresh_yes() -> None:
    """Short: twenty-five histories with silences, restarts, faults and clocks that are put."""
    sheets, questions = await live_through(range(25))

    assert sheets > 5
    assert questions > 5


@pytest.mark.long
@pytest.mark.parametrize("shard", range(SHARDS))
async def test_no_sheet_opens_without_a_fresh_yes_in_a_hundred_thousand_histories(shard: int) -> None:
    """Whole: 100,000 histories; 0 sheets without a yes, 0 questions outside the moment, each callback one outcome."""
    each = 100_000 // SHARDS
    sheets, questions = await live_through(range(shard * each, (shard + 1) * each))

    assert sheets > each // 5
    assert questions > each // 4
