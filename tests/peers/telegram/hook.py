"""Webhook delivery: a queue for each chat, only its head on the way, again after a pause until it is taken."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp

from tests.peers.telegram.params import BadRequest, Params
from tests.peers.telegram.updates import Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_RETRY_AFTER_S, LONGEST_PAUSE_S = 3600.0, 60.0
ANSWER_WITHIN_S = 60.0
SECRET_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
LONGEST_SECRET, MOST_CONNECTIONS, FEWEST_CONNECTIONS, USUAL_CONNECTIONS = 256, 100, 1, 40


@dataclass(frozen=True, slots=True)
class Delivered:
    """One attempt to deliver an update: what the bot answered, and with which body."""

    update_id: int
    status: int
    answer: bytes


def _is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


class Hook:
    """The webhook, when one is set."""

    def __init__(
        self,
        updates: Updates,
        time: Callable[[], float],
        spawn: Callable[[Coroutine[Any, Any, None]], object],
        *,
        time_scale: float,
    ) -> None:
        """Deliver in tasks started by `spawn`; pauses are multiplied by `time_scale`."""
        self.url = ""
        self.secret = ""
        self.max_connections = USUAL_CONNECTIONS
        self.attempts: list[Delivered] = []
        self.on_attempt: Callable[[], None] | None = None
        self.in_flight = self.most_in_flight = 0
        self._last_error: tuple[int, str] | None = None
        self._updates = updates
        self._time = time
        self._spawn = spawn
        self._time_scale = time_scale
        self._queues: dict[int, deque[Update]] = {}
        self._slots = asyncio.Semaphore(self.max_connections)
        self._session: aiohttp.ClientSession | None = None
        updates.listeners.append(self._take)

    def set(self, params: Params) -> bool:
        """Begin to deliver to the given URL; an empty one ends it."""
        url, secret = params.text("url"), params.text("secret_token")
        if len(secret) > LONGEST_SECRET:
            raise BadRequest("Bad Request: secret token is too long")
        if not SECRET_ALPHABET.issuperset(secret):
            raise BadRequest("Bad Request: secret token contains unallowed characters")
        if url and not url.startswith(("http://", "https://")):
            raise BadRequest("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if params.truth("drop_pending_updates"):
            self._updates.pending.clear()
        wanted = params.number("max_connections", USUAL_CONNECTIONS)
        self.max_connections = min(max(wanted, FEWEST_CONNECTIONS), MOST_CONNECTIONS)
        self._slots = asyncio.Semaphore(self.max_connections)
        self.url, self.secret = url, secret
        self._last_error = None
        self._queues.clear()
        for update in tuple(self._updates.pending.values()):
            self._take(update)
        return True

    def info(self) -> dict[str, Any]:
        """Return what `getWebhookInfo` tells."""
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending),
        }
        if self.url:
            info["max_connections"] = self.max_connections
        if self._last_error is not None:
            info["last_error_date"], info["last_error_message"] = self._last_error
        if self._updates.allowed:
            info["allowed_updates"] = sorted(self._updates.allowed)
        return info

    async def close(self) -> None:
        """Let go of the connections."""
        self.url = ""
        if self._session is not None:
            await self._session.close()

    def _take(self, update: Update) -> None:
        """Put an update at the end of its queue."""
        if not self.url:
            return
        queue = self._queues.get(update.key)
        if queue is None:
            queue = self._queues[update.key] = deque([update])
            self._spawn(self._drain(update.key, queue))
        else:
            queue.append(update)

    async def _drain(self, key: int, queue: deque[Update]) -> None:
        """Deliver one queue, head first, until it is empty or the webhook changed."""
        failures = 0
        while queue and self._queues.get(key) is queue:
            update = queue[0]
            if update.expires_at <= self._time():
                self._updates.lost += 1
                self._updates.pending.pop(queue.popleft().id, None)
                continue
            async with self._slots:
                status, pause = await self._post(update)
            if _is_success(status):
                failures = 0
                queue.popleft()
                self._updates.confirm(update.id)
            else:
                failures += 1
            if self.on_attempt is not None:
                self.on_attempt()
            if failures:
                await asyncio.sleep(self._time_scale * (pause or self._pause(failures)))
        if self._queues.get(key) is queue:
            del self._queues[key]

    def _pause(self, failures: int) -> float:
        """The first repeat comes at once; then the pause doubles."""
        return 0.0 if failures == 1 else min(2.0 ** (failures - 2), LONGEST_PAUSE_S)

    async def _post(self, update: Update) -> tuple[int, float]:
        """Try once; returns the status and the pause that was asked for."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=MOST_CONNECTIONS)
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers[SECRET_HEADER] = self.secret
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            async with self._session.post(
                self.url,
                data=update.body,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN_S),
            ) as response:
                answer = await response.read()
                status, asked = response.status, response.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError):
            self._last_error = int(self._time()), "Connection failed"
            self.attempts.append(Delivered(update.id, HTTPStatus.BAD_GATEWAY, b""))
            return HTTPStatus.BAD_GATEWAY, 0.0
        finally:
            self.in_flight -= 1
        if not _is_success(status):
            self._last_error = int(self._time()), f"Wrong response from the webhook: {status}"
        self.attempts.append(Delivered(update.id, status, answer))
        return status, min(float(asked), LONGEST_RETRY_AFTER_S) if asked.isdecimal() else 0.0
