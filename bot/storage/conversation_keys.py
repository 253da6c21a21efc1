"""The keys of conversations, unwrapped and kept for a minute; and the hashes by which their senders are found.

Each conversation has a random key of its own. It lies in its row, wrapped with the key of the day at whose end the
conversation is to be forgotten.
"""

import hmac
import time
from collections.abc import Callable
from os import urandom
from threading import Lock

from bot.errors import Unreadable
from bot.model import ConversationId, Sender
from bot.ports import Keyring
from bot.storage.vault import KEY_BYTES, FieldKey, Place, field_key

MOST_KEPT = 4_096
KEPT_S = 60.0
TAG_BYTES = 16

_WRAPPED = Place("conversation", "wrapped_dek")


class ConversationKeys:
    """Opens the keys of conversations; several threads may ask at once.

    What is open is kept at most a minute and for at most 4,096 conversations, the oldest goes first.
    """

    def __init__(
        self, keyring: Keyring, *, most: int = MOST_KEPT, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._keyring = keyring
        self._most = most
        self._monotonic = monotonic
        self._kept: dict[ConversationId, tuple[float, tuple[bytes, int], FieldKey]] = {}
        self._lock = Lock()

    @property
    def kept(self) -> int:
        """How many keys are open at the moment."""
        return len(self._kept)

    def is_lost(self, day: int) -> bool:
        """Tell whether everything under this day's key is gone for ever."""
        return self._keyring.day_key(day) is None

    def fresh(self, conversation_id: ConversationId) -> tuple[bytes, FieldKey]:
        """Make a key for a new conversation; returns what is to be wrapped, and what seals."""
        data_key = urandom(KEY_BYTES)
        return data_key, field_key(data_key, conversation_id)

    def wrap(self, conversation_id: ConversationId, data_key: bytes, day: int) -> bytes:
        """Wrap a key until the end of a day."""
        return self._day_key(day).seal(_WRAPPED, conversation_id, data_key)

    def rewrap(self, conversation_id: ConversationId, wrapped: bytes, days: tuple[int, int]) -> bytes:
        """Wrap a key that was wrapped until the first of these days until the second."""
        old, new = days
        return self.wrap(conversation_id, self._unwrap(conversation_id, wrapped, old), new)

    def open(self, conversation_id: ConversationId, wrapped: bytes, day: int) -> FieldKey:
        """Return what seals and opens the fields of a conversation.

        Raises:
            Unreadable: the day's key is gone, or this was not wrapped for this conversation and day.
        """
        kept = self._kept.get(conversation_id)
        if kept is not None and kept[1] == (wrapped, day) and self._monotonic() < kept[0]:
            return kept[2]
        key = field_key(self._unwrap(conversation_id, wrapped, day), conversation_id)
        self.keep(conversation_id, (wrapped, day), key)
        return key

    def known(self, conversation_id: ConversationId) -> FieldKey | None:
        """Return the key if it is open, without a look at the row; None tells nothing."""
        kept = self._kept.get(conversation_id)
        return kept[2] if kept is not None and self._monotonic() < kept[0] else None

    def keep(self, conversation_id: ConversationId, wrapped: tuple[bytes, int], key: FieldKey) -> None:
        """Keep a key open that was just made or opened; `wrapped` says how it lies in its row, and until which day."""
        self.sweep()
        with self._lock:
            self._kept.pop(conversation_id, None)
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[conversation_id] = (self._monotonic() + KEPT_S, wrapped, key)

    def close(self, conversation_id: ConversationId) -> None:
        """Let go of a key whose conversation is forgotten."""
        with self._lock:
            self._kept.pop(conversation_id, None)

    def sweep(self) -> None:
        """Close what was open for a minute."""
        now = self._monotonic()
        with self._lock:
            # In the order of their ends, since each is put behind the others when it is opened.
            while self._kept and self._kept[oldest := next(iter(self._kept))][0] <= now:
                del self._kept[oldest]

    def _unwrap(self, conversation_id: ConversationId, wrapped: bytes, day: int) -> bytes:
        return self._day_key(day).open(_WRAPPED, conversation_id, wrapped)

    def _day_key(self, day: int) -> FieldKey:
        key = self._keyring.day_key(day)
        if key is None:
            raise Unreadable
        return FieldKey(key, key_id=day.to_bytes(4))


class PersonIndex:
    """Hashes of senders, keyed by week: equal within a week, unrelated between weeks, worthless without the key."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._begun: dict[int, hmac.HMAC] = {}

    def tag(self, sender: Sender, week: int) -> bytes | None:
        """Return the hash of a sender in a week, 16 bytes; None when the week's key is gone."""
        begun = self._begun.get(week)
        if begun is None:
            key = self._keyring.week_key(week)
            if key is None:
                return None
            begun = self._begun[week] = hmac.new(key, digestmod="sha256")
        mac = begun.copy()
        mac.update(f"{sender.channel}\0{sender.native_id}".encode())
        return mac.digest()[:TAG_BYTES]

    def block_tag(self, sender: Sender, week: int) -> bytes | None:
        """Return another hash of a sender in a week, for blocks: it can't be laid beside that of a conversation."""
        return self.tag(Sender(f"block/{sender.channel}", sender.native_id), week)

    def drop_before(self, week: int) -> None:
        """Let go of the keys of earlier weeks."""
        for old in tuple(self._begun):
            if old < week:
                self._begun.pop(old, None)
