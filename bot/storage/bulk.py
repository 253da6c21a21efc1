"""The few statements of every turn, each for a whole batch; what they mean, not how a database says it.

They go to the driver itself: on the way through SQLAlchemy each would cost ten times as much. Everything else the
store does is plain SQLAlchemy Core.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from bot.model import ConversationId, OutboundId

Event = tuple[str, str]
"""Channel and external id."""
OutboxRow = tuple[ConversationId, OutboundId, int, str, str, int, bytes]
"""The columns of the table, in order."""
RefRow = tuple[ConversationId, bytes, int, bytes]
"""The columns of the table, in order."""
TimerRow = tuple[ConversationId, int, bytes]
"""The columns of the table, in order."""
StateChange = tuple[int, bytes, ConversationId, int]
"""New version and state of the conversation of this id and old version."""


class ConversationRow(NamedTuple):
    """The columns of the table, in order."""

    id: ConversationId
    bix: bytes
    week: int
    version: int
    expires_on: int
    wrapped_dek: bytes
    state: bytes


class Bulk(Protocol):
    """Runs on one connection, inside its transaction. No sequence may be empty, no key twice in one."""

    def see(self, events: Sequence[Event], forget_on: int) -> set[Event]:
        """Remember events; returns those that were not known."""

    def tagged(self, tags: Sequence[tuple[bytes, int]]) -> list[ConversationRow]:
        """Return the conversations with one of these hashes, each given with its week."""

    def conversations(self, ids: Sequence[ConversationId]) -> list[ConversationRow]:
        """Return the conversations with these ids."""

    def begin_conversations(self, rows: Sequence[ConversationRow]) -> int:
        """Insert conversations; returns how many had neither id nor sender in common with another."""

    def change_states(self, changes: Sequence[StateChange]) -> int:
        """Change conversations if they have the old version; returns how many had."""

    def change_conversations(self, rows: Sequence[tuple[ConversationRow, int]]) -> int:
        """Replace conversations whole if they have the old version, given with each; returns how many had."""

    def add_outbox(self, rows: Sequence[OutboxRow]) -> None:
        """Insert rows of the outbox."""

    def drop_outbox(self, ids: Sequence[tuple[ConversationId, OutboundId]]) -> None:
        """Delete rows of the outbox."""

    def add_refs(self, rows: Sequence[RefRow]) -> None:
        """Insert rows of message ids."""

    def set_timers(self, rows: Sequence[TimerRow]) -> None:
        """Insert timers; each takes the place of what its conversation had."""

    def drop_timers(self, ids: Sequence[ConversationId]) -> None:
        """Delete the timers of these conversations."""

    def lock_numbers(self) -> None:
        """Let no other transaction take the next number of the queue or of the audit before this one ends."""

    def lock_beginnings(self) -> None:
        """Let no other transaction that asks for this begin a conversation before this one ends."""

    def epoch(self) -> int:
        """Return the number of the process that serves; it can't change before this transaction ends."""
