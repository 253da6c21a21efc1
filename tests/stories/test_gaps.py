"""A channel that may have lost something says so to whoever is there, in neutral words, and to nobody else."""

import itertools
from datetime import timedelta

from bot.errors import StoreDown, TryLater
from bot.gaps import PAUSE, TOLD_AGAIN_AFTER, Gaps
from bot.ports import Work
from tests.house import House, T

_IDS = itertools.count(1_000_000)
PERHAPS_LOST = "Misschien is je laatste bericht niet aangekomen."


def gaps_of(house: House) -> Gaps:
    """Return what tells of gaps in the house's channel."""
    return Gaps(
        house.channel.name,
        house.store,
        house.delivery,
        shelf=lambda: house.shelf,
        new_id=lambda: next(_IDS).to_bytes(16, "big"),
        clock=house.clock,
        journal=house.journal,
    )


async def test_who_is_there_is_told_once_and_goes_on_where_they_were(house: House) -> None:
    """What was asked can still be answered; on another channel nothing was lost."""
    mia, noor = house.person("Mia"), house.person_on_the_web("Noor")
    await mia.starts()
    await noor.starts()
    asked = mia.reads()[-1]
    noor.reads()
    gaps = gaps_of(house)

    await gaps.tell()
    await gaps.tell()
    await house.tasks.settle()

    assert [bubble.text for bubble in mia.reads()] == [
        "Misschien is je laatste bericht niet aangekomen. Stuur het dan nog een keer."
    ]
    assert noor.reads() == []
    assert [fields["count"] for event, fields in house.journal.lines if event == "gap_warned"] == [1, 0]
    await mia.taps(asked.options[0].label, bubble=asked)
    assert "eerdere vraag" not in "\n".join(bubble.text for bubble in mia.reads())


async def test_nobody_is_written_to_outside_the_window(house: House) -> None:
    """Who fell silent meets the neutral opening when they write; who wiped reads nothing more, ever."""
    mia, ben = house.person("Mia"), house.person("Ben")
    await mia.starts()
    await house.minutes_pass(11)
    await ben.starts()
    await ben.says("stop")
    mia.reads()
    ben.reads()

    await gaps_of(house).tell()
    await house.tasks.settle()

    assert (mia.reads(), ben.reads()) == ([], [])


async def test_whoever_wrote_since_is_told_of_the_next_gap_at_once(house: House) -> None:
    """What they wrote then was heard, and what they wrote after it may be lost again."""
    mia, noor = house.person("Mia"), house.person("Noor")
    await mia.starts()
    await noor.starts()
    gaps = gaps_of(house)
    await gaps.tell()
    await house.minutes_pass(1)
    await mia.says("ja")
    mia.reads(), noor.reads()

    await gaps.tell()
    await house.tasks.settle()

    mia.was_told(PERHAPS_LOST)
    assert noor.reads() == []


async def serves_and(house: House, *, stops_in_good_order: bool) -> None:
    """Be a host that begins, is ready to hear people, and ends."""
    gaps = gaps_of(house)
    await gaps.begin()
    await house.delivery.recover()
    await gaps.open()
    await house.tasks.settle()
    if stops_in_good_order:
        await gaps.close()


async def test_one_host_stops_and_the_other_takes_over_without_a_word(house: House) -> None:
    """What the one did is known to the other, whichever of them served before; nobody is told of a gap that is none."""
    mia = house.person("Mia")
    await serves_and(house, stops_in_good_order=True)
    await mia.starts()
    mia.reads()
    for _ in range(3):
        await serves_and(house, stops_in_good_order=True)

    assert mia.reads() == []
    assert "gap_warned" not in [event for event, _ in house.journal.lines]


async def test_one_host_dies_and_the_other_tells_of_it(house: House) -> None:
    """Also where that other one stopped in good order long ago."""
    mia = house.person("Mia")
    await serves_and(house, stops_in_good_order=True)
    await mia.starts()
    mia.reads()
    await serves_and(house, stops_in_good_order=False)

    await gaps_of(house).begin()
    await house.delivery.recover()
    await house.tasks.settle()

    assert [PERHAPS_LOST in bubble.text for bubble in mia.reads()] == [True]


async def test_a_row_of_deaths_is_told_once_when_somebody_can_be_reached(house: House) -> None:
    """However often the process dies before it could say it, it is said then, and not as often as it died."""
    mia = house.person("Mia")
    await mia.starts()
    mia.reads()
    await serves_and(house, stops_in_good_order=False)
    for _ in range(5):
        house.channel.faults = [TryLater("The daemon is down.")]
        await gaps_of(house).begin()
        await house.restarts()
        assert mia.reads() == []

    await house.minutes_pass(1)  # and the daemon is back

    assert [PERHAPS_LOST in bubble.text for bubble in mia.reads()] == [True]


async def test_nobody_is_told_of_a_gap_before_the_answer_that_was_kept(house: House) -> None:
    """They would write again what was answered in the same moment, and that would answer the next question."""
    mia = house.person("Mia")
    await mia.starts()
    mia.reads()
    await serves_and(house, stops_in_good_order=False)
    house.channel.is_away = True
    await gaps_of(house).begin()
    await house.restarts()
    await mia.says("ja")  # it came while nothing could leave
    await gaps_of(house).begin()
    await house.restarts()
    house.channel.is_away = False

    await house.minutes_pass(1)

    said = [bubble.text for bubble in mia.reads()]
    assert [PERHAPS_LOST in text for text in said] == [*[False] * (len(said) - 1), True]
    assert "In welk land" in said[0]


async def test_a_stop_while_a_gap_is_still_to_be_told_is_none_in_good_order(house: House) -> None:
    """The database was away too long to say it: the next process does."""
    mia = house.person("Mia")
    await mia.starts()
    mia.reads()
    gaps = gaps_of(house)
    await gaps.open()
    gaps._store = _AwayOnce(house)  # noqa: SLF001 - what app.py would hand over
    house.tasks.spawn(gaps.tell())
    await house.tasks.settle()
    await gaps.close()
    await house.tasks.end()

    await gaps_of(house).begin()
    await house.delivery.recover()
    await house.tasks.settle()

    mia.was_told(PERHAPS_LOST)


async def test_another_gap_is_told_again_later(house: House) -> None:
    """Ten minutes after the first, to who is still there."""
    mia = house.person("Mia")
    await mia.starts()
    gaps = gaps_of(house)
    await gaps.tell()
    await house.minutes_pass(TOLD_AGAIN_AFTER / timedelta(minutes=1))
    await mia.says("hoi")
    await house.tasks.settle()
    mia.reads()

    await gaps.tell()
    await house.tasks.settle()

    mia.was_told(PERHAPS_LOST)


class _AwayOnce:
    """A store that is away for a moment."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.is_away = True

    async def run(self, work: Work[T]) -> T:
        if self.is_away:
            self.is_away = False
            raise StoreDown
        return await self._house.store.run(work)


async def test_a_gap_is_told_when_the_database_is_back(house: House) -> None:
    """Often it is the same fault that made the gap."""
    mia = house.person("Mia")
    await mia.starts()
    mia.reads()
    gaps = gaps_of(house)
    gaps._store = _AwayOnce(house)  # noqa: SLF001 - what app.py would hand over

    house.tasks.spawn(gaps.tell())
    await house.tasks.settle()
    assert mia.reads() == []
    house.clock.advance(PAUSE)
    await house.tasks.settle()

    mia.was_told(PERHAPS_LOST)
