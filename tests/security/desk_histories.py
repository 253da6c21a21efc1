"""Random histories of the desk on a real store: several people on both sides, crashes, restarts and lines that break.

Everything that anybody writes names who wrote it, and for whom: so what stands on a screen, or in a talk, tells by
itself whether it belongs there. The rules are told here a second time, without the code that keeps them. At the end the
figures are held against it: each case is in them once.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any

from bot.errors import PerhapsSent, Refused, Stale, StoreDown, TryLater
from bot.handover.desk import NotLast
from bot.handover.own import NotYours
from bot.model import (
    Case,
    CaseId,
    CaseState,
    Choice,
    Conversation,
    ConversationId,
    Inbound,
    InboundKind,
    LineFrom,
    MessageRef,
    Outbound,
    Outcome,
    Phase,
    Sender,
)
from bot.ports import Job, Leaves, Transaction, unnoted
from bot.storage.lifetimes import day_of
from tests.contracts.stores import Backing, OpenStore
from tests.counted import each_case_is_counted_once
from tests.fakes import FakeChannel
from tests.house import Counsellor, House

STAFF = ("ada", "bo", "cas")
SEATS = {"ada": 1, "bo": 2, "cas": 3}
SEEKERS = 4
TO_A_HUMAN = ("ja", "nederland", "binnen", "mens", "ja")
WAITS = ("m15", "m30", "m60", "nee")
GOODBYES = ("stop", "wis", "x")
LULLS_MIN = (0.1, 1, 3, 6, 11, 16, 40)
MOST_TICKS = 12
"""So many times the loop goes round before a process dies that has just begun something."""
_WORDS = re.compile(r"^(?P<kind>[ws])/(?P<to>\w+)/(?P<by>\w+)/\d+$")
"""`w/<case>/<counsellor>/1`: words for whoever has that case; `s/<help-seeker>/<help-seeker>/1`: theirs."""
NOTE = "n/"
_NORMAL = (NotYours, NotLast, Stale, StoreDown)
"""How a deed may end: it was not theirs to do, or the store said that it kept nothing, as it was away, or as others
were first five times: of six who change one talk at a moment, one may be."""

Deed = Callable[[], Coroutine[Any, Any, None]]


class OwnedChannel(FakeChannel):
    """A channel that knows whose each conversation is: its first bubble tells, and every other has to go there too."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.owners: dict[ConversationId, Sender] = {}
        self.astray: list[str] = []

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        """Judge, then show."""
        if self.owners.setdefault(outbound.conversation_id, to) != to:
            self.astray.append(
                f"{to.native_id} was sent what was for {self.owners[outbound.conversation_id].native_id}"
            )
        return await super().send(to, outbound, leaves=leaves)


@dataclass(slots=True, eq=False)
class Seeker:
    """A help-seeker, and all that they ever wrote."""

    sender: Sender
    channel: OwnedChannel
    said: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Seen:
    """What the store holds at one moment."""

    known: dict[Sender, Conversation]
    cases: tuple[Case, ...]
    lines: dict[CaseId, list[str]]


