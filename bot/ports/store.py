"""Transactions, and the work that is done in them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from bot.model import ConversationId, Sender
from bot.ports.blocks import Blocks
from bot.ports.callbacks import Callbacks
from bot.ports.cases import Cases
from bot.ports.day_hours import DayBook
from bot.ports.emergencies import Emergencies
from bot.ports.event_log import EventLog, People
from bot.ports.named_groups import NamedGroups
from bot.ports.open_lines import OpenLines
from bot.ports.outbox import Outbox
from bot.ports.pauses import Pauses
from bot.ports.rows import Conversations, Drafts, Guests, Publications, Referrals, Transfers, WaysBack
from bot.ports.shifts import Feeds, Shifts
from bot.ports.staff import StaffBook

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


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
    def drafts(self) -> Drafts:
        """What counsellors typed and did not send."""

    @property
    def transfers(self) -> Transfers:
        """Talks that are offered to a colleague."""

    @property
    def referrals(self) -> Referrals:
        """What may be given to partners, and whether it was agreed to."""

    @property
    def guests(self) -> Guests:
        """Who of partners is in a talk."""

    @property
    def staff(self) -> StaffBook:
        """The staff."""

    @property
    def pauses(self) -> Pauses:
        """The pauses of counsellors."""

    @property
    def publications(self) -> Publications:
        """What was published."""

    @property
    def ways_back(self) -> WaysBack:
        """What return phrases open."""

    @property
    def day_hours(self) -> DayBook:
        """The hours of single days."""

    @property
    def shifts(self) -> Shifts:
        """The shifts of counsellors."""

    @property
    def feeds(self) -> Feeds:
        """The addresses at which their calendars find them."""

    @property
    def blocks(self) -> Blocks:
        """The blocks."""

    @property
    def named_groups(self) -> NamedGroups:
        """The groups that were named."""

    @property
    def event_log(self) -> EventLog:
        """What happened on the line, for figures."""

    @property
    def people(self) -> People:
        """The places of those who wrote in this quarter."""

    @property
    def callbacks(self) -> Callbacks:
        """Callbacks, from their booking to their outcome."""

    @property
    def emergencies(self) -> Emergencies:
        """Who may read a case that is not theirs."""

    @property
    def open_lines(self) -> OpenLines:
        """The channels over which something may be lost."""

    def first_seen(self, channel: str, external_id: str) -> bool:
        """Tell whether this event is new, by inserting its id under a unique constraint. Kept for 7 days."""

    def tidy(self, *, days_too: bool = True) -> int:
        """Delete what is past its time, which is unreadable by then anyway; returns how many rows went.

        Without `days_too` only what lives for minutes or hours.
        """


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
