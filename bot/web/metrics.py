"""`/metrics` for whoever has the token; there is no such page where none is set. Nothing here counts anything."""

import hmac
from collections.abc import Callable

from aiohttp import web

PATH = "/metrics"


def metrics_routes(page: Callable[[], bytes], *, content_type: str, token: str) -> list[web.RouteDef]:
    """Return the route, for `make_server`.

    Args:
        page: Makes what is read.
        content_type: How it is to be read.
        token: What the reader has to show, as `Authorization: Bearer …`. An address is no proof: behind a proxy
            everybody comes from this machine.
    """
    expected = f"Bearer {token}".encode()

    async def read(request: web.Request) -> web.Response:
        given = request.headers.getall("Authorization", [])
        is_right = hmac.compare_digest("".join(given).encode("utf-8", "surrogateescape"), expected)
        if not is_right or len(given) != 1:
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        return web.Response(body=page(), headers={"Content-Type": content_type})

    return [web.get(PATH, read)]
