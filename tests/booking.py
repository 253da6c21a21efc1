"""Callbacks as tests book them: the effects that a flow asks for, carried out as a turn carries them out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.handover.slots import told_of
from bot.model import (
    Asking,
    BookCallback,
    Callback,
    CallDetails,
    ConfirmCallback,
    Conversation,
    Effect,
    Sender,
    Slot,
    ToldSlot,
    WithdrawCallback,
)
from bot.performing import Performed, Turn
from bot.ports import CallDesk, Job, Needs, Store, Transaction
from tests.contracts.stores import new_id, stranger
from tests.house import House, Person, shipped_bundle

ZONE = "Europe/Amsterdam"
NUMBER = "+31612987054"
DETAILS = CallDetails(NUMBER, "mijn zus", "met de fietsenwinkel", "tulp")
ONCE_MORE = CallDetails(NUMBER, "mijn zus", "met de fietsenwinkel", "tulp", once_more=True)


def told(start_at: datetime, *, minutes: int = 60) -> ToldSlot:
    """Return a slot as it is told in Amsterdam."""
    return told_of(Slot(start_at, minutes), ZoneInfo(ZONE), zone_name=ZONE)


def wanted(
    start_at: datetime,
    *,
    asking: Asking = Asking.NEVER,
    details: CallDetails = DETAILS,
    needs_decision: bool = False,
    minutes: int = 60,
) -> BookCallback:
    """Return what somebody wants who is to be called."""
    wording = "" if asking is Asking.NEVER else "suit_ask_now"
    return BookCallback(told(start_at, minutes=minutes), details, asking, wording, needs_decision)


def carried_out(tx: Transaction, conversation: Conversation, effects: Sequence[Effect], *, seats: int) -> Performed:
    """Carry effects out as a turn does, with so many seats in each slot."""
    turn = Turn(shipped_bundle(), tx, new_id, before=conversation, conversation=conversation)
    turn.call_desk = CallDesk(lambda _: seats)
    turn.carry_out(effects)
    return turn.finish(None)


def wants(sender: Sender, *effects: Effect, seats: int = 1) -> Job[Performed]:
    """Return the work of somebody, known or not, who wants something of their callback."""

    def work(tx: Transaction) -> Performed:
        conversation = tx.conversations.of(sender) or tx.conversations.save(stranger(sender, tx.now))
        return carried_out(tx, conversation, effects, seats=seats)

    return Job(work, Needs(sender=sender))


async def booked(store: Store, sender: Sender, what: BookCallback, *, seats: int = 1) -> Callback | None:
    """Let somebody book; returns what is theirs afterwards."""
    await store.run(wants(sender, what, seats=seats))
    return await callback_of(store, sender)


async def callback_of(store: Store, sender: Sender) -> Callback | None:
    """Return the open callback of somebody."""

    def work(tx: Transaction) -> Callback | None:
        conversation = tx.conversations.of(sender)
        return None if conversation is None else tx.callbacks.of(conversation.id)

    return await store.run(Job(work))


async def books(house: House, person: Person, what: BookCallback, *, seats: int = 1) -> Callback:
    """Let somebody in a story book, as the flow does."""
    await does(house, person, what, seats=seats)
    callback = await callback_of(house.store, person.sender)
    assert callback is not None
    return callback


async def does(house: House, person: Person, *effects: Effect, seats: int = 1) -> None:
    """Let the flow ask for something of a callback, in a turn of its own."""
    house.conversations.follow_up(await house.store.run(wants(person.sender, *effects, seats=seats)))
    await house.tasks.settle()


def hours(number: float) -> timedelta:
    """Return so many hours."""
    return timedelta(hours=number)


YES, NO = ConfirmCallback(), WithdrawCallback()
