"""A talk goes to a colleague: offered with a note, accepted, agreed to by the help-seeker. Use cases; no web, no SQL.

Until the last yes everything stays with the first counsellor, and goes back to that by itself. What the help-seeker
answers takes effect in their own turn (`bot.passing`).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.conversations import Conversations
from bot.counting import claim
from bot.errors import BotError
from bot.handover.crew import Crew
from bot.handover.floor import Floor
from bot.handover.own import NotYours, own_case
from bot.handover.receiving import check_receiver
from bot.handover.rules import can_help
from bot.handover.seats import is_full, promised
from bot.model import (
    MOST_NOTE_CHARACTERS,
    Case,
    CaseId,
    CaseState,
    DeskEvent,
    DeskEventKind,
    StaffId,
    Transfer,
    TransferState,
)
from bot.passing import asked, moved
from bot.performing import Performed
from bot.ports import Job, Store, Transaction

ACCEPT_WITHIN = timedelta(minutes=2)
"""So long a colleague is asked: somebody is in the middle of a talk."""
ANSWER_WITHIN = timedelta(minutes=5)
"""So long the help-seeker is asked, and the colleague keeps a seat: within the window in which we may write."""


class AlreadyOffered(BotError):
    """Nothing was done: this talk is offered to somebody."""

    def __init__(self) -> None:
        """Say why nothing was done."""
        super().__init__("This talk is offered to a colleague already.", fix="Take that offer back first.")


class NoSeat(BotError):
    """Nothing was done: the receiver has as many talks as they take at once."""

    def __init__(self) -> None:
        """Say why nothing was done."""
        super().__init__("All seats are taken.", fix="Accept with one more, or decline.")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a talk can be offered.

    Attributes:
        free: How many more talks they take now; 0: they would have one more than they said.
        fits: They can do what the case needs.
    """

    name: StaffId
    free: int
    fits: bool


