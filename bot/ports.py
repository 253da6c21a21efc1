"""What the use cases ask of the world, as Protocols; adapters fill them, fakes fill them too.

Times are aware UTC. Everything of `Transaction` is synchronous: it runs in a worker thread, inside one
transaction of the database, and takes effect as a whole or not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from bot.model import (
    Case,
    CaseId,
    Conversation,
    ConversationId,
    Inbound,
    Line,
    LineState,
    MessageRef,
    Outbound,
    Outcome,
    Sender,
    Staff,
    StaffId,
    StaffSession,
)

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""

    async def sleep(self, duration: timedelta) -> None:
        """Wait; a fake clock lets a test decide when it is over."""


NewId = Callable[[], bytes]
"""Returns 16 random bytes."""


class Conversations(Protocol):
    """The conversations of one transaction, opened with their keys."""

    def of(self, sender: Sender) -> Conversation | None:
        """Return the conversation of this person, or None for a stranger.

        It is found by keyed hashes of all living weeks, and rewritten to the current week when saved.
        """

    def get(self, conversation_id: ConversationId) -> Conversation | None:
        """Return the conversation, or None when it was forgotten."""

    def save(self, conversation: Conversation) -> Conversation:
        """Keep it as the successor of the version it carries; returns it with its new version.

        Version 0 is a new one. Its key is wrapped for the day after the last sign of life, at the latest
        for the 30th day.

        Raises:
            Stale: a newer version is kept already, or another conversation of the same person was begun.
        """

    def unlink(self, conversation_id: ConversationId) -> None:
        """Cut it off from its sender for ever: their next message is a stranger's."""

    def forget(self, conversation_id: ConversationId) -> None:
        """Delete its key and every row of it; what remains anywhere is unreadable."""

    def keep_ref(self, conversation_id: ConversationId, ref: MessageRef) -> None:
        """Remember a message of either side, so that it can be deleted within 48 hours."""

    def refs(self, conversation_id: ConversationId) -> tuple[MessageRef, ...]:
        """Return what was remembered in the last 47 hours and a bit, oldest first."""


class Outbox(Protocol):
    """What is on its way. Rows exist only until they were sent."""

    def add(self, outbound: Outbound) -> None:
        """Queue a row."""

    def delivered(self, outbound: Outbound, refs: Sequence[MessageRef]) -> None:
        """The channel took it: delete the row, remember the message ids, note a talk's line as sent."""

    def drop(self, outbound: Outbound, fate: LineState = LineState.FAILED) -> None:
        """It will never be sent: delete the row, note the fate of a talk's line."""

    def hold(self, outbound: Outbound, fate: LineState = LineState.HELD) -> None:
        """Keep it unsent until the next sign of life; the payload stays sealed."""

    def release(self, conversation_id: ConversationId) -> tuple[Outbound, ...]:
        """Queue again what a counsellor wrote and was held; drop the bot's held rows. Returns the queued ones in order."""

    def cancel(self, conversation_id: ConversationId) -> None:
        """Drop everything that waits for this conversation."""

    def unfinished(self) -> tuple[tuple[Conversation, tuple[Outbound, ...]], ...]:
        """Return, after a start, what an earlier process left queued, by conversation, in order.

        The first row of each may have been sent: its `attempt` has been raised by one and saved.
        """


class Cases(Protocol):
    """The cases and the lines of their talks."""

    def open(self, case: Case) -> Case:
        """Put a case in the queue; returns it with its place."""

    def get(self, case_id: CaseId) -> Case | None:
        """Return a case, or None when it was forgotten."""

    def queue(self) -> tuple[Case, ...]:
        """Return every case that waits or is claimed: urgent first, then by place; cards are left empty."""

    def claim(self, case_id: CaseId, staff_id: StaffId) -> bool:
        """Give a waiting case to this counsellor by one conditional write; False: somebody else has it."""

    def give_back(self, case_id: CaseId, staff_id: StaffId) -> bool:
        """Return this counsellor's case to its old place; False: it was not theirs."""

    def make_urgent(self, case_id: CaseId) -> None:
        """Move an open case to the urgent ones; its place stays."""

    def close(self, case_id: CaseId, outcome: Outcome) -> bool:
        """End an open case by one conditional write; its card goes at once. False: it was closed already."""

    def add_line(self, case_id: CaseId, line: Line) -> Line:
        """Append a line; returns it with its number, or the earlier one with the same client id."""

    def lines(self, case_id: CaseId, after: int = 0) -> tuple[Line, ...]:
        """Return the lines with a higher number, in order."""


