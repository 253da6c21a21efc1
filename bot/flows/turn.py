"""One event while it is answered: the walk through the nodes, and what they say.

What an event means is decided elsewhere; here the conversation only moves and speaks.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from bot.flows.bundle import Bundle
from bot.flows.calls import AskForCall, ChooseSlot, SettleCall
from bot.flows.draft import Draft
from bot.flows.handing import Handover
from bot.flows.nodes import (
    AWAY,
    CALL,
    NEXT,
    WAITING,
    BeginList,
    Branch,
    Call,
    End,
    GoThroughList,
    Input,
    LeaveList,
    Passing,
    Prompting,
    Say,
    Set,
    Waiting,
    arm_exit,
    passing_of,
)
from bot.flows.paging import Page
from bot.flows.passages import passage
from bot.flows.phrase import Phrase
from bot.flows.prompting import place_after, place_of_choices, prompted
from bot.flows.quiet import Pause
from bot.flows.saying import said
from bot.flows.silence import opening_is_due
from bot.flows.with_whom import asks_first
from bot.model import (
    BookCallback,
    Bubble,
    ChangeCard,
    Conversation,
    FindSlots,
    KeepFrom,
    MoveCallback,
    OpenCase,
    Phase,
    ProveCallback,
    RaiseCase,
    Step,
    Urgency,
    Value,
    Wishes,
)

DEEPEST_STACK = 8
"""Flows within flows. A person who goes deeper comes back to the innermost ones only."""
MOST_HOPS = 200
"""Nodes passed in one turn. The checks refuse circles; this holds for what they may have missed."""


_ANSWERED_AT_ONCE = (OpenCase, FindSlots, BookCallback, MoveCallback, ProveCallback)
"""The desk's answer to these follows in the same transaction, and leads on."""