class DeskHistory:
    """One process on one store, the help-seekers and the counsellors, and what happens to them by the lot.

    Attributes:
        told: What happened, for whoever has to understand it.
        wrong: What must never be.
        seen_cases: How many cases there were.
    """

    def __init__(self, backing: Backing, seed: int) -> None:
        self.lot = Random(seed)  # noqa: S311 - a history has to come again from its number
        self.told: list[str] = []
        self.wrong: list[str] = []
        self._backing = backing
        self._channels = OwnedChannel("telegram"), OwnedChannel("webchat")
        self.people = [
            Seeker(Sender(channel.name, f"mia{seed}x{number}"), channel)
            for number, channel in enumerate(self._channels * (SEEKERS // 2))
        ]
        self._desks: dict[str, Counsellor] = {}
        self._owner: dict[CaseId, Sender] = {}
        self._numbers = iter(range(1, 1_000_000))
        self._under_way: dict[str, Inbound] = {}
        self._first_id = (seed + 1) * 10_000_000

    async def happens(self, events: int) -> None:
        """Let so many things happen on the store, and then the end of the day."""
        self._store = await self._opened()
        telegram, web = self._channels
        self.house = House(self._store, self._backing.clock, channel=telegram, web=web, first_id=self._first_id)
        for name in STAFF:
            await self._comes(name)
        for _ in range(events):
            await self._one()
            if self.wrong:
                break
        await self._ends()
        await each_case_is_counted_once(self.house)
        await self.house.tasks.end()
        await self._store.close()

    @property
    def seen_cases(self) -> int:
        return len(self._owner)

    async def _opened(self) -> OpenStore:
        store = self._backing.store()
        await store.open()
        await store.serve()
        return store

    async def _one(self) -> None:
        what: list[tuple[int, Deed]] = [
            (7, self._somebody_asks), (5, self._somebody_says), (2, self._somebody_stops), (1, self._somebody_blocks),
            (4, self._claims), (4, self._takes_next), (2, self._all_claim_one), (7, self._counsellor_says),
            (2, self._notes), (3, self._gives_back), (3, self._closes), (2, self._comes_or_leaves),
            (1, self._last_goes), (4, self._at_once), (3, self._crashes), (3, self._time_passes), (2, self._trouble),
        ]  # fmt: skip
        weights, deeds = zip(*what, strict=True)
        deed = self.lot.choices(deeds, weights)[0]
        self.told.append(f"{self._backing.clock.now():%d %H:%M:%S} {deed.__name__.strip('_')}")
        await self._done(deed)
        await self.house.tasks.settle()
        await self._look()

    async def _done(self, deed: Deed) -> None:
        with suppress(*_NORMAL):
            await deed()

    def _number(self) -> int:
        return next(self._numbers)

    # What help-seekers do

    async def _hear(self, who: Seeker, kind: InboundKind, text: str = "", *, choice: Choice | None = None) -> None:
        event = f"{who.sender.native_id}/{self._number()}"
        is_deletable = who.channel is self._channels[0]
        ref = MessageRef(f"p{event}" if is_deletable else "")
        inbound = Inbound(
            who.sender, event, kind, text, choice, message_ref=ref, deletable=is_deletable, language_hint="nl"
        )
        self._under_way[event] = inbound
        await self._deliver(inbound)

    async def _deliver(self, inbound: Inbound) -> None:
        """Bring an event until it was acknowledged, as every platform does."""
        for _ in range(3):
            with suppress(StoreDown):
                await self.house.conversations.hear(inbound)
                self._under_way.pop(inbound.external_id, None)
                return

    def _somebody(self) -> Seeker:
        return self.lot.choice(self.people)

    async def _somebody_asks(self) -> None:
        """Go the whole way to the queue, as far as what stands on the screen leads there."""
        who = self._somebody()
        await self._hear(who, InboundKind.START)
        await self.house.tasks.settle()
        for wanted in (*TO_A_HUMAN, self.lot.choice(WAITS)):
            newest = who.channel.shown[who.sender][-1:]
            if not newest or wanted not in {option.id for option in newest[0].options}:
                return
            await self._hear(who, InboundKind.CHOICE, choice=Choice(newest[0].prompt, wanted))
            await self.house.tasks.settle()

    async def _somebody_says(self) -> None:
        who = self._somebody()
        words = f"s/{who.sender.native_id}/{who.sender.native_id}/{self._number()}"
        who.said.add(words)
        await self._hear(who, InboundKind.TEXT, words)

    async def _somebody_stops(self) -> None:
        await self._hear(self._somebody(), InboundKind.TEXT, self.lot.choice(GOODBYES))

    async def _somebody_blocks(self) -> None:
        await self._hear(self._somebody(), InboundKind.LEFT)

    # What counsellors do

    async def _comes(self, name: str) -> None:
        self._desks[name] = self.house.counsellor(name)
        await self._desks[name].has_seats(SEATS[name])

    async def _comes_or_leaves(self) -> None:
        name = self.lot.choice(STAFF)
        if name in self._desks:
            self._desks.pop(name).leaves()
        else:
            await self._comes(name)

    async def _last_goes(self) -> None:
        await self.house.desk.nobody_comes(self._somebody_at_a_desk().id)

    def _somebody_at_a_desk(self) -> Counsellor:
        if not self._desks:
            self._desks["ada"] = self.house.counsellor("ada")
        return self._desks[self.lot.choice(sorted(self._desks))]

    async def _some_case(self, *, of: Counsellor | None = None) -> Case | None:
        """Return a case of theirs if there is one; now and then that of a colleague, or one that waits."""
        cases = list(await self.house.desk.queue())
        own = [case for case in cases if of is not None and case.claimed_by == of.id]
        chosen = own if own and self.lot.random() < 0.8 else cases
        return self.lot.choice(chosen) if chosen else None

    async def _claims(self) -> None:
        case = await self._some_case()
        if case is not None:
            await self.house.taking.claim(self._somebody_at_a_desk().id, case.id)

    async def _takes_next(self) -> None:
        await self.house.taking.take_next(self._somebody_at_a_desk().id)

    async def _all_claim_one(self) -> None:
        """Everybody who is there clicks the same row: one wins, if somebody has a seat."""
        waiting = [case for case in await self.house.desk.queue() if case.state is CaseState.WAITING]
        if not waiting:
            return
        case = self.lot.choice(waiting)
        ended = await asyncio.gather(
            *(self.house.taking.claim(desk.id, case.id) for desk in self._desks.values()), return_exceptions=True
        )
        won = [claim for claim in ended if not isinstance(claim, BaseException) and claim.won]
        if len(won) > 1:
            self.wrong.append(f"{len(won)} won one case")

    async def _counsellor_says(self) -> None:
        """Write to a case of theirs, or try to in one that is not: then nothing may come of it."""
        desk = self._somebody_at_a_desk()
        case = await self._some_case(of=desk)
        if case is None:
            return
        words = f"w/{case.id.hex()}/{desk.id}/{self._number()}"
        for _ in range(2):  # a page sends again what it has no answer to, under the same name
            with suppress(StoreDown):
                await self.house.talks.say(desk.id, case.id, words, client_id=words[-60:].replace("/", "_"))
                return

    async def _notes(self) -> None:
        desk = self._somebody_at_a_desk()
        case = await self._some_case(of=desk)
        if case is not None:
            await self.house.talks.note(desk.id, case.id, f"{NOTE}{desk.id}", client_id=f"n{self._number()}")

    async def _gives_back(self) -> None:
        desk = self._somebody_at_a_desk()
        case = await self._some_case(of=desk)
        if case is not None:
            await self.house.desk.give_back(desk.id, case.id)

    async def _closes(self) -> None:
        """End a case, or say what came of one that ended."""
        desk = self._somebody_at_a_desk()
        overview = await self.house.desk.overview()
        asked = [one.case_id for one in overview.unrecorded if one.staff_id == desk.id]
        own = [case.id for case in overview.cases if case.claimed_by == desk.id]
        if asked or own:
            await self.house.desk.close(desk.id, self.lot.choice([*asked, *own]), [Outcome.LISTENED])

    # What the world does

    async def _at_once(self) -> None:
        """Several things in the same moment."""
        deeds = [
            self._somebody_asks, self._somebody_says, self._somebody_stops, self._claims, self._takes_next,
            self._counsellor_says, self._gives_back, self._closes, self._watch,
        ]  # fmt: skip
        chosen = self.lot.choices(deeds, k=self.lot.randint(2, 5))
        self.told[-1] += " " + " ".join(deed.__name__.strip("_") for deed in chosen)
        await asyncio.gather(*(self._done(deed) for deed in chosen))

    async def _crashes(self) -> None:
        """Let the process die in the middle of something, and begin again with what the store holds."""
        deeds = (
            self._somebody_says, self._somebody_stops, self._claims, self._counsellor_says, self._gives_back,
            self._closes, self._takes_next,
        )  # fmt: skip
        chosen = self.lot.choices(deeds, k=self.lot.randint(1, 3))
        self.told[-1] += " " + " ".join(deed.__name__.strip("_") for deed in chosen)
        tasks = [asyncio.get_running_loop().create_task(self._done(deed)) for deed in chosen]
        for _ in range(self.lot.randint(0, MOST_TICKS)):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.house.tasks.end()
        await self._store.close()
        self._store = await self._opened()
        self._desks.clear()
        await self.house.restarts(self._store)
        for inbound in list(self._under_way.values()):  # nobody acknowledged these
            await self._deliver(inbound)
        for name in self.lot.sample(STAFF, self.lot.randint(1, len(STAFF))):
            await self._comes(name)

    async def _time_passes(self) -> None:
        minutes = self.lot.choice(LULLS_MIN)
        self.told[-1] += f" {minutes} min"
        for _ in range(max(1, round(minutes / 4))):
            await self.house.minutes_pass(min(minutes, 4))
            await self._watch()

    async def _watch(self) -> None:
        await self.house.watch.look()

    async def _trouble(self) -> None:
        """A platform is busy, cuts a line, or refuses; or the database keeps something and says that it did not."""
        if self.lot.random() < 0.3:
            self.house.forget_the_next_commit()
            return
        channel = self.lot.choice(self._channels)
        channel.sent_before_fault = self.lot.random() < 0.5
        channel.faults.append(
            self.lot.choice([TryLater("busy", timedelta(seconds=90)), PerhapsSent("cut"), Refused("odd")])
        )

    # What must never be

    async def _look(self) -> None:
        """Compare what the store holds and what stands on the screens with what was meant for whom."""
        seen = await self._seen()
        for sender, conversation in seen.known.items():
            if conversation.case_id is not None:
                self._owner.setdefault(conversation.case_id, sender)
        self._look_at_cases(seen)
        self._look_at_lines(seen)
        self._look_at_screens()

    async def _seen(self) -> Seen:
        senders = [one.sender for one in self.people]

        def look(tx: Transaction) -> Seen:
            known = {one: found for one in senders if (found := tx.conversations.of(one)) is not None}
            cases = tx.cases.queue()
            lines = {
                case.id: [line.text for line in tx.cases.lines(case.id) if line.author is LineFrom.HELP_SEEKER]
                for case in cases
            }
            return Seen(known, cases, lines)

        return await self._store.run(Job(look))

    def _look_at_cases(self, seen: Seen) -> None:
        open_cases = {case.id: case for case in seen.cases}
        whose = Counter(case.conversation_id for case in seen.cases)
        pointed = Counter(one.case_id for one in seen.known.values() if one.case_id in open_cases)
        self.wrong += [f"{count} cases of one help-seeker" for count in whose.values() if count > 1]
        self.wrong += [f"{count} help-seekers in one talk" for count in pointed.values() if count > 1]
        for sender, one in seen.known.items():
            if one.phase is Phase.TALKING and one.case_id not in open_cases:
                self.wrong.append(f"{sender.native_id} talks into a case that is over")
            case = open_cases.get(one.case_id) if one.case_id is not None else None
            if case is not None and case.conversation_id != one.id:
                self.wrong.append(f"{sender.native_id} stands in the case of somebody else")
        has = Counter(case.claimed_by for case in seen.cases if case.claimed_by is not None)
        self.wrong += [f"{name} has {talks} talks" for name, talks in has.items() if talks > SEATS[name]]

    def _look_at_lines(self, seen: Seen) -> None:
        by_sender = {one.sender: one for one in self.people}
        for case_id, lines in seen.lines.items():
            owner = self._owner.get(case_id)
            strangers = [text for text in lines if owner is None or text not in by_sender[owner].said]
            self.wrong += [f"{text} stands in the talk of {owner}" for text in strangers if _WORDS.match(text)]

    def _look_at_screens(self) -> None:
        for one in self.people:
            read = [bubble.text for bubble in one.channel.shown[one.sender]]
            self.wrong += [f"{one.sender.native_id} read a note" for text in read if text.startswith(NOTE)]
            words = Counter(text for text in read if _WORDS.match(text))
            for text, times in words.items():
                found = _WORDS.match(text)
                assert found is not None
                owner = self._owner.get(CaseId(bytes.fromhex(found["to"]))) if found["kind"] == "w" else None
                if owner != one.sender:
                    self.wrong.append(f"{one.sender.native_id} read {text}")
                if times > 2:
                    self.wrong.append(f"{one.sender.native_id} read {text} {times} times")
        self.wrong += [fault for channel in self._channels for fault in channel.astray]

    async def _ends(self) -> None:
        """Let everybody go, by a word or in silence for days; no counsellor says what came of it."""
        self.told.append("ends")
        for channel in self._channels:
            channel.faults.clear()
        await self.house.minutes_pass(5)
        for who in self.people:
            if self.lot.random() < 0.6:
                await self._done(partial(self._hear, who, InboundKind.TEXT, "stop"))
        await self.house.tasks.settle()
        for name in list(self._desks):
            self._desks.pop(name).leaves()
        for _ in range(9):
            await self.house.minutes_pass(5)
            await self._done(self._watch)
        self._backing.clock.advance(timedelta(days=2, hours=1))
        over = day_of(self._backing.clock.now()) - 1
        await self._store.run(Job(lambda tx: tx.conversations.forget_until(over)))
        self._backing.day_comes()
        for _ in range(9):
            await self.house.minutes_pass(5)
            await self._done(self._watch)
        await self._look_for_outcomes()

    async def _look_for_outcomes(self) -> None:
        overview = await self.house.desk.overview()
        self.wrong += [f"{case.id.hex()} is {case.state.value} still" for case in overview.cases]
        self.wrong += [f"{one.case_id.hex()} has no outcome" for one in overview.unrecorded]
        self.wrong += [f"turn failed: {fields}" for event, fields in self.house.journal.lines if event == "turn_failed"]
        for case_id in self._owner:
            kept = await self._store.run(Job(lambda tx, one=case_id: tx.cases.get(one)))  # type: ignore[misc]
            if kept is not None and kept.state is not CaseState.CLOSED:
                self.wrong.append(f"{case_id.hex()} is {kept.state.value}")
