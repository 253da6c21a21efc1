"""What a counsellor does with cases: see the queue, give back, close. Use cases; no web, no SQL."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.casework import let_go
from bot.conversations import Conversations
from bot.counting import claim, group_named
from bot.errors import BotError, Fenced
from bot.handover.claims import Claims, key_of, speaks
from bot.handover.floor import Floor
from bot.handover.group_names import alike
from bot.handover.heard import has_more
from bot.handover.own import NotYours, own_case
from bot.handover.pausing import begin_pause
from bot.handover.rules import are_sound, in_queue_order, without_set_aside
from bot.model import (
    Callback,
    Case,
    CaseId,
    CaseState,
    DeskEvent,
    DeskEventKind,
    Ending,
    Outcome,
    Pause,
    Right,
    Skills,
    StaffId,
    Transfer,
    Unrecorded,
    given_back,
    may,
)
from bot.performing import Performed
from bot.ports import Job, Store, Transaction


class NotLast(BotError):
    """Somebody else takes cases: nobody is told that nobody comes."""

    def __init__(self) -> None:
        """Say why nothing was told."""
        super().__init__("A colleague takes talks now.", fix="Leave the queue to them.")


class MoreWasSaid(BotError):
    """The talk goes on: something was said of which the page that wanted to end it did not know."""

    def __init__(self) -> None:
        """Say why nothing was done."""
        super().__init__("Something was said that you have not seen.", fix="Read it first.")


@dataclass(frozen=True, slots=True)
class Overview:
    """What is shown at the desks, without cards or texts; what each of them knows of it, `Crew` tells.

    Attributes:
        cases: What waits and what is claimed, as it is to be helped.
        unrecorded: What ended while a counsellor had it, who has not said yet what came of it.
        skills: What the counsellors can do of whom something was said.
        transfers: Talks that are offered; each is shown only to its two counsellors.
        calls: The agreed calls, without whom to call and how.
    """

    cases: tuple[Case, ...]
    unrecorded: tuple[Unrecorded, ...]
    skills: Mapping[StaffId, Skills] = field(default_factory=dict)
    transfers: tuple[Transfer, ...] = ()
    calls: tuple[Callback, ...] = ()


class Desk:
    """The counsellor's use cases. Each is one transaction; every opening of a case is audited."""

    def __init__(self, store: Store, conversations: Conversations, floor: Floor, *, claims: Claims) -> None:
        """Work on the same conversations and the same outbox as the bot; `claims` is told of each claim."""
        self._store = store
        self._claims = claims
        self._conversations = conversations
        self._floor = floor

    async def overview(self) -> Overview:
        """Return what there is to show at the desks, as it is at one moment: not who waits and is blocked."""

        def work(tx: Transaction) -> Overview:
            offered = without_set_aside(tx.cases.queue(), tx.blocks.set_aside())
            cases, unrecorded = in_queue_order(offered), tx.cases.unrecorded()
            calls = tuple(one.listed() for one in tx.callbacks.open())
            return Overview(cases, unrecorded, tx.staff.skills(), tx.transfers.open(), calls)

        return await self._store.run(Job(work))

    async def queue(self) -> tuple[Case, ...]:
        """Return what waits and what is claimed, as it is to be helped; without cards or texts."""
        return (await self.overview()).cases

    async def shut_out(self, staff: Collection[StaffId]) -> frozenset[StaffId]:
        """Return who of these may take no talks any more: their account was closed, or they have another task."""

        def work(tx: Transaction) -> frozenset[StaffId]:
            accounts = [account for one in staff if (account := tx.staff.get(one)) is not None]
            return frozenset(one.id for one in accounts if one.disabled or not may(one.role, Right.TALK))

        return await self._store.run(Job(work))

    async def give_back(self, staff_id: StaffId, case_id: CaseId, *, seen: int | None = None) -> None:
        """Return a case to its old place in the queue.

        Args:
            staff_id: Whose case it is.
            case_id: Which one.
            seen: The number of the last line that they have seen; None: whatever was said.

        Raises:
            NotYours: it is not claimed by this counsellor.
            MoreWasSaid: somebody said more; it is theirs still.
        """

        def work(tx: Transaction) -> Performed | None:
            _check_seen(tx, own_case(tx, staff_id, case_id), seen=seen)
            if not let_go(tx, case_id, staff_id):
                raise NotYours
            claim(tx, "given_back")
            tx.staff.audit(staff_id, "give_back", case_id)
            return self._tell(tx, case_id, given_back(to_somebody=self._floor.is_open(tx, case_id)))

        self._conversations.follow_up(await self._store.run(Job(work)))
        self._floor.queue_changed()

    async def take_back(self, case: Case, *, is_here: bool) -> None:
        """Return a claimed case to its old place: its counsellor is gone, or said nothing for too long.

        Whoever has said something meanwhile keeps it, and so does whoever has claimed it since.

        Args:
            case: As it stood in the queue, claimed.
            is_here: The counsellor is at the desk, and only silent.
        """

        def work(tx: Transaction) -> tuple[bool, Performed | None]:
            now_in, begun = tx.cases.get(case.id), self._claims.silent(case, tx.now)
            if now_in is None or key_of(now_in) != key_of(case) or case.claimed_by is None:
                return False, None
            if is_here and begun is not None and speaks(tx.cases.lines(case.id), begun):
                return True, None
            let_go(tx, case.id, case.claimed_by)
            claim(tx, "stale")
            tx.staff.audit(case.claimed_by, "taken_back", case.id)
            return False, self._tell_conversation(tx, case, given_back(to_somebody=self._floor.is_open(tx, case.id)))

        has_spoken, performed = await self._store.run(Job(work))
        if has_spoken:
            self._claims.speak(case)
        self._conversations.follow_up(performed)
        self._floor.queue_changed()

    async def nobody_comes(self, staff_id: StaffId) -> None:
        """Take no more cases, and offer another way to everybody who waits, as the last one at the desk.

        Each of them keeps their place; whoever may not be written to reads it with their next message.

        Raises:
            NotLast: somebody else takes cases; nothing was told.
            Exception: what kept somebody from being told; all others were. Done again it asks nobody twice.
        """
        if self._floor.has_others_than(staff_id):
            raise NotLast
        await self._store.run(Job(lambda tx: tx.staff.audit(staff_id, "nobody_comes")))
        self._floor.goes(staff_id)
        faults = [fault for case in await self.queue() if (fault := await self._tell_alone(case.id)) is not None]
        if faults:
            raise faults[0]

    async def _tell_alone(self, case_id: CaseId) -> Exception | None:
        """Tell one of them, if they wait; returns why that could not be done."""
        try:
            performed = await self._store.run(Job(lambda tx: self._tell(tx, case_id, DeskEvent(DeskEventKind.NOBODY))))
        except Fenced:
            raise
        except Exception as fault:  # noqa: BLE001 - told at the end: it keeps nobody else from hearing it
            return fault
        self._conversations.follow_up(performed)
        return None

    async def close(
        self,
        staff_id: StaffId,
        case_id: CaseId,
        outcomes: Collection[Outcome],
        *,
        pause_minutes: int = 0,
        group: str = "",
        seen: int | None = None,
    ) -> None:
        """End a case and write down what came of it; the help-seeker is told, and the flow goes on.

        Where the help-seeker ended it first, or left, only what came of it is written down. Once more changes nothing.

        Args:
            staff_id: Whose case it is, or was.
            case_id: Which one.
            outcomes: What came of it.
            pause_minutes: So long nobody new comes to this counsellor, one of `PAUSE_MINUTES`; in the same
                transaction, so that the seat is never free in between.
            group: The name of the group that was named, for the count of different ones in a quarter; kept nowhere.
            seen: The number of the last line that they have seen; None: whatever was said.

        Raises:
            NotYours: it is not this counsellor's.
            MoreWasSaid: somebody said more; the case is open still.
            BotError: no code, or codes that do not go together.
        """
        if not are_sound(outcomes):
            raise BotError("These codes do not go together.", where="outcomes", fix="Choose what came of it.")

        def work(tx: Transaction) -> tuple[Pause | None, Performed | None]:
            ended_before = tx.cases.record(case_id, staff_id, outcomes)
            if not ended_before and not _end(tx, staff_id, case_id, outcomes=outcomes, seen=seen):
                return None, None
            tx.staff.audit(staff_id, "record" if ended_before else "close", case_id)
            group_named(tx, alike(group))
            pause = begin_pause(tx, staff_id, pause_minutes)
            return pause, None if ended_before else self._tell(tx, case_id, DeskEvent(DeskEventKind.CLOSED))

        pause, performed = await self._store.run(Job(work))
        if pause is not None:
            self._floor.pause(staff_id, pause.ends_at)
        self._conversations.follow_up(performed)
        self._floor.queue_changed()
        self._floor.case_changed(case_id)

    async def give_up(self, one: Unrecorded) -> None:
        """Let a case have an outcome of which its counsellor, who is gone, has said nothing."""

        def work(tx: Transaction) -> None:
            if tx.cases.record(one.case_id, one.staff_id, [Outcome.UNRECORDED]):
                tx.staff.audit(one.staff_id, "unrecorded", one.case_id)

        await self._store.run(Job(work))
        self._floor.queue_changed()

    def _tell(self, tx: Transaction, case_id: CaseId, event: DeskEvent) -> Performed | None:
        case = tx.cases.get(case_id)
        return None if case is None else self._tell_conversation(tx, case, event)

    def _tell_conversation(self, tx: Transaction, case: Case, event: DeskEvent) -> Performed | None:
        conversation = tx.conversations.get(case.conversation_id)
        if conversation is None:
            return None
        return self._conversations.desk_event(tx, conversation, event)


def _end(
    tx: Transaction, staff_id: StaffId, case_id: CaseId, *, outcomes: Collection[Outcome], seen: int | None
) -> bool:
    """End a case of this counsellor; False: it is over already."""
    case = own_case(tx, staff_id, case_id, closed_too=True)
    if case.state is CaseState.CLOSED:
        return False
    _check_seen(tx, case, seen=seen)
    return tx.cases.close(case_id, Ending.COUNSELLOR, outcomes)


def _check_seen(tx: Transaction, case: Case, *, seen: int | None) -> None:
    """Make sure that whoever has a case lets not go of it over something that was just said and they have not read.

    Raises:
        MoreWasSaid: somebody did.
    """
    if seen is None or case.claimed_by is None:
        return
    if has_more(tx.cases.lines(case.id), case.claimed_by, than=seen):
        raise MoreWasSaid
