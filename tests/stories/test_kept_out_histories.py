"""Whatever happens to cases, in any order: whoever is kept out never knows of one, and never has it."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.flows.picking import MARK
from bot.handover.taking import Claim
from bot.model import CaseId, Phase, Role, Staff, StaffId
from bot.ports import Job
from bot.storage.memory import MemoryStore
from tests.fakes import FakeClock
from tests.house import Counsellor, House, Person

REGIONS = {"Ada": "nl_oost", "Bo": "nl_west", "Cy": "nl_oost"}
PEOPLE = ("Mia", "Noor")
COORDINATOR = StaffId("Coos")
Act = tuple[str, int, int]
ACTS = st.tuples(
    st.sampled_from([
        *("claim", "take", "offer", "accept", "yes", "assign") * 3,
        *("again", "never", "region", "name", "more", "human", "human", "close", "close", "say"),
        *("give_back", "put_back", "leave", "as_the_last", "come", "restart", "stop", "look", "minute", "minutes"),
    ]),
    st.integers(0, 2),
    st.integers(0, 1),
)  # fmt: skip


class Night:
    """Three counsellors and two people who keep some of them out; what they said is remembered here as they said it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.house = House(MemoryStore(self.clock), self.clock)
        self.crew: dict[str, Counsellor | None] = {}
        self.people: dict[str, Person] = {}
        self.said = 0
        self.out: dict[CaseId, set[str]] = {}
        self.had: set[tuple[CaseId, str]] = set()

    async def begins(self) -> None:
        """Everybody sits down."""
        everybody = [Staff(StaffId(name), Role.COUNSELLOR, "x") for name in REGIONS]
        await self.house.store.run(Job(lambda tx: [tx.staff.add(one) for one in everybody]))
        for name in REGIONS:
            await self._comes(name)
        for name in PEOPLE:
            self.people[name] = self.house.person(name)

    async def _comes(self, name: str) -> None:
        one = self.house.counsellor(name)
        await one.has_seats(3)
        await one.is_known(region=REGIONS[name])
        self.crew[name] = one

    async def plays(self, act: Act) -> None:
        """Let one thing happen; what can't happen now is refused."""
        what, who, whom = act
        name, person = list(REGIONS)[who], self.people[PEOPLE[whom]]
        with suppress(BotError):
            if what in _OF_PEOPLE:
                await self._of_a_person(what, person)
            elif what in {"come", "restart", "look", "minute", "minutes"}:
                await self._of_the_house(what, name)
            elif (one := self.crew[name]) is not None:
                await self._of_a_counsellor(what, one, await self.case_of(person))
        await self.house.tasks.settle()
        self.house.alarm.ring(self.house.conversations)
        await self.house.tasks.settle()

    async def case_of(self, person: Person) -> CaseId | None:
        """Return the open case of somebody."""
        found = await self.house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))
        return None if found is None else found.case_id

    async def _of_a_counsellor(self, what: str, one: Counsellor, case_id: CaseId | None) -> None:
        if what == "leave":
            one.leaves()
            self.crew[one.id] = None
        elif what == "as_the_last":
            await one.goes_as_the_last()
        elif what == "take":
            await one.takes_next(one_more=True)
        elif case_id is not None:
            queue = {case.id: case.claimed_by for case in await self.house.desk.queue()}
            has, assign, put_back = queue.get(case_id), self.house.coordination.assign, self.house.coordination.put_back
            others = [other for other in self.crew.values() if other is not None and other is not one]
            acts: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
                "claim": lambda: one.claims(case_id, one_more=True),
                "accept": lambda: one.accepts(case_id, one_more=True),
                "give_back": lambda: one.gives_back(case_id),
                "close": lambda: one.closes(case_id),
                "say": lambda: self._says(one, case_id),
                "assign": lambda: assign(COORDINATOR, case_id, has=has, to=one.id),
                "put_back": lambda: put_back(COORDINATOR, case_id, has=has or one.id),
                "offer": lambda: self._offers(one, case_id, others),
            }
            await acts[what]()

    async def _says(self, one: Counsellor, case_id: CaseId) -> None:
        self.said += 1
        await one.says(case_id, f"woord {self.said}")

    async def _offers(self, one: Counsellor, case_id: CaseId, others: list[Counsellor]) -> None:
        for other in others:
            with suppress(BotError):
                await one.offers(case_id, other)

    async def _of_the_house(self, what: str, name: str) -> None:
        if what == "come" and self.crew[name] is None:
            await self._comes(name)
        elif what == "restart":
            await self.house.restarts()
            for one in REGIONS:
                await self._comes(one)
        elif what == "look":
            await self.house.watch.look()
        elif what in {"minute", "minutes"}:
            self.clock.advance(timedelta(minutes=1 if what == "minute" else 9))

    async def _of_a_person(self, what: str, person: Person) -> None:
        if what == "stop":
            await person.says("stop")
            return
        for option in _OF_PEOPLE[what]:
            shown = {one.id: one.label for one in person.screen[-1].options} if person.screen else {}
            if option == "typed":
                if person.screen[-1].text.startswith("Hoe heet die persoon?"):
                    await person.says("jan of bo")
            elif option == "human":
                await person.says("mens")
            elif option in shown and not shown[option].startswith(MARK):  # what was ticked stays so
                await person.chooses(option)

    async def holds(self) -> None:
        """Look at every desk, and at who has what."""
        for person in self.people.values():
            await self._remember(person)
        has = {case.id: case.claimed_by for case in await self.house.desk.queue()}
        for name, one in self.crew.items():
            hers = {case_id for case_id, who in has.items() if who == name}
            kept_from = {case_id for case_id in has if name in self.out.get(case_id, ())}
            frame = await self.house.frame_of(StaffId(name))
            shown = {CaseId(bytes.fromhex(row["id"])) for row in (*frame["cases"], *frame["offers"])}
            assert not kept_from & (shown - hers)
            assert all((case_id, name) in self.had for case_id in hers & kept_from), f"{name} was given one"
            self.had = {pair for pair in self.had if pair[1] != name} | {(case_id, name) for case_id in hers}
            if one is not None:
                for case_id in kept_from - hers:
                    assert await one.claims(case_id, one_more=True) == Claim(won=False)

    async def _remember(self, person: Person) -> None:
        """Add whom somebody keeps out of the case that is open, by what they answered."""
        found = await self.house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))
        if found is None or found.case_id is None or found.phase is not Phase.WAITING:
            return
        regions = str(found.vars.get("streken", "")).split(",")
        out = {*found.never_with, *(name for name, region in REGIONS.items() if region in regions)}
        out |= {"Bo"} if "namen" in found.vars else set()
        self.out.setdefault(found.case_id, set()).update(out)


