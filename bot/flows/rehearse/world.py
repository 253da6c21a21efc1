"""One help-seeker, the engine and a desk, with a clock that only moves when it is told to: nothing here is real.

What a use case does around `step` in a transaction is done here on plain values: effects take place, bubbles pass the
reply window, an event that comes twice changes nothing, and the conversation is kept and read back after every event.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.flows.bundle import Bundle
from bot.flows.passing import with_words_behind
from bot.flows.rehearse.calls import RehearsedCalls
from bot.flows.rehearse.example_phrase import ExamplePhrase
from bot.flows.rehearse.happened import Happened
from bot.flows.rehearse.keeping import Broken, Keep, kept
from bot.flows.rehearse.somebody import SOMEBODY, THEIR_CASE, news, stranger, taker
from bot.flows.rehearse.trail import Trail, noted
from bot.flows.step import step
from bot.flows.turn import Turn
from bot.model import (
    ANYBODY,
    Bubble,
    CameBack,
    ChangeCard,
    CheckPassed,
    Choice,
    Conversation,
    DeskEvent,
    DeskEventKind,
    Effect,
    GivePhrase,
    Inbound,
    InboundKind,
    LeaveCase,
    LockAway,
    OpenCase,
    Outbound,
    OutboundId,
    PassOn,
    Phase,
    Purpose,
    RaiseCase,
    Send,
    Sender,
    Step,
    TellDesk,
    TimerDue,
    Value,
    WantAnother,
    Wipe,
    given_back,
)
from bot.safe_contact import Decision, delivery_decision, held_back, in_silence, may_write_first, unsaid

_NOBODY = OutboundId(b"a row of nothing")


class World:
    """Plays events, and remembers what was seen of them."""

    def __init__(
        self, bundle: Bundle, *, sender: Sender, hint: str, now: datetime, keep: Keep, is_staffed: bool = True
    ) -> None:
        """Begin with a stranger.

        Args:
            bundle: What is served.
            sender: The channel decides what is shown where a text differs by channel.
            hint: The language that the person's app speaks.
            now: Aware, in UTC.
            keep: Called after every event.
            is_staffed: Somebody is at the desk.
        """
        self.now = now
        self.hint = hint
        self.is_staffed = is_staffed
        self.trail = Trail()
        self.happened = Happened()
        self.prompts: dict[str, str] = {}
        """The token under which each node last asked something."""
        self.labels: dict[tuple[str, str], str] = {}
        """The words on every option that was shown, by the token of its prompt and its id."""
        self._keep = keep
        self._sender = sender
        self._events = 0
        self._seen: set[str] = set()
        self._held: list[Outbound] = []
        self._is_forgotten = False
        self._said_before = 0
        self._card: Mapping[str, Value] = {}
        self._wishes = ANYBODY
        self._example = ExamplePhrase()
        self.calls = RehearsedCalls(has_slots=True)
        self.serve(bundle)
        self.conversation = self._stranger()

    @property
    def bundle(self) -> Bundle:
        """What is served, without the notes on it."""
        return self._served

    def serve(self, bundle: Bundle) -> None:
        """Swap what is served; conversations go on."""
        self._served = bundle
        self._noted = noted(bundle, self.trail)

    def arrive_at(self, node_id: str, variables: Mapping[str, Value]) -> None:
        """Let the person come to a node, with what they have said before.

        Args:
            node_id: A node of the bundle.
            variables: What is remembered.
        """
        before = replace(self._stranger(), language=self._served.language(self.hint), vars=variables)
        turn = Turn(self._noted, before, self.now)
        turn.heard_at = self.now
        turn.go(node_id)
        self._perform(before, turn.done())

    def hear(self, kind: InboundKind, text: str = "", choice: Choice | None = None) -> Inbound:
        """Let the help-seeker do something; returns the event, so that it can come once more."""
        self._events += 1
        inbound = Inbound(self._sender, str(self._events), kind, text=text, choice=choice, language_hint=self.hint)
        self.hear_again(inbound)
        return inbound

    def hear_again(self, inbound: Inbound) -> None:
        """Take an event in as a channel hands it over, perhaps not for the first time.

        Raises:
            Broken: the same event led to something else when it was looked at twice.
        """
        if inbound.external_id in self._seen:
            return
        self._seen.add(inbound.external_id)
        before = self._stranger() if self._is_forgotten else self.conversation
        self._is_forgotten = False
        event: Inbound | CameBack = inbound
        if self._example.is_said(inbound.text):
            before, event = self._example.come_back(before), CameBack()
        after = step(self._noted, before, event, self.now)
        if step(self._served, before, event, self.now) != after:
            raise Broken("The engine did not decide the same twice.")
        self._perform(before, after)
        if self.conversation.phase is Phase.TALKING:
            self._release(before)

    def desk(self, kind: DeskEventKind) -> None:
        """Let the desk do something with the open case."""
        before, by = self.conversation, taker(self.conversation, self._wishes, self.now)
        event = news(kind, by=by, card=self._card, to_somebody=self.is_staffed)
        after = step(self._noted, before, event, self.now)
        self._perform(before, after if may_write_first(before, self.now) else in_silence(before, after))
        if self.conversation.phase is Phase.TALKING:
            self._release(before)

    def counsellor_says(self, text: str) -> None:
        """Let the counsellor write."""
        if self.conversation.phase is Phase.TALKING and may_write_first(self.conversation, self.now):
            self.conversation = replace(self.conversation, spoke_at=self.now)
        self.conversation = with_words_behind(self.conversation)
        self._send(Bubble(text), Purpose.TALK)
        self.conversation = self._kept(self.conversation)

    def take_what_happened(self) -> Happened:
        """Return what came of the events since this was last asked."""
        happened, self.happened = self.happened, Happened()
        return happened

    def advance(self, time: timedelta) -> None:
        """Let time go by; whatever is due meanwhile happens at its own moment.

        Raises:
            Broken: a moment that has come does not go away.
        """
        until = self.now + time
        while (moment := self.conversation.wakes_at) is not None and moment <= until:
            self.now = max(self.now, moment)
            self._wake()
            if self.conversation.wakes_at == moment:
                raise Broken("What was due did not happen.")
        self.now = until

    def _wake(self) -> None:
        before = self.conversation
        after = step(self._noted, before, TimerDue(), self.now)
        self.trail.remind(after.conversation.reminded[len(before.reminded) :])
        self._perform(before, after if may_write_first(before, self.now) else unsaid(before, after))

    def _stranger(self) -> Conversation:
        return stranger(self._served, self._sender, self.now)

    def _perform(self, before: Conversation, after: Step) -> None:
        self.conversation = after.conversation
        self._said_before = len(self.happened.bubbles)
        if before.phase is Phase.TALKING and after.conversation.phase is not Phase.TALKING:
            self._held.clear()
        for effect in after.effects:
            self._carry_out(effect)
        self.trail.speak(self.conversation.language, now_at=self.conversation.node)
        self.conversation = self._kept(self.conversation)

    def _carry_out(self, effect: Effect | CheckPassed) -> None:
        match effect:
            case Send(bubble=bubble, purpose=purpose):
                self._send(bubble, purpose)
            case TellDesk() | OpenCase() | PassOn() | WantAnother():
                self._ask_the_desk(effect)
            case ChangeCard():
                self._card = self.happened.card = effect.on(self._card)
            case RaiseCase() | LeaveCase() | CheckPassed():
                self.happened.raised |= isinstance(effect, RaiseCase)
                self.happened.left |= isinstance(effect, LeaveCase)
            case GivePhrase() | LockAway():
                self._protect(effect)
            case Wipe(farewell=farewell):
                self._wipe(farewell)
            case _:
                self._arrange(effect)

    def _arrange(self, wanted: Effect) -> None:
        arranged = self.calls.arrange(self.conversation, wanted, now=self.now, at=self._served.whereabouts)
        self.conversation, answer = arranged
        if answer is not None:
            self._let_hear(answer)

    def _wipe(self, farewell: str) -> None:
        self.happened.wiped = True
        self._example = ExamplePhrase()
        del self.happened.bubbles[self._said_before :]
        self._is_forgotten = True
        self._held.clear()
        self.prompts.clear()
        if farewell:
            self._send(Bubble(farewell), Purpose.FAREWELL)

    def _protect(self, wanted: GivePhrase | LockAway) -> None:
        if isinstance(wanted, LockAway):
            self._example.lock(wanted)
        else:
            self.conversation, bubble = self._example.given(self.conversation, wanted)
            self._send(bubble, Purpose.REPLY)

    def _ask_the_desk(self, wanted: TellDesk | OpenCase | PassOn | WantAnother) -> None:
        """Answer at once, in the same transaction, as the use case does."""
        if isinstance(wanted, TellDesk):
            return self.happened.told.append(wanted.text)
        if isinstance(wanted, WantAnother):
            return self._let_hear(given_back(to_somebody=self.is_staffed))
        if isinstance(wanted, PassOn):
            if wanted.agreed:
                self._card = {name: value for name, value in self._card.items() if name in wanted.ticks.ticked}
                self._let_hear(DeskEvent(DeskEventKind.PASSED, wanted.ticks))
            return None
        if wanted.wishes.first is not None and not self.is_staffed:
            return self._let_hear(DeskEvent(DeskEventKind.AWAY))
        is_queued, self._wishes = self.is_staffed or wanted.even_if_closed, wanted.wishes
        self._card = ChangeCard(wanted.card, wanted.stays).on({} if self.conversation.case_id is None else self._card)
        self.happened.opened, self.happened.card = wanted, self._card
        if is_queued:
            self.conversation = replace(self.conversation, case_id=THEIR_CASE)
        return self._let_hear(DeskEvent(DeskEventKind.QUEUED if is_queued else DeskEventKind.NO_STAFF))

    def _let_hear(self, event: DeskEvent) -> None:
        after = step(self._noted, self.conversation, event, self.now)
        self.conversation = after.conversation
        for effect in after.effects:
            self._carry_out(effect)

    def _send(self, bubble: Bubble, purpose: Purpose) -> None:
        row = Outbound(_NOBODY, SOMEBODY, self.conversation.next_seq, purpose, bubble)
        self.conversation = replace(self.conversation, next_seq=row.seq + 1)
        self._deliver(row)

    def _deliver(self, row: Outbound) -> None:
        if delivery_decision(row, self.conversation, self.now) is Decision.SEND:
            self.happened.bubbles.append(row.bubble)
            self.trail.read(row.bubble.text, self.conversation.language)
            if row.bubble.prompt:
                asked = self.conversation.asked
                self.prompts[self.conversation.node if asked is None else asked.node] = row.bubble.prompt
                self.labels |= {(row.bubble.prompt, option.id): option.label for option in row.bubble.options}
        else:
            self.happened.unseen += 1
            if row.purpose is Purpose.TALK:
                self._held.append(row)
            else:
                self.conversation = held_back(self.conversation)

    def _release(self, before: Conversation) -> None:
        """Show what was held in this talk, behind what was just said."""
        since = before.talk_seq if before.phase is Phase.TALKING else self.conversation.talk_seq
        held, self._held = self._held, []
        for row in (one for one in held if one.seq >= since):
            self._send(row.bubble, row.purpose)
        self.conversation = self._kept(self.conversation) if held else self.conversation

    def _kept(self, conversation: Conversation) -> Conversation:
        return kept(self._keep, conversation)
