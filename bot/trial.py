"""What is known of one row while it is tried: how often it may have arrived, and what stands in the chat of it."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from bot.errors import DeliveryError
from bot.fates import Change, may_leave, stayed, with_traces
from bot.model import DELETIONS, UNKNOWN_REF, MessageRef, Outbound

Write = Callable[[Change], Awaitable[object]]
"""Writes to the store, however long it is away."""


class Trial:
    """The tries of one process for one row.

    Of a row that it found it writes down, before the first byte may leave, that it is in doubt again. A start that
    reaches nobody doubts nothing so, however often it happens. The doubt of a row of its own needs no word: it stands
    there from the beginning.

    Attributes:
        in_doubt: How often the row may have arrived.
    """

    def __init__(self, outbound: Outbound, write: Write) -> None:
        """Begin with what earlier processes left in doubt."""
        self.in_doubt = outbound.attempt
        self._outbound = outbound
        self._write = write
        self._is_noted = not outbound.attempt
        self._shown: Sequence[str] = ()

    async def leaves(self) -> None:
        """Note, once, that from now on nobody knows whether it arrived."""
        if not self._is_noted:
            await self._write(partial(may_leave, self._outbound))
            self._is_noted = True

    async def stays(self, fault: DeliveryError) -> None:
        """Note that nothing of it left after all, if that is so."""
        self.shows(fault)
        if self._outbound.attempt == self.in_doubt > 0 and self._is_noted and not self._shown:
            await self._write(partial(stayed, self._outbound))
            self._is_noted = False

    def shows(self, fault: DeliveryError) -> None:
        """Remember what stands in the chat of a try that failed."""
        self._shown = fault.shown or self._shown

    def doubts(self, fault: DeliveryError) -> None:
        """Count a try of which nobody knows whether it arrived."""
        self.shows(fault)
        self.in_doubt += 1

    def succeeds(self) -> None:
        """Forget what earlier tries showed: it is part of what arrived."""
        self._shown = ()

    def traced(self, change: Change) -> Change:
        """Return what becomes of the row with what stands in the chat of it nevertheless, for a wipe."""
        found = [*map(MessageRef, self._shown), *([UNKNOWN_REF] if self.in_doubt else [])]
        if not found or self._outbound.purpose in DELETIONS:
            return change
        return partial(with_traces, change, [(self._outbound.conversation_id, trace) for trace in found])
