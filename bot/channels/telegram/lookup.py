"""A look at our bot as Telegram sees it, for whoever runs it; it changes nothing and takes no message."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from urllib.parse import urlsplit

import aiohttp
import msgspec

from bot.channels.telegram.client import TelegramClient

WITHIN_S = 15.0


@dataclass(frozen=True, slots=True)
class Look:
    """What Telegram told.

    Attributes:
        webhook: Where it posts to; empty: nowhere, it waits to be asked. May hold a secret path: show its host only.
        waiting: How many updates wait.
        now: Its clock, to the second; None when it did not say.
    """

    webhook: str
    waiting: int
    now: datetime | None

    @property
    def webhook_host(self) -> str:
        """The host that it posts to."""
        return urlsplit(self.webhook).hostname or "an address that can't be read"


class _Hook(msgspec.Struct):
    url: str = ""
    pending_update_count: int = 0


class _Info(msgspec.Struct):
    result: _Hook = msgspec.field(default_factory=_Hook)


_INFO = msgspec.json.Decoder(_Info)


async def look(token: str, api_url: str) -> Look:
    """Ask Telegram who we are (`getMe`) and where our messages go (`getWebhookInfo`).

    Raises:
        TokenRefused: it does not know the token.
        TryLater, PerhapsSent: it can't be reached.
    """
    dates: list[str] = []

    async def keep_date(_: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        dates.append(end.response.headers.get("Date", ""))

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(keep_date)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trace_configs=[trace]) as session:
        client = TelegramClient(token, session, api_url=api_url, answer_within_s=WITHIN_S)
        await client.call("getMe", {})
        answer = await client.call("getWebhookInfo", {})
    try:
        hook = _INFO.decode(answer).result
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        hook = _Hook()
    return Look(hook.url, hook.pending_update_count, _moment(dates[-1] if dates else ""))


def _moment(date: str) -> datetime | None:
    try:
        return parsedate_to_datetime(date)
    except ValueError:
        return None
