"""Whatever happens to talks and offers, in any order: one holder, nobody's words at somebody else, nobody lost.

And each case that was asked for is in the figures once.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.model import CaseState, LineFrom, Phase, Role, Staff
from bot.ports import Job
from bot.storage.memory import MemoryStore
from tests.counted import each_case_is_counted_once, every_talk_ends_in_the_figures
from tests.fakes import FakeClock
from tests.house import Counsellor, House, Person
from tests.stories.test_the_whole_way import TO_A_HUMAN, mia_waits
from tests.stories.test_transfers import QUESTION

NAMES = ("Ada", "Bo", "Cy")
PEOPLE = ("Mia", "Noor")
Act = tuple[str, int, int]
ACTS = st.tuples(
    st.sampled_from([
        *("offer", "accept", "yes", "no", "unread") * 3,
        *("claim", "claim", "say", "write", "recall", "decline", "assign", "look", "look"),
        *("give_back", "close", "stop", "leave", "come", "restart", "human", "put_back", "minute", "minutes"),
    ]),
    st.integers(0, 2),
    st.integers(0, 1),
)  # fmt: skip


class Evening:
    """Three counsellors, two people, and everything that can happen between them."""

    def __init__(self) -> None:
        self.house = House(MemoryStore(clock := FakeClock()), clock)
        self.clock = clock
        self.crew: dict[str, Counsellor | None] = {}
        self.people: dict[str, Person] = {}
        self.said = 0
        self.secret: dict[str, list[str]] = {name: [] for name in PEOPLE}

    async def begins(self) -> None:
        """Everybody sits down, and the two wait."""
        await self.house.store.run(
            Job(lambda tx: [tx.staff.add(Staff(self.house.counsellor(n).id, Role.COUNSELLOR, "x")) for n in NAMES])
        )
        self.crew = {one.id: one for one in self.house.crew}
        for name in NAMES:
            counsellor = self.crew[name]
            assert counsellor is not None
            await counsellor.has_seats(2)
        for name in PEOPLE:
            self.people[name] = await mia_waits(self.house, name)

    async def plays(self, act: Act) -> None:
        """Let one thing happen; what can't happen now is refused."""
        what, who, whom = act
        name, person = NAMES[who], self.people[PEOPLE[whom]]
        counsellor = self.crew[name]
        with suppress(BotError):
            if what in self._of_people:
                await self._of_people[what](self, person)
            elif what in {"come", "restart", "look", "minute", "minutes"}:
                await self._of_the_house(what, name)
            elif counsellor is not None:
                await self._of_a_counsellor(what, counsellor, person)
        await self.house.tasks.settle()

    async def _of_a_counsellor(self, what: str, one: Counsellor, person: Person) -> None:
        conversation = await self.house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))
        case_id = None if conversation is None else conversation.case_id
        if what == "leave":
            one.leaves()
            self.crew[one.id] = None
            return
        if case_id is None:
            return
        others = [other for other in self.crew.values() if other is not None and other is not one]
        has = next((case.claimed_by for case in await self.house.desk.queue() if case.id == case_id), None)
        acts: dict[str, Callable[[], Coroutine[Any, Any, object]]] = {
            "claim": lambda: one.claims(case_id),
            "accept": lambda: one.accepts(case_id, one_more=True),
            "decline": lambda: one.declines(case_id),
            "recall": lambda: one.recalls(case_id),
            "give_back": lambda: one.gives_back(case_id),
            "close": lambda: one.closes(case_id),
            "say": lambda: self._says(one, case_id, person),
        }
        if what in acts:
            await acts[what]()
        elif what == "offer" and others:
            await one.offers(case_id, others[0], f"over {person.sender.native_id}")
        elif what == "assign":
            await self.house.coordination.assign(one.id, case_id, has=has, to=one.id)
        elif what == "put_back" and has is not None:
            await self.house.coordination.put_back(one.id, case_id, has=has)

    async def _says(self, one: Counsellor, case_id: Any, person: Person) -> None:  # noqa: ANN401
        self.said += 1
        await one.says(case_id, f"voor {person.sender.native_id}: {self.said}")

    async def _of_the_house(self, what: str, name: str) -> None:
        if what == "come" and self.crew[name] is None:
            self.crew[name] = self.house.counsellor(name)
        elif what == "restart":
            await self.house.restarts()
            self.crew = {name: self.house.counsellor(name) for name in NAMES}
        elif what == "look":
            await self.house.watch.look()
        elif what in {"minute", "minutes"}:
            self.clock.advance(timedelta(minutes=1 if what == "minute" else 4))
            self.house.alarm.ring(self.house.conversations)

    async def _writes(self, person: Person) -> None:
        self.said += 1
        text = f"geheim {self.said}"
        self.secret[person.sender.native_id].append(text)
        await person.says(text)

    async def _wants_a_human(self, person: Person) -> None:
        await person.says("mens")
        for option in TO_A_HUMAN:
            if QUESTION in person.screen[-1].text:
                return  # in a talk its "ja" would be a yes to that
            if option in {one.id for one in person.screen[-1].options}:
                await person.chooses(option)

    async def _forbids_reading(self, person: Person) -> None:
        await person.says("wat hier staat")
        await person.says("ja")

    _of_people: dict[str, Callable[["Evening", Person], Coroutine[Any, Any, None]]] = {  # noqa: RUF012
        "yes": lambda _, person: person.says("ja"),
        "no": lambda _, person: person.says("nee"),
        "stop": lambda _, person: person.says("stop"),
        "unread": _forbids_reading,
        "write": _writes,
        "human": _wants_a_human,
    }

    async def is_sound(self) -> None:
        """Look at everything that has to be true at any moment."""
        overview = await self.house.desk.overview()
        cases = {case.id: case for case in overview.cases}
        for transfer in overview.transfers:
            case = cases[transfer.case_id]
            assert (case.state, case.claimed_by) == (CaseState.CLAIMED, transfer.holder)
            assert transfer.receiver != transfer.holder
        for name, person in self.people.items():
            await self._is_held(person)
            other = PEOPLE[1 - PEOPLE.index(name)]
            assert not any(f"voor {other}:" in bubble.text for bubble in person.screen)
            assert not any(f"over {other}" in bubble.text for bubble in person.screen)

    async def _is_held(self, person: Person) -> None:
        """Who talks has one human, who waits has a place, and nobody else reads them."""
        conversation = await self.house.store.run(Job(lambda tx: tx.conversations.of(person.sender)))
        if conversation is None or conversation.case_id is None:
            return
        case_id = conversation.case_id
        case = await self.house.store.run(Job(lambda tx: tx.cases.get(case_id)))
        assert case is not None
        if conversation.phase is Phase.TALKING:
            assert case.state is CaseState.CLAIMED
        if conversation.phase is Phase.WAITING:
            assert case.state is CaseState.WAITING
        readers = []
        for one in filter(None, self.crew.values()):
            with suppress(BotError):
                await one.reads(case_id)
                readers.append(one.id)
        assert readers == [name for name in readers if name == case.claimed_by]


