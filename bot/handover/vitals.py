"""How it stands at the desk at one moment, as numbers: for the board, for metrics and for alerts. Nothing of anybody.

All of them read this, so that they never tell two different things.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.flows.bundle import Bundle
from bot.handover.call_figures import call_figures
from bot.handover.claims import Claims, speaks
from bot.handover.due_calls import NO_CALLS, CallCounts
from bot.handover.floor import Floor
from bot.handover.rules import free_seats, without_set_aside
from bot.handover.seats import promised
from bot.model import Case, CaseId, CaseState, SendCounts, StaffId, Urgency
from bot.ports import Job, Store, Transaction

LATE_AFTER = {Urgency.URGENT: timedelta(minutes=1), Urgency.NORMAL: timedelta(minutes=4)}
"""So long the desk's own sound has time to be heard: whoever waits for longer needs somebody outside."""
STALE_AFTER = timedelta(minutes=2)
"""A claim without a word for so long is told; three minutes later it ends by itself."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What there is to know of the desk.

    Attributes:
        waiting: How many wait, by urgency; of those who are blocked nobody is counted.
        late: How many of them have waited for too long. For whom nobody is there who could take them has as little
            time as an urgent one: no desk may sound at all.
        longest_wait: How long the one has waited who waits longest; no time where nobody waits.
        lacking: For how many nobody takes cases who can do what they need and may have their case.
        on_duty: How many counsellors take cases.
        seats_open: How many more talks they could take.
        seats_taken: How many talks there are, with those that somebody said yes to.
        stale_claims: How many counsellors have a case and have said nothing in it for two minutes.
        sends: What waits to be sent, and what did not arrive.
        calls: How it stands with agreed calls.
    """

    waiting: Mapping[Urgency, int] = field(default_factory=dict)
    late: Mapping[Urgency, int] = field(default_factory=dict)
    longest_wait: timedelta = timedelta(0)
    lacking: int = 0
    on_duty: int = 0
    seats_open: int = 0
    seats_taken: int = 0
    stale_claims: int = 0
    sends: SendCounts = field(default_factory=SendCounts)
    calls: CallCounts = NO_CALLS


class VitalSigns:
    """Reads them."""

    def __init__(self, store: Store, floor: Floor, *, claims: Claims, bundle: Callable[[], Bundle]) -> None:
        """Read from `store` and `floor`; `claims` knows since when somebody has a case, `bundle` the hours of calls."""
        self._store = store
        self._floor = floor
        self._claims = claims
        self._bundle = bundle

    async def read(self) -> Vitals:
        """Return how it stands now.

        Raises:
            StoreDown: nobody knows.
            Fenced: another process serves this database.
        """
        return await self._store.run(Job(lambda tx: count(tx, self._floor, self._claims, bundle=self._bundle())))


def count(tx: Transaction, floor: Floor, claims: Claims, *, bundle: Bundle, by: StaffId | None = None) -> Vitals:
    """Count how it stands, in one transaction.

    Args:
        tx: Where it is read.
        floor: Who is there.
        claims: Since when somebody has a case.
        bundle: Tells the hours of calls: of the conversation that is served.
        by: For whom: what is kept from them is counted nowhere. None: for nobody.
    """
    crew = floor.crew(tx)
    offered = without_set_aside(tx.cases.queue(), tx.blocks.set_aside())
    cases = [case for case in offered if by is None or case.wishes.let_in(by, crew.skills)]
    kept = [case for case in offered if case not in cases]
    unknown = {case.id for case in kept}
    talks = Counter(case.claimed_by for case in cases if case.claimed_by is not None)
    taken = talks + promised(one for one in tx.transfers.open() if one.case_id not in unknown)
    waiting = [case for case in cases if case.state is CaseState.WAITING]
    lacking = {case.id for case in waiting if crew.lacks_somebody(case)}
    return Vitals(
        Counter(case.urgency for case in waiting),
        late=late(waiting, lacking, tx.now),
        longest_wait=max((tx.now - case.asked_at for case in waiting), default=timedelta(0)),
        lacking=len(lacking),
        on_duty=len(crew.on_duty),
        seats_open=free_seats(crew.on_duty, crew.skills, taken),
        seats_taken=sum(taken.values()),
        stale_claims=sum(_is_stale(tx, claims, case) for case in cases if case.claimed_by is not None),
        sends=tx.outbox.standing(without=[case.conversation_id for case in kept]),
        calls=call_figures(tx, bundle, by),
    )


def _is_stale(tx: Transaction, claims: Claims, case: Case) -> bool:
    begun = claims.silent(case, tx.now, within=STALE_AFTER)
    return begun is not None and not speaks(tx.cases.lines(case.id), begun)


def late(waiting: Iterable[Case], lacking: Container[CaseId], now: datetime) -> Mapping[Urgency, int]:
    """Count by urgency who has waited for too long."""
    limits = ((case, LATE_AFTER[Urgency.URGENT if case.id in lacking else case.urgency]) for case in waiting)
    return Counter(case.urgency for case, limit in limits if now - case.asked_at >= limit)
