"""It is counted how people go on in the conversation, and nobody's way can be followed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreDown
from bot.figures.periods import Quarter
from bot.figures.ways import Place
from bot.flows.passages import stands_at
from bot.going_on import FEWEST, GoingOn
from bot.last_quarter import LastQuarter
from bot.model import Dimension, Happening, LogEvent
from bot.model.event_log import GOING_ON, STOPPED
from bot.model.promises import SILENCE
from bot.ports import Job, Store
from bot.storage.memory import MemoryStore
from tests.adapters.web.front import FrailStore
from tests.counted import events_of
from tests.fakes import FakeClock, FakeJournal
from tests.house import House, Person, shipped_bundle

MENU = "start.menu"
TO_THE_MENU = ("ja", "nederland", "binnen")


def onlooker(store: Store, clock: FakeClock, *, sees: bool = True) -> GoingOn:
    """Return one that looks at everybody, or at nobody."""
    return GoingOn(store, clock=clock, journal=FakeJournal(), coin=lambda: sees)


class Line:
    """A house with somebody who looks on."""

    def __init__(self, *, sees: bool = True) -> None:
        self.clock = FakeClock()
        self.store = FrailStore(MemoryStore(self.clock))
        self.looks = onlooker(self.store, self.clock, sees=sees)
        self.house = House(self.store, self.clock, onlooker=self.looks)

    async def at_the_menu(self, name: str) -> Person:
        """Somebody comes to the menu."""
        person = self.house.person(name)
        await person.starts()
        await person.chooses(*TO_THE_MENU)
        return person

    async def where(self, person: Person) -> str:
        """Return the counted place at which somebody is asked something; empty for none."""
        found = await self.store.run(Job(lambda tx: tx.conversations.of(person.sender)))
        at = "" if found is None else stands_at(found)
        return at if at in shipped_bundle().ways_counted else ""

    async def counted(self) -> Counter[tuple[str, str]]:
        """Return what stands in the log."""
        return in_words(await events_of(self.store, Happening.WENT_ON))


def in_words(events: Sequence[LogEvent]) -> Counter[tuple[str, str]]:
    """Return how often each way was taken."""
    counted: Counter[tuple[str, str]] = Counter()
    for one in events:
        counted[one.told[Dimension.PLACE], one.told[Dimension.HOW]] += one.amount
    return counted


async def test_ten_people_are_counted_together_and_nine_are_not() -> None:
    """So whoever has the log and its key reads of no fewer, however often they look."""
    line = Line()
    for number in range(FEWEST - 1):
        await (await line.at_the_menu(f"P{number}")).chooses("tips")
    await line.looks.look()
    of_nine = await line.counted()
    await (await line.at_the_menu("P9")).chooses("tips")
    await line.looks.look()

    assert not of_nine
    told = await line.counted()
    assert told["start.land", "answered"] == FEWEST
    assert told[MENU, "option:tips"] == FEWEST


async def test_an_event_tells_a_place_a_way_and_a_quarter() -> None:
    """No channel, no language, no day, no part of it; and one row for all who went the same way."""
    line = Line()
    for number in range(FEWEST):
        await line.at_the_menu(f"P{number}")
    await line.looks.look()

    found = await events_of(line.store, Happening.WENT_ON)
    assert {tuple(one.told) for one in found} == {(Dimension.PLACE, Dimension.HOW)}
    assert {(one.day, one.part, one.seconds) for one in found} == {(date(2026, 10, 1).toordinal(), 0, None)}
    assert len(found) == len(in_words(found))


async def test_whoever_says_no_more_stopped_there() -> None:
    """After a quarter of an hour, whether they come back or not; who went on stopped nowhere."""
    line = Line()
    people = [await line.at_the_menu(f"P{number}") for number in range(FEWEST)]
    await people[0].chooses("tips")
    line.clock.advance(SILENCE)
    await people[1].says("hoi")
    await line.looks.look()

    told = await line.counted()
    assert told[MENU, "stopped"] == FEWEST - 1
    assert told[MENU, "option:tips"] == 1
    assert not any(place.startswith("tips") and how == "answered" for place, how in told)


async def test_a_cry_for_help_looks_like_any_other_word() -> None:
    """And where it leads nobody is counted."""
    line = Line()
    people = [await line.at_the_menu(f"P{number}") for number in range(FEWEST)]
    for person, text in zip(people, ["ik wil dood", "mens", "hulp", "menu", *["stop"] * FEWEST], strict=False):
        await person.says(text)
    line.clock.advance(SILENCE)
    await line.looks.look()

    told = await line.counted()
    assert told[MENU, "elsewhere"] == FEWEST - 1
    assert told[MENU, "stopped"] == 1, "who asked for the menu at the menu is there still"
    assert not any(place.startswith(("crisis", "vermoeden")) for place, _ in told)


async def test_the_same_message_twice_is_one_step() -> None:
    """As everywhere."""
    line = Line()
    for number in range(FEWEST):
        person = await line.at_the_menu(f"P{number}")
        await person.says("tips voor jezelf", event=f"again-{number}")
        await person.says("tips voor jezelf", event=f"again-{number}")
    await line.looks.look()

    assert (await line.counted())[MENU, "option:tips"] == FEWEST


async def test_who_is_not_looked_at_is_not_counted() -> None:
    """The coin decides, at each place anew."""
    line = Line(sees=False)
    for number in range(FEWEST * 2):
        await line.at_the_menu(f"P{number}")
    line.clock.advance(SILENCE)
    await line.looks.look()

    assert not await line.counted()


async def test_nothing_is_lost_or_doubled_while_the_database_is_away() -> None:
    """It is written down at the next look, and what a stop can't write goes with it."""
    line = Line()
    for number in range(FEWEST):
        await line.at_the_menu(f"P{number}")
    line.store.away = True
    with pytest.raises(StoreDown):
        await line.looks.look()
    await line.looks.end()
    line.store.away = False
    await line.looks.look()
    await line.looks.look()

    assert (await line.counted())["start.land", "answered"] == FEWEST


