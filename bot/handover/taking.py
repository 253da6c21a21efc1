"""How a case comes to a counsellor: by hand, or the next one that is for them. Use cases; no web, no SQL."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversations import Conversations
from bot.counting import claim, took
from bot.errors import BotError, Stale
from bot.handover.claims import Claims
from bot.handover.floor import Floor
from bot.handover.pausing import end_pause
from bot.handover.rules import without_set_aside
from bot.handover.seats import promised
from bot.model import (
    ANYTHING,
    FEWEST_SEATS,
    MOST_SEATS,
    Case,
    CaseId,
    CaseState,
    DeskEvent,
    DeskEventKind,
    StaffId,
)
from bot.performing import Performed
from bot.ports import Job, Store, Transaction


@dataclass(frozen=True, slots=True)
class Claim:
    """How an attempt to take a case ended.

    Attributes:
        by: Who has the case now; None when it is over, or waits still.
        case: The case that was won; None without one.
        is_full: The counsellor has as many talks as they take at once.
        waiting: How many wait still of whom none was taken, because each fits somebody else who is there.
        is_paused: Nothing was tried: the counsellor has a pause.
    """

    won: bool
    by: StaffId | None = None
    case: Case | None = None
    is_full: bool = False
    waiting: int = 0
    is_paused: bool = False


class Taking:
    """What leads to a claim. Each is one transaction, and one conditional write decides it."""

    def __init__(self, store: Store, conversations: Conversations, floor: Floor, *, claims: Claims) -> None:
        """Work on the same store and the same conversations as the desk; `claims` is told of each claim."""
        self._store = store
        self._claims = claims
        self._conversations = conversations
        self._floor = floor

    async def claim(self, staff_id: StaffId, case_id: CaseId, *, one_more: bool = False) -> Claim:
        """Try to take a waiting case; exactly one of many who try at once wins, the others are told who has it.

        Any case that they know of may be taken by anybody, also one that a colleague could do better: that is only
        shown. One that is kept from them is for them like one that never was. Whoever takes one in their pause ends it.

        Args:
            staff_id: Who takes it.
            case_id: Which one.
            one_more: They know that all their seats are taken.
        """

        def work(tx: Transaction) -> tuple[Claim, Performed | None]:
            case = tx.cases.get(case_id)
            if case is not None and not self._floor.crew(tx).knows_of(staff_id, case):
                return Claim(won=False), None
            if case_id in tx.blocks.set_aside():
                return Claim(won=False, by=case.claimed_by if case else None), None
            if taken := self._take(tx, staff_id, case_id, seats=_seats(tx, staff_id, one_more=one_more)):
                return taken
            case = tx.cases.get(case_id)
            if case is not None and case.state is CaseState.WAITING:
                return Claim(won=False, is_full=True), None
            if case is not None and case.claimed_by not in {None, staff_id}:
                claim(tx, "conflict")
            return Claim(won=False, by=case.claimed_by if case else None), None

        return await self._done(work)

    async def take_next(self, staff_id: StaffId, *, one_more: bool = False) -> Claim:
        """Take the case that is next for this counsellor: urgent ones first, then the longest wait.

        Whoever is overtaken by a colleague gets the one after it, so two who ask at once never get the same. In a pause
        nothing comes.

        Args:
            staff_id: Who takes it.
            one_more: They know that all their seats are taken.
        """

        def work(tx: Transaction) -> tuple[Claim, Performed | None]:
            if self._floor.paused_until(staff_id) is not None:
                return Claim(won=False, is_paused=True), None
            seats = _seats(tx, staff_id, one_more=one_more)
            offered = without_set_aside(tx.cases.queue(), tx.blocks.set_aside())
            waiting = [case for case in offered if case.state is CaseState.WAITING]
            crew = self._floor.crew(tx)
            for case in crew.to_take(staff_id, waiting):
                if taken := self._take(tx, staff_id, case.id, seats=seats):
                    return taken
                if _is_full(tx, staff_id, seats):
                    break
            known = sum(crew.knows_of(staff_id, case) for case in waiting)
            return Claim(won=False, is_full=_is_full(tx, staff_id, seats), waiting=known), None

        return await self._done(work)

    async def set_seats(self, staff_id: StaffId, seats: int) -> None:
        """Let a counsellor take so many talks at once from now on.

        Raises:
            BotError: it is not 1 to 4.
        """
        if not FEWEST_SEATS <= seats <= MOST_SEATS:
            raise BotError(f"A counsellor takes {FEWEST_SEATS} to {MOST_SEATS} talks at once.", where="seats")

        def work(tx: Transaction) -> None:
            skills = tx.staff.skills().get(staff_id, ANYTHING)
            tx.staff.set_skills(staff_id, replace(skills, seats=seats))

        await self._store.run(Job(work))
        self._floor.queue_changed()

    async def _done(self, work: Callable[[Transaction], tuple[Claim, Performed | None]]) -> Claim:
        claim, performed = await self._store.run(Job(work))
        if claim.won and claim.by is not None:
            self._floor.end_pause(claim.by)
        self._conversations.follow_up(performed)
        self._floor.queue_changed()
        return claim

    def _take(
        self, tx: Transaction, staff_id: StaffId, case_id: CaseId, *, seats: int | None
    ) -> tuple[Claim, Performed | None] | None:
        """Win a case by one conditional write; None: it does not wait any more, or all seats are taken.

        Raises:
            Stale: whoever waits kept this counsellor out a moment ago; tried again, there is no such case.
        """
        if not tx.cases.claim(case_id, staff_id, seats=seats):
            return None
        case = tx.cases.get(case_id)
        if case is None:
            return None
        if not case.wishes.let_in(staff_id, tx.staff.skills()):
            raise Stale
        tx.staff.audit(staff_id, "claim", case_id)
        claim(tx, "claimed")
        took(tx, case)
        end_pause(tx, staff_id)
        after = max((line.number for line in tx.cases.lines(case_id)), default=0)
        # A claim that is not kept after all is none that anybody will find in the queue.
        self._claims.begin(case, tx.now, after=after)
        conversation = tx.conversations.get(case.conversation_id)
        told = None
        if conversation is not None:
            told = self._conversations.desk_event(tx, conversation, DeskEvent(DeskEventKind.CLAIMED, by=staff_id))
        return Claim(won=True, by=staff_id, case=case), told


def _seats(tx: Transaction, staff_id: StaffId, *, one_more: bool) -> int | None:
    """Return how many talks a counsellor takes, less those they said yes to; None: any number, they want one more."""
    if one_more:
        return None
    tx.staff.hold()  # a yes to a colleague's talk keeps a seat as well, and none may come between this and the claim
    return tx.staff.skills().get(staff_id, ANYTHING).seats - promised(tx.transfers.open())[staff_id]


def _is_full(tx: Transaction, staff_id: StaffId, seats: int | None) -> bool:
    """Tell why nothing was taken: all seats are. Before a claim it would say too little, so the claim counts itself."""
    return seats is not None and tx.cases.talks().get(staff_id, 0) >= seats
