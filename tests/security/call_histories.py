"""Random histories with callbacks in them, and what each person agreed to and said yes to, told a second time.

The numbers stand here on their own, so that a mistake in `bot/model/callbacks.py` is not repeated by the test.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.model import (
    SAID_BY_CALLERS,
    Asking,
    Bubble,
    Callback,
    CallbackId,
    CallDetails,
    Choice,
    Dimension,
    Effect,
    Happening,
    Inbound,
    InboundKind,
    Role,
    Sender,
    Staff,
    StaffId,
)
from bot.performing import Performed
from bot.ports import Job, Transaction
from tests.booking import NO, YES, carried_out, wanted
from tests.counted import events_of
from tests.security.histories import _REFUSED, Deed, History

SUITS = "Past het zo?"
A_DAY = timedelta(hours=24)
SLOTS_H = (0.2, 2, 23.5, 24.2, 25, 26, 30, 47, 70)
LEAPS_S = (60, 300, 590, 900, 3_500, 3_700, 21_000, 80_000, 86_000, 86_400)
CALLERS = (StaffId("ada"), StaffId("bo"))


@dataclass(slots=True)
class Booking:
    """What one person agreed to, and said about it."""

    sender: Sender
    start_at: datetime
    end_at: datetime
    needs_decision: bool
    is_allowed: bool = False
    is_taken_back: bool = False
    yes_at: list[datetime] = field(default_factory=list)


NOTED = "Oké."
YES_WORDS, NO_WORDS = frozenset({"ja", "ja hoor", "1"}), frozenset({"nee", "2"})
"""What answers the question, in words, as a number or by its button."""


class CallHistory(History):
    """A history in which people are called as well."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.bookings: dict[CallbackId, Booking] = {}
        self.sheets = 0
        self.wrong: list[str] = []

    async def begins(self) -> None:
        """Let those who call have their accounts, and both people have written."""

        def hire(tx: Transaction) -> None:
            for name in CALLERS:
                tx.staff.add(Staff(name, Role.COUNSELLOR, "x", "nl"))

        await self._store.run(Job(hire))

    def deeds(self) -> list[Deed]:
        """Return what can happen; callbacks are in the foreground."""
        less = [(weight / 3, deed) for weight, deed in super().deeds()]
        more = [
            (7, self._books), (5, self._says_it_suits), (3, self._answers_in_words), (6, self._taps_the_answer),
            (1, self._takes_it_back), (7, self._claims_a_call), (1, self._gives_a_call_back), (9, self._opens_a_sheet),
            (3, self._says_what_came_of_it), (2, self._decides), (4, self._looks), (9, self._leaps),
            (4, self._to_a_slot), (12, self._goes_the_whole_way),
        ]  # fmt: skip
        return [(int(weight * 3) or 1, deed) for weight, deed in (*less, *more)]

    # What people do

    async def _arranges(self, who: Sender, *effects: Effect) -> Performed | None:
        """Let the flow ask for something of a callback, in a turn of its own, for somebody who is known."""

        def work(tx: Transaction) -> Performed | None:
            conversation = tx.conversations.of(who)
            return None if conversation is None else carried_out(tx, conversation, effects, seats=1)

        with suppress(*_REFUSED):
            performed = await self.house.store.run(Job(work))
            self.house.conversations.follow_up(performed)
            await self.house.tasks.settle()
            return performed
        return None

    async def _goes_the_whole_way(self) -> None:
        """From the booking to the sheet; any step may be left out, and anything may happen between two."""
        known = {*self.bookings}
        await self._hear(InboundKind.START, self._somebody())
        await self._books()
        for one in [one for one in self.bookings if one not in known]:
            others = super().deeds()
            for step in self._way_of(one, self.bookings[one], self.lot.choice(CALLERS)):
                if self.lot.random() < 0.2:
                    await self.lot.choice(others)[1]()
                    await self._look_at_the_cases()
                if self.lot.random() < 0.88:
                    await step()

    def _way_of(self, one: CallbackId, booking: Booking, caller: StaffId) -> list[Callable[[], Awaitable[None]]]:
        """Return the steps from a booking to its sheet, at moments that are right or nearly so."""
        day_before = booking.start_at - A_DAY + timedelta(minutes=self.lot.choice([-1, 1, 1, 9]))
        in_the_slot = booking.start_at + timedelta(minutes=self.lot.choice([-11, -9, 0, 9, 60]))
        return [
            partial(self._allows, one, booking),
            partial(self._goes_on_to, day_before),
            partial(self._says_yes, booking.sender),
            partial(self._tries, partial(self.house.callbacks.claim, caller, one)),
            partial(self._goes_on_to, in_the_slot),
            partial(self._says_yes, booking.sender),
            partial(self._may_take_it_back, booking.sender),
            partial(self._opens, caller, one),
        ]

    async def _may_take_it_back(self, who: Sender) -> None:
        if self.lot.random() < 0.15:
            await self._withdraws(who)

    async def _allows(self, one: CallbackId, booking: Booking) -> None:
        booking.is_allowed = True
        await self._tries(partial(self.house.callbacks.decide, CALLERS[0], one, is_allowed=True))

    async def _says_yes(self, who: Sender) -> None:
        """In words where a question is the last that was said, else as the flow says it."""
        self._notes_a_yes(who)
        if self.channel.shown[who][-1:] == list(self._questions(who))[-1:]:
            await self._hear(InboundKind.TEXT, who, "ja")
        else:
            await self._arranges(who, YES)

    async def _goes_on_to(self, moment: datetime) -> None:
        left = moment - self.clock.now()
        if timedelta(0) < left < timedelta(days=4):
            await self._lulls(left.total_seconds())

    async def _tries(self, deed: Callable[[], Awaitable[object]]) -> None:
        with suppress(*_REFUSED):
            await deed()

    async def _books(self) -> None:
        who, now = self._somebody(), self.clock.now()
        start = (now + timedelta(hours=self.lot.choice(SLOTS_H))).replace(second=0, microsecond=0)
        asking, minutes = self.lot.choice([*Asking, Asking.DAY_BEFORE]), self.lot.choice([15, 60])
        details = CallDetails("+31612987054", once_more=self.lot.random() < 0.5)
        young = self.lot.random() < 0.2
        what = wanted(start, asking=asking, details=details, needs_decision=young, minutes=minutes)
        await self._arranges(who, what)
        callback = await self._callback_of(who)
        if callback is not None and callback.id not in self.bookings:
            self.bookings[callback.id] = Booking(who, start, start + timedelta(minutes=minutes), young)
            self.channel.watches[who].question = _moment(asking, start, minutes)
            self.told[-1] += f" {who.native_id} {start:%d %H:%M} {minutes} {asking}"

    async def _says_it_suits(self) -> None:
        who = self._somebody()
        self._notes_a_yes(who)
        await self._arranges(who, YES)

    async def _takes_it_back(self) -> None:
        await self._withdraws(self._somebody())

    async def _withdraws(self, who: Sender) -> None:
        if await self._arranges(who, NO) is not None:
            self._notes_a_no(who)

    def _notice_a_wipe(self, inbound: Inbound) -> bool:
        is_gone = super()._notice_a_wipe(inbound)
        if is_gone:
            self._notes_a_no(inbound.sender)
        return is_gone

    def _notes_a_no(self, who: Sender) -> None:
        for booking in self.bookings.values():
            booking.is_taken_back |= booking.sender == who

    async def _answers_in_words(self) -> None:
        await self._hear(InboundKind.TEXT, self._somebody(), self.lot.choice(["ja", "nee", "1", "2", "ja hoor"]))

    async def _taps_the_answer(self) -> None:
        who = self._somebody()
        if questions := self._questions(who):
            question = self.lot.choice(questions)
            await self._hear(
                InboundKind.CHOICE, who, choice=Choice(question.prompt, self.lot.choice(question.options).id)
            )

    async def _hear(self, kind: InboundKind, who: Sender, text: str = "", *, choice: Choice | None = None) -> None:
        """Hear it; whatever made them say it, it may be an answer to the question whether a call suits.

        Who said no to what stood there last, and reads that it was noted, is called by nobody any more.
        """
        questions, shown = self._questions(who), self.channel.shown[who]
        before, said = len(shown), choice.option if choice else text
        answers = questions if choice is None else [one for one in questions if one.prompt == choice.prompt]
        if answers and said in YES_WORDS:
            self._notes_a_yes(who)
        says_no = said in NO_WORDS and answers[-1:] == shown[-1:] != []
        await super()._hear(kind, who, text, choice=choice)
        if says_no and any(bubble.text == NOTED for bubble in self.channel.shown[who][before:]):
            self._notes_a_no(who)

    def _questions(self, who: Sender) -> Sequence[Bubble]:
        return [one for one in self.channel.shown[who] if one.text == SUITS]

    def _notes_a_yes(self, who: Sender) -> None:
        for booking in self.bookings.values():
            if booking.sender == who:
                booking.yes_at.append(self.clock.now())

    # What those do who call

    async def _callback_of(self, who: Sender) -> Callback | None:
        def work(tx: Transaction) -> Callback | None:
            conversation = tx.conversations.of(who)
            return None if conversation is None else tx.callbacks.of(conversation.id)

        return await self._store.run(Job(work))

    async def _some_callback(self) -> CallbackId | None:
        return self.lot.choice([*self.bookings]) if self.bookings else None

    async def _claims_a_call(self) -> None:
        if (one := await self._some_callback()) is not None:
            with suppress(*_REFUSED):
                await self.house.callbacks.claim(self.lot.choice(CALLERS), one)

    async def _gives_a_call_back(self) -> None:
        if (one := await self._some_callback()) is not None:
            with suppress(*_REFUSED):
                await self.house.callbacks.give_back(self.lot.choice(CALLERS), one)

    async def _opens_a_sheet(self) -> None:
        if (one := await self._some_callback()) is not None:
            await self._opens(self.lot.choice(CALLERS), one)

    async def _opens(self, caller: StaffId, one: CallbackId) -> None:
        with suppress(*_REFUSED):
            await self.house.callbacks.open_sheet(caller, one)
            self.sheets += 1
            self._judge(one)

    def _judge(self, one: CallbackId) -> None:
        """Write down a call sheet that nobody had said yes to, or took back, or that was opened at another time."""
        booking, now = self.bookings[one], self.clock.now()
        is_in_time = booking.start_at - timedelta(minutes=10) <= now < booking.end_at
        fresh = [at for at in booking.yes_at if booking.start_at - A_DAY <= at < booking.end_at]
        is_decided = booking.is_allowed or not booking.needs_decision
        if booking.is_taken_back or not (is_in_time and fresh and is_decided):
            self.wrong.append(f"{now:%d %H:%M:%S} a sheet for {booking}")

    async def _says_what_came_of_it(self) -> None:
        if (one := await self._some_callback()) is not None:
            with suppress(*_REFUSED):
                outcome = self.lot.choice(sorted(SAID_BY_CALLERS))
                await self.house.callbacks.say(self.lot.choice(CALLERS), one, outcome)

    async def _decides(self) -> None:
        if (one := await self._some_callback()) is not None:
            is_allowed = self.lot.random() < 0.7
            self.bookings[one].is_allowed |= is_allowed
            with suppress(*_REFUSED):
                await self.house.callbacks.decide(self.lot.choice(CALLERS), one, is_allowed=is_allowed)

    async def _looks(self) -> None:
        """Let the watch look for a few minutes."""
        for _ in range(self.lot.choice([1, 5])):
            await self._watched()
            await self.house.minutes_pass(1)

    async def _watched(self) -> None:
        with suppress(*_REFUSED):
            await self.house.call_watch.look()

    # What the world does

    async def _lulls(self, seconds: float) -> None:
        """Let time go by; what an earlier process had read ahead is read again, as the app does every minute."""
        await super()._lulls(seconds)
        await self._tries(self.house.alarm.look)
        await self.house.minutes_pass(0)

    async def _leaps(self) -> None:
        await self._lulls(self.lot.choice(LEAPS_S))

    async def _to_a_slot(self) -> None:
        """Go on to a moment that means something for a callback: a day before its slot, its start, its end."""
        if self.bookings:
            booking = self.lot.choice([*self.bookings.values()])
            near = self.lot.choice([booking.start_at - A_DAY, booking.start_at, booking.end_at])
            await self._goes_on_to(near + timedelta(minutes=self.lot.choice([-10, -2, 0, 2, 9])))

    async def come_to_rest(self) -> None:
        """Let all slots go by under a clock that goes evenly, and count: each callback has one outcome."""
        await self._lulls(4 * 86_400)
        for _ in range(6):
            await self._watched()
            await self.house.minutes_pass(1)

        def counted(tx: Transaction) -> tuple[int, int]:
            return len(tx.callbacks.open()), sum(tx.callbacks.ended(0).values())

        still_open, ended = await self._store.run(Job(counted))
        if (still_open, ended) != (0, len(self.bookings)):
            self.wrong.append(f"of {len(self.bookings)}, {still_open} are open and {ended} have an outcome")
        found = Counter(one.told[Dimension.HOW] for one in await events_of(self._store, Happening.CALLBACK))
        if found.pop("booked", 0) != len(self.bookings) or found.total() != len(self.bookings):
            self.wrong.append(f"of {len(self.bookings)}, the figures have {found} besides those that were booked")
        await self.house.tasks.end()


def _moment(asking: Asking, start: datetime, minutes: int) -> tuple[datetime, datetime] | None:
    """Return the time in which one message may ask, as somebody in Amsterdam understands it."""
    if asking is Asking.NEVER:
        return None
    if asking is Asking.DAY_BEFORE:
        local = start.astimezone(ZoneInfo("Europe/Amsterdam"))
        start = max(
            (local.replace(tzinfo=None) - A_DAY).replace(tzinfo=local.tzinfo).astimezone(start.tzinfo), start - A_DAY
        )
    return start + timedelta(0), start + timedelta(minutes=minutes)
