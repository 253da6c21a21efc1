"""What return phrases open, in one transaction; in the words of the port.

A row is found by a hash of the phrase's tag under a week's key, so that it is found as long as it lives and nothing is
left to find once the keys are gone. It is sealed twice: to the phrase, and under the key of its last day.
"""

import hmac
from collections.abc import Iterable

from sqlalchemy import BindParameter, bindparam, delete, insert, select

from bot.errors import StoreDown, Unreadable
from bot.model import Conversation, ConversationId, ReturnKey, WayBack
from bot.storage.codec import WAYS, stripped
from bot.storage.conversation_keys import TAG_BYTES
from bot.storage.lifetimes import last_day_of_way, weeks_to_look_in
from bot.storage.phrase_keys import open_with, seal_to
from bot.storage.tables import way_back
from bot.storage.unit import Unit
from bot.storage.vault import STATE_BYTES, FieldKey, Place, pad, unpad

WAY_BYTES = STATE_BYTES + 512
"""Every row holds this much before it is sealed, locked or not; a conversation that was kept always fits."""

_SEALED = Place("way_back", "sealed")
_TAGS: BindParameter[list[bytes]] = bindparam("tags", expanding=True)
_FIND = select(way_back).where(way_back.c.tag.in_(_TAGS)).with_for_update()
"""Whoever opens a row spends it: on PostgreSQL a second one waits here, and finds it gone."""
_FORGET = delete(way_back).where(way_back.c.tag.in_(_TAGS))
_KEEP = insert(way_back)


class SqlWaysBack:
    """A `WaysBack`; everything goes to the database at once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._run = unit.connection.execute

    def keep(self, way: WayBack, conversation: Conversation, *, is_locked: bool) -> None:
        self.forget([way.tag])
        row_id, day = self._tags(way.tag)[0], last_day_of_way(conversation, self._unit.now)
        content = WAYS.write((conversation.id, stripped(conversation) if is_locked else None))
        sealed = self._day_key(day).seal(_SEALED, row_id, seal_to(way, pad(content, WAY_BYTES)))
        self._run(_KEEP, {"tag": row_id, "expires_on": day, "sealed": sealed})

    def open(self, key: ReturnKey) -> tuple[ConversationId, Conversation | None] | None:
        for row in self._run(_FIND, {"tags": self._tags(key.tag)}):
            if row.expires_on < self._unit.today:
                continue
            try:
                sealed = self._day_key(row.expires_on).open(_SEALED, row.tag, row.sealed)
                return WAYS.read(unpad(open_with(key, sealed)))
            except Unreadable:
                continue  # altered, or its day is over: as if there were none
        return None

    def forget(self, tags: Iterable[bytes]) -> None:
        known = [tag for one in tags for tag in self._tags(one)]
        if known and self._run(_FORGET, {"tags": known}).rowcount:
            self._unit.shredded = True

    def _tags(self, tag: bytes) -> list[bytes]:
        """Return the hashes of a tag in all weeks whose keys there are, this one's first."""
        keys = [self._unit.secrets.keyring.week_key(week) for week in weeks_to_look_in(self._unit.now)]
        if keys[0] is None:
            raise StoreDown("The keyring has no key for this week; nothing was kept.")
        return [hmac.digest(key, b"way_back\0" + tag, "sha256")[:TAG_BYTES] for key in keys if key is not None]

    def _day_key(self, day: int) -> FieldKey:
        key = self._unit.secrets.keyring.day_key(day)
        if key is None:
            raise Unreadable
        return FieldKey(key, key_id=day.to_bytes(4))
