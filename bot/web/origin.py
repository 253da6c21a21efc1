"""Where a request comes from: its own site or a foreign one, over https or not, from which address. Keeps nothing."""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

LONGEST_ADDRESS = 64
NEAR = tuple(
    ipaddress.ip_network(network)
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
"""Where a proxy of our own can stand: this machine, or the network behind it."""


def is_https(request: web.BaseRequest) -> bool:
    """Tell whether the browser came over https, also when a proxy on the way ended the encryption."""
    return request.secure or request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https"


def is_same_origin(request: web.BaseRequest) -> bool:
    """Tell whether one of our own pages asks; what the browser says of the fetch decides, else the Origin."""
    site = request.headers.get("Sec-Fetch-Site")
    return has_own_origin(request) if site is None else site == "same-origin"


def has_own_origin(request: web.BaseRequest) -> bool:
    """Tell whether the Origin is the host that was asked; without an Origin it is not."""
    origin = request.headers.get("Origin", "")
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    schemes = ("https",) if is_https(request) else ("https", "http")  # a proxy may not say that it speaks https
    same_host = parts.netloc.lower() == request.host.lower()
    return parts.scheme in schemes and same_host and origin == f"{parts.scheme}://{parts.netloc}"


def own_origin(request: web.BaseRequest) -> str:
    """Return the address before the path, as the browser that asked has it; a proxy may hide that it was https."""
    return f"{'https' if is_https(request) else 'http'}://{request.host}"


def own_origins(request: web.BaseRequest) -> tuple[str, ...]:
    """Return what the browser may call the address that it asked; a proxy may not say that it speaks https."""
    return tuple(f"{scheme}://{request.host}" for scheme in (("https",) if is_https(request) else ("http", "https")))


def client_address(request: web.BaseRequest) -> str:
    """Return the address of the client: the last that a proxy on our own network saw, else of the connection."""
    peer = request.remote or ""
    # A proxy may add to the header or add one of its own: the very last is what it saw itself.
    seen = ",".join(request.headers.getall("X-Forwarded-For", ())).rsplit(",", 1)[-1].strip()
    return seen[:LONGEST_ADDRESS] if seen and _is_near(peer) else peer


def _is_near(address: str) -> bool:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address == ""  # a Unix socket has no address
    return any(ip in network for network in NEAR)
