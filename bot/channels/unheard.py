"""The ids of messages that were not heard in a flood, kept until the next one that is: a wipe has to take them too.

In memory, in small numbers, by keyed hashes of their senders; never their text.
"""

from collections import OrderedDict

from bot.model import UNKNOWN_REF, MessageRef, Sender
from bot.pseudonyms import Pseudonyms

MOST_REFS = 100
"""Of one sender between two messages that are heard; of more it is only remembered that there were more."""
MOST_SENDERS = 1_000


class Unheard:
    """What stands in chats and was never heard, by sender."""

    def __init__(self, *, most_refs: int = MOST_REFS, most_senders: int = MOST_SENDERS) -> None:
        """Begin with nothing."""
        self._most_refs = most_refs
        self._most_senders = most_senders
        self._names = Pseudonyms()
        self._refs: OrderedDict[int, list[MessageRef]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._refs.values()))

    def keep(self, sender: Sender, *refs: MessageRef) -> None:
        """Remember messages of a sender; what there is no room for leaves one mark, `UNKNOWN_REF`."""
        if not refs:
            return
        key = self._names.of(sender.native_id)
        kept = self._refs.setdefault(key, [])
        self._refs.move_to_end(key)
        for ref in refs:
            if len(kept) < self._most_refs and ref != UNKNOWN_REF:
                kept.append(ref)
            elif UNKNOWN_REF not in kept[-1:]:
                kept.append(UNKNOWN_REF)
        if len(self._refs) > self._most_senders:
            self._refs.popitem(last=False)

    def take(self, sender: Sender) -> tuple[MessageRef, ...]:
        """Return what is remembered of a sender, and forget it here."""
        return tuple(self._refs.pop(self._names.of(sender.native_id), ())) if self._refs else ()
