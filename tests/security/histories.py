"""Random histories of help-seekers, counsellors, clocks and faults, each watched by what the people in it allowed."""

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from bot.errors import BotError, PerhapsSent, Refused, TryLater, Undeliverable
from bot.model import (
    Bubble,
    CaseId,
    CaseState,
    Choice,
    Inbound,
    InboundKind,
    MessageRef,
    Outcome,
    Sender,
)
from bot.ports import Job, Transaction
from bot.storage.memory import MemoryStore
from tests.house import Counsellor, House
from tests.security.watching import WallClock, Watch, WatchedChannel

ANSWERS = {"ja": "m15", "nee": "nee"}
"""What words mean that answer that question: a bare "yes" is the shortest time, and is said back as such."""
NOT_TAKEN = ("Er ging bij ons iets mis", "Dat past niet bij de keuzes", "Je staat nog in de rij")
"""How a bubble begins that says that what they did was not taken: a "no" that was not heard can't be kept."""
GOODBYES = ("stop", "wis", "x", "STOP!", "effacer")
WORDS = (
    "hallo", "ja", "nee", "terug", "menu", "mens", "uit de rij", "ik wil dood", "lezen", "even weg", "weet ik niet",
    "english", "ik ben bang voor mijn moeder en weet niet meer wat ik moet doen", "?", "06 12345678", "half 10",
)  # fmt: skip
TO_A_HUMAN = ("ja", "nederland", "binnen", "mens", "ja")
LULLS_S = (5, 60, 240, 595, 600, 605, 890, 900, 910, 1_300, 1_810, 3_700, 18_000, 90_000)
STEPS_S = (-90_000, -3_600, -900, -300, -100, 100, 300, 3_600, 90_000)


_REFUSED = (BotError, RuntimeError)
"""The store is away, or a fault of ours took the whole transaction back: nothing happened."""


Deed = tuple[int, Callable[[], Coroutine[Any, Any, None]]]
"""How often something happens, and what."""


