"""What is answered when something goes wrong: a calm sentence, never a trace, an address or a text."""

import html
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.errors import Fenced, Stale, StoreDown
from bot.ports import Journal
from bot.web.texts import preferred, say

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

RETRY_AFTER_S = 5
"""When a client may come again while the database is away."""
NO_CONTENT_BELOW = 400


def calm(journal: Journal | None) -> Middleware:
    """Return the middleware that turns every fault into a sentence.

    Args:
        journal: Gets the kind of an unknown fault, and nothing that was in the request; None notes nothing.
    """

    @web.middleware
    async def answer_calmly(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            if refusal.status < NO_CONTENT_BELOW or _speaks_for_itself(refusal):
                raise
            return _refused(request, refusal)
        except (StoreDown, Stale, Fenced):
            _stop_if_begun(request)
            return _sentence(request, 503, "fault.away", headers={"Retry-After": str(RETRY_AFTER_S)})
        except ConnectionError:
            raise
        except Exception as group:  # noqa: BLE001 - the last net: nobody may read a trace
            fault = _innermost(group)
            if journal is not None:
                journal.note("web_request_failed", fault=type(fault).__name__, reason=_place(fault))
            _stop_if_begun(request)
            return _sentence(request, 500, "fault.ours")

    return answer_calmly


def _speaks_for_itself(refusal: web.HTTPException) -> bool:
    """Tell whether a handler of ours chose the words."""
    by_aiohttp = isinstance(refusal, web.HTTPRequestEntityTooLarge)
    return not by_aiohttp and refusal.text != f"{refusal.status}: {refusal.reason}"


def _refused(request: web.Request, refusal: web.HTTPException) -> web.Response:
    """Say a refusal of the router or of the reader of bodies in our own words."""
    allowed = {"Allow": refusal.headers["Allow"]} if "Allow" in refusal.headers else {}
    keys = {404: "fault.not_found", 405: "fault.method", 413: "fault.too_big"}
    text = say(_language(request), keys.get(refusal.status, "fault.refused"))
    if _wants(request, "application/json"):
        return _json(refusal.status, text, allowed)
    return web.Response(status=refusal.status, text=f"{text}\n", headers=allowed)


def _sentence(request: web.Request, status: int, key: str, *, headers: dict[str, str] | None = None) -> web.Response:
    """Answer with one sentence, in the form that the client reads."""
    language = _language(request)
    text = say(language, key)
    if _wants(request, "application/json"):
        return _json(status, text, headers)
    if _wants(request, "text/html"):
        page = (
            f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{html.escape(text)}</title><main><p>{html.escape(text)}</p></main></html>"
        )
        return web.Response(status=status, text=page, content_type="text/html", headers=headers)
    return web.Response(status=status, text=f"{text}\n", headers=headers)


def _json(status: int, text: str, headers: dict[str, str] | None) -> web.Response:
    body = msgspec.json.encode({"message": text})
    return web.Response(status=status, body=body, content_type="application/json", headers=headers)


def _stop_if_begun(request: web.Request) -> None:
    """Break the connection off when part of an answer is out already, as on an open WebSocket."""
    if request.writer.output_size > 0:
        raise ConnectionResetError


def _wants(request: web.Request, kind: str) -> bool:
    return kind in request.headers.get("Accept", "")


def _language(request: web.Request) -> str:
    return preferred(request.headers.get("Accept-Language", ""))


def _innermost(fault: BaseException) -> BaseException:
    """Return what went wrong inside a group of tasks."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    return fault


def _place(fault: BaseException) -> str:
    """Return module and line of our own code in which it broke; never the words of the fault."""
    place, trace = "", fault.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module.startswith("bot."):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
