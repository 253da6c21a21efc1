"""S16: nobody is written to who did not just write, agree to wait, or stand in a talk."""

import pytest

from tests.security.histories import History

pytestmark = pytest.mark.usefixtures("at_full_speed")

EVENTS = 24
"""Things that happen in one history."""
SHARDS = 20


async def bubbles_of(histories: range) -> int:
    """Live through histories, and return how many bubbles left; a history that has one unasked is told whole."""
    sent = 0
    for seed in histories:
        history = History(seed)
        await history.happens(EVENTS)
        sent += history.channel.sent
        story = "\n".join([f"history {seed}", *history.told, *history.channel.unasked])
        assert history.channel.unasked == [], story
    return sent


async def test_no_bubble_leaves_outside_what_was_agreed() -> None:
    """S16, short: a hundred and fifty histories with silences, restarts, faults and clocks that are put back."""
    assert await bubbles_of(range(150)) > 2_000


@pytest.mark.long
@pytest.mark.parametrize("shard", range(SHARDS))
async def test_no_bubble_leaves_outside_what_was_agreed_in_a_hundred_thousand_histories(shard: int) -> None:
    """S16, whole: 100,000 random histories, 0 bubbles outside the reply window or a wait that was agreed to."""
    each = 100_000 // SHARDS
    assert await bubbles_of(range(shard * each, (shard + 1) * each)) > each * 10
