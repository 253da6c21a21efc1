"""One step of a conversation: an event in, the conversation after it and the effects out. Pure and total.

    step(bundle, conversation, event, now) -> Step(conversation, effects)

It reads no clock, draws no lots and never raises: whatever happened before, whatever arrives, there is an answer.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.flows.arrival import adopt
from bot.flows.bundle import Bundle
from bot.flows.calling import OF_A_CALL, hear_of_a_call
from bot.flows.coming_back import come_back
from bot.flows.handed import (
    exit_of_handover,
    offer_another_way,
    offer_at,
    stand_at_handover,
    wait_again,
)
from bot.flows.handing import Handover
from bot.flows.hearing import hear
from bot.flows.nodes import CLOSED, WAITING
from bot.flows.passing import OF_A_COLLEAGUE, hear_of_a_colleague
from bot.flows.silence import opening_is_due
from bot.flows.turn import Turn
from bot.flows.waking import wake
from bot.model import (
    CameBack,
    Conversation,
    DeskEvent,
    DeskEventKind,
    Inbound,
    Phase,
    Purpose,
    StaffId,
    Step,
    TimerDue,
)

Event = Inbound | DeskEvent | TimerDue | CameBack


def step(bundle: Bundle, conversation: Conversation, event: Event, now: datetime) -> Step:  # noqa: PLR0917 - the one call that everybody makes
    """Let one event take effect.

    After an `OpenCase` the desk's answer (`QUEUED`, `NO_STAFF`, `AWAY` or, for a case that is claimed already,
    `CLAIMED`) has to follow as the next event of the same transaction: the conversation stands at its handover until
    then.
    So has `PASSED` or `NOT_PASSED` after a `PassOn` that agrees, and the desk's answer to what is asked for a callback.

    Args:
        conversation: As it was kept, or a new one.
        event: From the help-seeker, from the desk or from the clock; or they came back by their return phrase.
        bundle: What is served now; a conversation of another bundle is moved over by its ids.
        now: The moment of the event, aware, in UTC.

    Returns:
        The conversation, not yet saved, and the effects in their order.
    """
    match event:
        case Inbound():
            turn = Turn(bundle, conversation, now)
            hear(turn, event)
            return turn.done()
        case DeskEvent() if event.kind in OF_A_COLLEAGUE:
            turn = Turn(bundle, conversation, now)
            adopt(turn)
            turn.counsellor = event.by or turn.counsellor
            return hear_of_a_colleague(turn, event)
        case DeskEvent() if event.kind in OF_A_CALL:
            turn = Turn(bundle, conversation, now)
            adopt(turn)
            return hear_of_a_call(turn, event)
        case DeskEvent():
            return _hear_desk(bundle, conversation, event, now=now)
        case TimerDue():
            return wake(bundle, conversation, now)
        case CameBack():
            turn = Turn(bundle, conversation, now)
            come_back(turn)
            turn.break_silence()
            return turn.done()
        case _:
            assert_never(event)


def _hear_desk(bundle: Bundle, conversation: Conversation, event: DeskEvent, *, now: datetime) -> Step:
    """Let the desk's news take effect; what no longer concerns the person changes nothing and says nothing."""
    phase, kind = conversation.phase, event.kind
    turn = Turn(bundle, conversation, now)
    adopt(turn)
    asked = phase in {Phase.BOT, Phase.WAITING} and isinstance(bundle.nodes.get(turn.node), Handover)
    match kind:
        case DeskEventKind.QUEUED if asked:
            _queued(turn)
        case DeskEventKind.NO_STAFF | DeskEventKind.AWAY if asked and kind in bundle.machine.exits(turn.node):
            _not_queued(turn, kind)
        case DeskEventKind.CLAIMED if asked or phase is Phase.WAITING:
            _claimed(turn, event.by)
        case DeskEventKind.RETURNED | DeskEventKind.RETURNED_TO_NOBODY if phase is Phase.TALKING:
            _returned(turn, is_alone=kind is DeskEventKind.RETURNED_TO_NOBODY)
        case DeskEventKind.NOBODY if phase is Phase.WAITING:
            return _alone(turn)
        case DeskEventKind.CLOSED if phase in {Phase.TALKING, Phase.WAITING}:
            _closed(turn)
        case DeskEventKind.CLOSED:
            return Step(replace(conversation, case_id=None, handover=""))
        case _:
            return Step(conversation)
    turn.break_silence()
    return turn.done()


def _queued(turn: Turn) -> None:
    node, until = turn.bundle.nodes[turn.node], _agreed_until(turn)
    turn.vars = {**turn.vars, **(node.fixed(turn.known) if isinstance(node, Handover) else {})}
    turn.forget_what_was_for_the_desk()
    turn.phase = Phase.WAITING
    turn.write_until = until
    turn.claim_by, turn.spoke_at = offer_at(turn), None
    turn.go(turn.exit(WAITING))


def _agreed_until(turn: Turn) -> datetime | None:
    """Return until when somebody who asks for a human now lets us write first; None: not at all."""
    node = turn.bundle.nodes[turn.node]
    minutes = node.minutes(turn.vars) if isinstance(node, Handover) else 0
    return turn.now + timedelta(minutes=minutes) if minutes else None


def _not_queued(turn: Turn, kind: DeskEventKind) -> None:
    """Go on where nobody is there, or not whom they want; what is for the desk is kept for somebody else.

    Whoever waits already keeps their place, and may be written to for no longer than they said now.
    """
    until = _agreed_until(turn)
    turn.write_until = min(turn.write_until, until) if turn.write_until and until else None
    turn.handover = ""
    if kind is DeskEventKind.NO_STAFF:
        turn.forget_what_was_for_the_desk()
    turn.go(turn.exit(kind))


def _claimed(turn: Turn, by: StaffId | None) -> None:
    """Let a human write from now on, and say so; and whether it is the one whom they asked for."""
    wanted = turn.counsellor if turn.bundle.with_whom.wants_again(turn.vars) else None
    turn.purpose, turn.counsellor = Purpose.NOTICE, by
    stand_at_handover(turn)
    turn.forget_what_was_for_the_desk()
    turn.phase, turn.spoke_at = Phase.TALKING, turn.now
    turn.announce()
    if wanted is not None:
        turn.say("as_asked" if by == wanted else "not_as_asked")


def _returned(turn: Turn, *, is_alone: bool) -> None:
    """Let the person wait again, as long as they agreed to; who fell silent in the talk agreed to nothing more."""
    if opening_is_due(turn.before, turn.now):
        turn.write_until = None
    turn.counsellor = None  # it did not become a talk, or cannot go on
    turn.purpose, turn.phase, turn.announced = Purpose.NOTICE, Phase.WAITING, True
    turn.say("returned")
    wait_again(turn, is_alone=is_alone)


def _alone(turn: Turn) -> Step:
    """Offer another way to whoever waits for a desk where nobody is any more, unless they are asked just that now."""
    before = turn.before
    turn.purpose = Purpose.NOTICE
    offer_another_way(turn)
    is_asked = not before.stack and before.prompt is not None and before.prompt.node == before.node == turn.node
    return Step(before) if is_asked else turn.done()


def _closed(turn: Turn) -> None:
    turn.purpose = Purpose.NOTICE
    stand_at_handover(turn)
    target = exit_of_handover(turn, CLOSED)
    if turn.phase is Phase.TALKING:
        turn.end_talk()
    turn.phase, turn.case_id, turn.write_until, turn.handover = Phase.BOT, None, None, ""
    turn.say("talk_closed")
    turn.go(target)
