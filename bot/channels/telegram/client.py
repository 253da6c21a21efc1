"""The one door to python-telegram-bot: calls over our own HTTP session, with every fault translated; decides nothing.

The token is part of each URL, and so of the library's log lines, reprs and exceptions. So no exception of the
library leaves this module, not even as the context of another: faults are raised outside of the `except` block.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

import aiohttp
import msgspec
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.channels.telegram.faults import TELLABLE, UNREACHABLE, ReadElsewhere, TokenRefused
from bot.errors import DeliveryError, PerhapsSent, Refused, TryLater, Undeliverable

CONNECT_WITHIN_S, ANSWER_WITHIN_S = 10.0, 30.0
LARGEST_ANSWER_BYTES: Final = 32 * 1024 * 1024
TELEGRAM_SAYS_WHY = frozenset({
    HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT,
})  # fmt: skip
LOUD = ("telegram", "aiohttp", "httpx", "httpcore")
_ALL: Final = "all"
"""Under this name all parameters of a call travel through the library."""
_HEADERS = {"Content-Type": "application/json"}
_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)
_ENCODE = msgspec.json.Encoder().encode
_NO_SPECIAL_RULE = timedelta(seconds=1)


def _say_nothing(_: logging.LogRecord) -> bool:
    return False


def silence_libraries() -> None:
    """Keep every line of the libraries out of every log, at every level: they hold tokens, ids and texts.

    A filter outlives what else may be set up later: levels, handlers, `dictConfig`.
    """
    for name in LOUD:
        library = logging.getLogger(name)
        library.handlers = [logging.NullHandler()]
        library.propagate = False
    for name in (*LOUD, *logging.root.manager.loggerDict):
        if name.partition(".")[0] in LOUD:
            logging.getLogger(name).addFilter(_say_nothing)


class _Parameters(msgspec.Struct):
    retry_after: int = 0


class _Refusal(msgspec.Struct):
    """An answer of Telegram that says no."""

    description: str
    ok: bool
    parameters: _Parameters = msgspec.field(default_factory=_Parameters)


_REFUSAL = msgspec.json.Decoder(_Refusal)


class _Fault(TelegramError):
    """Carries what a call came to through the library."""

    def __init__(self, error: DeliveryError) -> None:
        super().__init__("")
        self.error = error


class _Request(BaseRequest):
    """HTTP for the library, over a shared aiohttp session."""

    __slots__ = ("_answer_within_s", "_limits", "_session", "_urls")

    def __init__(self, session: aiohttp.ClientSession, answer_within_s: float) -> None:
        self._session = session
        self._answer_within_s = answer_within_s
        self._limits = aiohttp.ClientTimeout(total=answer_within_s, connect=min(CONNECT_WITHIN_S, answer_within_s))
        self._urls: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float | None:
        return self._answer_within_s

    async def initialize(self) -> None:
        """Nothing: the session is somebody else's."""

    async def shutdown(self) -> None:
        """Nothing: the session is somebody else's."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Leave an answer as it is; read only why something was refused."""
        if payload.startswith(b'{"ok":true'):
            return {"result": payload}
        refusal = _refusal(payload)
        return {"result": payload, "description": refusal.description if refusal else ""}

    async def do_request(  # noqa: PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - one limit for all of it
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - likewise
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - likewise
    ) -> tuple[int, bytes]:
        """Ask, and return the answer if it is one that the library understands."""
        limits = self._limits
        if isinstance(read_timeout, int | float):
            limits = aiohttp.ClientTimeout(total=read_timeout, connect=limits.connect)
        try:
            body = _ENCODE(request_data.parameters[_ALL] if request_data else {})
        except UnicodeError:
            body = None
        if body is None:
            raise _Fault(Refused("The text is not Unicode."))
        answer = await self._exchange(method, self._url(url), body, limits=limits)
        if isinstance(answer, DeliveryError):
            raise _Fault(answer)
        return answer

    def _url(self, url: str) -> URL:
        """Return the parsed URL; there are as many as methods."""
        parsed = self._urls.get(url)
        if parsed is None:
            parsed = self._urls[url] = URL(url)
        return parsed

    async def _exchange(
        self, method: str, url: URL, body: bytes, *, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes] | DeliveryError:
        """Send a request; return its answer or what went wrong, never raise it."""
        if self._session.closed:
            return TryLater("The bot is stopping.")
        try:
            async with self._session.request(
                method, url, data=body, headers=_HEADERS, timeout=limits, allow_redirects=False
            ) as response:
                payload = await _read(response)
                status = response.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ServerFingerprintMismatch):
            return TryLater("Telegram can't be reached.")
        except TimeoutError:
            return PerhapsSent("Telegram did not answer in time.")
        except (aiohttp.ClientError, OSError):
            return PerhapsSent("The connection to Telegram broke off.")
        return _judge(status, payload)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Read a whole answer, as long as it is not absurdly large."""
    if response.content_length is not None and response.content_length <= LARGEST_ANSWER_BYTES:
        return await response.read()
    parts, size = [], 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > LARGEST_ANSWER_BYTES:
            response.close()
            raise aiohttp.ClientPayloadError
        parts.append(part)
    return b"".join(parts)


def _refusal(payload: bytes) -> _Refusal | None:
    try:
        refusal = _REFUSAL.decode(payload)
    except _UNREADABLE:
        return None
    return None if refusal.ok else refusal


def _judge(status: int, payload: bytes) -> tuple[int, bytes] | DeliveryError:
    """Pass on what the library understands; what is no answer of Telegram itself must not be taken for one."""
    if status == HTTPStatus.OK:
        return status, payload
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        refusal = _refusal(payload)
        seconds = refusal.parameters.retry_after if refusal else 0
        wait = timedelta(seconds=min(seconds, 86_400)) if seconds > 0 else _NO_SPECIAL_RULE
        return TryLater("Telegram asks us to wait.", wait)
    if status in TELEGRAM_SAYS_WHY:
        return (status, payload) if _refusal(payload) else TryLater(f"Something before Telegram answered {status}.")
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Refused("Telegram finds the request too large.")
    return PerhapsSent(f"Telegram answered {status}.")


def _translate(fault: TelegramError) -> DeliveryError:
    """Return our own error for one of the library's."""
    match fault:
        case _Fault(error=error):
            return error
        case InvalidToken():
            return TokenRefused()
        case Conflict():
            return ReadElsewhere()
        case Forbidden() | ChatMigrated():
            return Undeliverable()
        case BadRequest(message=message):
            return _translate_refusal(message)
    return PerhapsSent("Telegram's answer can't be read.")


