"""Call for somebody outside the desk when people wait and nobody helps them; tells how many, and nothing of anybody."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.handover.vitals import Vitals
from bot.looking import look_for_ever
from bot.model import Urgency
from bot.ports import Clock, Journal

LOOK_EVERY = timedelta(seconds=15)
CALL_AGAIN = timedelta(minutes=10)
"""Between two calls for the same wait: often enough to be noticed, too seldom to be switched off."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is told outside.

    Attributes:
        waiting: How many wait.
        urgent: How many of them wait urgently.
        on_duty: How many counsellors take cases right now.
        lacking: For how many of those who wait nobody takes cases who can do what they need and may have their case.
        callbacks: How many callbacks need somebody now, and nobody cares for them.
        uncovered: How many callbacks begin soon, and nobody is on the rota for them.
        over: Nobody needs somebody outside any more; told once, to whoever was called.
    """

    waiting: int
    urgent: int
    on_duty: int
    lacking: int = 0
    callbacks: int = 0
    uncovered: int = 0
    over: bool = False


class CallOut(Protocol):
    """The way to whoever can send somebody to the desk."""

    async def call(self, call: Call) -> None:
        """Tell it.

        Raises:
            BotError: it was not taken in; says why, without an address.
        """


class Escalation:
    """Looks at who waits for as long as it runs."""

    def __init__(
        self, vitals: Callable[[], Awaitable[Vitals]], out: CallOut, *, clock: Clock, journal: Journal
    ) -> None:
        """Look at `vitals`, and call through `out`."""
        self._vitals = vitals
        self._out = out
        self._clock = clock
        self._journal = journal
        self._called: tuple[Urgency, datetime] | None = None

    async def look(self) -> None:
        """Call when somebody has waited for too long; once for a wait, again every ten minutes, and once it is over.

        What waits urgently is called for although an ordinary wait was called for just now; a callback that nobody
        cares for or covers has a moment, and is urgent.

        Raises:
            BotError: the call was not taken in, or the queue could not be read; the next look tries again.
        """
        vitals, now = await self._vitals(), self._clock.now()
        waiting, urgent = sum(vitals.waiting.values()), vitals.waiting.get(Urgency.URGENT, 0)
        left, alone = vitals.calls.left, vitals.calls.uncovered_soon
        worst = _worst(vitals)
        call = Call(waiting, urgent, vitals.on_duty, vitals.lacking, left, alone, over=worst is None)
        if worst is None:
            if self._called is not None:
                await self._out.call(call)
            self._called = None
        elif self._is_due(worst, now):
            await self._out.call(call)
            self._called = worst, now
            self._journal.note("called_out", count=waiting + left + alone)

    async def run(self) -> None:
        """Look every few seconds; what goes wrong is noted and tried again."""
        await look_for_ever(self.look, every=LOOK_EVERY, clock=self._clock, journal=self._journal, fault="call_failed")

    def _is_due(self, worst: Urgency, now: datetime) -> bool:
        if self._called is None:
            return True
        urgency, at = self._called
        return now - at >= CALL_AGAIN or (worst is Urgency.URGENT and urgency is not Urgency.URGENT)


def _worst(vitals: Vitals) -> Urgency | None:
    """Return how urgent the most urgent of those is who need somebody; None: everybody has time."""
    if vitals.calls.left or vitals.calls.uncovered_soon:
        return Urgency.URGENT
    late = {urgency for urgency, count in vitals.late.items() if count}
    return Urgency.URGENT if Urgency.URGENT in late else next(iter(late), None)
