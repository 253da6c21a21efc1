"""Hear one event: one transaction a turn, then delivery. The desk's events take the same way."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.delivery import Delivery
from bot.errors import Fenced, StoreDown
from bot.flows.interrupts import CRISIS, FORGETTING, HUMAN, STOP
from bot.flows.shelf import Shelf
from bot.model import Conversation, ConversationId, DeskEvent, Guest, Inbound, Referral, Sender
from bot.own_words import OwnWords
from bot.performing import Performed
from bot.ports import (
    SILENT,
    UNSEEN,
    Alarm,
    Frontdesk,
    Job,
    Journal,
    Meter,
    Needs,
    NewId,
    Onlooker,
    Phrases,
    Store,
    Transaction,
)
from bot.turns import Turns


class Conversations:
    """The use case of every event: `hear` for help-seekers, `desk_event` and `counsellor_said` for the desk."""

    def __init__(  # noqa: PLR0913 - one for each thing that it works with
        self,
        store: Store,
        delivery: Delivery,
        shelf: Callable[[], Shelf],
        *,
        new_id: NewId,
        floor: Frontdesk,
        journal: Journal,
        alarm: Alarm,
        phrases: Phrases,
        meter: Meter = SILENT,
        onlooker: Onlooker = UNSEEN,
    ) -> None:
        """Serve what lies on the shelf, asked for once a turn; `floor` tells whether somebody is at the desk."""
        self._shelf = shelf
        self._turns = Turns(shelf, new_id=new_id, floor=floor, phrases=phrases)
        self._own_words = OwnWords()
        self._store = store
        self._delivery = delivery
        self._floor = floor
        self._journal = journal
        self._alarm = alarm
        self._phrases = phrases
        self._meter = meter
        self._onlooker = onlooker

    async def hear(self, inbound: Inbound) -> None:
        """Take one event in; it is durable when this returns, and the answer is under way.

        Raises:
            StoreDown: nothing was kept; the event has to come again.
            Fenced: another process serves this database.
        """
        needs = Needs(event=(inbound.sender.channel, inbound.external_id), sender=inbound.sender)
        key = await self._phrases.key_of(inbound)
        beat, begun = self._delivery.beat(), self._meter.begin()  # what a text costs before this is the same for all
        try:
            performed = await self._store.run(Job(lambda tx: self._turns.heard(tx, inbound, key), needs))
        except (StoreDown, Fenced):
            raise
        except Exception as fault:  # noqa: BLE001 - nobody who wrote is left without an answer, whatever broke
            self._journal.note("turn_failed", channel=inbound.sender.channel, fault=type(fault).__name__)
            performed = await self._store.run(Job(lambda tx: self._turns.failed(tx, inbound), needs))
        if performed is not None:
            if not performed.look_again:  # what came a second time was counted
                self._meter.turn(inbound.sender.channel, begun)
                self._onlooker.note(performed.conversation, performed.passage, self._shelf().newest.ways_counted)
            self._own_words.note(performed.conversation, self._shelf().newest.interrupts.own)
        self.follow_up(performed, beat=beat)

    def follow_up(self, performed: Performed | None, *, beat: datetime | None = None) -> None:
        """Send what a committed transaction left to send, and ring the desks; an opening leaves on the beat."""
        if performed is None:
            return
        self._alarm.expect(performed.conversation)
        not_before = beat if performed.begins else None
        self._delivery.dispatch(performed.conversation, performed.outbound, not_before=not_before)
        if performed.left is not None:
            self._delivery.dispatch(performed.left, ())
        if performed.look_again:
            self._delivery.look_again(performed.conversation)
        if performed.queue_changed or performed.look_again:
            self._floor.queue_changed()
        case_id = performed.case_id
        if case_id is None and performed.look_again:
            case_id = performed.conversation.case_id
        if case_id is not None:
            self._floor.case_changed(case_id)

    async def wake(self, conversation_id: ConversationId, *, look_again: bool = False) -> None:
        """Let a conversation go on although nobody wrote, if its moment has come; else nothing happens.

        Args:
            conversation_id: Whose moment it is.
            look_again: An earlier try may have been kept without our hearing of it.

        Raises:
            StoreDown: whether it was kept is not known; wake it again, and let that look again.
            Fenced: another process serves this database.
        """
        needs = Needs(conversation_id=conversation_id)
        work = partial(self._turns.woken, conversation_id=conversation_id, look_again=look_again)
        self.follow_up(await self._store.run(Job(work, needs)))

    def desk_event(self, tx: Transaction, conversation: Conversation, event: DeskEvent) -> Performed:
        """Let the flow react to the desk, inside the desk's own transaction."""
        return self._turns.desk_event(tx, conversation, event)

    def counsellor_said(self, tx: Transaction, conversation: Conversation, text: str, *, line: int) -> Performed:
        """Queue a counsellor's words, inside the desk's own transaction."""
        return self._turns.counsellor_said(tx, conversation, text, line=line)

    def proposed(self, tx: Transaction, conversation: Conversation, referral: Referral, *, line: int) -> Performed:
        """Queue what a counsellor proposes to give to a partner, inside the desk's own transaction."""
        return self._turns.proposed(tx, conversation, referral, line=line)

    def guest_came(self, tx: Transaction, conversation: Conversation, guest: Guest) -> Performed:
        """Tell who reads and writes along from now on, inside the desk's own transaction."""
        keys = ("guest_came", "guest_can_go")
        return self._turns.of_a_guest(tx, conversation, keys, _named(guest), line=0)

    def guest_said(
        self, tx: Transaction, conversation: Conversation, guest: Guest, *, text: str, line: int
    ) -> Performed:
        """Queue a guest's words under their name, inside the desk's own transaction."""
        return self._turns.of_a_guest(tx, conversation, ("guest_says",), _named(guest), text, line=line)

    def guest_left(self, tx: Transaction, conversation: Conversation) -> Performed:
        """Tell that nobody else reads along any more, inside the desk's own transaction."""
        return self._turns.of_a_guest(tx, conversation, ("guest_left",), line=0)

    def urgency(self, sender: Sender, text: str) -> str:
        """Tell how a text acts in every state: as "stop" (also a word of one's own), "mens" or "crisis"; "" for none.

        What leads to neither a wipe nor a human counts as the last. It is for whoever has to choose what is heard.
        """
        interrupts = self._shelf().newest.interrupts
        interrupt = interrupts.hear(text).interrupt
        if self._own_words.is_said(sender, text) or (interrupt is not None and interrupt.kind in FORGETTING):
            return STOP
        if interrupt is None:
            return ""
        return HUMAN if interrupt is interrupts.human else CRISIS


def _named(guest: Guest) -> str:
    return f"{guest.name}, {guest.organisation}"
