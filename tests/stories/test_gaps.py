"""A channel that may have lost something says so to whoever is there, in neutral words, and to nobody else."""

import itertools
from datetime import timedelta

from bot.errors import StoreDown
from bot.gaps import PAUSE, TOLD_AGAIN_AFTER, Gaps
from bot.ports import Work
from tests.house import House, T

PERHAPS_LOST = "Misschien is je laatste bericht niet aangekomen."


def gaps_of(house: House) -> Gaps:
    """Return what tells of gaps in the house's channel."""
    ids = itertools.count(1_000_000)
    return Gaps(
        house.channel.name,
        house.store,
        house.delivery,
        shelf=lambda: house.shelf,
        new_id=lambda: next(ids).to_bytes(16, "big"),
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
