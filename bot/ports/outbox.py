"""What is on its way, as a transaction reads and writes it: synchronous, like all of a transaction."""

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.model import Conversation, ConversationId, LineState, MessageRef, Outbound, SendCounts


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
        """Queue again what a counsellor wrote and was held, and return it in order; drop the bot's held rows."""

    def queued(self, conversation_id: ConversationId) -> tuple[Outbound, ...]:
        """Return what waits to be sent to one help-seeker, in order, without what is held."""

    def cancel(self, conversation_id: ConversationId) -> None:
        """Drop everything that waits for this conversation."""

    def unfinished(self) -> tuple[tuple[Conversation, tuple[Outbound, ...]], ...]:
        """Return, after a start, what an earlier process left queued, by conversation, in order.

        The first of each may have been sent: its `attempt` has been raised by one and saved. That happens once: again
        only after `may_leave`, for to start sends nothing. Messages that vanish are passed over by that: they are
        deleted apart from the rest, and may be deleted twice.
        """

    def may_leave(self, outbound: Outbound) -> None:
        """Note, before it can be on the wire again, that a row which an earlier process left is in doubt anew."""

    def stayed(self, outbound: Outbound) -> None:
        """Note of such a row that it is certainly not on the wire, after all."""

    def standing(self, *, without: Collection[ConversationId] = ()) -> SendCounts:
        """Count what waits here, and what did not arrive of what was said in talks that go on. Opens no row.

        Nothing of the conversations in `without` is counted.
        """

    @property
    def given_up(self) -> tuple[ConversationId, ...]:
        """Whose rows could not be read in this transaction, once for each: altered, or of a later version of ours.

        They are deleted; a talk's lines that waited are noted as unknown. Rows that delete, or end a wipe, need no
        words and are never among them.
        """
