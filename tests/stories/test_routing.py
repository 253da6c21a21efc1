"""Who takes whom: skills, seats and the next one, from the desk to what a help-seeker hears."""

import asyncio

import pytest

from bot.errors import BotError
from bot.model import CaseId, Outcome
from tests.house import Counsellor, House
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits


async def _waits(house: House, name: str, *, language: str = "nl") -> CaseId:
    """Somebody goes the whole way into the queue."""
    before = {case.id for case in await house.desk.queue()}
    await mia_waits(house, name, language=language)
    (case_id,) = {case.id for case in await house.desk.queue()} - before
    return case_id


async def _is_full(counsellor: Counsellor) -> bool:
    return (await counsellor.takes_next()).is_full


async def test_the_next_case_is_the_one_that_fits(house: House) -> None:
    """Who came first is left to the colleague who speaks their language, and is not forgotten."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await ada.can(language="nl en")
    await bo.can(language="fr")
    first = await _waits(house, "Amélie", language="fr")
    second = await _waits(house, "Mia")

    taken = await ada.takes_next()
    assert taken.case is not None
    assert taken.case.id == second
    taken = await bo.takes_next()
    assert taken.case is not None
    assert taken.case.id == first


async def test_who_fits_nobody_there_is_for_everybody(house: House) -> None:
    """The only one who speaks French went home: nobody waits for them until tomorrow."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await ada.can(language="nl")
    await bo.can(language="fr")
    case_id = await _waits(house, "Amélie", language="fr")

    left_to_bo = await ada.takes_next()
    bo.leaves()
    taken = await ada.takes_next()

    assert (left_to_bo.won, left_to_bo.waiting) == (False, 1)
    assert taken.case is not None
    assert taken.case.id == case_id


async def test_by_hand_anybody_takes_anybody(house: House) -> None:
    """Skills help to choose, and close no door."""
    ada, bo = house.counsellor("Ada"), house.counsellor("Bo")
    await ada.can(language="nl")
    await bo.can(language="fr")
    case_id = await _waits(house, "Amélie", language="fr")

    assert (await ada.claims(case_id)).won


async def test_everybody_who_asks_at_once_gets_another_case(house: House) -> None:
    """Eight counsellors press the key in the same moment, with six people waiting."""
    crew = [house.counsellor(f"Counsellor {number}") for number in range(8)]
    cases = [await _waits(house, f"Mia {number}") for number in range(6)]

    claims = await asyncio.gather(*(house.taking.take_next(one.id) for one in crew))
    await house.tasks.settle()

    won = [claim.case.id for claim in claims if claim.case is not None]
    assert sorted(won) == sorted(cases)
    assert [claim.waiting for claim in claims if not claim.won] == [0, 0]


async def test_whose_seats_are_taken_is_told_so_and_can_take_one_more(house: House) -> None:
    """Nothing is taken by accident, and nobody is kept from helping."""
    _, ada, first = await mia_talks(house)
    await ada.has_seats(2)
    second = await _waits(house, "Noor")
    assert (await ada.claims(second)).won
    bo = house.counsellor("Bo")
    third = await _waits(house, "Lou")

    full = await ada.claims(third)
    assert (full.won, full.is_full) == (False, True)
    assert await _is_full(ada)
    assert (await ada.claims(third, one_more=True)).won

    assert {case.claimed_by for case in await house.desk.queue()} == {ada.id}
    assert not await _is_full(bo)
    assert first != second


@pytest.mark.parametrize("seats", [0, 5, -1])
async def test_nobody_takes_more_talks_at_once_than_can_be_led(house: House, seats: int) -> None:
    """One to four."""
    ada = house.counsellor("Ada")

    with pytest.raises(BotError, match="1 to 4"):
        await ada.has_seats(seats)


async def test_the_door_is_open_while_a_seat_is_free(house: House) -> None:
    """Somebody is at the desk, and talks: who asks now hears that nobody is free, until that talk ends."""
    _, ada, case_id = await mia_talks(house)
    noor, lou = house.person("Noor"), house.person("Lou")
    await noor.starts()
    await noor.chooses(*TO_A_HUMAN)
    noor.was_told("Een nieuw gesprek met een mens kan nu niet")

    await ada.closes(case_id, Outcome.LISTENED)
    await lou.starts()
    await lou.chooses(*TO_A_HUMAN)

    lou.was_told("Je staat in de rij.")


async def test_a_second_seat_opens_the_door_again(house: House) -> None:
    """What a counsellor says that they can do is what help-seekers hear."""
    _, ada, _ = await mia_talks(house)
    await ada.has_seats(2)
    noor = house.person("Noor")

    await noor.starts()
    await noor.chooses(*TO_A_HUMAN)

    noor.was_told("Je staat in de rij.")


async def test_who_takes_no_talks_has_no_seat(house: House) -> None:
    """A colleague who only looks does not open the door."""
    await mia_talks(house)
    bo = house.counsellor("Bo")
    bo.open_desk.on_duty = False
    noor = house.person("Noor")

    await noor.starts()
    await noor.chooses(*TO_A_HUMAN)

    noor.was_told("Een nieuw gesprek met een mens kan nu niet")


async def test_behind_taken_seats_who_has_a_talk_reads_what_a_stranger_reads(house: House) -> None:
    """Whoever picked up the phone after the opening learns nothing of the talk that takes the seat."""
    mia, _, _ = await mia_talks(house)
    await house.minutes_pass(20)
    lou = house.person("Lou")

    for person in (mia, lou):
        await person.says("hallo")
        await person.chooses(*TO_A_HUMAN)

    assert [bubble.text for bubble in mia.reads()][-3:] == [bubble.text for bubble in lou.reads()][-3:]


async def test_what_a_case_needs_is_on_the_card_alone(house: House) -> None:
    """The queue holds it for the server; nobody is shown it before the claim."""
    ada = house.counsellor("Ada")
    person = house.person("Mia")
    await person.starts()
    await person.chooses(*TO_A_HUMAN)

    (case,) = await house.desk.queue()

    assert (case.card, case.needs) == ({}, {"language": "nl", "land": "nl", "rol": "binnen"})
    assert "binnen" not in repr(case)
    assert (await ada.takes_next()).won
