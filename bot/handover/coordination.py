"""What a coordinator does: see who waits and who has whom, and put it right. Shows no card and no line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.casework import let_go
from bot.conversations import Conversations
from bot.counting import claim, took
from bot.errors import BotError
from bot.flows.bundle import Bundle
from bot.flows.handed import regions_in
from bot.handover.claims import Claims
from bot.handover.floor import Floor
from bot.handover.glass import open_emergencies
from bot.handover.receiving import check_receiver
from bot.handover.rules import in_queue_order
from bot.handover.vitals import Vitals, count
from bot.model import Case, CaseId, DeskEvent, DeskEventKind, Emergency, StaffId, given_back
from bot.model.health import Health
from bot.performing import Performed
from bot.ports import Job, Store, Transaction


class Moved(BotError):
    """Nothing was done: the case is no longer with the one who was seen to have it."""

    def __init__(self) -> None:
        """Say why nothing was done."""
        super().__init__("This case is with somebody else by now, or over.", fix="Look at the board again.")


@dataclass(frozen=True, slots=True)
class Board:
    """What a coordinator sees.

    Attributes:
        cases: What waits and what is claimed, as it is to be helped; without cards.
        at_desk: Who takes talks right now.
        paused: Until when those have a pause who are at the desk.
        set_aside: The cases of those who are blocked: no counsellor sees them wait.
        lacking: The cases that wait and for which nobody is there who can have them and do what they need.
        emergencies: Who reads a case in an emergency, or asked to; the words of the reason are for whoever decides.
        now: How it stands, in numbers; of what is kept from whoever looks nothing is counted.
        health: How it stands with the service itself; None: nobody has looked yet.
    """

    cases: tuple[Case, ...]
    at_desk: frozenset[StaffId]
    paused: Mapping[StaffId, datetime] = field(default_factory=dict)
    set_aside: frozenset[CaseId] = frozenset()
    lacking: frozenset[CaseId] = frozenset()
    emergencies: Mapping[CaseId, Emergency] = field(default_factory=dict)
    now: Vitals = field(default_factory=Vitals)
    health: Health | None = None


class Coordination:
    """The coordinator's use cases. Each change is one conditional write, audited under everybody whom it concerns."""

    def __init__(
        self,
        store: Store,
        conversations: Conversations,
        floor: Floor,
        *,
        claims: Claims,
        bundle: Callable[[], Bundle],
        health: Callable[[], Health | None] = lambda: None,
    ) -> None:
        """Work on the same cases as the desk.

        Args:
            store: Holds them.
            conversations: Tell the help-seekers.
            floor: Knows who is there, and is told of what changes.
            claims: Told who has to say a first word anew.
            bundle: The conversation that is served: where its cases can belong.
            health: What the watch over the service saw last.
        """
        self._health = health
        self._bundle = bundle
        self._store = store
        self._conversations = conversations
        self._floor = floor
        self._claims = claims

    def regions(self) -> tuple[str, ...]:
        """Return where a case can be said to belong."""
        return regions_in(self._bundle())

    async def board(self, by: StaffId) -> Board:
        """Return what there is to see now for one who coordinates: who is kept out of a case is told nowhere.

        Whoever is kept out themselves sees nothing of it here either.
        """

        def work(tx: Transaction) -> Board:
            crew, aside = self._floor.crew(tx), tx.blocks.set_aside()
            emergencies = {case_id: replace(one, words="") for case_id, one in open_emergencies(tx).items()}
            cases = in_queue_order(case for case in tx.cases.queue() if case.wishes.let_in(by, crew.skills))
            waiting = (case for case in cases if case.claimed_by is None)
            lacking = frozenset(case.id for case in waiting if crew.lacks_somebody(case))
            now = count(tx, self._floor, self._claims, bundle=self._bundle(), by=by)
            return Board(cases, crew.on_duty, self._floor.paused(), aside, lacking, emergencies, now, self._health())

        return await self._store.run(Job(work))

    async def put_back(self, by: StaffId, case_id: CaseId, *, has: StaffId) -> None:
        """Return a counsellor's case to its old place in the queue, as they could have done themselves.

        Args:
            by: The coordinator.
            case_id: The case.
            has: Who has it, as far as the coordinator saw.

        Raises:
            Moved: `has` has it no longer.
        """

        def work(tx: Transaction) -> Performed | None:
            self._check_known(tx, by, case_id)
            if not let_go(tx, case_id, has):
                raise Moved
            claim(tx, "given_back")
            tx.staff.audit(by, "put_back", case_id)
            tx.staff.audit(has, "taken_back", case_id)
            return self._tell(tx, case_id, given_back(to_somebody=self._floor.is_open(tx, case_id)))

        self._conversations.follow_up(await self._store.run(Job(work)))
        self._floor.queue_changed()

    async def assign(self, by: StaffId, case_id: CaseId, *, has: StaffId | None, to: StaffId) -> None:
        """Give a case to a counsellor who is at the desk; like any claim it lasts if they say a word soon.

        The help-seeker is told it: that a human writes now, or that somebody else goes on.

        Args:
            by: The coordinator.
            case_id: The case.
            has: Who has it, as far as the coordinator saw; None: it waits.
            to: Who is to have it. Whoever has it already keeps it, and nothing happens.

        Raises:
            Moved: it waits no longer, or `has` has it no longer.
            NotThere: this counsellor is not at the desk, takes no talks, or can't be given this one.
        """
        if has == to:
            return

        def work(tx: Transaction) -> Performed | None:
            self._check_known(tx, by, case_id)
            check_receiver(tx, self._floor, case_id, to=to)
            self._give(tx, case_id, has, to=to)
            tx.staff.audit(by, "assign", case_id)
            if has is not None:
                tx.staff.audit(has, "taken_back", case_id)
            tx.staff.audit(to, "was_given", case_id)
            news = DeskEventKind.CLAIMED if has is None else DeskEventKind.PASSED_ON
            return self._tell(tx, case_id, DeskEvent(news, by=to))

        self._conversations.follow_up(await self._store.run(Job(work)))
        self._floor.queue_changed()

    async def set_region(self, by: StaffId, case_id: CaseId, region: str, *, had: str) -> None:
        """Say where a case that waits belongs, or that it belongs anywhere: who helps there is asked first.

        Whom its help-seeker keeps out stays out, and nothing is said to them.

        Args:
            by: The coordinator.
            case_id: The case.
            region: One of those of the conversation that is served; empty for none.
            had: Where it belonged, as far as the coordinator saw.

        Raises:
            Moved: it waits no longer, or belongs elsewhere by now; or there is no such region any more.
        """
        if region and region not in self.regions():
            raise Moved

        def work(tx: Transaction) -> None:
            self._check_known(tx, by, case_id)
            case = tx.cases.get(case_id)
            if case is None or case.region != had or not tx.cases.change_waiting(replace(case, region=region)):
                raise Moved
            tx.staff.audit(by, "region", case_id)

        await self._store.run(Job(work))
        self._floor.queue_changed()

    def _check_known(self, tx: Transaction, by: StaffId, case_id: CaseId) -> None:
        """Raise `Moved` for a case that is kept from whoever coordinates."""
        case = tx.cases.get(case_id)
        if case is not None and not case.wishes.let_in(by, tx.staff.skills()):
            raise Moved

    def _give(self, tx: Transaction, case_id: CaseId, has: StaffId | None, *, to: StaffId) -> None:
        """Let the case be theirs from now on; the time for a first word begins."""
        is_given = tx.cases.claim(case_id, to) if has is None else let_go(tx, case_id, has, to=to)
        case = tx.cases.get(case_id)
        if not is_given or case is None:
            raise Moved
        claim(tx, "claimed")
        took(tx, case)
        self._claims.begin(case, tx.now, after=max((line.number for line in tx.cases.lines(case_id)), default=0))

    def _tell(self, tx: Transaction, case_id: CaseId, event: DeskEvent) -> Performed | None:
        case = tx.cases.get(case_id)
        conversation = None if case is None else tx.conversations.get(case.conversation_id)
        return None if conversation is None else self._conversations.desk_event(tx, conversation, event)
