"""Hear one event: one transaction a turn, then delivery. The desk's events take the same way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.delivery import Delivery, may_write, purge
from bot.errors import Fenced, StoreDown
from bot.flows.bundle import Bundle
from bot.flows.step import step
from bot.model import (
    Bubble,
    Case,
    CaseId,
    CaseState,
    Conversation,
    ConversationId,
    DeskEvent,
    DeskEventKind,
    Effect,
    Inbound,
    InboundKind,
    LeaveCase,
    Line,
    LineFrom,
    OpenCase,
    Outbound,
    OutboundId,
    Outcome,
    Phase,
    Purpose,
    RaiseCase,
    Send,
    Step,
    TellDesk,
    Urgency,
    Wipe,
)
from bot.ports import Deskbell, Duty, Job, Journal, Needs, NewId, Store, Transaction

_NOTHING = Bubble("")


@dataclass(frozen=True, slots=True)
class Performed:
    """What a committed turn leaves to do outside the transaction.

    Attributes:
        outbound: The rows to send, in order.
        queue_changed: Somebody joined or left the queue.
        case_id: The talk that has a new line, if any.
    """

    conversation: Conversation
    outbound: tuple[Outbound, ...] = ()
    queue_changed: bool = False
    case_id: CaseId | None = None


class Conversations:
    """The use case of every event: `hear` for help-seekers, `desk_event` and `counsellor_said` for the desk."""

    def __init__(
        self,
        store: Store,
        delivery: Delivery,
        bundle: Bundle,
        *,
        new_id: NewId,
        duty: Duty,
        bell: Deskbell,
        journal: Journal,
    ) -> None:
        """Serve `bundle`; `duty` tells whether somebody is at the desk."""
        self.bundle = bundle
        self._store = store
        self._delivery = delivery
        self._new_id = new_id
        self._duty = duty
        self._bell = bell
        self._journal = journal

    async def hear(self, inbound: Inbound) -> None:
        """Take one event in; it is durable when this returns, and the answer is under way.

        Raises:
            StoreDown: nothing was kept; the event has to come again.
            Fenced: another process serves this database.
        """
        needs = Needs(event=(inbound.sender.channel, inbound.external_id), sender=inbound.sender)
        try:
            performed = await self._store.run(Job(lambda tx: self._turn(tx, inbound), needs))
        except (StoreDown, Fenced):
            raise
        except Exception as fault:  # noqa: BLE001 - nobody who wrote is left without an answer, whatever broke
            self._journal.note("turn_failed", channel=inbound.sender.channel, fault=type(fault).__name__)
            performed = await self._store.run(Job(lambda tx: self._turn_that_failed(tx, inbound), needs))
        self.follow_up(performed)

    def follow_up(self, performed: Performed | None) -> None:
        """Send what a committed transaction left to send, and ring the desks."""
        if performed is None:
            return
        self._delivery.dispatch(performed.conversation, performed.outbound)
        if performed.queue_changed:
            self._bell.queue_changed()
        if performed.case_id is not None:
            self._bell.case_changed(performed.case_id)

    def desk_event(self, tx: Transaction, conversation: Conversation, event: DeskEvent) -> Performed:
        """Let the flow react to the desk, inside the desk's own transaction."""
        after = step(self.bundle, conversation, event, tx.now)
        if not may_write(conversation, tx.now):
            # The desk's own doing is no sign of life: it may not open a window that was shut.
            after = replace(after, conversation=replace(after.conversation, spoke_at=conversation.spoke_at))
        return self._perform(tx, conversation, after)

    def counsellor_said(self, tx: Transaction, conversation: Conversation, text: str, *, line: int) -> Performed:
        """Queue a counsellor's words; they keep the window open only while it is open."""
        if conversation.phase is Phase.TALKING and may_write(conversation, tx.now):
            conversation = replace(conversation, spoke_at=tx.now)
        row = Outbound(
            OutboundId(self._new_id()),
            conversation.id,
            conversation.next_seq,
            Purpose.TALK,
            Bubble(text),
            line=line,
        )
        kept = tx.conversations.save(replace(conversation, next_seq=conversation.next_seq + 1))
        tx.outbox.add(row)
        return Performed(kept, (row,), case_id=conversation.case_id)

    def _turn(self, tx: Transaction, inbound: Inbound) -> Performed | None:
        if not tx.first_seen(inbound.sender.channel, inbound.external_id):
            return None
        conversation = tx.conversations.of(inbound.sender)
        if conversation is None:
            if inbound.kind is InboundKind.LEFT:
                return None
            conversation = self._stranger(inbound, tx.now)
        return self._perform(tx, conversation, step(self.bundle, conversation, inbound, tx.now), inbound=inbound)

    def _turn_that_failed(self, tx: Transaction, inbound: Inbound) -> Performed | None:
        """Answer with the static text of numbers; the conversation stays where it was."""
        if not tx.first_seen(inbound.sender.channel, inbound.external_id):
            return None
        conversation = tx.conversations.of(inbound.sender) or self._stranger(inbound, tx.now)
        text = self.bundle.say("failure", conversation.language)
        after = Step(replace(conversation, heard_at=tx.now), (Send(Bubble(text)),))
        return self._perform(tx, conversation, after, inbound=inbound)

    def _stranger(self, inbound: Inbound, now: datetime) -> Conversation:
        return Conversation(
            id=ConversationId(self._new_id()),
            sender=inbound.sender,
            language=self.bundle.default_language,
            bundle=self.bundle.hash,
            born_on=now.date(),
        )

    def _perform(
        self, tx: Transaction, before: Conversation, after: Step, *, inbound: Inbound | None = None
    ) -> Performed:
        """Carry out what a step asked for, and save the conversation, in this transaction."""
        turn = _Turn(self.bundle, tx, self._new_id, before=before, conversation=after.conversation)
        turn.open_door = self._duty.is_open()
        if inbound is not None and after.conversation.phase is Phase.TALKING:
            turn.released = tx.outbox.release(before.id)
        if before.phase is Phase.TALKING and after.conversation.phase is Phase.BOT and after.conversation.case_id:
            turn.tell_desk(LineFrom.SYSTEM, "quiet")
        turn.carry_out(after.effects)
        return turn.finish(inbound)


