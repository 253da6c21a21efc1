"""A pause, and somebody who does not answer, on every store: once, in time, and only where somebody may be reading."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.bundle import Bundle
from bot.flows.quiet import Pause
from bot.model import Conversation, Outcome, Phase
from bot.ports import Job, Store
from bot.safe_contact import may_write
from bot.storage.memory import MemoryStore
from tests.fakes import FakeClock
from tests.house import Counsellor, House, Person
from tests.unit.flows.timed import STILL_HERE, timed_bundle


@pytest.fixture
def house(store: Store, clock: FakeClock) -> House:
    """A house whose conversation is quiet for half a minute after it showed numbers."""
    return House(store, clock, timed_bundle())


async def in_a_pause(house: House) -> Person:
    """Mia was just shown numbers."""
    mia = house.person("Mia")
    await mia.starts()
    for text in ("ja", "de nummers", "nederland"):
        await mia.says(text)
    return mia


async def kept(house: House, person: Person) -> Conversation | None:
    """Return what the store has."""
    return await house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))


def texts(person: Person) -> list[str]:
    """Return what came since they last looked."""
    return [bubble.text for bubble in person.reads()]


async def test_a_pause_ends_once_and_a_silence_is_met_once(house: House) -> None:
    """By itself, at its own moment."""
    mia = await in_a_pause(house)
    numbers = texts(mia)

    await house.minutes_pass(0.5)
    after_pause = texts(mia)
    await house.minutes_pass(7.5)
    after_silence = texts(mia)
    await house.minutes_pass(1)

    assert len(numbers) == 5
    assert after_pause == ["Lukt het?", "Wat nu?"]
    assert after_silence == [STILL_HERE["nl"]]
    assert texts(mia) == []
    await house.tasks.end()


@pytest.mark.parametrize("first", ["word", "clock"])
async def test_a_word_at_the_same_moment_ends_it_once(house: House, first: str) -> None:
    """Whoever is first, what was to come comes once, and the word is answered."""
    mia = await in_a_pause(house)
    mia.reads()
    house.clock.advance(timedelta(seconds=30))
    conversation = await kept(house, mia)
    assert conversation is not None

    both = [mia.says("een naam"), house.conversations.wake(conversation.id)]
    await asyncio.gather(*(both if first == "word" else reversed(both)))
    await house.tasks.settle()

    said = texts(mia)
    assert said.count("Lukt het?") == 1
    assert said[-1].startswith("Hoe heet je?")
    await house.tasks.end()


async def test_a_restart_in_a_pause_changes_nothing(house: House, store: Store, clock: FakeClock) -> None:
    """It lies in the store; told twice, it ends once."""
    mia = await in_a_pause(house)
    mia.reads()
    await house.tasks.end()
    clock.advance(timedelta(minutes=1))

    again = House(store, clock, timed_bundle())
    for _ in range(2):
        await again.alarm.look()
        again.alarm.ring(again.conversations)
        await again.tasks.settle()

    said = [bubble.text for bubble in again.channel.shown[mia.sender]]
    assert said == ["Lukt het?", "Wat nu?"]
    await again.tasks.end()


async def test_a_moment_that_was_read_too_late_delays_nothing(house: House) -> None:
    """The store was read just before somebody wrote: what it said then is told after what is true now."""
    mia = await in_a_pause(house)
    conversation = await kept(house, mia)
    assert conversation is not None
    assert conversation.answer_by is not None
    mia.reads()

    house.alarm.expect(replace(conversation, answer_by=conversation.answer_by - timedelta(seconds=20)))
    await house.minutes_pass(0.25)
    too_early = texts(mia)
    await house.minutes_pass(0.25)

    assert too_early == []
    assert texts(mia) == ["Lukt het?", "Wat nu?"]
    await house.tasks.end()


@pytest.mark.parametrize("end", ["stop", "mens"])
async def test_no_clock_speaks_after_a_wipe_or_in_a_talk(house: House, end: str) -> None:
    """Nobody is there, or a human is."""
    ada = house.counsellor("Ada")
    mia = await in_a_pause(house)
    await mia.says(end)
    if end == "mens":
        await mia.says("1")
        await ada.claims_next()
    mia.reads()

    await house.minutes_pass(9)

    assert texts(mia) == []
    await house.tasks.end()


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("says"), st.sampled_from(["1", "2", "3", "ja", "mens", "een naam", "terug", "goh", "stop"])),
        st.tuples(st.just("says"), st.sampled_from(["de nummers", "nederland", "menu", "ik wil dood"])),
        st.tuples(st.just("pass"), st.sampled_from([0.4, 0.5, 1, 2, 4, 5, 7, 8, 9, 11, 14, 16])),
        st.tuples(st.sampled_from(["claims", "closes", "word"]), st.just("")),
    ),
    max_size=25,
)


class History:
    """Somebody, a counsellor and a clock who do anything; each step is checked."""

    def __init__(self, bundle: Bundle) -> None:
        self.house = House(MemoryStore(clock := FakeClock()), clock, bundle)
        self.ada: Counsellor = self.house.counsellor("Ada")
        self.mia = self.house.person("Mia")

    async def plays(self, events: list[tuple[str, str | float]]) -> None:
        """Let all of it happen."""
        for kind, detail in events:
            before = await kept(self.house, self.mia)
            if kind == "says":
                await self._says(str(detail), before)
            elif kind == "pass" and isinstance(detail, int | float):
                await self._time_passes(float(detail), before)
            elif before is not None and before.case_id is not None:
                await self._desk(kind, before)
            self.mia.reads()
            await self._stands_nowhere_for_ever()
        await self.house.tasks.end()

    async def _says(self, text: str, before: Conversation | None) -> None:
        await self.mia.says(text)
        assert self.mia.reads() or (before is not None and before.phase is Phase.TALKING), f"silence after {text}"

    async def _time_passes(self, minutes: float, before: Conversation | None) -> None:
        await self.house.minutes_pass(minutes)
        if before is None or not may_write(before, self.house.clock.now()):
            assert self.mia.reads() == [], "something was said outside the window"

    async def _desk(self, kind: str, before: Conversation) -> None:
        case_id = before.case_id
        assert case_id is not None
        if kind == "claims":
            await self.ada.claims(case_id)
        elif before.phase is Phase.TALKING and kind == "closes":
            await self.ada.closes(case_id, Outcome.LISTENED)
        elif before.phase is Phase.TALKING:
            await self.ada.says(case_id, "Hoi")

    async def _stands_nowhere_for_ever(self) -> None:
        """A pause has an end, unless it is too late to say what comes after it."""
        now = await kept(self.house, self.mia)
        if now is not None and isinstance(timed_bundle().nodes.get(now.node), Pause) and now.phase is not Phase.TALKING:
            assert now.answer_by is not None or not may_write(now, self.house.clock.now())


@settings(max_examples=60, deadline=None)
@given(events=EVENTS)
def test_no_history_with_a_clock_ends_in_silence_or_speaks_outside_the_window(
    events: list[tuple[str, str | float]],
) -> None:
    """Every word is answered; what comes by the clock comes while somebody may be reading; and no pause lasts."""
    asyncio.run(History(timed_bundle()).plays(events))
