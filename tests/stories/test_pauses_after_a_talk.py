"""A pause after a talk, from the outcome to what a help-seeker hears at the door."""

import pytest

from bot.handover.own import NotYours
from bot.handover.receiving import NotThere
from bot.model import CaseId, Outcome, StaffId
from bot.ports import Job
from bot.storage.lifetimes import day_of
from tests.house import House, Person
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_talks, mia_waits


async def _waits(house: House, name: str) -> CaseId:
    """Somebody goes the whole way into the queue."""
    before = {case.id for case in await house.desk.queue()}
    await mia_waits(house, name)
    (case_id,) = {case.id for case in await house.desk.queue()} - before
    return case_id


async def _asks_for_a_human(house: House, name: str) -> Person:
    person = house.person(name)
    await person.starts()
    await person.chooses(*TO_A_HUMAN)
    return person


async def _minutes(house: House) -> int:
    today = day_of(house.clock.now())
    return await house.store.run(Job(lambda tx: tx.pauses.minutes(today)))


async def test_in_a_pause_nobody_new_comes(house: House) -> None:
    """The seat is not free: not for the door, not for the next one, not for a coordinator. Then it is again."""
    _, ada, case_id = await mia_talks(house)
    await ada.closes(case_id, Outcome.LISTENED, pause=10)

    noor = await _asks_for_a_human(house, "Noor")
    noor.was_told("Een nieuw gesprek met een mens kan nu niet")
    house.counsellor("Bo")
    waits = await _waits(house, "Lou")
    refused = await ada.takes_next()
    assert (refused.won, refused.is_paused) == (False, True)
    with pytest.raises(NotThere):
        await house.coordination.assign(StaffId("Cor"), waits, has=None, to=ada.id)
    board = await house.coordination.board(StaffId("leads"))
    assert board.at_desk == {"Bo"}
    assert set(board.paused) == {"Ada"}

    await house.minutes_pass(10)

    assert (await house.coordination.board(StaffId("leads"))).at_desk == {"Ada", "Bo"}
    assert (await ada.takes_next()).won


async def test_the_seat_is_never_free_between_outcome_and_pause(house: House) -> None:
    """Somebody who asks at the moment at which the talk ends is not promised a human who has a pause."""
    _, ada, case_id = await mia_talks(house)

    await ada.closes(case_id, Outcome.LISTENED, pause=5)

    assert not await house.store.run(Job(house.floor.is_open))


async def test_a_pause_ends_by_one_key_and_counts_as_far_as_it_went(house: House) -> None:
    """Three minutes of ten: three minutes of work."""
    _, ada, case_id = await mia_talks(house)
    await ada.closes(case_id, Outcome.LISTENED, pause=10)
    assert await _minutes(house) == 10
    await house.minutes_pass(3)

    await ada.ends_the_pause()
    await ada.ends_the_pause()

    assert await _minutes(house) == 3
    assert await house.store.run(Job(house.floor.is_open))


async def test_whoever_takes_somebody_in_a_pause_ends_it(house: House) -> None:
    """Being read by somebody is better than waiting."""
    _, ada, case_id = await mia_talks(house)
    await ada.has_seats(2)
    waits = await _waits(house, "Noor")
    await ada.closes(case_id, Outcome.LISTENED, pause=10)
    await house.minutes_pass(2)

    assert (await ada.claims(waits)).won

    assert house.floor.paused_until(ada.id) is None
    assert await _minutes(house) == 2


async def test_a_pause_survives_a_restart(house: House) -> None:
    """The process begins again: the pause goes on until its end, and not longer."""
    _, ada, case_id = await mia_talks(house)
    await ada.closes(case_id, Outcome.LISTENED, pause=15)
    await house.minutes_pass(5)

    await house.restarts()
    house.counsellor("Ada")

    assert (await house.coordination.board(StaffId("leads"))).at_desk == set()
    await house.minutes_pass(10)
    assert (await house.coordination.board(StaffId("leads"))).at_desk == {"Ada"}


async def test_a_pause_is_chosen_also_when_the_other_one_ended_it(house: House) -> None:
    """What came of it is said afterwards; the pause comes with that, once."""
    mia, ada, case_id = await mia_talks(house)
    await mia.says("stop")

    await ada.closes(case_id, Outcome.UNSAFE, pause=15)
    with_pause = house.floor.paused_until(ada.id)
    await house.minutes_pass(1)
    with pytest.raises(NotYours):
        await ada.closes(case_id, Outcome.UNSAFE, pause=15)

    assert with_pause is not None
    assert house.floor.paused_until(ada.id) == with_pause


async def test_a_second_talk_makes_a_pause_longer_and_never_shorter(house: House) -> None:
    """What is counted is one pause from its beginning to its end."""
    _, ada, first = await mia_talks(house)
    await ada.has_seats(2)
    second = await _waits(house, "Noor")
    assert (await ada.claims(second)).won
    await ada.closes(first, Outcome.LISTENED, pause=10)
    await house.minutes_pass(4)

    await ada.closes(second, Outcome.LISTENED, pause=15)

    assert await _minutes(house) == 19


async def test_nothing_of_a_pause_stays_with_a_name(house: House) -> None:
    """The trail does not tell of it, and when it is over no row is left: only the minutes of a day."""
    _, ada, case_id = await mia_talks(house)
    await ada.closes(case_id, Outcome.LISTENED, pause=5)
    await house.minutes_pass(6)

    await house.store.run(Job(lambda tx: tx.tidy()))

    trail = await house.store.run(Job(lambda tx: tx.staff.audit_trail()))
    assert [line.action for line in trail] == ["claim", "close"]
    assert await house.store.run(Job(lambda tx: tx.pauses.all())) == {}
    assert await _minutes(house) == 5