class _Turn:
    """One turn while it is carried out: effects become rows of the same transaction."""

    def __init__(
        self, bundle: Bundle, tx: Transaction, new_id: NewId, *, before: Conversation, conversation: Conversation
    ) -> None:
        self.open_door = False
        self.released: tuple[Outbound, ...] = ()
        self._bundle = bundle
        self._tx = tx
        self._new_id = new_id
        self._before = before
        self._conversation = conversation
        self._case_id = before.case_id
        self._rows: list[Outbound] = []
        self._queue_changed = False
        self._talk_changed = False
        self._wiped = False

    def carry_out(self, effects: Sequence[Effect]) -> None:
        """Turn effects into rows, in their order."""
        for effect in effects:
            match effect:
                case Send(bubble=bubble, purpose=purpose):
                    self._queue(purpose, bubble)
                case TellDesk(text=text):
                    self.tell_desk(LineFrom.HELP_SEEKER, text)
                case OpenCase():
                    self._open_case(effect)
                case RaiseCase():
                    self._raise_case()
                case LeaveCase():
                    self._leave_case(Outcome.ENDED_BY_HELP_SEEKER)
                case Wipe(farewell=farewell):
                    self._wipe(farewell)
                case _:
                    assert_never(effect)

    def tell_desk(self, author: LineFrom, text: str) -> None:
        """Add a line to the open talk."""
        if self._case_id is not None:
            self._tx.cases.add_line(self._case_id, Line(0, author, text))
            self._talk_changed = True

    def finish(self, inbound: Inbound | None) -> Performed:
        """Save the conversation with all rows, and say what is left to do."""
        case_id = self._case_id if self._talk_changed else None
        if self._wiped and not self._rows:
            if self._before.version:
                purge(self._tx, self._before)
            return Performed(self._conversation, queue_changed=self._queue_changed, case_id=case_id)
        kept = self._tx.conversations.save(self._conversation)
        if inbound is not None and inbound.message_ref:
            self._tx.conversations.keep_ref(kept.id, inbound.message_ref)
        for row in self._rows:
            self._tx.outbox.add(row)
        if self._wiped:
            self._tx.conversations.unlink(kept.id)
        return Performed(kept, (*self.released, *self._rows), self._queue_changed, case_id)

    def _queue(self, purpose: Purpose, bubble: Bubble = _NOTHING) -> None:
        seq = self._conversation.next_seq
        self._rows.append(Outbound(OutboundId(self._new_id()), self._conversation.id, seq, purpose, bubble))
        self._conversation = replace(self._conversation, next_seq=seq + 1)

    def _open_case(self, wanted: OpenCase) -> None:
        """Put the person in the queue, or back where they were, and let the flow hear how that went."""
        case = None if self._case_id is None else self._tx.cases.get(self._case_id)
        if case is not None and case.state is not CaseState.CLOSED:
            kind = DeskEventKind.CLAIMED if case.state is CaseState.CLAIMED else DeskEventKind.QUEUED
            self.tell_desk(LineFrom.SYSTEM, "back")
            if wanted.urgency is Urgency.URGENT:
                self._raise_case()
        elif self.open_door or wanted.even_if_closed:
            kind = DeskEventKind.QUEUED
            self._case_id = self._new_case(wanted)
            self._conversation = replace(self._conversation, case_id=self._case_id)
            self._queue_changed = True
        else:
            kind = DeskEventKind.NO_STAFF
        after = step(self._bundle, self._conversation, DeskEvent(kind), self._tx.now)
        self._conversation = after.conversation
        self.carry_out(after.effects)

    def _new_case(self, wanted: OpenCase) -> CaseId:
        case = Case(
            id=CaseId(self._new_id()),
            conversation_id=self._conversation.id,
            state=CaseState.WAITING,
            urgency=wanted.urgency,
            place=0,
            language=self._conversation.language,
            channel=self._conversation.sender.channel,
            asked_at=self._tx.now,
            card=wanted.card,
        )
        return self._tx.cases.open(case).id

    def _raise_case(self) -> None:
        if self._case_id is not None:
            self._tx.cases.make_urgent(self._case_id)
            self._queue_changed = True

    def _leave_case(self, outcome: Outcome) -> None:
        if self._case_id is None:
            return
        self.tell_desk(LineFrom.SYSTEM, "left")
        self._tx.cases.close(self._case_id, outcome)
        self._queue_changed = True

    def _wipe(self, farewell: str) -> None:
        """Cut the person off at once; the deletions and the last line go out, then everything is forgotten."""
        self._wiped = True
        self._leave_case(Outcome.LEFT)
        self._tx.outbox.cancel(self._before.id)
        self._rows.clear()
        self.released = ()
        self._conversation = replace(self._conversation, phase=Phase.WIPED)
        if farewell:
            self._queue(Purpose.DELETE)
            self._queue(Purpose.FAREWELL, Bubble(farewell))
