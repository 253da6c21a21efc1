"""The page, its files and its goodbye over plain HTTP, behind the server's real headers."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import aiohttp
import pytest

from bot.channels.webchat import Limits, page
from bot.channels.webchat.sessions import new_token, sender_of
from bot.errors import StoreDown
from bot.model import LANGUAGES, InboundKind
from tests.adapters.webchat.rig import HASTY, Rig

TOPIC = re.compile(
    r"\b(sekt|cult|sectes?\b|sects?\b|groep|group|religi|dwing|coerc|emprise|slachtoffer|victim|hulp|help|veilig|safe|ajar)",
    re.IGNORECASE,
)


async def _get(chat: Rig, path: str, **headers: str) -> tuple[aiohttp.ClientResponse, str]:
    async with aiohttp.ClientSession() as session, session.get(chat.origin + path, headers=headers) as answer:
        return answer, await answer.text()


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("nl-BE,nl;q=0.9", "nl"),
        ("en-GB", "en"),
        ("fr-BE, fr;q=0.8, nl;q=0.4", "fr"),
        ("de, fr;q=0.3, en;q=0.7", "en"),
        ("*", "nl"),
        ("", "nl"),
        ("fr;q=0", "nl"),
        ("en;q=zero, fr;q=0.1", "fr"),
        ("EN", "en"),
        (";;;,,,q=1", "nl"),
        ("en;level=1", "en"),
    ],
)
async def test_the_page_speaks_the_language_of_the_browser(chat: Rig, accepted: str, language: str) -> None:
    """By the browser's own order of preference; Dutch when it prefers nothing of ours."""
    answer, html = await _get(chat, "/", **{"Accept-Language": accepted})

    assert f'<html lang="{language}" dir="ltr"' in html
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Vary"] == "Accept-Language"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "text/html"
    assert "Set-Cookie" not in answer.headers


async def test_the_page_asks_only_for_what_this_server_has(chat: Rig) -> None:
    """Every file that the page names is there, with its type, and leaves no copy on the device."""
    _, html = await _get(chat, "/")
    _, script = await _get(chat, "/static/chat/chat.js")

    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    named |= {f"/static/chat/{name}" for name in re.findall(r'from "\./([^"]+)"', script)}

    types = {}
    for path in named:
        answer, _ = await _get(chat, path)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        types[path.rpartition("/")[2]] = answer.content_type
    assert types == {
        "page.css": "text/css",
        "chat.css": "text/css",
        "chat.js": "text/javascript",
        "link.js": "text/javascript",
        "icon.svg": "image/svg+xml",
    }


@pytest.mark.parametrize(
    "path", ["/static/chat/page.html", "/static/chat/words.json", "/static/chat/..%2fpage.py", "/static/chat/"]
)
async def test_nothing_else_is_served(chat: Rig, path: str) -> None:
    """Only the named files can be asked for."""
    answer, _ = await _get(chat, path)

    assert answer.status == 404


def test_the_scripts_are_small_and_keep_nothing() -> None:
    """Under 15 KB together; no storage, no cookie, no history, no markup from text, no stranger's address."""
    scripts = {name: asset.body.decode() for name, asset in page.assets().items() if name.endswith(".js")}
    source = "".join(scripts.values())

    assert len(source.encode()) < 15 * 1024
    forbidden = r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|localStorage|sessionStorage|indexedDB|cookie|pushState|replaceState|Notification|https?://"
    assert re.findall(forbidden, source) == []


def test_every_language_has_every_word() -> None:
    """No page falls back to another language, and no first word gives the topic away."""
    words = page.words()

    assert set(words) == set(LANGUAGES)
    assert len({frozenset(texts) for texts in words.values()}) == 1
    for texts in words.values():
        for text in texts.values():
            assert text.strip() == text != ""
            assert "!" not in text
            assert not TOPIC.search(text), text


def test_the_markup_gives_no_topic_away() -> None:
    """Neither the page nor its title, nor a comment or a class in it, says what it is about."""
    pages = page.pages(page.Face("/away"))
    for html in pages.whole.values():
        assert not TOPIC.search(html)
    for pieces in pages.plain.values():
        for html in (pieces.opening("key", "id", ""), pieces.anew(1), pieces.problem("away"), pieces.goodbye()):
            assert not TOPIC.search(html)


def test_an_address_to_leave_to_is_escaped() -> None:
    """The operator's setting is a value, not markup."""
    assert 'data-leave-to="/?a=1&amp;b=&#34;2&#34;"' in page.pages(page.Face('/?a=1&b="2"')).whole["nl"]