async def test_only_a_quarter_that_is_over_is_shown() -> None:
    """Two looks at one that goes on could be subtracted from each other."""
    line = Line()
    for number in range(FEWEST):
        await (await line.at_the_menu(f"P{number}")).chooses("tips")
    await line.looks.look()
    figures = LastQuarter(line.store)
    now = await figures.ways()
    line.clock.advance(timedelta(days=50))
    later = await figures.ways()

    assert (now.quarter, dict(now.places)) == (Quarter(2026, 3), {})
    assert later.quarter == Quarter(2026, 4)
    assert later.places[MENU] == Place(10, {"option:tips": 10})


_DOES = st.sampled_from(["1", "2", "3", "menu", "blabla", "mens", "silence", "again"])


@settings(max_examples=5)
@given(st.lists(st.lists(_DOES, min_size=1, max_size=12), min_size=FEWEST, max_size=FEWEST))
async def test_what_is_counted_is_a_recount_of_where_people_stood(lives: list[list[str]]) -> None:
    """Whatever ten people do: at a place at least as often as somebody came there, and once for an answer."""
    line, came, stood, silences = Line(), Counter[str](), Counter[str](), 0
    for number, life in enumerate(lives):
        person, before = line.house.person(f"P{number}"), ""
        for what in ["again", *life]:
            if what == "silence":
                line.clock.advance(SILENCE)
                silences += bool(before)
                before = ""
            await (person.starts() if what in {"silence", "again"} else person.says(what))
            at = await line.where(person)
            came[at] += at != before
            stood[at] += 1
            before = at
        silences += bool(before)
    line.clock.advance(SILENCE)
    await line.looks.look()
    told = await line.counted()

    by_place: Counter[str] = Counter()
    for (place, how), times in told.items():
        by_place[place] += times
        assert how in shipped_bundle().ways_counted[place] | set(GOING_ON)
    assert all(came[place] <= by_place[place] <= stood[place] for place in {*came, *by_place} - {""})
    assert sum(times for (_, how), times in told.items() if how == STOPPED) == silences
