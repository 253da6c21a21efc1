"""Carry out what a step asked for: effects become rows of the same transaction; decides nothing about sending."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.appointments import arrange, with_more_said, withdrawn
from bot.casework import change_case, open_again, open_new, part_with
from bot.counting import Effects, checks_counted, turned_away
from bot.counting_people import wiped
from bot.fates import purge
from bot.flows.bundle import Bundle
from bot.flows.numbered import told_how
from bot.flows.step import step
from bot.flows.vanishing import by_a_message
from bot.graphemes import split
from bot.model import (
    DELETIONS,
    AnswerProposal,
    Bubble,
    CallEffect,
    CaseId,
    ChangeCard,
    Conversation,
    DeskEvent,
    DeskEventKind,
    Effect,
    Ending,
    FindSlots,
    GivePhrase,
    Inbound,
    KeepFrom,
    LeaveCase,
    Line,
    LineFrom,
    LockAway,
    OpenCase,
    Outbound,
    OutboundId,
    PassOn,
    Phase,
    Purpose,
    RaiseCase,
    Send,
    StaffId,
    TellDesk,
    Vanish,
    WantAnother,
    Wipe,
    Wishes,
    changed,
    given_back,
)
from bot.model.passages import NOWHERE, Passage
from bot.new_phrase import given_phrase, lock_away
from bot.passing import passed
from bot.ports import CallDesk, NewId, Phrases, Transaction
from bot.proposing import answered
from bot.safe_contact import Decision, delivery_decision
from bot.unread import behind

LONGEST_LINE = 4_000
"""UTF-16 units of one line of a talk; a longer text becomes several, so that each fits where it is sealed."""

_NOTHING = Bubble("")


@dataclass(frozen=True, slots=True)
class Performed:
    """What a committed turn leaves to do outside the transaction.

    Attributes:
        outbound: The rows to send, in order.
        queue_changed: Somebody joined or left the queue.
        case_id: The talk that has a new line, if any.
        look_again: An earlier turn may have been kept unheard: what it queued waits, and no desk was rung.
        left: The conversation of another channel that is over, because they came back here.
        begins: They meet the opening, or came back by their words: the time of the answer may not tell which.
        passage: How they went on, to be counted.
    """

    conversation: Conversation
    outbound: tuple[Outbound, ...] = ()
    queue_changed: bool = False
    case_id: CaseId | None = None
    look_again: bool = False
    begins: bool = False
    left: Conversation | None = None
    passage: Passage = NOWHERE


class Turn:
    """One turn while it is carried out: effects become rows of the same transaction."""

    def __init__(
        self, bundle: Bundle, tx: Transaction, new_id: NewId, *, before: Conversation, conversation: Conversation
    ) -> None:
        self.is_open: Callable[[CaseId | None], bool] = lambda _: False
        self.is_at_desk: Callable[[StaffId], bool] = lambda _: False
        self.can_be_first: Callable[[Wishes], bool] = lambda _: False
        self.call_desk = CallDesk()
        self.phrases: Phrases | None = None
        self.unread: tuple[Outbound, ...] = ()
        self._bundle = bundle
        self._tx = tx
        self._new_id = new_id
        self._before = before
        self._conversation = conversation
        self._next_seq = conversation.next_seq
        self._case_id = before.case_id
        self._rows: list[Outbound] = []
        self._queue_changed = False
        self._talk_changed = False
        self._wiped = False

    def carry_out(self, effects: Effects) -> None:
        """Turn effects into rows, in their order."""
        for effect in checks_counted(self._tx, self._conversation, effects):
            self._carry_out(effect)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Send(bubble=bubble, purpose=purpose):
                self._queue(purpose, told_how(bubble, self._before, self._conversation, say=self._bundle.say))
            case TellDesk() | AnswerProposal():
                self._take_in(effect)
            case OpenCase() | ChangeCard() | KeepFrom() | RaiseCase():
                self._change_case(effect)
            case LeaveCase() | PassOn() | WantAnother():
                self._let_go(effect)
            case Wipe() | Vanish():
                self._take_away(effect)
            case GivePhrase() | LockAway():
                self._protect(effect)
            case _:
                self._arrange(effect)

    def tell_desk(self, author: LineFrom, text: str) -> None:
        """Add a line to the open talk."""
        if self._case_id is None:
            return
        for part in split(text, LONGEST_LINE):
            self._tx.cases.add_line(self._case_id, Line(0, author, part))
        self._talk_changed = True

    def finish(self, inbound: Inbound | None) -> Performed:
        """Save the conversation with all rows, and say what is left to do."""
        case_id = self._case_id if self._talk_changed else None
        if self._wiped and not self._rows:
            if self._before.version:
                purge(self._tx, self._before)
            return Performed(self._conversation, queue_changed=self._queue_changed, case_id=case_id)
        if self.unread:
            self._rows += behind(self.unread, self._numbered(), new_id=self._new_id)
            self._next_seq += len(self.unread)
        kept = self._tx.conversations.save(self._with_messages(inbound))
        for ref in () if inbound is None else filter(None, (*inbound.unheard, inbound.message_ref)):
            self._tx.conversations.keep_ref(kept.id, ref)
        for row in self._rows:
            self._tx.outbox.add(row)
        if self._wiped:
            self._tx.conversations.unlink(kept.id)
        return Performed(kept, tuple(self._rows), self._queue_changed, case_id)

    def _with_messages(self, inbound: Inbound | None) -> Conversation:
        """Return the conversation that knows the number of its next row, and how long messages stand in its chat."""
        wrote = inbound is not None and bool(inbound.message_ref)
        said = (row for row in self._rows if row.purpose not in DELETIONS)
        stands = any(delivery_decision(row, self._conversation, self._tx.now) is Decision.SEND for row in said)
        if wrote or stands:  # what is held stands in no chat
            return changed(
                self._conversation, next_seq=self._next_seq, **by_a_message(self._conversation, self._tx.now)
            )
        return self._numbered()

    def _numbered(self) -> Conversation:
        """Return the conversation that knows the number of its next row."""
        is_known = self._conversation.next_seq == self._next_seq
        return self._conversation if is_known else changed(self._conversation, next_seq=self._next_seq)

    def _take_away(self, wanted: Wipe | Vanish) -> None:
        if isinstance(wanted, Wipe):
            return self._wipe(wanted)
        return self._queue(Purpose.VANISH, vanishes=wanted)

    def _queue(self, purpose: Purpose, bubble: Bubble = _NOTHING, *, vanishes: Vanish | None = None) -> None:
        if purpose is not Purpose.CALLBACK and purpose not in DELETIONS:
            self._conversation = with_more_said(self._conversation)
        row = Outbound(OutboundId(self._new_id()), self._conversation.id, self._next_seq, purpose, bubble)
        self._rows.append(replace(row, until=vanishes.until, only=vanishes.only) if vanishes is not None else row)
        self._next_seq += 1

    def _arrange(self, wanted: CallEffect) -> None:
        """Arrange with the desk what they want of a callback, and let the flow hear how that went."""
        now_in, desk = self._conversation, self.call_desk
        wishes = self._bundle.with_whom.kept_out(now_in.vars, now_in.never_with)
        self._conversation, event = arrange(self._tx, now_in, wanted, new_id=self._new_id, desk=desk, wishes=wishes)
        self._queue_changed |= not isinstance(wanted, FindSlots)
        if event is not None:
            self._let_hear(event)

    def _open_case(self, wanted: OpenCase) -> None:
        """Put the person in the queue, or back where they were, and let the flow hear how that went."""
        is_open = self.is_open(None)
        if wanted.wishes.first is not None and not self.can_be_first(wanted.wishes):
            kind = DeskEventKind.AWAY
        elif wanted.even_if_closed or is_open:
            kind = DeskEventKind.QUEUED
            waits = self._before.phase is Phase.WAITING
            old = open_again(self._tx, self._case_id, wanted, waits=waits, apart=self._bundle.counted_by)
            if old is not None and self._before.phase is Phase.BOT:  # whoever only waits for longer was never away
                self.tell_desk(LineFrom.SYSTEM, "back")
            now_in, apart = self._conversation, self._bundle.counted_by
            self._case_id = old or open_new(self._tx, self._new_id, now_in, wanted=wanted, is_open=is_open, apart=apart)
            self._conversation = replace(self._conversation, case_id=self._case_id)
            self._tx.blocks.wait(self._conversation.sender, self._case_id)
            self._queue_changed = True
        else:
            kind = DeskEventKind.NO_STAFF
            turned_away(self._tx, self._conversation, wanted, apart=self._bundle.counted_by)
        self._let_hear(DeskEvent(kind))

    def _let_hear(self, event: DeskEvent) -> None:
        """Let the flow hear how that went which it asked for."""
        after = step(self._bundle, self._numbered(), event, self._tx.now)
        self._conversation = after.conversation
        self.carry_out(after.effects)

    def _let_go(self, said: LeaveCase | PassOn | WantAnother) -> None:
        """Let the person go from the queue or the talk, or go on with a colleague or with whoever comes next."""
        if isinstance(said, LeaveCase):
            self._leave_case(Ending.HELP_SEEKER)
        elif isinstance(said, WantAnother):
            part_with(self._tx, self._case_id)
            self._let_hear(given_back(to_somebody=self.is_open(self._case_id)))
        elif self._case_id is not None:
            self._pass_on(self._case_id, said)
        self._talk_changed = self._queue_changed = True

    def _pass_on(self, case_id: CaseId, said: PassOn) -> None:
        is_passed = passed(self._tx, case_id, said, is_at_desk=self.is_at_desk)
        if said.agreed:
            kind = DeskEventKind.PASSED if is_passed else DeskEventKind.NOT_PASSED
            case = self._tx.cases.get(case_id)
            self._let_hear(DeskEvent(kind, said.ticks, by=None if case is None else case.claimed_by))

    def _change_case(self, wanted: OpenCase | ChangeCard | KeepFrom | RaiseCase) -> None:
        if isinstance(wanted, OpenCase):
            return self._open_case(wanted)
        if self._case_id is None:
            return None
        if isinstance(wanted, RaiseCase):
            self._tx.cases.make_urgent(self._case_id)
        else:
            change_case(self._tx, self._case_id, wanted, apart=self._bundle.counted_by)
        self._queue_changed = True
        return None

    def _leave_case(self, ending: Ending) -> None:
        if self._case_id is None:
            return
        self.tell_desk(LineFrom.SYSTEM, "left")
        self._tx.cases.close(self._case_id, ending)
        self._tx.blocks.wait(self._before.sender, None)
        self._queue_changed = True

    def _take_in(self, said: TellDesk | AnswerProposal) -> None:
        if isinstance(said, TellDesk):
            self.tell_desk(LineFrom.SYSTEM if said.is_code else LineFrom.HELP_SEEKER, said.text)
            return
        self._conversation, bubble = answered(self._tx, self._bundle, self._conversation, wanted=said)
        self._queue(Purpose.REPLY, bubble)
        self._talk_changed = True

    def _protect(self, wanted: GivePhrase | LockAway) -> None:
        if isinstance(wanted, GivePhrase):
            given = given_phrase(self._tx, self._bundle, self._conversation, wanted=wanted, phrases=self.phrases)
            self._conversation, bubble = given
            self._queue(Purpose.REPLY, bubble)
        else:
            for gone in lock_away(self._tx, wanted):
                self._queue(Purpose.VANISH, vanishes=gone)

    def _wipe(self, wipe: Wipe) -> None:
        """Cut the person off at once; the deletions and the last line go out, then everything is forgotten."""
        self._wiped = True
        if wipe.farewell:
            way = self._before.way_back
            self._tx.ways_back.forget([*self._before.ways_left, *(() if way is None else (way.tag,))])
            wiped(self._tx, self._conversation)
        self._leave_case(Ending.LEFT)
        self._tx.outbox.cancel(self._before.id)
        self._rows.clear()
        self._conversation = withdrawn(self._tx, replace(self._conversation, phase=Phase.WIPED))
        if not wipe.farewell:
            return
        if not wipe.leaves_chat:
            self._queue(Purpose.DELETE)
        self._queue(Purpose.FAREWELL, Bubble(wipe.farewell))
        if wipe.remainder:
            self._queue(Purpose.REMAINDER, Bubble(wipe.remainder))
