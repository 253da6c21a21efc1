"""The addresses of the web chat: the page, its files, the WebSocket and the last word of a page that closes."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from bot.channels.webchat import forms, frames, page
from bot.channels.webchat.channel import WebchatChannel
from bot.channels.webchat.connection import Connection, House, say_goodbye
from bot.channels.webchat.forms import BadForm, Form
from bot.channels.webchat.limits import Verdict, address_of
from bot.channels.webchat.plain import PlainChat, traces_taken_away
from bot.channels.webchat.sessions import sender_of
from bot.ports import Journal, Listener, Typed

_NO_TRACE: Final = {hdrs.CACHE_CONTROL: "no-store"}
_REFUSALS: Final = {
    Verdict.TOO_MANY: web.HTTPTooManyRequests,
    Verdict.FULL: web.HTTPServiceUnavailable,
}
_RETRY_AFTER_S: Final = 15
_SHIPPED: Final = page.Face()
_FAREWELL_BYTES: Final = 1_024


def _is_open(_: web.Request) -> bool:
    """Anybody may open the page."""
    return True


def routes(
    channel: WebchatChannel,
    listener: Listener,
    *,
    journal: Journal,
    typed: Typed | None = None,
    face: page.Face = _SHIPPED,
) -> list[web.RouteDef]:
    """Return what the web server has to mount.

    Args:
        channel: The channel that the bubbles of these pages come from.
        listener: Gets what people do.
        journal: Told about faults, never about people.
        typed: Told of those who type and let it be seen; None: nobody is.
        face: What the service made its own.
    """
    chat = _Chat(channel, _house(channel, listener, journal, typed=typed), face, is_open=_is_open)
    return [
        web.get("/", chat.page),
        web.post("/", chat.press),
        web.get("/static/chat/{name}", _assets(face)),
        web.get("/chat", chat.connect, allow_head=False),
        web.post("/chat/bye", chat.goodbye),
    ]


def practice_routes(
    channel: WebchatChannel,
    listener: Listener,
    *,
    at: str,
    is_open: Callable[[web.Request], bool],
    journal: Journal,
    typed: Typed | None = None,
    face: page.Face = _SHIPPED,
) -> list[web.RouteDef]:
    """Return the same page for practice, which says so; its files are those of the real one.

    Args:
        channel: The channel of practice alone.
        listener: As in `routes`.
        at: The address of the page, without a slash at its end.
        is_open: Tells whether somebody may begin at this address; to leave is always possible.
        journal: As in `routes`.
        typed: As in `routes`.
        face: As in `routes`.
    """
    face = replace(face, is_practice=True)
    chat = _Chat(channel, _house(channel, listener, journal, typed=typed), face, is_open=is_open)
    return [
        web.get(at, chat.page),
        web.post(at, chat.press),
        web.get(f"{at}/chat", chat.connect, allow_head=False),
        web.post(f"{at}/chat/bye", chat.goodbye),
    ]


def _house(channel: WebchatChannel, listener: Listener, journal: Journal, *, typed: Typed | None) -> House:
    return House(channel.sessions, listener, channel.clock, journal, channel.limits, typed)


def _assets(face: page.Face) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return what serves the files of the page, from memory and uncached as well."""
    assets = page.assets(face.theme)

    async def serve(request: web.Request) -> web.Response:
        asset = assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        return web.Response(body=asset.body, content_type=asset.content_type, charset="utf-8", headers=_NO_TRACE)

    return serve


