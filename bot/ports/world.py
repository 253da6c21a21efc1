"""Time, channels, the desk and the log, as the use cases see them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import (
    CaseId,
    Conversation,
    Inbound,
    Language,
    MessageRef,
    NewPhrase,
    Outbound,
    ReturnKey,
    Sender,
    StaffId,
    Wishes,
)
from bot.ports.store import Transaction


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""

    async def sleep(self, duration: timedelta) -> None:
        """Wait; a fake clock lets a test decide when it is over."""


NewId = Callable[[], bytes]
"""Returns 16 random bytes."""


Leaves = Callable[[], Awaitable[None]]
"""Is awaited before anything of a bubble may be on the wire: what has to be known of that is written down meanwhile."""


async def unnoted() -> None:
    """Write nothing down."""


class Channel(Protocol):
    """The way to help-seekers of one platform."""

    @property
    def name(self) -> str:
        """The channel's name, as in `Sender.channel`."""

    async def send(self, to: Sender, outbound: Outbound, *, leaves: Leaves = unnoted) -> Sequence[MessageRef]:
        """Show one bubble; return the ids of the messages it became, none where nothing can be deleted.

        `leaves` is awaited as late as possible: not while there is no connection, nor while it waits for its turn.

        Raises:
            Undeliverable, Refused, TryLater, PerhapsSent: as they say.
        """

    async def delete(self, to: Sender, refs: Sequence[MessageRef]) -> Sequence[MessageRef]:
        """Delete messages of both sides; return those that stand there still. Safe to repeat.

        What is gone already counts as deleted. The platform judges what is too old, by its own clock.

        Raises:
            Undeliverable, TryLater, PerhapsSent: as they say.
        """


class Listener(Protocol):
    """What a channel hands its events to."""

    async def hear(self, inbound: Inbound) -> None:
        """Take one event in. When this returns it is durable and may be acknowledged; the answer is under way.

        Raises:
            StoreDown: nothing was kept: acknowledge nothing, the event has to come again.
        """


class Typed(Protocol):
    """What a channel tells of people who type, where they said that it may be seen."""

    async def types(self, sender: Sender) -> None:
        """Tell whoever has their talk that they type at this moment. Nothing of it is kept.

        Raises:
            StoreDown: nobody was told.
            Fenced: another process serves this database.
        """


class Phrases(Protocol):
    """Return phrases, as something that takes its time: so it is done outside of transactions."""

    def take(self, language: Language) -> NewPhrase | None:
        """Return a phrase that nobody has seen, made before; None when there is none just now."""

    async def key_of(self, inbound: Inbound) -> ReturnKey | None:
        """Return what a text opens with that looks like a phrase, whether it opens anything or not.

        None for every other event, at once, unless an earlier one of this person is still being looked at: then after
        that, so that what somebody writes keeps its order. None as well for whoever tried too often.
        """


class Alarm(Protocol):
    """Wakes conversations that go on although nobody wrote."""

    def expect(self, conversation: Conversation) -> None:
        """Wake it at its moment, as it was kept now; not at all when it has none any more."""


class Deskbell(Protocol):
    """Tells open desks that something changed; they read what changed from the store."""

    def queue_changed(self) -> None:
        """Somebody joined, left or was claimed."""

    def case_changed(self, case_id: CaseId) -> None:
        """A talk has a new line, or a line has a new fate."""


class Duty(Protocol):
    """Who is at the desk."""

    def on_duty(self) -> frozenset[StaffId]:
        """Return the counsellors who are at the desk right now and take cases."""

    def is_open(self, tx: Transaction, case_id: CaseId | None = None) -> bool:
        """Tell whether one of them has a seat free, as this transaction finds it: what people are told of the door.

        With a case: free for this one, which may be set aside because its sender is blocked, and kept from some.
        """

    def can_be_first(self, tx: Transaction, wishes: Wishes) -> bool:
        """Tell whether whom somebody wants to talk with again takes cases, has a seat free, and may know of them."""

    def is_here(self, staff_id: StaffId) -> bool:
        """Tell whether this counsellor's desk is open, or was a moment ago."""

    def is_at_desk(self, staff_id: StaffId) -> bool:
        """Tell whether this counsellor's desk is open right now."""


class Frontdesk(Duty, Deskbell, Protocol):
    """The desk as conversations see it."""


class Journal(Protocol):
    """The operator's log: events by name, with fields of an allow-list. Never a text, an address, a token or a key."""

    def note(self, event: str, /, **fields: str | float) -> None:
        """Write one line. A field that is not on the list is left out."""