class Turn(Draft):
    """A conversation that moves and speaks."""

    def __init__(self, bundle: Bundle, before: Conversation, now: datetime) -> None:
        """Begin where the conversation stands."""
        super().__init__(bundle, before, now)
        self._hops = 0
        self._has_opened = False
        self._has_gone_back_to_the_queue = False
        self._took = ""

    def done(self) -> Step:
        """Return what `Draft.done` does; what somebody who waits became or unticked meanwhile, the desk learns too."""
        self.part()
        node = self.bundle.nodes.get(self.handover)
        if isinstance(node, Handover) and {self.phase, self.before.phase} == {Phase.WAITING}:
            self._tell_the_desk(node)
        step, begins = super().done(), opening_is_due(self.before, self.now)
        went = passage(self.bundle.ways_counted, self.before, step.conversation, took=self._took, begins=begins)
        return Step(step.conversation, step.effects, went)

    def _tell_the_desk(self, node: Handover) -> None:
        always_there = {"channel": self.before.sender.channel, "language": self.language}
        known, before = self.known, {**self.before.vars, **always_there}
        became_urgent = node.urgent(known) and not node.urgent(before)
        if became_urgent and not any(isinstance(effect, RaiseCase) for effect in self.effects):
            self.effects.append(RaiseCase())
        if node.changes_card(before, known):
            self.effects.append(ChangeCard(node.shown(known), node.stays(known)))
        kept_out = self.bundle.with_whom.kept_out
        was, now_in = kept_out(before, self.before.never_with), kept_out({**before, **known}, self.never_with)
        if was != now_in:
            self.effects.append(KeepFrom(now_in))

    def break_silence(self) -> None:
        """Say how to reach a human if nothing was said and nothing is about to be: nobody meets silence."""
        if not self.has_answered and not any(isinstance(effect, _ANSWERED_AT_ONCE) for effect in self.effects):
            self.say("lost")

    def show_again(self) -> None:
        """Show once more what the conversation waits for; move on to something where it waits for nothing."""
        node = self.bundle.nodes.get(self.node)
        if isinstance(node, Prompting) and self.prompt is not None and self.prompt.node == node.id:
            self._show(node, self.prompt.token, self.prompt.place)
        elif isinstance(node, Pause):
            self.go(self.exit(NEXT))
        elif self.node:
            self.go(self.node)
        else:
            self._rest()

    def show_anew(self) -> None:
        """Show what the conversation waits for under another token: nothing on an older screen answers it any more."""
        node = self.bundle.nodes.get(self.node)
        if isinstance(node, Prompting) and self.prompt is not None and self.prompt.node == node.id:
            self._show(node, self._new_token(node), self.prompt.place)
        elif self.node:
            self.show_again()
        else:
            self.go(self.bundle.recoveries.get(self.bundle.entry.partition(".")[0], self.bundle.entry))

    def open(self) -> None:
        """Begin the first flow."""
        self._has_opened = True
        self.go(self.bundle.entry)

    def call(self, back_to: str, entry: str) -> None:
        """Run a flow and remember where to go on."""
        self.go(self._called(back_to, entry))

    def _called(self, back_to: str, entry: str) -> str:
        """Remember where to go on after a flow. A flow that already runs begins anew, at its old place."""
        flow = entry.partition(".")[0]
        running = [node_id.partition(".")[0] for node_id in (*self.stack, back_to)]
        stack = (*self.stack, back_to)
        if flow in running:
            stack = stack[: running.index(flow)]
        self.stack = stack[-DEEPEST_STACK:]
        return entry

    def exit(self, exit_name: str) -> str:
        """Return where an exit of the present node leads; what was called is left behind when it leads elsewhere."""
        target = self.bundle.recovery(self.bundle.machine.follow(self.node, exit_name))
        if self.node == self.before.node and not self._took:
            self._took = exit_name
        if target.partition(".")[0] != self.node.partition(".")[0]:
            self.stack = ()
        return target

    def go(self, node_id: str) -> None:
        """Walk from a node on until something has to be waited for."""
        while node_id:
            self._hops += 1
            node_id = self.bundle.recovery(node_id)
            node = self.bundle.nodes[node_id]
            self.node, self.prompt, self.tries = node_id, None, 0
            if self._hops > MOST_HOPS:
                self.say("failure")
                self.node = ""
                return
            if isinstance(node, Pause) and not self.has_answered:
                node_id = self.exit(NEXT)  # whoever just wrote is answered first
            elif isinstance(node, Waiting):
                self._stop_at(node)
                return
            else:
                node_id = self._pass(node)

    def _stop_at(self, node: Waiting) -> None:
        if isinstance(node, Handover):
            self._ask_for_human(node)
        elif isinstance(node, ChooseSlot):
            self.effects.append(FindSlots())
        elif isinstance(node, AskForCall):
            self._ask_for_call(node)
        elif not isinstance(node, Pause):
            self._show(node, self._new_token(node))

    def _new_token(self, node: Prompting) -> str:
        self.prompts += 1
        return f"{self.prompts}-{node.digest}"

    def read_on(self, node: Page, place: str) -> None:
        """Show the part of a page that follows the one at this place."""
        self._show(node, self._new_token(node), place_after(node, place, self.listener()))

    def ask_which(self, node: Input | ChooseSlot, values: Iterable[Value]) -> None:
        """Ask which of some values was meant, or is wanted."""
        self._show(node, self._new_token(node), place_of_choices(values))

    def _show(self, node: Prompting, token: str, place: str = "") -> None:
        bubble, self.prompt = prompted(node, self.bundle.catalogue, self.listener(), token=token, place=place)
        self.send(bubble)
        if self.prompt is None:
            self.go(self.exit(NEXT))

    def _ask_for_human(self, node: Handover) -> None:
        self.handover = node.id
        self.part()
        urgency = Urgency.URGENT if node.urgent(self.known) else Urgency.NORMAL
        known, minutes = self.known, node.minutes(self.vars)
        card, stays = node.asked(known, waits=self.phase is Phase.WAITING)
        wishes = self._wishes(node, urgency)
        opened = OpenCase(urgency, card, minutes, even_if_closed=node.even_if_closed, stays=stays, wishes=wishes)
        self.effects.append(opened)

    def _ask_for_call(self, node: AskForCall) -> None:
        wanted = self.bundle.calls.wanted(node, self.vars, self.bundle.whereabouts)
        if wanted is None:
            self.go(self.exit(node.in_vain))
        else:
            self.effects.append(wanted)

    def _settle_call(self, node: SettleCall) -> str:
        appointment, calls = self.before.appointment, self.bundle.calls
        wanted, self.vars, way = calls.settled(node, self.vars, appointment, now=self.now)
        self.effects += [] if wanted is None else [wanted]
        return self.exit(way)

    def _wishes(self, node: Handover, urgency: Urgency) -> Wishes:
        """Return who is to be asked first, and who is not to know of it. In danger everybody is asked at once.

        Whoever waits already had whom they wanted asked then.
        """
        with_whom = self.bundle.with_whom
        wishes, first = with_whom.kept_out(self.vars, self.never_with), None
        can_be_asked = AWAY in self.bundle.machine.exits(node.id) and self.phase is not Phase.WAITING
        if can_be_asked and urgency is not Urgency.URGENT and with_whom.wants_again(self.vars):
            first = self.counsellor
        return asks_first(wishes, first, self.now)

    def _pass(self, node: Passing) -> str:
        """Do what a node does that waits for nothing; returns where to go on, or nothing when it was the last."""
        match node:
            case Say() | Phrase():
                self._say_node(node)
                return self.exit(NEXT)
            case Branch():
                arms, known = enumerate(node.conditions), self.known
                number = next((place for place, holds in arms if holds(known)), len(node.conditions))
                return self.exit(arm_exit(number))
            case Set():
                self.vars = {**self.vars, **node.values}
                self.part()
                return self.exit(NEXT)
            case Call():
                entry = self.bundle.machine.follow(self.node, CALL)
                return self._called(self.exit(NEXT), entry)
            case BeginList() | GoThroughList() | LeaveList():
                self.vars, way = node.passed(self.vars, self.known)
                self.effects += passing_of(node, way)
                return self.exit(way)
            case SettleCall() | End():
                return self._end(node) if isinstance(node, End) else self._settle_call(node)
            case _:
                assert_never(node)

    def _say_node(self, node: Say | Phrase) -> None:
        if isinstance(node, Phrase):
            self.give_phrase(node.texts.on(self.before.sender.channel, self.language))
            return
        self.send(Bubble(said(node, self.bundle.catalogue, self.listener())))
        waits = self.phase is Phase.WAITING  # who holds the phone now may know nothing of an older place
        if node.leave_queue and self.leave_queue() and waits:
            self.say("left_queue")

    def _end(self, node: End) -> str:
        if node.wipe:
            self.wipe(leaves_chat=node.leaves_chat)
            return ""
        if node.leave_queue and self.leave_queue():
            self.say("left_queue")
        if self.stack:
            back, self.stack = self.stack[-1], self.stack[:-1]
            return back
        self._rest()
        return ""

    def _rest(self) -> None:
        """Let the conversation rest; whoever waits for a human goes back to waiting, and nobody is left in silence."""
        self.node, self.prompt = "", None
        if self.phase is Phase.WAITING and not self._has_gone_back_to_the_queue:
            self._has_gone_back_to_the_queue = True
            self.go(self.bundle.machine.follow(self.handover, WAITING) or self.bundle.entry)
        elif not self.has_answered and not self._has_opened:
            self.open()