_OF_PEOPLE: dict[str, tuple[str, ...]] = {
    "human": ("human", "ja", "weet_niet", "m30", "ander"),
    "again": ("human", "ja", "ja", "m30"),
    "never": ("niet_meer", "human", "ja", "nooit_meer", "m30"),
    "region": ("human", "niet_voor", "streek", "nl_oost", "done", "weet_niet", "m30"),
    "more": ("human", "niet_voor", "streek", "nl_west", "done", "weet_niet", "m30"),
    "name": ("human", "niet_voor", "naam", "typed", "weet_niet", "m30"),
    "yes": ("yes",),
    "stop": (),
}
"""What people choose one after the other, where it is offered."""


async def _night(acts: list[Act]) -> None:
    night = Night()
    await night.begins()
    try:
        for act in acts:
            await night.plays(act)
            await night.holds()
    finally:
        await night.house.tasks.end()


_A_REGION_IN_THE_QUEUE: list[Act] = [("region", 0, 0), ("claim", 1, 0)]


@settings(max_examples=8, deadline=None)
@given(acts=st.lists(ACTS, max_size=16))
def test_whoever_is_kept_out_never_knows_of_a_case_nor_has_it(acts: list[Act]) -> None:
    """By claims, the next one, offers, coordinators, claims that ran out, restarts, and the last one who leaves."""
    asyncio.run(_night([*_A_REGION_IN_THE_QUEUE, *acts]))


@pytest.mark.long
@settings(max_examples=800, deadline=None)
@given(acts=st.lists(ACTS, max_size=60))
def test_whoever_is_kept_out_never_knows_of_a_case_for_long(acts: list[Act]) -> None:
    """The same, in many and long histories."""
    asyncio.run(_night(acts))