async def _evening(acts: list[Act]) -> None:
    evening = Evening()
    await evening.begins()
    for act in acts:
        await evening.plays(act)
        await evening.is_sound()
        await each_case_is_counted_once(evening.house)
    await every_talk_ends_in_the_figures(evening.house)
    await evening.house.tasks.end()


async def _passes_only_with_a_yes(acts: list[Act]) -> None:
    """A change of hands from one counsellor to another comes from a yes or a coordinator; nothing hidden is read."""
    evening = Evening()
    await evening.begins()
    for act in acts:
        before = {case.id: case.claimed_by for case in await evening.house.desk.queue()}
        await evening.plays(act)
        for case in await evening.house.desk.queue():
            had = before.get(case.id)
            if had is None or case.claimed_by in {None, had}:
                continue
            assert act[0] in {"yes", "unread", "assign"}
            if act[0] == "unread":
                receiver = evening.crew[case.claimed_by or ""]
                assert receiver is not None
                lines = (await receiver.reads(case.id)).lines
                assert not any(line.author is LineFrom.HELP_SEEKER for line in lines)
    await evening.house.tasks.end()


_TO_A_QUESTION: list[Act] = [("claim", 0, 0), ("say", 0, 0), ("write", 0, 0), ("offer", 0, 0), ("accept", 1, 0)]


@settings(max_examples=12, deadline=None)
@given(acts=st.lists(ACTS, max_size=20))
def test_whatever_happens_there_is_one_holder_and_nobody_is_lost(acts: list[Act]) -> None:
    """Offers, answers, timeouts, claims, exits and restarts in any order, after a question that stands."""
    asyncio.run(_evening([*_TO_A_QUESTION, *acts]))


@settings(max_examples=12, deadline=None)
@given(acts=st.lists(ACTS, max_size=12))
def test_a_talk_changes_hands_only_with_a_yes(acts: list[Act]) -> None:
    """Or by a coordinator."""
    asyncio.run(_passes_only_with_a_yes([*_TO_A_QUESTION, *acts, ("unread", 0, 0)]))


@pytest.mark.long
@settings(max_examples=1500, deadline=None)
@given(acts=st.lists(ACTS, max_size=40))
def test_whatever_happens_for_long(acts: list[Act]) -> None:
    """Both, in many and long histories."""
    asyncio.run(_evening(acts))
    asyncio.run(_passes_only_with_a_yes([*_TO_A_QUESTION, *acts]))
