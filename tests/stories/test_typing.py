"""That somebody types: seen by the one who has their talk, in that moment, and kept nowhere."""

import pytest

from bot.errors import StoreDown
from bot.model import CaseId, Conversation, Outcome
from bot.ports import Job
from tests.house import Counsellor, House, Person
from tests.stories.test_the_whole_way import TO_A_HUMAN


async def mia_talks_on_the_web(house: House) -> tuple[Person, Counsellor, CaseId]:
    """Mia is in a talk with Ada, on the page."""
    ada = house.counsellor("Ada")
    mia = house.person_on_the_web("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN)
    return mia, ada, await ada.claims_next()


async def _kept(house: House, person: Person) -> Conversation | None:
    return await house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))


async def test_only_the_one_who_has_the_talk_sees_it(house: House) -> None:
    """A colleague does not, and each sign is one."""
    mia, ada, case_id = await mia_talks_on_the_web(house)
    bo = house.counsellor("Bo")

    await mia.types()

    assert ada.open_desk.take_typing() == {case_id}
    assert ada.open_desk.take_typing() == frozenset()
    assert bo.open_desk.take_typing() == frozenset()


async def test_nothing_of_it_is_kept_and_it_is_no_sign_of_life(house: House) -> None:
    """The conversation is to the last field as it was, so no window opens by it."""
    mia, _, _ = await mia_talks_on_the_web(house)
    before = await _kept(house, mia)
    await house.minutes_pass(3)

    await mia.types()

    assert await _kept(house, mia) == before


async def test_outside_of_a_talk_nobody_sees_it(house: House) -> None:
    """Not with the bot, not in the queue, not once the talk is over, and a stranger is nobody."""
    ada = house.counsellor("Ada")
    mia = house.person_on_the_web("Mia")
    await mia.types()
    await mia.starts()
    await mia.types()
    await mia.chooses(*TO_A_HUMAN)
    await mia.types()
    case_id = await ada.claims_next()
    await ada.closes(case_id, Outcome.LISTENED)
    await mia.types()

    assert ada.open_desk.take_typing() == frozenset()


async def test_after_a_long_silence_nobody_sees_who_types(house: House) -> None:
    """Somebody else may sit there: the next message meets the opening."""
    mia, ada, case_id = await mia_talks_on_the_web(house)
    await mia.says("hoi")
    await house.minutes_pass(14)
    await mia.types()
    assert ada.open_desk.take_typing() == {case_id}

    await house.minutes_pass(1)
    await mia.types()

    assert ada.open_desk.take_typing() == frozenset()


async def test_whoever_does_not_know_yet_who_reads_is_not_seen(house: House) -> None:
    """They said no to being written to, so they were not told of the claim: to them it is the bot that reads."""
    ada = house.counsellor("Ada")
    mia = house.person_on_the_web("Mia")
    await mia.starts()
    await mia.chooses(*TO_A_HUMAN[:-1], "nee")
    await house.minutes_pass(1)
    await ada.claims_next()

    await mia.types()

    assert ada.open_desk.take_typing() == frozenset()


async def test_a_database_that_is_away_is_told(house: House) -> None:
    """The channel lets it go: the next letter says it again."""
    mia, ada, case_id = await mia_talks_on_the_web(house)
    house.forget_the_next_commit()

    with pytest.raises(StoreDown):
        await mia.types()
    await mia.types()

    assert ada.open_desk.take_typing() == {case_id}
