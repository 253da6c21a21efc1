"""R11: each slot around a change of the clocks is asked for once, within five minutes, and none is lost or doubled."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.model import Asking, CallbackOutcome, Conversation, MessageRef, Outbound, Purpose, Sender
from bot.ports import Job, Leaves, Transaction, unnoted
from bot.storage.memory import MemoryStore
from tests.booking import told, wanted, wants
from tests.fakes import FakeChannel, FakeClock
from tests.house import House

pytestmark = pytest.mark.usefixtures("at_full_speed")

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CHANGES = [
    datetime(year, month, day, 1, tzinfo=UTC)
    for year, month, day in (
        (2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31), (2028, 3, 26), (2028, 10, 29),
    )
]  # fmt: skip
"""When the clocks of Amsterdam and Brussels are put, forward and back."""
QUARTER, WITHIN = timedelta(minutes=15), timedelta(minutes=5)


class TimedChannel(FakeChannel):
    """A channel that remembers when each question came."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self.asked: dict[Sender, list[datetime]] = defaultdict(list)

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        """Note the moment, then show."""
        assert outbound.purpose is Purpose.CALLBACK
        self.asked[to].append(self._clock.now())
        return await super().send(to, outbound, leaves=leaves)


def the_day_before(start_at: datetime) -> datetime:
    """Return the same time on the clock of the day before, and never more than a day before."""
    local = start_at.astimezone(AMSTERDAM)
    wall = local.replace(tzinfo=None, fold=0) - timedelta(days=1)
    there = wall.replace(tzinfo=AMSTERDAM).astimezone(UTC)
    if there.astimezone(AMSTERDAM).replace(tzinfo=None) != wall:  # skipped: the clock shows more from its change on
        there = there.replace(minute=0)
    return max(there, start_at - timedelta(days=1))


async def fires(slots: Sequence[datetime], asking: Asking) -> None:
    """Book all of these slots, go through their moments in steps of four minutes, and look when each was asked for."""
    due_at = {slot: slot if asking is Asking.AT_START else the_day_before(slot) for slot in slots}
    clock = FakeClock(min(slots) - timedelta(hours=30))
    channel = TimedChannel(clock)
    house = House(MemoryStore(clock), clock, channel=channel)
    people = {slot: Sender(channel.name, f"{slot:%d %H:%M}") for slot in slots}
    for slot, sender in people.items():
        performed = await house.store.run(wants(sender, wanted(slot, asking=asking, minutes=15)))
        house.conversations.follow_up(performed)
    clock.advance(min(due_at.values()) - timedelta(minutes=31) - clock.now())
    steps = 0
    while clock.now() < max(due_at.values()) + timedelta(minutes=30):
        steps += 1
        if steps % 25 == 0:
            await house.restarts()
        await house.alarm.look()  # as the app does every minute
        await house.minutes_pass(4)
        if steps % 15 == 0:
            await house.callbacks.look()

    for slot, sender in people.items():
        due = due_at[slot]
        (at,) = channel.asked[sender]
        assert due <= at <= due + WITHIN, f"{slot} was asked for at {at}"
    clock.advance(max(clock.now(), max(slots) + timedelta(minutes=30)) - clock.now())
    for _ in range(5):
        await house.call_watch.look()
        await house.minutes_pass(1)
    assert await house.store.run(Job(left)) == (0, {CallbackOutcome.NOT_CONFIRMED: len(slots)})
    await house.tasks.end()


def left(tx: Transaction) -> tuple[int, dict[CallbackOutcome, int]]:
    """Return how many are open, and what came of the others."""
    return len(tx.callbacks.open()), dict(tx.callbacks.ended(0))


def quarters(begin: datetime, hours: int) -> list[datetime]:
    """Return every quarter of an hour from a moment on."""
    return [begin + QUARTER * number for number in range(hours * 4)]


@pytest.mark.parametrize(("change", "asking"), [(CHANGES[1], Asking.AT_START), (CHANGES[2], Asking.DAY_BEFORE)])
async def test_around_a_change_of_the_clocks_each_slot_is_asked_for_once(change: datetime, asking: Asking) -> None:
    """Short: the two hours before and after it; what is told twice on the wall is two slots."""
    await fires(quarters(change - timedelta(hours=2), 4), asking)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("asking", [Asking.AT_START, Asking.DAY_BEFORE])
@pytest.mark.parametrize("change", CHANGES)
async def test_in_the_days_around_each_change_until_2028(change: datetime, asking: Asking) -> None:
    """Whole: every slot of the day before, of the day itself and of the day after."""
    await fires(quarters(change - timedelta(hours=36), 72), asking)


def test_what_is_told_names_each_slot_once() -> None:
    """The hour that comes twice is told with its fold, and the one that never comes is told for none."""
    for change in CHANGES:
        found = [told(slot) for slot in quarters(change - timedelta(hours=2), 4)]
        assert len({(one.wall, one.fold) for one in found}) == len(found)
        assert all(
            one.wall.replace(tzinfo=AMSTERDAM, fold=one.fold or 0).astimezone(UTC) == one.slot.start_at for one in found
        )


async def test_a_conversation_that_was_put_back_in_time_asks_in_its_moment(clock: FakeClock) -> None:
    """By an hour or a day: what lies ahead again is asked once, when it comes."""
    channel = TimedChannel(clock)
    house = House(MemoryStore(clock), clock, channel=channel)
    slot = clock.now() + timedelta(hours=30)
    sender = Sender(channel.name, "Mia")
    performed = await house.store.run(wants(sender, wanted(slot, asking=Asking.DAY_BEFORE)))
    house.conversations.follow_up(performed)
    for leap in (3, -2, 25, -26):
        await house.restarts()
        clock.advance(timedelta(hours=leap) - timedelta(minutes=30))
        await house.minutes_pass(0)
    known = await house.store.run(Job(lambda tx: tx.conversations.of(sender)))
    while clock.now() < slot:
        await house.alarm.look()
        await house.minutes_pass(4)

    assert isinstance(known, Conversation)
    assert len(channel.asked[sender]) <= 1
    assert all(the_day_before(slot) <= at < the_day_before(slot) + timedelta(hours=1) for at in channel.asked[sender])
    await house.tasks.end()
