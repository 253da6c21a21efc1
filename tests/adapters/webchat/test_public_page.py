"""Only the page of help-seekers may stand inside another, only there, and only where that was asked for."""

import aiohttp
import pytest

from bot.web.headers import CONTENT_SECURITY_POLICY, ON_EVERY_RESPONSE, PublicPage
from tests.adapters.webchat.rig import Rig

ONION = f"http://{'a' * 56}.onion"
HELPLINE, OTHER = "https://www.example.org", "https://help.example.net:8443"
EMBEDDED = PublicPage(embedded_by=(HELPLINE, OTHER))
ELSEWHERE = ("/healthz", "/static/chat/page.css", "/chat", "/elsewhere", "/nothing", "//", "/index.html")


async def _headers(chat: Rig, path: str, method: str = "GET", **headers: str) -> dict[str, str]:
    async with aiohttp.ClientSession() as session:
        answer = await session.request(method, f"{chat.origin}{path}", headers=headers)
        return dict(answer.headers)


async def test_nobody_may_embed_unless_it_was_asked_for(chat: Rig) -> None:
    """As shipped."""
    found = await _headers(chat, "/")

    assert {name: found[name] for name in ON_EVERY_RESPONSE} == dict(ON_EVERY_RESPONSE)
    assert "frame-ancestors 'none'" in found["Content-Security-Policy"]
    assert "Onion-Location" not in found


async def test_the_sites_that_are_named_may_embed_the_page() -> None:
    """They and we ourselves; everything else about its headers stays."""
    async with Rig(page=EMBEDDED).serve() as chat:
        found = await _headers(chat, "/")

    policy = CONTENT_SECURITY_POLICY.replace("'none'; require", f"'self' {HELPLINE} {OTHER}; require")
    assert found["Content-Security-Policy"] == policy
    assert found["Cross-Origin-Resource-Policy"] == "cross-origin"
    rest = {"Content-Security-Policy", "Cross-Origin-Resource-Policy"}
    assert {name: found[name] for name in ON_EVERY_RESPONSE if name not in rest} == {
        name: value for name, value in ON_EVERY_RESPONSE.items() if name not in rest
    }


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_nothing_else_may_be_embedded(path: str) -> None:
    """Not the login, not an error, not a file: nothing that anybody could be led to press unseen."""
    async with Rig(page=PublicPage((HELPLINE,), ONION)).serve() as chat:
        found = await _headers(chat, path, **{"X-Forwarded-Proto": "https"})

    assert {name: found[name] for name in ON_EVERY_RESPONSE} == dict(ON_EVERY_RESPONSE)
    assert "Onion-Location" not in found


async def test_the_onion_address_is_told_over_https() -> None:
    """Browsers heed it nowhere else; and whoever came by it is told nothing."""
    async with Rig(page=PublicPage(onion=ONION)).serve() as chat:
        secure = await _headers(chat, "/", **{"X-Forwarded-Proto": "https"})
        plain = await _headers(chat, "/")

    assert secure["Onion-Location"] == f"{ONION}/"
    assert "Onion-Location" not in plain
    assert "Strict-Transport-Security" not in plain
