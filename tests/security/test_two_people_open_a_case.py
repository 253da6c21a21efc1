"""Whatever people of the helpline do, in any order: no case is opened without two different ones of them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.handover.floor import NOBODY, Floor
from bot.handover.glass import BreakingGlass, GlassRefused
from bot.handover.own import NotYours
from bot.model import Case, CaseId, EmergencyReason, Line, LineFrom, Role, Staff, StaffId
from bot.model.promises import EMERGENCY_ASKED, EMERGENCY_OPEN
from bot.ports import Job
from bot.storage.memory import MemoryStore
from tests.contracts.stores import MIA, NOOR, waits
from tests.fakes import FakeClock

ROLES = {
    "coos": Role.COORDINATOR,
    "dora": Role.COORDINATOR,
    "ilse": Role.ADMIN,
    "ada": Role.COUNSELLOR,
    "otto": Role.OPERATOR,
    "eva": Role.EDITOR,
}
MAY = frozenset({Role.COORDINATOR, Role.ADMIN})
WAYS = (
    "ask",
    "ask",
    "confirm",
    "confirm",
    "read",
    "read",
    "withdraw",
    "end",
    "minutes",
    "role",
    "close",
    "open",
    "wipe",
)
ACTS = st.tuples(st.sampled_from(WAYS), st.sampled_from(sorted(ROLES)), st.integers(0, 1), st.integers(1, 20))


@dataclass
class Known:
    """What was decided about one case, by the plainest reckoning: who asked when, and who else confirmed it when."""

    asked_by: StaffId
    asked_at: datetime
    motion: bytes
    confirmed_by: StaffId | None = None
    confirmed_at: datetime | None = None


class Evening:
    """Six people of a helpline, two talks, and everything that the six may try."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore(self.clock)
        self.glass = BreakingGlass(self.store, Floor(self.clock))
        self.cases: list[Case] = []
        self.known: dict[CaseId, Known] = {}
        self.motions: list[bytes] = []
        self.may = {StaffId(name): role in MAY for name, role in ROLES.items()}
        self.wiped: set[CaseId] = set()

    async def begins(self) -> None:
        """Two people told something."""
        self.cases = [await waits(self.store, who) for who in (MIA, NOOR)]

        def prepare(tx: object) -> None:
            for name, role in ROLES.items():
                tx.staff.add(Staff(StaffId(name), role, "x"))  # type: ignore[attr-defined]
            for case in self.cases:
                tx.cases.add_line(case.id, Line(0, LineFrom.HELP_SEEKER, "geheim"))  # type: ignore[attr-defined]

        await self.store.run(Job(prepare))

    async def plays(self, what: str, who: StaffId, whose: int, minutes: int) -> None:
        """Let one thing be tried, and hold what came of it against what was decided."""
        case_id = self.cases[whose].id
        with suppress(GlassRefused, NotYours):
            match what:
                case "ask":
                    await self._asks(who, case_id)
                case "confirm" | "withdraw":
                    await self._decides(what, who, minutes)
                case "read":
                    reading = await self.glass.read(who, case_id)
                    assert reading.case.id == case_id
                    assert self._was_decided(who, case_id)
                case "end":
                    await self.glass.end(who, case_id)
                    self.known.pop(case_id)
                case _:
                    await self._happens(what, who, whose, minutes)

    async def _asks(self, who: StaffId, case_id: CaseId) -> None:
        await self.glass.ask(who, case_id, reason=EmergencyReason.LIFE, words="nood")
        assert self.may[who]
        motion = next(one.emergency.id for one in await self.glass.list(NOBODY) if one.case.id == case_id)
        self.known[case_id] = Known(who, self.clock.now(), motion)
        self.motions.append(motion)

    async def _decides(self, what: str, who: StaffId, which: int) -> None:
        if not self.motions:
            return
        motion = self.motions[-min(which, len(self.motions))]
        case_id, one = next(((c, k) for c, k in self.known.items() if k.motion == motion), (None, None))
        if what == "withdraw":
            await self.glass.withdraw(who, motion)
            assert case_id is not None
            self.known.pop(case_id)
            return
        opened = await self.glass.confirm(who, motion)
        assert one is not None
        assert (opened, one.confirmed_by) == (case_id, None)
        one.confirmed_by, one.confirmed_at = who, self.clock.now()

    async def _happens(self, what: str, who: StaffId, whose: int, minutes: int) -> None:
        if what == "minutes":
            self.clock.advance(timedelta(minutes=minutes))
        elif what == "wipe":
            case = self.cases[whose]
            await self.store.run(Job(lambda tx: tx.conversations.forget(case.conversation_id)))
            self.wiped.add(case.id)
        else:
            role = Role.COUNSELLOR if what == "role" else ROLES[who]
            changed = Staff(who, role, "x", disabled=what == "close")
            await self.store.run(Job(lambda tx: tx.staff.change(changed)))
            self.may[who] = what == "open" and ROLES[who] in MAY

    def _was_decided(self, who: StaffId, case_id: CaseId) -> bool:
        one, now = self.known.get(case_id), self.clock.now()
        if one is None or one.confirmed_at is None:
            return False
        in_time = one.confirmed_at - one.asked_at < EMERGENCY_ASKED and now - one.confirmed_at < EMERGENCY_OPEN
        by_two = one.confirmed_by not in {None, one.asked_by}
        return in_time and by_two and one.asked_by == who and self.may[who] and case_id not in self.wiped

    async def is_sound(self) -> None:
        """Nobody reads anything that was not decided; who tries that leaves no line of it."""
        for case in self.cases:
            for who in map(StaffId, ROLES):
                if not self._was_decided(who, case.id):
                    with pytest.raises(NotYours):
                        await self.glass.read(who, case.id)


async def _evening(acts: list[tuple[str, str, int, int]]) -> None:
    evening = Evening()
    await evening.begins()
    for what, who, whose, minutes in acts:
        await evening.plays(what, StaffId(who), whose, minutes)
        await evening.is_sound()


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTS, max_size=14))
def test_no_history_opens_a_case_without_two_different_people(acts: list[tuple[str, str, int, int]]) -> None:
    """Asked, confirmed, too late, by oneself, after another task, after a wipe: one person alone reads nothing."""
    asyncio.run(_evening(acts))


@pytest.mark.long
@settings(max_examples=3_000, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_no_history_opens_a_case_without_two_different_people_in_thousands(
    acts: list[tuple[str, str, int, int]],
) -> None:
    """The same in three thousand longer histories."""
    asyncio.run(_evening(acts))


def test_two_people_do_open_one() -> None:
    """What is looked for above can happen."""

    async def plays() -> str:
        evening = Evening()
        await evening.begins()
        await evening.plays("ask", StaffId("coos"), 0, 1)
        await evening.plays("confirm", StaffId("dora"), 0, 1)
        return (await evening.glass.read(StaffId("coos"), evening.cases[0].id)).lines[0].text

    assert asyncio.run(plays()) == "geheim"
