"""Which groups are named: counted once in a quarter, however they are written, and by nobody's name."""

from bot.model import CaseId, Outcome
from bot.ports import Job
from bot.storage.lifetimes import day_of, quarter_of
from tests.house import Counsellor, House
from tests.stories.test_the_whole_way import mia_waits


async def _count(house: House) -> int:
    quarter = quarter_of(day_of(house.clock.now()))
    return await house.store.run(Job(lambda tx: tx.named_groups.count(quarter)))


async def _talks(house: House, ada: Counsellor, name: str) -> CaseId:
    await mia_waits(house, name)
    (case,) = [case for case in await house.desk.queue() if case.claimed_by is None]
    await ada.claims(case.id)
    return case.id


async def test_two_talks_about_one_group_count_one(house: House) -> None:
    """Also when one of them writes it in another way, and when somebody left before the talk was closed."""
    ada = house.counsellor("Ada")
    await ada.closes(await _talks(house, ada, "Mia"), group="De Dageraad")
    case_id = await _talks(house, ada, "Noor")
    await house.person("Noor").says("stop")
    await ada.closes(case_id, Outcome.INFORMATION, group="dageraad ")

    assert await _count(house) == 1

    await ada.closes(await _talks(house, ada, "Lou"), group="Noorderlicht")
    await ada.closes(await _talks(house, ada, "Sam"))

    assert await _count(house) == 2


async def test_closing_twice_counts_once(house: House) -> None:
    """A page that sends again changes nothing, whatever it says then."""
    ada = house.counsellor("Ada")
    case_id = await _talks(house, ada, "Mia")
    await ada.closes(case_id, group="Dageraad")
    await ada.closes(case_id, group="Noorderlicht")

    assert await _count(house) == 1
