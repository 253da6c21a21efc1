"""Where a request comes from, as the browser and the proxy say."""

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from bot.web.origin import client_address, has_own_origin, is_same_origin


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"Origin": "http://ajar.example"}, True),
        ({"Origin": "https://ajar.example"}, True),
        ({"Origin": "http://AJAR.example"}, True),
        ({"Origin": "http://ajar.example", "X-Forwarded-Proto": "https"}, False),
        ({"Origin": "https://ajar.example", "X-Forwarded-Proto": "https"}, True),
        ({"Origin": "http://ajar.example:81"}, False),
        ({"Origin": "http://ajar.example.evil.example"}, False),
        ({"Origin": "http://evil.example/ajar.example"}, False),
        ({"Origin": "http://x@ajar.example"}, False),
        ({"Origin": "http://ajar.example/"}, False),
        ({"Origin": "http://[ajar.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({}, False),
    ],
)
def test_the_origin_is_the_host_that_was_asked(headers: dict[str, str], *, own: bool) -> None:
    """Scheme, host and port; over https no page that came over http counts as our own."""
    request = make_mocked_request("GET", "/", headers={"Host": "ajar.example", **headers})

    assert has_own_origin(request) is own


@pytest.mark.parametrize(
    ("site", "origin", "same"),
    [
        ("same-origin", "http://evil.example", True),
        ("same-site", "http://ajar.example", False),
        ("cross-site", "http://ajar.example", False),
        ("none", "http://ajar.example", False),
        ("", "http://ajar.example", False),
        (None, "http://ajar.example", True),
        (None, "http://evil.example", False),
    ],
)
def test_what_the_browser_says_of_the_fetch_comes_first(site: str | None, origin: str, *, same: bool) -> None:
    """No page can forge Sec-Fetch-Site; an old browser, which does not send it, sends the Origin."""
    headers = {"Host": "ajar.example", "Origin": origin} | ({} if site is None else {"Sec-Fetch-Site": site})

    assert is_same_origin(make_mocked_request("POST", "/", headers=headers)) is same


class _Transport:
    def __init__(self, peer: str) -> None:
        self._peer = peer

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self._peer, 4711) if name == "peername" else default

    def is_closing(self) -> bool:
        return False


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("172.18.0.2", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
        ("198.51.100.9", "203.0.113.1", "198.51.100.9"),
        ("127.0.0.1", "6.6.6.6|198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", " ", "127.0.0.1"),
        ("127.0.0.1", "x" * 300, "x" * 64),
    ],
)
def test_only_a_proxy_of_our_own_is_believed(peer: str, forwarded: str | None, address: str) -> None:
    """The last address that it saw counts; what a stranger writes in front of it, or sends directly, does not."""
    headers = CIMultiDict(("X-Forwarded-For", line) for line in (forwarded or "").split("|") if forwarded)
    request = make_mocked_request("POST", "/", headers=headers, transport=_Transport(peer))

    assert client_address(request) == address