class _Chat:
    """Shows the page, lets people in, and lets them go. Nothing may stay on the device, so nothing is cached."""

    def __init__(
        self, channel: WebchatChannel, house: House, face: page.Face, *, is_open: Callable[[web.Request], bool]
    ) -> None:
        self._channel = channel
        self._house = house
        self._face = face
        self._pages = page.pages(face)
        self._plain = PlainChat(house, self._pages, face)
        self._is_open = is_open

    async def page(self, request: web.Request) -> web.Response:
        if not self._is_open(request):
            raise web.HTTPNotFound
        language = page.choose_language(request.headers.get(hdrs.ACCEPT_LANGUAGE, ""))
        return web.Response(
            text=self._pages.whole[language],
            content_type="text/html",
            headers={**_NO_TRACE, hdrs.CONTENT_LANGUAGE: language, hdrs.VARY: hdrs.ACCEPT_LANGUAGE},
        )

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Somebody pressed a button of the page without a script."""
        if not _may_be_ours(request):
            raise web.HTTPForbidden(text="Only our own page may say this.", headers=_NO_TRACE)
        with self._admit(request) as verdict:
            _refuse_unless_welcome(verdict)
            form = await self._form(request)
            if form.press == "leave":
                return await self._plain.leave(request, form)
            if form.token and (self._house.sessions.has_left(sender_of(form.token)) or _hides_its_page(request)):
                # The way back to a page that was left shows what strangers see; so does a key out of a foreign page.
                return await self.page(request)
            if not self._is_open(request):
                raise web.HTTPNotFound
            response, afterwards = await self._plain.talk(request, form)
        await afterwards()
        return response

    async def _form(self, request: web.Request) -> Form:
        if request.content_type != "application/x-www-form-urlencoded":
            raise web.HTTPUnsupportedMediaType(text="This is no form of our page.", headers=_NO_TRACE)
        try:
            async with asyncio.timeout(self._house.limits.form_within.total_seconds()):
                return forms.read(await request.read())
        except TimeoutError:
            raise web.HTTPRequestTimeout(headers=_NO_TRACE) from None
        except BadForm:
            raise web.HTTPBadRequest(text="This is no form of our page.", headers=_NO_TRACE) from None

    async def connect(self, request: web.Request) -> web.StreamResponse:
        if not self._is_open(request):
            raise web.HTTPNotFound
        if not _is_ours(request):
            raise web.HTTPForbidden(text="Only our own page may connect.", headers=_NO_TRACE)
        if hdrs.SEC_WEBSOCKET_PROTOCOL in request.headers:
            # aiohttp would write the address of the person into its log, with a warning.
            raise web.HTTPBadRequest(text="There are no subprotocols here.", headers=_NO_TRACE)
        if not web.WebSocketResponse().can_prepare(request):
            raise web.HTTPUpgradeRequired(text="This address speaks WebSocket only.", headers=_NO_TRACE)
        with self._admit(request) as verdict:
            _refuse_unless_welcome(verdict)
            return await Connection(self._house, request).serve()

    async def goodbye(self, request: web.Request) -> web.Response:
        if not _may_be_ours(request):
            raise web.HTTPForbidden(text="Only our own page may say this.", headers=_NO_TRACE)
        with self._admit(request) as verdict:
            _refuse_unless_welcome(verdict)
            try:
                farewell = frames.read_farewell(await self._short_body(request))
            except frames.BadFrame as fault:
                raise web.HTTPBadRequest(text=fault.error.message, headers=_NO_TRACE) from None
            await say_goodbye(self._house, sender_of(farewell.token), farewell.id)
        return web.Response(status=204, headers=_NO_TRACE | traces_taken_away(self._face))

    def _admit(self, request: web.Request) -> AbstractContextManager[Verdict]:
        forwarded_for = ",".join(request.headers.getall(hdrs.X_FORWARDED_FOR, []))
        return self._channel.door.admit(address_of(request.remote, forwarded_for))

    async def _short_body(self, request: web.Request) -> bytes:
        if request.content_length is None:
            raise web.HTTPLengthRequired(headers=_NO_TRACE)
        if request.content_length > _FAREWELL_BYTES:
            raise web.HTTPRequestEntityTooLarge(_FAREWELL_BYTES, request.content_length, headers=_NO_TRACE)
        try:
            async with asyncio.timeout(self._house.limits.hello_within.total_seconds()):
                return await request.read()
        except TimeoutError:
            raise web.HTTPRequestTimeout(headers=_NO_TRACE) from None


def _refuse_unless_welcome(verdict: Verdict) -> None:
    refusal = _REFUSALS.get(verdict)
    if refusal is not None:
        raise refusal(text="Too many pages at once.", headers={**_NO_TRACE, hdrs.RETRY_AFTER: str(_RETRY_AFTER_S)})


def _is_ours(request: web.Request) -> bool:
    """Tell whether our own page asks: browsers always name the origin of a WebSocket, and no page can change it."""
    return _origin_host(request) == request.host.lower()


def _may_be_ours(request: web.Request) -> bool:
    """Tell whether nothing says that a foreign page asks.

    A page that closes, with no referrer, names its origin as `null`. Nothing hangs on it: only the token counts.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    return request.headers.get(hdrs.ORIGIN, "null") == "null" or _is_ours(request)


def _hides_its_page(request: web.Request) -> bool:
    """Tell whether a browser that says nothing of the fetch hides which page a form stood on; ours do not ask it to.

    Whoever made that page would know the key in the form, and read along.
    """
    return "Sec-Fetch-Site" not in request.headers and request.headers.get(hdrs.ORIGIN) == "null"


def _origin_host(request: web.Request) -> str:
    try:
        origin = urlsplit(request.headers.get(hdrs.ORIGIN, ""))
    except ValueError:
        return ""
    return origin.netloc.lower() if origin.scheme in {"http", "https"} else ""
