"""How an event lies in its row: under the key of its quarter, all in one size; opens none whose key is destroyed."""

from contextlib import suppress
from os import urandom

from bot.errors import Unreadable
from bot.model import CaseId, LogEvent
from bot.ports import Keyring
from bot.storage.codec import EVENTS
from bot.storage.lifetimes import LOG_DAYS, quarter_of
from bot.storage.vault import FieldKey, Place, field_key, pad, unpad

EVENT_BYTES = 512
"""No event is longer: all that it tells are words from closed lists."""
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
        row_id = urandom(ID_BYTES)
        key = self._key(quarter_of(event.day))
        return (
            None if key is None else (event.day, row_id, key.seal(_PLACE, row_id, _content(event), version=event.day))
        )

    def opened(self, day: int, row_id: bytes, sealed: bytes) -> LogEvent:
        """Return the event of a row.

        Raises:
            Unreadable: its key is gone, or it was altered or moved.
        """
        key = self._key(quarter_of(day))
        if key is None:
            raise Unreadable
        return EVENTS.read(unpad(key.open(_PLACE, row_id, sealed, version=day)))

    def for_case(self, case_id: CaseId, event: LogEvent) -> bytes | None:
        """Return what waits at a case until it is known what came of it."""
        key = self._key(quarter_of(event.day))
        return None if key is None else key.seal(_OF_CASE, case_id, _content(event))

    def of_case(self, case_id: CaseId, kept: bytes, today: int) -> LogEvent | None:
        """Return that; None: nobody can read it any more."""
        for quarter in range(quarter_of(today) + 1, quarter_of(today - LOG_DAYS) - 1, -1):
            key = self._key(quarter)
            if key is not None:
                with suppress(Unreadable):
                    return EVENTS.read(unpad(key.open(_OF_CASE, case_id, kept)))
        return None

    def _key(self, quarter: int) -> FieldKey | None:
        key = self._keyring.log_key(quarter)
        if key is None:
            self._made.pop(quarter, None)
            return None
        made = self._made.get(quarter)
        if made is None or made[0] != key:
            made = self._made[quarter] = key, field_key(key, b"log")
        return made[1]


def _content(event: LogEvent) -> bytes:
    return pad(EVENTS.write(event), EVENT_BYTES)
