"""Looking at what is served, and at where people are in it, changes nothing and names nobody."""

from datetime import timedelta

import pytest

from bot.errors import BotError
from bot.inspection import kept, live
from bot.model import IN_USE
from bot.publishing import PINNED_FOR
from tests.house import House
from tests.stories.test_publishing import OTHER_WORDS, Office, files, mia_at_land
from tests.unit.flows.small import SOURCES


@pytest.fixture
async def office(house: House) -> Office:
    """A server that serves the small conversation."""
    office = Office(house)
    await office.starts()
    return office


async def test_people_are_counted_where_they_are(office: Office) -> None:
    """As long as they are there."""
    await mia_at_land(office)

    there = await live(office.house.store, office.house.clock.now())
    await office.house.minutes_pass(20)
    later = await live(office.house.store, office.house.clock.now())

    assert (there.standing.get("start.land"), later.standing.get("start.land")) == (1, None)
    assert dict(there.sources) == dict(SOURCES)


async def test_a_server_that_does_not_follow_is_found(office: Office) -> None:
    """People still begin on what was replaced three days ago (W905)."""
    old = office.served.shelf.newest.hash
    await office.desk.publish(files(*OTHER_WORDS), author="ada")
    office.house.clock.advance(PINNED_FOR + timedelta(hours=1))
    await mia_at_land(office)

    found = await live(office.house.store, office.house.clock.now())

    assert found.overdue == {old: 1}
    assert found.standing[f"{IN_USE}{old}"] == 1


async def test_a_bundle_that_was_replaced_today_is_not_overdue(office: Office) -> None:
    """Who is in the middle ends it as they began."""
    await mia_at_land(office)
    await office.publishes(files(*OTHER_WORDS))

    assert not (await live(office.house.store, office.house.clock.now())).overdue


async def test_the_files_of_a_bundle_are_found_by_the_beginning_of_its_hash(office: Office) -> None:
    """As the log shows it; what means nothing or two things is told."""
    bundle = office.served.shelf.newest.hash

    assert await kept(office.house.store, bundle[:8]) == SOURCES
    for nonsense in ("", "zzz"):
        with pytest.raises(BotError, match="no bundle"):
            await kept(office.house.store, nonsense)


async def test_where_nothing_was_published_there_is_nothing_to_look_at(house: House) -> None:
    """And the cure is told."""
    with pytest.raises(BotError, match="Nothing was published"):
        await live(house.store, house.clock.now())