class History:
    """One house, two help-seekers and a counsellor, and what happens to them by the lot."""

    def __init__(self, seed: int) -> None:
        self.lot = Random(seed)  # noqa: S311 - a history has to come again from its number
        self.clock = WallClock()
        self.channel = WatchedChannel(self.clock)
        self._store = MemoryStore(self.clock)
        self.house = House(self._store, self.clock, channel=self.channel)
        self.people = [Sender(self.channel.name, name) for name in ("Mia", "Lou")]
        self.ada: Counsellor | None = None
        self._ids: dict[Sender, bytes] = {}
        self.told: list[str] = []

    async def happens(self, events: int) -> None:
        """Let so many things happen, and then a long silence."""
        for _ in range(events):
            await self._one()
        await self._lulls(4_000)
        await self.house.tasks.end()

    def deeds(self) -> list[Deed]:
        """Return what can happen, each with how often it does."""
        return [
            (4, self._says), (8, self._taps), (5, self._asks_for_a_human), (1, self._edits), (1, self._sends_a_photo),
            (2, self._starts), (1, self._wipes), (1, self._blocks), (5, self._claims), (5, self._counsellor_writes),
            (2, self._gives_back_or_closes),
            (1, self._goes_as_the_last), (2, self._comes_or_leaves), (9, self._time_passes), (2, self._restart),
            (1, self._clock_is_put), (3, self._fault), (1, self._fault_of_the_store),
        ]  # fmt: skip

    async def _one(self) -> None:
        weights, choices = zip(*self.deeds(), strict=True)
        deed = self.lot.choices(choices, weights)[0]
        self.told.append(f"{self.clock.now():%d %H:%M:%S} {deed.__name__.strip('_')}")
        await deed()
        await self._look_at_the_cases()

    # What people do

    async def _hear(self, kind: InboundKind, who: Sender, text: str = "", *, choice: Choice | None = None) -> None:
        event = str(self.house.next_event())
        self.told[-1] += f" {who.native_id} {text or (choice.option if choice else '')}"
        ref = MessageRef(f"p{event}")
        inbound = Inbound(who, event, kind, text, choice, message_ref=ref, deletable=True, language_hint="nl")
        watch = self.channel.watches[who]
        if kind is InboundKind.LEFT:
            watch.gone()
        else:
            watch.sign(self.clock.now())
        went_wrong, before = self._turns_that_failed(), len(self.channel.shown[who])
        for _ in range(3):  # what was not acknowledged comes again
            try:
                await self.house.conversations.hear(inbound)
            except _REFUSED:
                self._notice_a_wipe(inbound)
                await self.house.tasks.settle()
            else:
                is_gone = self._notice_a_wipe(inbound)
                if inbound.text in GOODBYES and not is_gone and self._turns_that_failed() == went_wrong:
                    self.channel.unasked.append(f"{who.native_id} is known after {inbound.text!r}")
                break
        await self.house.tasks.settle()
        read = self.channel.shown[who][before:]
        if self._turns_that_failed() > went_wrong or any(bubble.text.startswith(NOT_TAKEN) for bubble in read):
            watch.said_no = watch.said_no_in_a_talk = False

    def _notice_a_wipe(self, inbound: Inbound) -> bool:
        """Tell whether a word or a button wiped everything; a fault of ours may have come between."""
        who = inbound.sender
        is_kept = (who.channel, inbound.external_id) in self._store.shelves.seen
        is_wiped = is_kept and inbound.kind is not InboundKind.LEFT and who not in self._store.shelves.people
        if is_wiped:
            self.channel.watches[who].goodbye(self.clock.now())
        return is_wiped

    def _turns_that_failed(self) -> int:
        return sum(event == "turn_failed" for event, _ in self.house.journal.lines)

    def _somebody(self) -> Sender:
        return self.lot.choice(self.people)

    async def _says(self) -> None:
        who, text = self._somebody(), self.lot.choice(WORDS)
        asked = [bubble for bubble in self.channel.shown[who] if bubble.options]
        if asked and text in ANSWERS and not self.channel.watches[who].is_talking:
            self._agrees(who, ANSWERS[text], asked[-1])
        await self._hear(InboundKind.TEXT, who, text)

    async def _edits(self) -> None:
        await self._hear(InboundKind.EDIT, self._somebody(), self.lot.choice(WORDS))

    async def _sends_a_photo(self) -> None:
        await self._hear(InboundKind.UNSUPPORTED, self._somebody())

    async def _starts(self) -> None:
        await self._hear(InboundKind.START, self._somebody())

    async def _wipes(self) -> None:
        await self._hear(InboundKind.TEXT, self._somebody(), self.lot.choice(GOODBYES))

    async def _blocks(self) -> None:
        await self._hear(InboundKind.LEFT, self._somebody())

    async def _taps(self) -> None:
        """Tap something that stands on the screen, mostly on the newest bubble; now and then its number is typed."""
        who = self._somebody()
        asked = [bubble for bubble in self.channel.shown[who] if bubble.options]
        if not asked:
            await self._starts()
            return
        bubble = self.lot.choice(asked[-3:]) if self.lot.random() < 0.2 else asked[-1]
        place, option = self.lot.choice([*enumerate(bubble.options, 1)])
        if self.lot.random() < 0.2:
            is_answer = not self.channel.watches[who].is_talking  # else it is for the counsellor
            meant = asked[-1].options[place - 1 : place] if is_answer else ()  # a number answers the newest list
            self._agrees(who, meant[0].id if meant else "", asked[-1])
            await self._hear(InboundKind.TEXT, who, str(place))
        else:
            # an older one is shown anew, and answers nothing but a "no"
            self._agrees(who, option.id if bubble is asked[-1] else "", bubble)
            await self._hear(InboundKind.CHOICE, who, choice=Choice(bubble.prompt, option.id))

    def _agrees(self, who: Sender, option: str, bubble: Bubble) -> None:
        among = {one.id for one in bubble.options}
        self.channel.watches[who].agrees(self.clock.now(), option, among=among)

    async def _asks_for_a_human(self) -> None:
        """Go the whole way to the queue, as far as the bubbles on the screen lead there."""
        who = self._somebody()
        await self._hear(InboundKind.START, who)
        for wanted in (*TO_A_HUMAN, self.lot.choice(["m15", "m30", "m60", "nee"])):
            newest = self.channel.shown[who][-1:]
            if not newest or wanted not in {option.id for option in newest[0].options}:
                return
            self._agrees(who, wanted, newest[0])
            await self._hear(InboundKind.CHOICE, who, choice=Choice(newest[0].prompt, wanted))

    # What the desk does

    async def _comes_or_leaves(self) -> None:
        if self.ada is not None:
            self.ada.leaves()
            self.ada = None
        else:
            self.ada = self.house.counsellor("ada")

    async def _at_the_desk(self) -> Counsellor:
        if self.ada is None:
            self.ada = self.house.counsellor("ada")
        return self.ada

    async def _claims(self) -> None:
        ada = await self._at_the_desk()
        with suppress(*_REFUSED):
            waiting = [case for case in await self.house.desk.queue() if case.state is CaseState.WAITING]
            if waiting:
                case = self.lot.choice(waiting)
                watch = self._watch_of(case.conversation_id)
                before = replace(watch, agreements=[*watch.agreements])
                watch.claimed(self.clock.now())
                try:
                    await ada.claims(case.id)
                except _REFUSED:
                    kept = await self._store.run(Job(lambda tx: tx.cases.get(case.id)))
                    if kept is not None and kept.state is CaseState.WAITING:  # it was taken back, and nothing was sent
                        watch.wait, watch.is_talking, watch.agreements = before.wait, False, before.agreements

    async def _counsellor_writes(self) -> None:
        ada = await self._at_the_desk()
        with suppress(*_REFUSED):
            for case in await self.house.desk.queue():
                if case.state is CaseState.CLAIMED:
                    self._watch_of(case.conversation_id).desk_word(self.clock.now())
                    await ada.says(case.id, "Ik ben er.", client_id=str(self.house.next_event()))
                    return

    async def _gives_back_or_closes(self) -> None:
        ada = await self._at_the_desk()
        with suppress(*_REFUSED):
            for case in await self.house.desk.queue():
                if case.state is CaseState.CLAIMED:
                    watch = self._watch_of(case.conversation_id)
                    if self.lot.random() < 0.5:
                        await self._gives_back(ada, case.id, watch)
                    else:
                        watch.desk_word(self.clock.now())
                        watch.closed()
                        await ada.closes(case.id, Outcome.LISTENED)
                    return

    async def _goes_as_the_last(self) -> None:
        """It is told to those who agreed to be written to, and opens no window."""
        ada = await self._at_the_desk()
        with suppress(*_REFUSED):
            await ada.goes_as_the_last()

    async def _gives_back(self, ada: Counsellor, case_id: CaseId, watch: Watch) -> None:
        before = replace(watch, agreements=[*watch.agreements])
        watch.given_back(self.clock.now())
        try:
            await ada.gives_back(case_id)
        except _REFUSED:  # nothing happened: the talk goes on
            watch.wait, watch.is_talking, watch.agreements = before.wait, before.is_talking, before.agreements

    def _watch_of(self, conversation_id: bytes) -> Watch:
        """Find whose case it is: conversations are named by chance, so the senders say it."""
        return next(self.channel.watches[who] for who in self.people if self._ids.get(who) == conversation_id)

    async def _look_at_the_cases(self) -> None:
        """Read who stands in the queue or talks, as the desk would."""

        def look(tx: Transaction) -> tuple[dict[Sender, bytes], set[Sender]]:
            known = {who: tx.conversations.of(who) for who in self.people}
            ids = {who: one.id for who, one in known.items() if one is not None}
            claimed = {case.conversation_id for case in tx.cases.queue() if case.state is CaseState.CLAIMED}
            return dict(ids), {who for who, one in ids.items() if one in claimed}

        with suppress(BotError):
            self._ids, talking = await self.house.store.run(Job(look))
            for who in self.people:
                if self.channel.watches[who].is_talking and who not in talking:
                    self.channel.watches[who].talk_ended()

    # What the world does

    async def _time_passes(self) -> None:
        await self._lulls(self.lot.choice(LULLS_S))

    async def _lulls(self, seconds: float) -> None:
        """Let time go by in pieces, as the alarm would look; after half an hour the machine was asleep."""
        pieces = 1 if seconds > 1_800 else max(1, round(seconds / 120))
        for _ in range(pieces):
            await self.house.minutes_pass(seconds / pieces / 60)

    async def _restart(self) -> None:
        self.ada = None
        await self.house.restarts()

    async def _clock_is_put(self) -> None:
        by = self.lot.choice(STEPS_S)
        self.told[-1] += f" by {by} s"
        self.clock.is_put(timedelta(seconds=by))

    async def _fault(self) -> None:
        pause = timedelta(seconds=self.lot.choice([1, 200, 700, 2_500]))
        faults = [TryLater("busy", pause), PerhapsSent("cut"), Refused("odd"), RuntimeError("broken")]
        self.channel.sent_before_fault = self.lot.random() < 0.5
        self.channel.faults.append(Undeliverable() if self.lot.random() < 0.1 else self.lot.choice(faults))

    async def _fault_of_the_store(self) -> None:
        if self.lot.random() < 0.5:
            self.house.forget_the_next_commit()
        else:
            self.house.break_the_next_step()
