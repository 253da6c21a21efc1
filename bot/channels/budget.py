"""How much one sender may ask for: who sends more than a person can is not heard until they pause. Counts, keeps no id.

It is a share of what may be sent to all people together: with Telegram's usual thirty a second, a hundred and fifty
messages at once and two a second for ever, which is more than anybody types or forwards in one go. It goes by the time
at which Telegram took a message, so that what was written during an outage of ours counts as it was written. Long
texts count more, because looking for words in them is what takes our time.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.channels.unheard import Unheard
from bot.model import UNKNOWN_REF, Inbound, InboundKind, MessageRef, Sender
from bot.ports import Clock
from bot.pseudonyms import Pseudonyms

Urgency = Callable[[Sender, str], str]
"""Names what a text does everywhere (a wipe, a human, a crisis), as its sender means it; empty for an ordinary one."""

MOST_SENDERS = 10_000
"""So many are counted at once, in some two megabytes; of more, who wrote least recently begins anew."""
LETTERS_OF_ONE = 1_000
"""So many letters of a text count as one message more."""
LETTERS_LOOKED_AT = 300
"""Beyond what is usual, an urgent word is looked for in the beginning of a text only."""
_TYPED = frozenset({InboundKind.TEXT, InboundKind.EDIT})


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many at once, and so many a second after that."""

    at_once: int
    per_second: float


def usual(messages_per_second: float) -> Allowance:
    """Return what one sender may ask for, where so many messages a second may leave to all together."""
    return Allowance(max(20, round(5 * messages_per_second)), max(1.0, messages_per_second / 15))


URGENT = Allowance(10, 1 / 3)
"""Beyond the usual: words that act everywhere are answered in any flood, if not each of a thousand.

A wipe, a human and everything else have each their own, so that nobody keeps a person from wiping by a flood of cries.
"""
TOLD = Allowance(1, 1 / 60)
"""So often somebody is told that not everything is heard, so that nobody who wrote is left without an answer."""
KEPT = Allowance(2_000, 1.0)
"""Ids of unheard messages that are kept for a wipe; beyond that it is only known that there are more."""


class Purse:
    """Token buckets by sender, under keyed hashes that nobody can turn back into ids."""

    def __init__(self, allowance: Allowance, *, most: int = MOST_SENDERS) -> None:
        """Begin with everybody's full."""
        self._allowance = allowance
        self._most = most
        self._names = Pseudonyms()
        self._buckets: OrderedDict[int, list[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def spend(self, who: str, said_at: float, *, amount: float = 1.0) -> bool:
        """Take one token for what was said at this moment (seconds since 1970); False: there is none.

        A negative amount gives back, and always works; a large one takes all there can be.
        """
        bucket, most = self._bucket(who, said_at), float(self._allowance.at_once)
        left, at = bucket
        if said_at > at:
            left = min(most, left + (said_at - at) * self._allowance.per_second)
            bucket[1] = said_at
        amount = min(amount, most)
        is_enough = left >= amount
        bucket[0] = min(most, left - amount) if is_enough else left
        return is_enough

    def _bucket(self, who: str, said_at: float) -> list[float]:
        """Return what a sender has left, and as of when."""
        key = self._names.of(who)
        bucket = self._buckets.get(key)
        if bucket is not None:
            self._buckets.move_to_end(key)
            return bucket
        if len(self._buckets) >= self._most:
            self._buckets.popitem(last=False)
        bucket = self._buckets[key] = [float(self._allowance.at_once), said_at]
        return bucket


class Budget:
    """Decides for each event whether it is heard.

    Args:
        allowance: What is usual.
        urgency: Looks into a text; asked only beyond that.
    """

    def __init__(self, clock: Clock, allowance: Allowance, *, urgency: Urgency, most: int = MOST_SENDERS) -> None:
        self._clock = clock
        self._urgency = urgency
        self._usual = Purse(allowance, most=most)
        self._urgent = Purse(URGENT, most=most)
        self._told = Purse(TOLD, most=most)
        self._kept = Purse(KEPT, most=most)
        self._unheard = Unheard()

    def admits(self, inbound: Inbound, said_at: float) -> bool:
        """Tell whether this is heard; `said_at` is Telegram's time, 0 where it gave none.

        That somebody blocked us is always heard: it forgets them. What is not heard stands in the chat all the same,
        so its id goes along with what is heard next (`with_unheard`).
        """
        if inbound.kind is InboundKind.LEFT:
            return True
        who, moment = inbound.sender.native_id, self._moment(said_at)
        if self._usual.spend(who, moment, amount=_weight(inbound)):
            return True
        urgency = self._urgency(inbound.sender, inbound.text[:LETTERS_LOOKED_AT]) if inbound.kind in _TYPED else ""
        if urgency and self._urgent.spend(f"{urgency} {who}", moment):
            return True
        if inbound.message_ref:
            ref = inbound.message_ref if self._kept.spend(who, moment) else UNKNOWN_REF
            self._unheard.keep(inbound.sender, ref)
        return False

    def told_instead(self, inbound: Inbound, said_at: float) -> Inbound | None:
        """Return what is to be heard instead of something that was not admitted; None: they were told just now.

        It says nothing but that there was something. What was dropped until then goes along, and a mark that more may
        stand in the chat: a process that ends in the middle of a flood forgets the ids of what comes after this.
        """
        if not self._told.spend(inbound.sender.native_id, self._moment(said_at)):
            return None
        refs = (*self._unheard.take(inbound.sender), UNKNOWN_REF)
        return replace(
            inbound, kind=InboundKind.UNHEARD, text="", choice=None, message_ref=MessageRef(""), unheard=refs
        )

    def with_unheard(self, inbound: Inbound) -> Inbound:
        """Return what is to be heard with the ids of what was not heard before it."""
        refs = self._unheard.take(inbound.sender)
        return replace(inbound, unheard=refs) if refs else inbound

    def give_back(self, inbound: Inbound) -> None:
        """It was not kept and comes again: it is not to count twice, and what went along with it goes again."""
        self._unheard.keep(inbound.sender, *inbound.unheard)
        self._usual.spend(inbound.sender.native_id, 0.0, amount=-_weight(inbound))

    def _moment(self, said_at: float) -> float:
        """Return when it was said, never later than now: a clock that is ahead is worth nothing."""
        now = self._clock.now().timestamp()
        return min(said_at, now) if said_at > 0 else now


def _weight(inbound: Inbound) -> float:
    """Return as how many messages this counts."""
    return 1.0 + len(inbound.text) // LETTERS_OF_ONE
