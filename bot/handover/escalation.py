"""Call for somebody outside the desk when people wait and nobody helps them; tells how many, and nothing of anybody."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.handover.callbacks import Callbacks
from bot.handover.crew import Crew
from bot.handover.desk import Desk
from bot.handover.floor import Floor
from bot.looking import look_for_ever
from bot.model import Case, CaseId, CaseState, Urgency
from bot.ports import Clock, Journal

LOOK_EVERY = timedelta(seconds=15)
CALL_AFTER = {Urgency.URGENT: timedelta(minutes=1), Urgency.NORMAL: timedelta(minutes=4)}
"""So long the desk's own sound has time to be heard: before that a call would only disturb whoever is on the way."""
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
    """

    waiting: int
    urgent: int
    on_duty: int
    lacking: int = 0
    callbacks: int = 0
    uncovered: int = 0


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
        self, desk: Desk, floor: Floor, out: CallOut, *, callbacks: Callbacks, clock: Clock, journal: Journal
    ) -> None:
        """Look at the queue of `desk` and at `callbacks`, and call through `out`."""
        self._callbacks = callbacks
        self._desk = desk
        self._floor = floor
        self._out = out
        self._clock = clock
        self._journal = journal
        self._called: tuple[Urgency, datetime] | None = None

    async def look(self) -> None:
        """Call when somebody has waited for too long; once for a wait, then again every ten minutes.

        What waits urgently is called for although an ordinary wait was called for just now; a callback that nobody
        cares for or covers has a moment, and is urgent.

        Raises:
            BotError: the call was not taken in, or the queue could not be read; the next look tries again.
        """
        overview, now = await self._desk.overview(), self._clock.now()
        waiting = [case for case in overview.cases if case.state is CaseState.WAITING]
        crew = Crew(self._floor.on_duty(), overview.skills, now)
        lacking = {case.id for case in waiting if crew.lacks_somebody(case)}
        calls = await self._callbacks.counts()
        left, alone = calls.left, calls.uncovered_soon
        worst = Urgency.URGENT if left or alone else _worst(waiting, lacking, now)
        if worst is None:
            self._called = None
        elif self._is_due(worst, now):
            urgent = sum(case.urgency is Urgency.URGENT for case in waiting)
            await self._out.call(Call(len(waiting), urgent, len(crew.on_duty), len(lacking), left, alone))
            self._called = worst, now
            self._journal.note("called_out", count=len(waiting) + left + alone)

    async def run(self) -> None:
        """Look every few seconds; what goes wrong is noted and tried again."""
        await look_for_ever(self.look, every=LOOK_EVERY, clock=self._clock, journal=self._journal, fault="call_failed")

    def _is_due(self, worst: Urgency, now: datetime) -> bool:
        if self._called is None:
            return True
        urgency, at = self._called
        return now - at >= CALL_AGAIN or (worst is Urgency.URGENT and urgency is not Urgency.URGENT)


def _worst(waiting: list[Case], lacking: Container[CaseId], now: datetime) -> Urgency | None:
    """Return how urgent the most urgent of those is who have waited for too long; None: everybody has time.

    For whom nobody is there who could take them, no desk may sound at all: they have as little time as urgent ones.
    """
    limits = [(case, CALL_AFTER[Urgency.URGENT if case.id in lacking else case.urgency]) for case in waiting]
    late = {case.urgency for case, limit in limits if now - case.asked_at >= limit}
    return Urgency.URGENT if Urgency.URGENT in late else next(iter(late), None)