class StaffBook(Protocol):
    """Staff, their logins, and what they did."""

    def add(self, staff: Staff) -> bool:
        """Keep a new member of staff; False: the name is taken."""

    def get(self, staff_id: StaffId) -> Staff | None:
        """Return a member of staff."""

    def all(self) -> tuple[Staff, ...]:
        """Return everybody, by name."""

    def change(self, staff: Staff) -> None:
        """Replace a member of staff by name; ends their sessions when disabled or with a new password."""

    def open_session(self, session: StaffSession) -> None:
        """Keep a login."""

    def session(self, digest: bytes) -> StaffSession | None:
        """Return a login that has not ended."""

    def touch(self, digest: bytes, idle_until: datetime) -> None:
        """Move the idle end of a login."""

    def end_session(self, digest: bytes) -> None:
        """End a login."""

    def audit(self, staff_id: StaffId, action: str, subject: bytes = b"") -> None:
        """Write that somebody did something to a case, to the minute, chained to the line before."""


class Transaction(Protocol):
    """Everything that one piece of work reads and writes, as a whole or not at all."""

    @property
    def now(self) -> datetime:
        """The moment of this transaction."""

    @property
    def conversations(self) -> Conversations:
        """The conversations."""

    @property
    def outbox(self) -> Outbox:
        """The outbox."""

    @property
    def cases(self) -> Cases:
        """The cases."""

    @property
    def staff(self) -> StaffBook:
        """The staff."""

    def first_seen(self, channel: str, external_id: str) -> bool:
        """Tell whether this event is new, by inserting its id under a unique constraint. Kept for 7 days."""

    def tidy(self) -> int:
        """Delete what is past its day; returns how many rows went. What is past its day is unreadable without this too."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a piece of work will certainly read, so that a whole batch is read with one statement each.

    Attributes:
        event: Channel and external id whose novelty will be asked; None for none.
        sender: The person whose conversation will be asked for.
        conversation_id: The conversation that will be asked for.
    """

    event: tuple[str, str] | None = None
    sender: Sender | None = None
    conversation_id: ConversationId | None = None


class Work(Protocol, Generic[T_co]):
    """One piece of work on the database. It may run more than once; only one run takes effect."""

    @property
    def needs(self) -> Needs:
        """What to read beforehand. Works with the same sender or conversation are done in the order given."""

    def __call__(self, tx: Transaction) -> T_co:
        """Do it, without any side effect but those on `tx`."""


@dataclass(frozen=True, slots=True)
class Job(Generic[T_co]):
    """Work made of a plain function."""

    run: Callable[[Transaction], T_co]
    needs: Needs = Needs()

    def __call__(self, tx: Transaction) -> T_co:
        """Run the function."""
        return self.run(tx)


class Store(Protocol):
    """Runs work in transactions. What waits at the same moment is one batch: one transaction, one fsync."""

    async def run(self, work: Work[T]) -> T:
        """Run the work and return its result once it is durable.

        A work that raises changes nothing and harms no other of its batch.

        Raises:
            StoreDown: nothing was kept; try again later.
            Fenced: another process took over; stop.
        """


class Channel(Protocol):
    """The way to help-seekers of one platform."""

    @property
    def name(self) -> str:
        """The channel's name, as in `Sender.channel`."""

    async def send(self, to: Sender, outbound: Outbound) -> Sequence[MessageRef]:
        """Show one bubble; return the ids of the messages it became, none where nothing can be deleted.

        Raises:
            Undeliverable, Refused, TryLater, PerhapsSent: as they say.
        """

    async def delete(self, to: Sender, refs: Sequence[MessageRef]) -> None:
        """Delete messages of both sides; what is gone or too old is passed over. Safe to repeat.

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


class Deskbell(Protocol):
    """Tells open desks that something changed; they read what changed from the store."""

    def queue_changed(self) -> None:
        """Somebody joined, left or was claimed."""

    def case_changed(self, case_id: CaseId) -> None:
        """A talk has a new line, or a line has a new fate."""


class Duty(Protocol):
    """Who is at the desk."""

    def is_open(self) -> bool:
        """Tell whether a counsellor is at the desk right now and takes cases."""


class Journal(Protocol):
    """The operator's log: events by name, with fields of an allow-list. Never a text, an address, a token or a key."""

    def note(self, event: str, /, **fields: str | int | float) -> None:
        """Write one line. A field that is not on the list is left out."""
