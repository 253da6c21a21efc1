"""The queue of updates and `getUpdates`: an update leaves when an offset beyond it is named, or its time is over."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from tests.peers.telegram.faults import Faults
from tests.peers.telegram.params import BadRequest, Params
from tests.peers.telegram.wire import Exchange

FIRST_UPDATE_ID = 712_345_001
MOST_UPDATES = 100
LONGEST_POLL_S = 50
MESSAGE_LIVES_S = 86_400
BUTTON_LIVES_S = 150
WAIT_AFTER_WAKE_S = 0.002
STRETCH_S, STRETCH_TO_S, HASTE_S = 3.0, 3, 0.5
"""The same offset again within 3 s waits 3 s; within half a second it gets one update."""
BUTTON_KEY = 3 << 33
"""Buttons and membership have a queue of their own per person."""


@dataclass(slots=True)
class Update:
    """One update as it waits.

    Attributes:
        key: The queue in which it waits when a webhook is set.
        expires_at: When the server forgets it, in seconds since 1970.
        body: Its JSON, whole.
    """

    id: int
    key: int
    expires_at: float
    body: bytes


class Updates:
    """What the bot has not confirmed yet."""

    def __init__(self, time: Callable[[], float], faults: Faults) -> None:
        """Live by `time`, in seconds since 1970."""
        self._time = time
        self._faults = faults
        self.next_id = FIRST_UPDATE_ID
        self.pending: dict[int, Update] = {}
        self.allowed: frozenset[str] = frozenset()
        self.repeat_rate = 0.0
        """How often a confirmed update comes once more."""
        self.again = 0
        """So many of the next that are confirmed do so for certain."""
        self.listeners: list[Callable[[Update], None]] = []
        self.lost = 0
        """How many expired before they were confirmed."""

    def put(self, kind: str, key: int, content: dict[str, Any]) -> int:
        """Queue an update; returns its id, or 0 if the bot did not ask for this kind."""
        if self.allowed and kind not in self.allowed:
            return 0
        update_id = self.next_id
        life = BUTTON_LIVES_S if kind == "callback_query" else MESSAGE_LIVES_S
        self.put_raw(msgspec.json.encode({"update_id": update_id, kind: content}), key, life)
        return update_id

    def put_raw(self, body: bytes, key: int, life_s: float = MESSAGE_LIVES_S) -> int:
        """Queue any bytes as the next update; returns the id under which they wait."""
        update = Update(self.next_id, key, self._time() + life_s, body)
        self.next_id += 1
        self.pending[update.id] = update
        self._tell(update)
        return update.id

    def confirm(self, update_id: int) -> None:
        """Forget an update, or keep it once more if it is to be repeated."""
        update = self.pending.pop(update_id, None)
        if update is not None and (self.again or self._faults.chance(self.repeat_rate)):
            self.again = max(self.again - 1, 0)
            self.pending = {update_id: update, **self.pending}
            self._tell(update)

    def expire(self) -> None:
        """Forget what is too old."""
        now = self._time()
        old = [update.id for update in self.pending.values() if update.expires_at <= now]
        for update_id in old:
            del self.pending[update_id]
        self.lost += len(old)

    def _tell(self, update: Update) -> None:
        for listener in self.listeners:
            listener(update)


class Polling:
    """`getUpdates`: one asker at a time, who waits until something comes."""

    def __init__(self, updates: Updates, time_scale: float) -> None:
        """Waits that the server makes up by itself are multiplied by `time_scale`."""
        self._updates = updates
        self._time_scale = time_scale
        self._asker: tuple[Exchange, int, asyncio.TimerHandle] | None = None
        self._waking = False
        self._last_offset, self._last_asked_at = -1, -1e9
        self.offsets: list[int] = []
        updates.listeners.append(self._wake)

    @property
    def is_waiting(self) -> bool:
        """Tell whether somebody waits for updates."""
        return self._asker is not None

    def ask(self, exchange: Exchange, params: Params) -> None:
        """Answer at once or when something comes; an earlier asker is sent away."""
        self.send_away(
            "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        )
        loop = asyncio.get_running_loop()
        offset = params.number("offset")
        limit = min(max(params.number("limit", MOST_UPDATES), 1), MOST_UPDATES)
        timeout = min(max(params.number("timeout"), 0), LONGEST_POLL_S) * 1.0
        since_last = (loop.time() - self._last_asked_at) / (self._time_scale or 1e-9)
        if offset == self._last_offset:
            if timeout < STRETCH_TO_S and since_last < STRETCH_S:
                timeout = STRETCH_TO_S * self._time_scale
            if since_last < HASTE_S:
                limit = 1
        self._last_offset, self._last_asked_at = offset, loop.time()
        self.offsets.append(offset)
        self._confirm_below(offset)
        if self._updates.pending or not timeout:
            self._answer(exchange, limit)
        else:
            timer = loop.call_later(timeout, self._answer_now)
            self._asker = exchange, limit, timer
            exchange.on_gone = self._forget_asker

    def send_away(self, reason: str) -> None:
        """Answer the one who waits with a conflict."""
        if self._asker is not None:
            exchange = self._asker[0]
            self._forget_asker()
            body = {"ok": False, "error_code": 409, "description": reason}
            exchange.answer(409, msgspec.json.encode(body))

    def _confirm_below(self, offset: int) -> None:
        self._updates.expire()
        if offset < 0:
            ids = list(self._updates.pending)
            offset = ids[max(len(ids) + offset, 0)] if ids else 0
        for update_id in [one for one in self._updates.pending if one < offset]:
            self._updates.confirm(update_id)

    def _wake(self, _: Update) -> None:
        if self._asker is not None and not self._waking:
            self._waking = True
            asyncio.get_running_loop().call_later(WAIT_AFTER_WAKE_S, self._answer_now)

    def _answer_now(self) -> None:
        self._waking = False
        if self._asker is not None:
            exchange, limit, _ = self._asker
            self._forget_asker()
            self._answer(exchange, limit)

    def _forget_asker(self) -> None:
        if self._asker is not None:
            self._asker[2].cancel()
            self._asker = None

    def _answer(self, exchange: Exchange, limit: int) -> None:
        self._updates.expire()
        bodies = [update.body for _, update in zip(range(limit), self._updates.pending.values(), strict=False)]
        exchange.answer(200, b'{"ok":true,"result":[' + b",".join(bodies) + b"]}")


def refuse_while_webhook(url: str) -> None:
    """Refuse `getUpdates` as long as a webhook is set."""
    if url:
        raise BadRequest(
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
            409,
        )
