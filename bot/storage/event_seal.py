"""How events lie in their rows: under the key of their quarter, in one size; those of a day that is over together.

Nothing opens whose key is destroyed.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from os import urandom
from zlib import compress, decompress

from bot.errors import Unreadable
from bot.model import CaseId, LogEvent
from bot.model.event_log import LOG_DAYS
from bot.ports import Keyring
from bot.storage.codec import EVENTS
from bot.storage.lifetimes import quarter_of
from bot.storage.vault import SIZES, FieldKey, Place, field_key, pad, unpad

EVENT_BYTES = 512
"""No event is longer: all that it tells are words from closed lists."""
FOLDED_BYTES = SIZES[-1]
"""The events of a day that is over lie pressed together in rows of this size; opening costs by the byte."""
_MOST_PRESSED = FOLDED_BYTES - 4  # which tell how long it is
ID_BYTES = 16
Row = tuple[int, bytes, bytes]
"""Day, id, sealed event."""
_PLACE, _OF_CASE = Place("event_log", "sealed"), Place("handover_case", "to_count")


class EventSeal:
    """Seals and opens events; a key is asked for each time, so none outlives the keyring's."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._made: dict[int, tuple[bytes, FieldKey]] = {}

    def row(self, event: LogEvent) -> Row | None:
        """Return an event as it is kept; None: its quarter has no key."""
        return self._row(event.day, pad(EVENTS.write([event]), EVENT_BYTES))

    def folded(self, events: Sequence[LogEvent]) -> list[Row]:
        """Return events of one day, which has a key, as they are kept once it is over."""
        pressed = compress(EVENTS.write(events))
        if len(pressed) > _MOST_PRESSED and len(events) > 1:
            middle = len(events) // 2
            return [*self.folded(events[:middle]), *self.folded(events[middle:])]
        row = self._row(events[0].day, pad(pressed, FOLDED_BYTES))
        return [] if row is None else [row]

    def _row(self, day: int, padded: bytes) -> Row | None:
        row_id, key = urandom(ID_BYTES), self._key(quarter_of(day))
        return None if key is None else (day, row_id, key.seal(_PLACE, row_id, padded, version=day))

    def opened(self, day: int, row_id: bytes, sealed: bytes) -> Sequence[LogEvent]:
        """Return the events of a row.

        Raises:
            Unreadable: its key is gone, or it was altered or moved.
        """
        key = self._key(quarter_of(day))
        if key is None:
            raise Unreadable
        padded = key.open(_PLACE, row_id, sealed, version=day)
        content = unpad(padded)
        return EVENTS.read(decompress(content) if len(padded) == FOLDED_BYTES else content)

    def for_case(self, case_id: CaseId, event: LogEvent) -> bytes | None:
        """Return what waits at a case until it is known what came of it."""
        key = self._key(quarter_of(event.day))
        return None if key is None else key.seal(_OF_CASE, case_id, pad(EVENTS.write([event]), EVENT_BYTES))

    def of_case(self, case_id: CaseId, kept: bytes, today: int) -> LogEvent | None:
        """Return that; None: nobody can read it any more."""
        for quarter in range(quarter_of(today) + 1, quarter_of(today - LOG_DAYS) - 1, -1):
            key = self._key(quarter)
            if key is not None:
                with suppress(Unreadable):
                    return EVENTS.read(unpad(key.open(_OF_CASE, case_id, kept)))[0]
        return None

    def let_go(self) -> None:
        """Keep no key made of one that is destroyed."""
        for quarter in list(self._made):
            self._key(quarter)

    def _key(self, quarter: int) -> FieldKey | None:
        key = self._keyring.log_key(quarter)
        if key is None:
            self._made.pop(quarter, None)
            return None
        made = self._made.get(quarter)
        if made is None or made[0] != key:
            made = self._made[quarter] = key, field_key(key, b"log")
        return made[1]


def together(events: Iterable[LogEvent]) -> list[LogEvent]:
    """Return events of one day with those that are the same as one, which happened as often."""
    found: dict[tuple[object, ...], list[LogEvent]] = {}
    for one in events:
        same = (one.what, one.part, frozenset(one.told.items()), one.seconds, one.amount < 0)
        found.setdefault(same, []).append(one)
    return [replace(same[0], amount=sum(one.amount for one in same)) for same in found.values()]