class Transfers:
    """The use cases of a transfer. Each is one transaction, and one conditional write decides it."""

    def __init__(self, store: Store, conversations: Conversations, floor: Floor) -> None:
        """Work on the same store and the same conversations as the desk."""
        self._store = store
        self._conversations = conversations
        self._floor = floor

    async def colleagues(self, staff_id: StaffId, case_id: CaseId) -> tuple[Colleague, ...]:
        """Return who takes talks now besides this counsellor: whom it fits first, then who has most seats free.

        From whom the case is kept is not there, as if they had a pause.

        Raises:
            NotYours: the case is not claimed by this counsellor.
        """

        def work(tx: Transaction) -> tuple[Colleague, ...]:
            case = own_case(tx, staff_id, case_id)
            needs, crew = case.needed(), self._floor.crew(tx)
            taken = _seats_known(tx, crew, staff_id)
            found = []
            for name in crew.on_duty - {staff_id}:
                if not case.wishes.let_in(name, crew.skills):
                    continue
                able = crew.able(name)
                found.append(Colleague(name, max(0, able.seats - taken.get(name, 0)), can_help(able, needs)))
            return tuple(sorted(found, key=lambda one: (not one.fits, -one.free, one.name)))

        return await self._store.run(Job(work))

    async def offer(self, staff_id: StaffId, case_id: CaseId, *, to: StaffId, note: str) -> None:
        """Offer a talk to a colleague who takes talks; it goes on meanwhile, with the same counsellor.

        Args:
            staff_id: Who has the talk.
            case_id: Their case.
            to: Who is asked; also somebody without a free seat, who then knows.
            note: For them, once the help-seeker has read it and agreed: up to 500 characters.

        Raises:
            NotYours: it is not claimed by this counsellor.
            NotThere: the colleague is not at the desk, or takes no talks.
            AlreadyOffered: it is offered to somebody.
            BotError: the note is too long.
        """
        if len(note) > MOST_NOTE_CHARACTERS:
            raise BotError(f"A note has at most {MOST_NOTE_CHARACTERS} characters.", where="note", fix="Shorten it.")

        def work(tx: Transaction) -> None:
            case = own_case(tx, staff_id, case_id)
            if to == staff_id:
                raise NotYours
            check_receiver(tx, self._floor, case_id, to=to)
            until = tx.now + ACCEPT_WITHIN
            transfer = Transfer(case_id, staff_id, to, note, state=TransferState.OFFERED, until=until)
            if not tx.transfers.change(case, None, transfer):
                raise AlreadyOffered
            claim(tx, "passing")
            tx.staff.audit(staff_id, "offer", case_id)
            tx.staff.audit(to, "was_offered", case_id)

        await self._store.run(Job(work))
        self._floor.queue_changed()

    async def recall(self, staff_id: StaffId, case_id: CaseId) -> None:
        """Take an offer back; the help-seeker is no longer asked, and hears nothing of it. Once more changes nothing.

        Raises:
            NotYours: the case is not claimed by this counsellor.
        """

        def work(tx: Transaction) -> Performed | None:
            case = own_case(tx, staff_id, case_id)
            transfer = tx.transfers.of(case)
            if transfer is None:
                return None
            tx.staff.audit(staff_id, "recall", case_id)
            return self._keep(tx, case, transfer, trigger="recall")

        await self._done(case_id, work)

    async def accept(self, staff_id: StaffId, case_id: CaseId, *, one_more: bool = False) -> None:
        """Be ready to go on with a colleague's talk; a seat is kept, and the help-seeker is asked. Again is no harm.

        Args:
            staff_id: Who was asked.
            case_id: The case.
            one_more: They know that all their seats are taken.

        Raises:
            NotYours: it is not offered to them, or not any more.
            NoSeat: their seats are all taken; nothing was done.
        """

        def work(tx: Transaction) -> Performed | None:
            if not one_more:
                tx.staff.hold()  # before the seats are counted: two yeses at once would both find the last one
            case, transfer = _offered_to(tx, staff_id, case_id)
            if transfer.state is TransferState.ASKED:
                return None
            if not case.wishes.let_in(staff_id, tx.staff.skills()):
                raise NotYours
            if not one_more and is_full(tx, staff_id):
                raise NoSeat
            if not moved(tx, case, transfer, trigger="accept", until=tx.now + ANSWER_WITHIN):
                raise NotYours
            tx.staff.audit(staff_id, "accept", case_id)
            return self._tell(tx, case, asked(case, transfer))

        await self._done(case_id, work)

    async def decline(self, staff_id: StaffId, case_id: CaseId) -> None:
        """Leave a talk with its counsellor, who is told; also after having accepted, as long as nobody has agreed.

        Raises:
            NotYours: it is not offered to them, or not any more.
        """

        def work(tx: Transaction) -> Performed | None:
            case, transfer = _offered_to(tx, staff_id, case_id)
            tx.staff.audit(staff_id, "decline", case_id)
            return self._keep(tx, case, transfer, trigger="decline" if _is_offered(transfer) else "go")

        await self._done(case_id, work)

    async def look(self) -> None:
        """Leave each talk with its counsellor of which nobody answered in time, or whose receiver is gone."""
        for one in await self._store.run(Job(lambda tx: tx.transfers.open())):
            with suppress(NotYours):  # somebody answered at this moment
                await self._done(one.case_id, partial(self._look_at, seen=one), only_if_changed=True)

    def _look_at(self, tx: Transaction, seen: Transfer) -> Performed | None:
        case = tx.cases.get(seen.case_id)
        transfer = None if case is None else tx.transfers.of(case)
        if case is None or transfer != seen or transfer is None:
            return None
        if tx.now >= transfer.until:
            return self._keep(tx, case, transfer, trigger="run_out")
        if not self._floor.is_here(transfer.receiver):
            return self._keep(tx, case, transfer, trigger="go")
        return None

    def _keep(self, tx: Transaction, case: Case, transfer: Transfer, *, trigger: str) -> Performed | None:
        """Leave the talk where it is, and close the question of the help-seeker if they were asked."""
        if not moved(tx, case, transfer, trigger=trigger):
            raise NotYours
        return self._tell(tx, case, DeskEvent(DeskEventKind.COLLEAGUE_GONE))

    def _tell(self, tx: Transaction, case: Case, event: DeskEvent) -> Performed | None:
        conversation = tx.conversations.get(case.conversation_id)
        return None if conversation is None else self._conversations.desk_event(tx, conversation, event)

    async def _done(
        self, case_id: CaseId, work: Callable[[Transaction], Performed | None], *, only_if_changed: bool = False
    ) -> None:
        performed = await self._store.run(Job(work))
        self._conversations.follow_up(performed)
        if performed is not None or not only_if_changed:
            self._floor.case_changed(case_id)
            self._floor.queue_changed()


def _seats_known(tx: Transaction, crew: Crew, staff_id: StaffId) -> Mapping[StaffId, int]:
    """Return how many seats of each counsellor are taken by talks that this one knows of."""
    known = {case.id: case.claimed_by for case in tx.cases.queue() if crew.knows_of(staff_id, case)}
    talks = Counter(one for one in known.values() if one is not None)
    return talks + promised(one for one in tx.transfers.open() if one.case_id in known)


def _is_offered(transfer: Transfer) -> bool:
    return transfer.state is TransferState.OFFERED


def _offered_to(tx: Transaction, staff_id: StaffId, case_id: CaseId) -> tuple[Case, Transfer]:
    """Return a case that is offered to this counsellor.

    Raises:
        NotYours: it is not, or its time is over.
    """
    case = tx.cases.get(case_id)
    transfer = None if case is None or case.state is not CaseState.CLAIMED else tx.transfers.of(case)
    if case is None or transfer is None or transfer.receiver != staff_id or tx.now >= transfer.until:
        raise NotYours
    return case, transfer
