"""The turns of a conversation: what happens inside one transaction, whoever or whatever began it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.casework import let_go, lift
from bot.counting import claim
from bot.counting_people import begun
from bot.counting_people import returned as came_back
from bot.errors import Unreadable
from bot.fates import purge
from bot.flows.after_fault import after_fault
from bot.flows.bundle import Bundle
from bot.flows.passing import with_words_behind
from bot.flows.shelf import Shelf
from bot.flows.silence import opening_is_due
from bot.flows.step import step
from bot.flows.vanishing import by_a_message
from bot.handover.timetables import call_desk
from bot.model import (
    Bubble,
    CameBack,
    Case,
    Conversation,
    ConversationId,
    DeskEvent,
    DeskEventKind,
    Inbound,
    InboundKind,
    LineFrom,
    Outbound,
    OutboundId,
    Phase,
    Purpose,
    Referral,
    ReturnKey,
    Send,
    Sender,
    Step,
    TimerDue,
    WantAnother,
    changed,
    given_back,
)
from bot.model.promises import VANISH_AFTER
from bot.passing import question
from bot.performing import Performed, Turn
from bot.ports import Frontdesk, NewId, Phrases, Transaction
from bot.proposing import proposal_in, with_what_was_read
from bot.returning import bring_back
from bot.safe_contact import held_back, in_silence, may_write_first, unsaid
from bot.unread import never_shown, taken

_BEGINS = frozenset({DeskEventKind.CLAIMED, DeskEventKind.PASSED_ON})
"""From then on somebody has the talk who may not have had it before."""


class Turns:
    """Each method is one piece of work for `Store.run`, and returns what is left to do once it is committed."""

    def __init__(self, shelf: Callable[[], Shelf], *, new_id: NewId, floor: Frontdesk, phrases: Phrases) -> None:
        """Serve what lies on the shelf, asked for once a turn; `floor` tells whether somebody is at the desk."""
        self._shelf = shelf
        self._new_id = new_id
        self._floor = floor
        self._phrases = phrases

    def heard(self, tx: Transaction, inbound: Inbound, key: ReturnKey | None) -> Performed | None:
        """Let a help-seeker's event take effect; `key` is what their text opens with if it is a return phrase."""
        known = tx.conversations.of(inbound.sender)
        if not tx.first_seen(inbound.sender.channel, inbound.external_id):
            # Its first commit may have gone unnoticed by us; then the answer still waits.
            waits = known or _wiped(tx, inbound.sender)
            return None if waits is None else Performed(waits, look_again=True)
        if known is None and inbound.kind is InboundKind.LEFT:
            return None
        conversation = known or self._stranger(inbound, tx.now)
        bundle = self._shelf().bundle_for(conversation, inbound, tx.now)
        if key is not None and _may_come_back(bundle, conversation, inbound, now=tx.now):
            performed = self._come_back(tx, conversation, inbound, key=key)
            if performed is not None:
                return performed
        begins = inbound.kind is InboundKind.START or opening_is_due(conversation, tx.now)
        conversation = with_what_was_read(tx, conversation)
        after = begun(tx, conversation, inbound, after=self._step(tx, conversation, inbound, bundle=bundle))
        performed = self._perform(tx, conversation, after, bundle=bundle, inbound=inbound)
        return replace(performed, begins=begins, passage=after.passage)

    def _come_back(
        self, tx: Transaction, conversation: Conversation, inbound: Inbound, *, key: ReturnKey
    ) -> Performed | None:
        """Go on where a return phrase leads; None when it leads nowhere, so that its text is one like any other."""
        returned = bring_back(tx, conversation, key, own=self._shelf().newest.interrupts.own)
        if returned is None:
            return None
        back = returned.conversation
        bundle = self._shelf().bundle_for(back, CameBack(), tx.now)
        lift(tx, back.case_id, bundle.with_whom.kept_out(back.vars, back.never_with))
        after = came_back(tx, conversation, step(bundle, back, CameBack(), tx.now))
        performed = self._perform(tx, back, after, bundle=bundle, inbound=inbound, unread=returned.words)
        case_id = performed.conversation.case_id
        return replace(
            performed,
            left=returned.left,
            begins=True,  # so that who watches the line can't tell right words from wrong ones
            queue_changed=performed.queue_changed or case_id is not None,
            case_id=case_id,
        )

    def woken(self, tx: Transaction, conversation_id: ConversationId, *, look_again: bool = False) -> Performed | None:
        """Let a conversation go on although nobody wrote; `look_again` if that may have been kept unheard before."""
        conversation = tx.conversations.get(conversation_id)
        if conversation is None:
            return None
        bundle = self._shelf().bundle_for(conversation, TimerDue(), tx.now)
        after = step(bundle, conversation, TimerDue(), tx.now)
        if after.conversation == conversation:
            # Woken by an older moment, it has to be expected at its own again.
            return Performed(conversation, look_again=look_again)
        if not may_write_first(conversation, tx.now):
            after = unsaid(conversation, after)
        return replace(self._perform(tx, conversation, after, bundle=bundle), look_again=look_again)

    def _step(self, tx: Transaction, conversation: Conversation, inbound: Inbound, *, bundle: Bundle) -> Step:
        """Let an event take effect; a talk whose counsellor is gone goes back to the queue first."""
        case = None
        if conversation.phase is Phase.TALKING and conversation.case_id is not None:
            case = tx.cases.get(conversation.case_id)
        if case is None or case.claimed_by is None or self._floor.is_here(case.claimed_by):
            after = step(bundle, conversation, inbound, tx.now)
            return after if case is None else _asked_behind(tx, conversation, after, case=case, bundle=bundle)
        let_go(tx, case.id, case.claimed_by)
        claim(tx, "stale")
        if inbound.kind is InboundKind.START or opening_is_due(conversation, tx.now):
            return step(bundle, conversation, inbound, tx.now)  # whoever it is reads only what a stranger reads
        returned = step(bundle, conversation, given_back(to_somebody=self._floor.is_open(tx, case.id)), tx.now)
        # They have not read yet what it asks: their words are no answer to it, and it is asked behind them.
        after = step(bundle, held_back(returned.conversation), inbound, tx.now)
        news = (one for one in returned.effects if not (isinstance(one, Send) and one.bubble.prompt))
        return Step(after.conversation, (*news, *after.effects))

    def failed(self, tx: Transaction, inbound: Inbound) -> Performed | None:
        """Wipe for whoever wiped, else answer with the static text of numbers. Who left is forgotten."""
        if not tx.first_seen(inbound.sender.channel, inbound.external_id):
            return None
        bundle, is_gone = self._shelf().newest, inbound.kind is InboundKind.LEFT
        try:
            known = tx.conversations.of(inbound.sender)
        except Unreadable:
            return None if is_gone else self._answer_without_keeping(inbound, tx.now, bundle=bundle)
        if is_gone:
            return None if known is None else _forgotten(tx, known)
        conversation = known or self._stranger(inbound, tx.now)
        after = after_fault(bundle, conversation, inbound, now=tx.now)
        return self._perform(tx, conversation, after, bundle=bundle, inbound=inbound)

    def _answer_without_keeping(self, inbound: Inbound, now: datetime, *, bundle: Bundle) -> Performed:
        """Answer somebody whose row was altered on disk: until it is gone nothing can be kept of them.

        Their row stays as it is, for whoever finds out what happened to it; a row that is not theirs may lie there.
        """
        nobody = replace(self._stranger(inbound, now), language=bundle.language(inbound.language_hint), heard_at=now)
        text = bundle.say("failure", nobody.language)
        row = Outbound(OutboundId(self._new_id()), nobody.id, nobody.next_seq, Purpose.REPLY, Bubble(text))
        return Performed(nobody, (row,))

    def _stranger(self, inbound: Inbound, now: datetime) -> Conversation:
        bundle = self._shelf().newest
        return Conversation(
            id=ConversationId(self._new_id()),
            sender=inbound.sender,
            language=bundle.default_language,
            bundle=bundle.hash,
            born_on=now.date(),
            vanish_after=VANISH_AFTER if inbound.deletable else None,
        )

    def _perform(
        self,
        tx: Transaction,
        before: Conversation,
        after: Step,
        *,
        bundle: Bundle,
        inbound: Inbound | None = None,
        unread: tuple[Outbound, ...] = (),
    ) -> Performed:
        """Carry out what a step asked for, and save the conversation, in this transaction."""
        now_in = after.conversation
        behind: tuple[Outbound, ...] = ()
        talks = now_in.phase is Phase.TALKING and WantAnother() not in after.effects
        if talks and (inbound is not None or before.phase is not Phase.TALKING):
            behind = (*unread, *taken(tx, before, now_in))
            now_in = with_words_behind(now_in) if behind else now_in
        elif before.phase is Phase.TALKING and not talks:
            never_shown(tx, before)
        turn = Turn(bundle, tx, self._new_id, before=before, conversation=now_in)
        turn.is_open = lambda case_id: self._floor.is_open(tx, case_id) and not _is_blocked(tx, now_in.sender)
        turn.can_be_first = lambda wishes: self._floor.can_be_first(tx, wishes) and not _is_blocked(tx, now_in.sender)
        turn.is_at_desk = self._floor.is_at_desk
        turn.call_desk = call_desk(tx, self._shelf().newest, is_blocked=lambda: _is_blocked(tx, now_in.sender))
        turn.phrases, turn.unread = self._phrases, behind
        if before.phase is Phase.TALKING and now_in.phase is Phase.BOT and now_in.case_id:
            turn.tell_desk(LineFrom.SYSTEM, "quiet")
        turn.carry_out(after.effects)
        return turn.finish(inbound)

    def desk_event(self, tx: Transaction, conversation: Conversation, event: DeskEvent) -> Performed:
        """Let the flow react to the desk, inside the desk's own transaction."""
        bundle = self._shelf().bundle_for(conversation, event, tx.now)
        after = step(bundle, conversation, event, tx.now)
        case = tx.cases.get(conversation.case_id) if event.kind in _BEGINS and conversation.case_id else None
        if case is not None:
            after = _asked_behind(tx, after.conversation, after, case=case, bundle=bundle)
        if not may_write_first(conversation, tx.now):
            after = in_silence(conversation, after)
        return self._perform(tx, conversation, after, bundle=bundle)

    def counsellor_said(self, tx: Transaction, conversation: Conversation, text: str, *, line: int) -> Performed:
        """Queue a counsellor's words; they keep the window open only while it is open."""
        return self._from_the_desk(tx, conversation, Bubble(text), line=line)

    def proposed(self, tx: Transaction, conversation: Conversation, referral: Referral, *, line: int) -> Performed:
        """Queue a proposal as a counsellor's words are queued; what was proposed before is answered no more."""
        bubble, asked = proposal_in(self._shelf().newest, conversation, referral, line=line)
        return self._from_the_desk(tx, asked, bubble, line=line)

    def of_a_guest(
        self, tx: Transaction, conversation: Conversation, keys: tuple[str, ...], *parts: str, line: int
    ) -> Performed:
        """Queue what a guest says, or what is said of one, as a counsellor's words are queued.

        Args:
            tx: Everything happens in it.
            conversation: Of the help-seeker.
            keys: The texts of wording.yaml around it: the first in front, the others behind.
            parts: What stands between them.
            line: The desk's own number of it; 0 for what is only told.
        """
        first, *others = (self._shelf().newest.say(key, conversation.language) for key in keys)
        text = "\n\n".join((first, *parts, *others))
        return self._from_the_desk(tx, conversation, Bubble(text), line=line)

    def _from_the_desk(self, tx: Transaction, conversation: Conversation, bubble: Bubble, *, line: int) -> Performed:
        is_heard = conversation.phase is Phase.TALKING and may_write_first(conversation, tx.now)
        row = Outbound(
            OutboundId(self._new_id()),
            conversation.id,
            conversation.next_seq,
            Purpose.TALK,
            bubble,
            line=line,
        )
        said = changed(
            with_words_behind(conversation),
            next_seq=conversation.next_seq + 1,
            spoke_at=tx.now if is_heard else conversation.spoke_at,
            **(by_a_message(conversation, tx.now) if is_heard else {}),
        )
        kept = tx.conversations.save(said)
        tx.outbox.add(row)
        return Performed(kept, (row,), case_id=conversation.case_id)


