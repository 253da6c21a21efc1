"""People wait and nobody takes them: somebody outside the desk is called, and reads of nobody."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.errors import BotError
from bot.handover.escalation import Call, Escalation
from bot.ports import Job
from tests.house import House
from tests.stories.test_the_whole_way import mia_waits


@dataclass
class Outside:
    """Somebody who can be called, unless nobody picks up."""

    calls: list[Call] = field(default_factory=list)
    is_away: bool = False

    async def call(self, call: Call) -> None:
        """Take a call."""
        if self.is_away:
            raise BotError("Nobody answers.")
        self.calls.append(call)


@pytest.fixture
def outside() -> Outside:
    """Somebody who picks up."""
    return Outside()


@pytest.fixture
def escalation(house: House, outside: Outside) -> Escalation:
    """What looks at the queue of this house."""
    return Escalation(house.vitals.read, outside, clock=house.clock, journal=house.journal)


async def _minutes_pass(house: House, escalation: Escalation, minutes: float) -> None:
    for _ in range(int(minutes * 4)):
        house.clock.advance(timedelta(seconds=15))
        await escalation.look()


async def test_nobody_is_called_before_the_desk_could_react(
    house: House, escalation: Escalation, outside: Outside
) -> None:
    """A sound rings at the desk meanwhile."""
    ada = house.counsellor("Ada")
    await mia_waits(house)

    await _minutes_pass(house, escalation, 3)

    assert len(await ada.queue()) == 1
    assert outside.calls == []


async def test_after_four_minutes_somebody_is_called_and_then_every_ten(
    house: House, escalation: Escalation, outside: Outside
) -> None:
    """With how many wait and how many are there; one call for all who wait."""
    house.counsellor("Ada")
    await mia_waits(house)
    await mia_waits(house, "Noor")

    await _minutes_pass(house, escalation, 5)
    assert outside.calls == [Call(waiting=2, urgent=0, on_duty=1, lacking=0)]

    await _minutes_pass(house, escalation, 21)
    assert len(outside.calls) == 3


async def test_whoever_waits_urgently_is_called_for_after_a_minute(
    house: House, escalation: Escalation, outside: Outside
) -> None:
    """Also right after a call for somebody else."""
    ada = house.counsellor("Ada")
    await mia_waits(house)
    await _minutes_pass(house, escalation, 5)
    await mia_waits(house, "Noor")
    (_, case_id) = await ada.queue()
    await house.store.run(Job(lambda tx: tx.cases.make_urgent(case_id)))

    await _minutes_pass(house, escalation, 1.5)

    assert [call.urgent for call in outside.calls] == [0, 1]


async def test_a_claim_ends_the_calls_and_the_next_wait_begins_anew(
    house: House, escalation: Escalation, outside: Outside
) -> None:
    """Whoever was called is told once that nobody is needed; nobody is called for somebody who is being helped."""
    ada = house.counsellor("Ada")
    await mia_waits(house)
    await _minutes_pass(house, escalation, 5)
    (case_id,) = await ada.queue()
    await ada.claims(case_id)
    await _minutes_pass(house, escalation, 15)
    assert [call.over for call in outside.calls] == [False, True]

    house.counsellor("Bo")
    await mia_waits(house, "Noor")
    await _minutes_pass(house, escalation, 5)

    assert [call.over for call in outside.calls] == [False, True, False]


async def test_a_call_that_nobody_took_is_tried_again(house: House, escalation: Escalation, outside: Outside) -> None:
    """At the next look, not ten minutes later."""
    house.counsellor("Ada")
    await mia_waits(house)
    outside.is_away = True
    with pytest.raises(BotError):
        await _minutes_pass(house, escalation, 5)

    outside.is_away = False
    await _minutes_pass(house, escalation, 0.25)

    assert len(outside.calls) == 1
