"""The webhook: Telegram's requests are checked, heard, and answered with 200 only after the commit."""

import asyncio
import hmac
import secrets
from hashlib import sha256
from http import HTTPStatus
from typing import Final

import msgspec
from aiohttp import web
from yarl import URL

from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.hearing import Hearing, Spawn
from bot.channels.telegram.reader import ALLOWED_UPDATES, read
from bot.errors import Fenced, SettingsError, StoreDown

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header
LARGEST_BODY_BYTES: Final = 256 * 1024
READ_WITHIN_S = 10.0
RETRY_AFTER_S = 5
MOST_CONNECTIONS = 100


class Webhook:
    """The route that Telegram posts to.

    Args:
        url: What Telegram is told; without a path, `/telegram` is added.
        secret: Up to 256 letters, digits, `_` and `-`; a random one unless given. Replicas must share it.
        read_within_s: Seconds that one body may take.
    """

    def __init__(
        self,
        hearing: Hearing,
        spawn: Spawn,
        *,
        url: str,
        secret: str = "",
        read_within_s: float = READ_WITHIN_S,
    ) -> None:
        self.url = webhook_address(url)
        self._hearing = hearing
        self._spawn = spawn
        self._secret = secret or secrets.token_urlsafe(32)
        self._read_within_s = read_within_s
        self._key = secrets.token_bytes(32)
        self._expected = self._digest(self._secret)

    def routes(self) -> list[web.RouteDef]:
        """Return the one route, for the one web server."""
        return [web.post(URL(self.url).path, self.receive)]

    async def set(self, client: TelegramClient) -> None:
        """Tell Telegram where to post. What waits there is kept.

        Raises:
            SettingsError: Telegram will never post to this address.
            TryLater, PerhapsSent: try again.
        """
        await client.call(
            "setWebhook",
            {
                "url": self.url,
                "secret_token": self._secret,
                "allowed_updates": ALLOWED_UPDATES,
                "max_connections": MOST_CONNECTIONS,
                "drop_pending_updates": False,
            },
        )

    async def is_ours(self, client: TelegramClient) -> bool:
        """Tell whether Telegram still posts to us."""
        answer = await client.call("getWebhookInfo", {})
        try:
            return _INFO.decode(answer).result.url == self.url
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return True

    async def receive(self, request: web.Request) -> web.Response:
        """Take one update in. Nothing is said about why something was refused."""
        if not self._is_telegram(request):
            return _answer(HTTPStatus.FORBIDDEN)
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            return _answer(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        body = await self._body(request)
        if isinstance(body, HTTPStatus):
            return _answer(body)
        update = read(body)
        if update is None:
            self._hearing.count_poison()
            return _answer(HTTPStatus.BAD_REQUEST)
        try:
            await self._hearing.take(update)
        except StoreDown:
            pass
        except Fenced as fault:
            self._spawn(_stop(fault))
        else:
            return _answer(HTTPStatus.OK)
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(RETRY_AFTER_S)})

    def _is_telegram(self, request: web.Request) -> bool:
        """Compare the secret in a time that depends on nothing, also when it is missing or given twice."""
        given = request.headers.getall(SECRET_HEADER, [])
        same = hmac.compare_digest(self._digest("".join(given)), self._expected)
        return same and len(given) == 1

    def _digest(self, secret: str) -> bytes:
        return hmac.digest(self._key, secret.encode("utf-8", "surrogateescape"), sha256)

    async def _body(self, request: web.Request) -> bytes | HTTPStatus:
        """Read the body as far as it is not too large and not too slow."""
        if (request.content_length or 0) > LARGEST_BODY_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        parts, size = [], 0
        try:
            async with asyncio.timeout(self._read_within_s):
                async for part in request.content.iter_any():
                    parts.append(part)
                    size += len(part)
                    if size > LARGEST_BODY_BYTES:
                        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        except TimeoutError:
            return HTTPStatus.REQUEST_TIMEOUT
        except (web.RequestPayloadError, ConnectionError):
            return HTTPStatus.BAD_REQUEST
        return b"".join(parts)


def webhook_address(url: str) -> str:
    """Return what Telegram is told for a URL of the settings: where it has no path, ours."""
    parsed = URL(url)
    return str(parsed.with_path(PATH)) if parsed.path in {"", "/"} else url


async def _stop(fault: Fenced) -> None:
    """End the TaskGroup that this runs in, and so the process: another one does the work."""
    raise fault


class _Address(msgspec.Struct):
    url: str = ""


class _Info(msgspec.Struct):
    result: _Address


_INFO = msgspec.json.Decoder(_Info)


def _answer(status: HTTPStatus, headers: dict[str, str] | None = None) -> web.Response:
    """Answer without a body; a refused sender has to connect again."""
    response = web.Response(status=status, headers=headers)
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT}:
        response.force_close()
    return response


def wrong_address(reason: str) -> SettingsError:
    """Say that Telegram refuses the webhook's address or secret."""
    return SettingsError(
        reason,
        where="AJAR_TELEGRAM_WEBHOOK_URL",
        fix="It must be https, on port 443, 80, 88 or 8443; leave it out to poll instead.",
    )