async def test_a_plain_request_is_told_to_speak_websocket(chat: Rig) -> None:
    """The address of the socket is no page."""
    answer, _ = await _get(chat, "/chat", Origin=chat.origin)

    assert answer.status == 426


async def test_a_subprotocol_is_refused_before_anything_is_logged(chat: Rig) -> None:
    """The web library would write the person's address into its log."""
    answer, _ = await _get(chat, "/chat", Origin=chat.origin, **{"Sec-WebSocket-Protocol": "x"})

    assert answer.status == 400


async def test_the_answer_to_a_goodbye_lets_the_browser_forget(chat: Rig) -> None:
    """What is ours in it, if anything should be; its cookies are not ours."""
    body = json.dumps({"token": new_token(), "id": str(uuid4())})
    async with aiohttp.ClientSession() as session, session.post(f"{chat.origin}/chat/bye", data=body) as answer:
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


async def _post(chat: Rig, body: str | bytes | AsyncIterator[bytes], **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{chat.origin}/chat/bye", data=body, headers=headers) as answer,
    ):
        await answer.read()
        return answer.status


async def test_a_page_that_closes_says_goodbye(chat: Rig) -> None:
    """The browser sends it after the page is gone, once or twice, with no origin or its own."""
    token, event = new_token(), str(uuid4())
    body = json.dumps({"token": token, "id": event})

    assert await _post(chat, body) == 204
    assert await _post(chat, body, Origin="null") == 204
    assert await _post(chat, body, Origin=chat.origin, **{"Sec-Fetch-Site": "same-origin"}) == 204

    assert [(inbound.kind, inbound.sender) for inbound in chat.listener.heard] == [(InboundKind.LEFT, sender_of(token))]


async def test_a_goodbye_by_socket_and_by_post_is_one(chat: Rig) -> None:
    """A page says it both ways, because neither is certain to arrive."""
    async with chat.tab() as mia:
        event = await mia.say("bye")
        await mia.closed()

    assert await _post(chat, json.dumps({"token": mia.token, "id": event})) == 204
    assert len(chat.listener.heard) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_foreign_page_can_not_say_goodbye(chat: Rig, headers: dict[str, str]) -> None:
    """Even with a token."""
    assert await _post(chat, json.dumps({"token": new_token(), "id": str(uuid4())}), **headers) == 403
    assert chat.listener.heard == []


@pytest.mark.parametrize("body", ["", "{}", "null", '{"token":"x","id":"y"}', b"\xff", '{"a":' * 100])
async def test_a_goodbye_that_is_none_is_refused(chat: Rig, body: str | bytes) -> None:
    """With a clear status, and nothing is heard."""
    assert await _post(chat, body) == 400
    assert chat.listener.heard == []


async def test_a_goodbye_has_a_short_body_of_known_length(chat: Rig) -> None:
    """Nothing long is read, and nothing that does not say how long it is."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"{}"

    assert await _post(chat, "x" * 1_025) == 413
    assert await _post(chat, pieces()) == 411


async def test_a_goodbye_by_post_outlasts_a_failing_store(chat: Rig) -> None:
    """The server tries again by itself."""
    chat.listener.faults.append(StoreDown())

    async with asyncio.TaskGroup() as group:
        posting = group.create_task(_post(chat, json.dumps({"token": new_token(), "id": str(uuid4())})))
        await chat.clock.somebody_lay_down.wait()
        chat.clock.advance(timedelta(seconds=1))
        assert await posting == 204

    assert len(chat.listener.heard) == 1


async def test_a_flood_of_goodbyes_is_refused() -> None:
    """They cost a transaction each, so the doorkeeper counts them like connections."""
    async with Rig(replace(Limits(), connects_per_minute=2)).serve() as chat:
        body = json.dumps({"token": new_token(), "id": str(uuid4())})
        address = {"X-Forwarded-For": "203.0.113.7"}

        assert [await _post(chat, body, **address) for _ in range(3)] == [204, 204, 429]


async def test_a_goodbye_that_trickles_in_is_given_up() -> None:
    """A request that never ends occupies nothing for long."""
    async with Rig(HASTY).serve() as chat:
        reader, writer = await asyncio.open_connection("127.0.0.1", chat.port)
        writer.write(b"POST /chat/bye HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        answer = await reader.readline()
        writer.close()
        await writer.wait_closed()

    assert answer.split()[1] == b"408"
