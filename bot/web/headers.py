"""The headers that stand on every response, whatever answered; nothing can leave them out or weaken them."""

from collections.abc import MutableMapping
from dataclasses import dataclass
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
THE_PAGE = "/"


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What is different about the page of help-seekers, at `/`, and about nothing else.

    Attributes:
        embedded_by: Origins of the pages that may show it inside themselves, such as `https://www.example.org`.
        onion: Its address in the Tor network, such as `http://….onion`; empty: it has none.
    """

    embedded_by: tuple[str, ...] = ()
    onion: str = ""


ALONE = PublicPage()
PUBLIC_PAGE: web.AppKey[PublicPage] = web.AppKey("PUBLIC_PAGE", PublicPage)


def harden(headers: MutableMapping[str, str], *, https: bool, page: PublicPage = ALONE) -> None:
    """Put the headers on a response, over whatever stood there, and take off what names the server.

    Args:
        headers: Of the response.
        https: The browser came over https.
        page: What may be different, where this is the answer of the public page.
    """
    headers.update(ON_EVERY_RESPONSE)
    headers.pop("Server", None)
    if https:
        headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS_S}"
    if page.embedded_by:
        around = " ".join(("'self'", *page.embedded_by))
        headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "frame-ancestors 'none'", f"frame-ancestors {around}"
        )
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # for a page that asks it of all that it shows
    if page.onion and https:
        headers["Onion-Location"] = f"{page.onion}{THE_PAGE}"


async def harden_response(request: web.Request, response: web.StreamResponse) -> None:
    """Harden what is about to be sent: pages, errors, files, streams and the opening of a WebSocket alike."""
    page = request.app.get(PUBLIC_PAGE, ALONE) if request.path == THE_PAGE else ALONE
    harden(response.headers, https=is_https(request), page=page)
