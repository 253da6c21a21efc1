"""Nobody answers, on every store: the conversation goes on once, whatever happens at the same moment."""

import asyncio
from datetime import timedelta

import pytest

from bot.flows.bundle import compile_bundle
from bot.model import Conversation, Phase
from bot.ports import Job, Store
from tests.fakes import FakeClock
from tests.house import House, Person
from tests.unit.flows.small import SOURCES, changed_bundle
from tests.unit.flows.test_timeouts import BUNDLE


@pytest.fixture
def house(store: Store, clock: FakeClock) -> House:
    """A house whose conversation is short, and waits five minutes for a name."""
    return House(store, clock, BUNDLE)


async def is_asked(house: House) -> Person:
    """Mia was just asked for a name."""
    mia = house.person("Mia")
    await mia.starts()
    await mia.says("ja")
    await mia.says("een naam")
    mia.reads()
    return mia


async def kept(house: House, person: Person) -> Conversation:
    """Return what the store has."""
    found = await house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))
    assert found is not None
    return found


async def test_nobody_answers_and_it_goes_on_once(house: House) -> None:
    """A minute later and five minutes later nothing more is said."""
    mia = await is_asked(house)

    await house.minutes_pass(4.9)
    early = mia.reads()
    await house.minutes_pass(0.1)
    said = mia.reads()
    await house.minutes_pass(4)

    assert early == []
    assert [bubble.text for bubble in said] == ["Waar ben je?"]
    assert mia.reads() == []
    await house.tasks.end()


@pytest.mark.parametrize("first", ["answer", "clock"])
async def test_an_answer_at_the_same_moment_is_one_of_both(house: House, first: str) -> None:
    """Whoever is first counts; the other finds the conversation elsewhere, and nobody is left in silence."""
    mia = await is_asked(house)
    house.clock.advance(timedelta(minutes=5))
    conversation = await kept(house, mia)

    both = [mia.says("België"), house.conversations.wake(conversation.id)]
    await asyncio.gather(*(both if first == "answer" else reversed(both)))
    await house.tasks.settle()

    after = await kept(house, mia)
    answered, timed_out = after.vars.get("naam") == "België", after.vars.get("land") == "be"
    assert answered != timed_out
    assert mia.reads() != []
    await house.tasks.end()


async def test_a_restart_in_between_changes_nothing(house: House, store: Store, clock: FakeClock) -> None:
    """What was waited for lies in the store; twice told, it happens once."""
    mia = await is_asked(house)
    await house.tasks.end()
    clock.advance(timedelta(minutes=6))

    again = House(store, clock, BUNDLE)
    again.channel = house.channel
    await again.alarm.look()
    again.alarm.ring(again.conversations)
    await again.alarm.look()
    again.alarm.ring(again.conversations)
    await again.tasks.settle()

    after = await kept(again, mia)
    assert after.node == "start.land"
    assert after.prompts == 4
    await again.tasks.end()


async def test_what_was_said_in_a_turn_whose_commit_went_unheard_is_found_and_said_once(house: House) -> None:
    """The connection broke at the commit, so the moment is gone and nobody writes: the next look finds the words."""
    mia = await is_asked(house)
    house.forget_the_next_commit()
    await house.minutes_pass(5)
    unsaid = mia.reads()

    for _ in range(2):
        await house.alarm.look()
        await house.minutes_pass(1)

    assert unsaid == []
    assert [bubble.text for bubble in mia.reads()] == ["Waar ben je?"]
    await house.tasks.end()


async def test_a_moment_that_came_meanwhile_does_not_hide_what_went_unheard(store: Store, clock: FakeClock) -> None:
    """The next question waits for half a minute only: what both turns say comes, in their order."""
    name, land = "        save: naam\n", "        save: land\n"
    house = House(
        store,
        clock,
        changed_bundle(
            (name, f"{name}        timeout: {{after: 5m, next: land}}\n"),
            (land, f"{land}        timeout: {{after: 30s, next: lijnen}}\n"),
        ),
    )
    mia = await is_asked(house)
    house.forget_the_next_commit()
    await house.minutes_pass(5)
    unsaid = mia.reads()

    await house.minutes_pass(0.5)
    await house.alarm.look()
    await house.minutes_pass(0)

    assert unsaid == []
    first, *others = mia.reads()
    assert first.text == "Waar ben je?"
    assert others
    await house.tasks.end()


async def test_outside_the_window_the_place_changes_and_nothing_is_said(house: House) -> None:
    """After an outage of some minutes; the next word meets what the person has not seen yet, not an answer to it."""
    mia = await is_asked(house)

    await house.minutes_pass(12)
    silent = mia.reads()
    await mia.says("1")

    assert silent == []
    mia.was_told("Waar ben je?")
    assert (await kept(house, mia)).vars.get("land") is None
    await house.tasks.end()


async def test_hours_late_nothing_is_left_of_it(house: House) -> None:
    """The next message meets the opening."""
    mia = await is_asked(house)

    await house.minutes_pass(180)
    silent = mia.reads()
    await mia.says("hallo")

    assert silent == []
    mia.was_told("Dag", "Kun je typen?")
    await house.tasks.end()


async def test_nobody_wakes_what_was_wiped(house: House) -> None:
    """After the last line there is none."""
    mia = await is_asked(house)
    await mia.says("stop")
    mia.reads()

    await house.minutes_pass(5)

    assert mia.reads() == []
    await house.tasks.end()


async def test_who_waits_long_is_offered_something_else_unless_a_human_came(store: Store, clock: FakeClock) -> None:
    """As they agreed; the one who is in a talk hears nothing of it, the other one keeps the place."""
    text = SOURCES["flows.yaml"].replace("value: 15, next: rij", "value: 30, next: rij")
    text = text.replace("on: {waiting: in_rij,", "timeout: {after: 20m, next: geen}\n        on: {waiting: in_rij,")
    house = House(store, clock, compile_bundle({**SOURCES, "flows.yaml": text}))
    ada = house.counsellor("Ada")
    mia, lou = house.person("Mia"), house.person("Lou")
    for person in (mia, lou):
        await person.starts()
        await person.says("mens")
        await person.says("1")
    await ada.claims_next()
    mia.reads()
    lou.reads()

    await house.minutes_pass(20)

    assert mia.reads() == []
    assert [bubble.text for bubble in lou.reads()] == ["Er is nu niemand"]
    assert (await kept(house, lou)).phase is Phase.WAITING
    assert len(await ada.queue()) >= 1
    await house.tasks.end()
