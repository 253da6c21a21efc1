"""The headers that stand on every response, whatever answered; nothing can leave them out or weaken them."""

from collections.abc import MutableMapping
from types import MappingProxyType

from aiohttp import web

from bot.web.origin import is_https

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)

ON_EVERY_RESPONSE = MappingProxyType({
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), midi=(), payment=(), usb=()"
    ),
    "Cache-Control": "no-store",
})  # fmt: skip

TWO_YEARS_S = 63_072_000


def harden(headers: MutableMapping[str, str], *, https: bool) -> None:
    """Put the headers on a response, over whatever stood there, and take off what names the server."""
    headers.update(ON_EVERY_RESPONSE)
    headers.pop("Server", None)
    if https:
        headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS_S}"


async def harden_response(request: web.Request, response: web.StreamResponse) -> None:
    """Harden what is about to be sent: pages, errors, files, streams and the opening of a WebSocket alike."""
    harden(response.headers, https=is_https(request))
