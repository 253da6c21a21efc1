"""The callbacks of a transaction. Synchronous, as everything in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model import Callback, CallbackId, CallbackOutcome, ConversationId, Slot


class Callbacks(Protocol):
    """Callbacks, sealed with the key of their conversation; of those that are over only what came of them is kept.

    What changes one says by `fence` which one it changes, so of many at the same moment one does.
    """

    def book(self, callback: Callback, *, seats: int, instead: Callback | None = None) -> bool:
        """Keep a new one by one conditional write, which counts the open ones of its slot, and of all that overlap it.

        `instead` is ended as moved in the same transaction, after the new one was kept. False, and nothing changed:
        all `seats` of the slot are taken, or the conversation has another open one.

        Raises:
            Stale: `instead` was changed meanwhile.
        """

    def get(self, callback_id: CallbackId) -> Callback | None:
        """Return one that is open; None: it is over, or can't be read."""

    def of(self, conversation_id: ConversationId) -> Callback | None:
        """Return the open one of a conversation."""

    def open(self) -> tuple[Callback, ...]:
        """Return all that are open and can be read, the one that begins first in front."""

    def taken(self, slots: Collection[Slot]) -> Mapping[Slot, int]:
        """Return how many of each of these slots are taken; one of which none is may be missing."""

    def change(self, callback: Callback) -> bool:
        """Keep it as the successor of the one with its fence; False: that was changed meanwhile, or is over."""

    def move(self, callback: Callback, to: ConversationId) -> bool:
        """Do so, and let it be that of another conversation from now on."""

    def end(self, callback: Callback, outcome: CallbackOutcome) -> bool:
        """Write down what came of it; all else of it goes. False: it was changed meanwhile, or is over."""

    def give_up(self) -> int:
        """End as missed what is open and can't be read any more; returns how many."""

    def lost(self) -> int:
        """Count what is neither open and readable nor has an outcome; `give_up` ends it."""

    def ended(self, since: int) -> Mapping[CallbackOutcome, int]:
        """Return what came of those that ended on this day (an ordinal) or later."""


@dataclass(frozen=True, slots=True)
class CallDesk:
    """In which slots somebody of ours can call.

    Attributes:
        seats: Tells how many callbacks a slot has place for, taken or free.
        free: Returns the slots that still have a place, by their start.
    """

    seats: Callable[[Slot], int] = lambda _: 0
    free: Callable[[], Sequence[Slot]] = tuple