def _translate_refusal(message: str) -> DeliveryError:
    reason = message.lower().removeprefix("bad request: ")
    if reason in UNREACHABLE:
        return Undeliverable()
    known = next((one for one in TELLABLE if reason.startswith(one)), None)
    return Refused(f"Telegram says: {known}." if known else "Telegram refuses this message.")


class _PlainBot(Bot):
    """The library's bot, with answers left as they are, and without its token in the repr."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "PlainBot()"

    async def ask(self, method: str, params: dict[str, Any], answer_within_s: float | None) -> bytes:
        """Call a method.

        `do_api_request` would do the same, but warns about every method that it knows. The library looks at each
        parameter for files to upload; ours travel as one, which saves it a tenth of the whole call.
        """
        answer: bytes = await self._post(method, {_ALL: params}, read_timeout=answer_within_s)
        return answer


class TelegramClient:
    """Calls the Bot API.

    Args:
        token: The bot's token; it stays in here.
        session: The shared HTTP session, closed by its owner.
        api_url: Base URL up to the host, as AJAR_TELEGRAM_API_URL.
        answer_within_s: Seconds for one call, all in all.
    """

    def __init__(
        self,
        token: str,
        session: aiohttp.ClientSession,
        *,
        api_url: str = "https://api.telegram.org",
        answer_within_s: float = ANSWER_WITHIN_S,
    ) -> None:
        silence_libraries()
        base = api_url.rstrip("/")
        request = _Request(session, answer_within_s)
        self._bot = _PlainBot(token, lambda secret: f"{base}/bot{secret}", request=request, get_updates_request=request)

    async def call(self, method: str, params: Mapping[str, object], *, answer_within_s: float | None = None) -> bytes:
        """Call a method of the Bot API and return its whole answer, unread.

        Args:
            method: As Telegram writes it: `sendMessage`.
            params: Its parameters, as JSON has them.
            answer_within_s: Seconds for this call, if it may take longer than others.

        Raises:
            Undeliverable: this person is gone.
            Refused: this call will never be taken.
            TryLater: certainly not done; `TokenRefused` and `ReadElsewhere` need the operator.
            PerhapsSent: no readable answer came; it may have been done.
        """
        try:
            return await self._bot.ask(method, dict(params), answer_within_s)
        except TelegramError as fault:
            error = _translate(fault)
        raise error