def _may_come_back(bundle: Bundle, conversation: Conversation, inbound: Inbound, *, now: datetime) -> bool:
    """Tell whether a phrase is heard here: words that always work win, and in a talk all are the counsellor's."""
    if conversation.phase is Phase.TALKING and not opening_is_due(conversation, now):
        return False
    own_word = conversation.vars.get(bundle.interrupts.own, "")
    return bundle.interrupts.hear(inbound.text, own_word).interrupt is None


def _asked_behind(tx: Transaction, before: Conversation, after: Step, *, case: Case, bundle: Bundle) -> Step:
    """Ask behind the answer what a colleague may do, where that is to be asked and could not be before."""
    now_in = after.conversation
    can_be_asked = before.doubt is None and now_in.phase is Phase.TALKING and now_in.announced
    event = question(tx, case) if can_be_asked else None
    if event is None:
        return after
    asked = step(bundle, now_in, event, tx.now)
    return Step(asked.conversation, (*after.effects, *asked.effects))


def _is_blocked(tx: Transaction, sender: Sender) -> bool:
    block = tx.blocks.of(sender)
    return block is not None and block.is_confirmed


def _forgotten(tx: Transaction, conversation: Conversation) -> Performed:
    """Forget somebody who left, without a flow; nothing that is under way to them may arrive."""
    purge(tx, conversation)
    return Performed(replace(conversation, phase=Phase.WIPED), queue_changed=True, case_id=conversation.case_id)


def _wiped(tx: Transaction, sender: Sender) -> Conversation | None:
    """Return what was cut off from this sender by a wipe that is not carried out yet."""
    unfinished = (conversation for conversation, _ in tx.outbox.unfinished())
    return next((one for one in unfinished if one.phase is Phase.WIPED and one.sender == sender), None)
