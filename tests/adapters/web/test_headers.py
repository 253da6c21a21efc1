"""The headers of security S20 stand on every response there is."""

import asyncio
from collections.abc import Mapping

import pytest
from aiohttp import web

from tests.adapters.web.front import Front, Visitor, routes_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_hardened(headers: Mapping[str, str]) -> bool:
    """Tell whether nothing is missing, and nothing tells what serves here."""
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers
    return True


async def test_every_route_of_the_desk_is_hardened(front: Front) -> None:
    """With and without a login, whatever the answer is."""
    statuses = set()
    for method, path in routes_of(front):
        async with front.visitor() as stranger, front.counsellor() as anna:
            for who in (stranger, anna):
                answer = await who.session.request(method, f"{front.base}{path}", allow_redirects=False)
                statuses.add(answer.status)

                assert is_hardened(answer.headers), path
    assert {200, 303, 401, 403, 404} <= statuses


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/nothing/here", 404),
        ("GET", "/desk/cases/xyz/lines", 404),
        ("GET", "/desk/static/../login.py", 404),
        ("GET", "/desk/static/nothing.js", 404),
        ("DELETE", "/desk", 405),
        ("OPTIONS", "/desk/login", 405),
        ("HEAD", "/desk/login", 200),
    ],
)
async def test_errors_and_health_are_hardened(front: Front, method: str, path: str, status: int) -> None:
    """Also what the server answers by itself."""
    async with front.visitor() as visitor:
        answer = await visitor.session.request(method, f"{front.base}{path}")

    assert answer.status == status
    assert is_hardened(answer.headers)


async def test_a_body_that_is_too_big_is_refused_and_hardened(anna: Visitor) -> None:
    """Nothing beyond 256 KiB is read."""
    answer = await anna.posts("/desk/language", data=b"x" * (256 * 1024 + 1))

    assert answer.status in {413, 415}
    assert is_hardened(answer.headers)
    answer = await anna.posts(
        "/desk/language", data=b'"' + b"x" * (256 * 1024 + 1), headers={"Content-Type": "application/json"}
    )
    assert answer.status == 413
    assert is_hardened(answer.headers)
    assert (await answer.text()).strip() == "Dat is te veel in één keer."


async def test_a_fault_and_an_outage_are_hardened() -> None:
    """500 and 503 have the same headers."""

    async def breaks(_: web.Request) -> web.Response:
        raise ZeroDivisionError

    front = Front()
    async with front.open(web.get("/breaks", breaks)), front.visitor() as visitor:
        front.store.away = True
        broken = await visitor.get("/breaks")
        away = await visitor.get("/desk", headers={"Cookie": f"ajar={'a' * 43}"})

    assert (broken.status, away.status) == (500, 503)
    assert is_hardened(broken.headers)
    assert is_hardened(away.headers)


async def test_a_stream_and_a_socket_are_hardened(anna: Visitor) -> None:
    """Headers that are sent before the handler ends are not forgotten."""
    async with anna.live() as view:
        assert is_hardened(view.socket._response.headers)  # noqa: SLF001 - aiohttp shows them nowhere else


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"G\xc3\x89T / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: " + b"b" * 20_000 + b"\r\n\r\n",
        b"POST /desk/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ],
)
async def test_what_is_no_request_learns_nothing(front: Front, garbage: bytes) -> None:
    """Bytes that are no HTTP get a bare answer, hardened too, that names neither server nor reason."""
    host, port = front.base.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(garbage)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()

    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0].split()[1].startswith("4")
    assert is_hardened(dict(line.split(": ", 1) for line in lines[1:]))
    assert b"aiohttp" not in answer.lower()
    assert b"python" not in answer.lower()
    assert len(body) < 100


async def test_only_https_is_told_to_stay_https(front: Front) -> None:
    """HSTS over plain http would be ignored; behind a proxy that speaks https it stands."""
    async with front.visitor() as visitor:
        plain = await visitor.get("/desk/login")
        secure = await visitor.get("/desk/login", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in plain.headers
    assert secure.headers["Strict-Transport-Security"] == "max-age=63072000"
