"""Nobody's page but ours can make a counsellor's browser do anything (security S9)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest

from bot.model import CaseState, Role
from tests.adapters.web.front import PASSWORD, SAME_ORIGIN, Front, Visitor, example, routes_of

FOREIGN = (
    "https://evil.example",
    "http://evil.example",
    "null",
    "",
    "http://127.0.0.1",
    "https://127.0.0.1:1",
    "http://localhost:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://evil.example:{port}",
    "http://127.0.0.1.evil.example:{port}",
    "http://evil.example/127.0.0.1:{port}",
    "http://evil.example#127.0.0.1:{port}",
    "http://evil.example?127.0.0.1:{port}",
    "http://127.0.0.1:{port}@evil.example",
    "http://evil.example@127.0.0.1:{port}",
    "http://127.0.0.1:{port}/",
    "file://",
    "ftp://127.0.0.1:{port}",
    "chrome-extension://127.0.0.1:{port}",
    "127.0.0.1:{port}",
)
WRONG_TOKENS = ("", "0" * 64, "x", "é" * 64)


def mutating_routes() -> list[str]:
    """Return an example address of every route that changes anything for somebody who is logged in."""
    paths = [path for method, path in routes_of(Front()) if method not in {"GET", "HEAD", "*"}]
    return [path for path in paths if path != "/desk/login" and not path.startswith(("/invitation/", "/guest/"))]


MUTATING = mutating_routes()


@dataclass(frozen=True, slots=True)
class Guarded:
    """A house in which Anna has a case: on its address every action would take effect."""

    front: Front
    anna: Visitor
    bram: Visitor
    case: str


@pytest.fixture(scope="module")
async def guarded() -> AsyncIterator[Guarded]:
    """One for all forgeries: what is refused changes nothing, and after each of them that is looked at.

    Anna may do everything, so that nothing but the forgery is refused.
    """
    front = Front()
    await front.hires("Anna", role=Role.ADMIN)
    await front.hires("Bram")
    async with front.open(), front.counsellor("Anna") as anna, front.counsellor("Bram") as bram:
        _, case_id = await front.somebody_waits()
        assert (await anna.posts(f"/desk/cases/{case_id.hex()}/claim")).status == 200
        yield Guarded(front, anna, bram, case_id.hex())


@pytest.fixture
async def waiting(guarded: Guarded) -> AsyncIterator[str]:
    """The case of Anna's, untouched."""
    yield guarded.case
    case = (await guarded.front.house.desk.queue())[0]
    assert (case.id.hex(), case.state, case.claimed_by) == (guarded.case, CaseState.CLAIMED, "Anna"), "it got through"
    assert (await guarded.anna.get("/desk/session")).status == 200, "a logout got through"


@pytest.fixture
def anna(guarded: Guarded) -> Visitor:
    """Anna, logged in."""
    return guarded.anna


def at(path: str, case_hex: str) -> str:
    """Put the case into an address."""
    return path.replace("0" * 32, case_hex)


def test_there_is_something_to_protect() -> None:
    """The routes are read from the table, so a new one is tested without anybody thinking of it."""
    assert example("/desk/cases/{case:[0-9a-f]{32}}/say") in MUTATING
    assert len(MUTATING) == 49


@pytest.mark.parametrize("path", MUTATING)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "X-Ajar-Csrf": "{token}"},
        {"Sec-Fetch-Site": "same-site", "X-Ajar-Csrf": "{token}"},
        {"Sec-Fetch-Site": "none", "X-Ajar-Csrf": "{token}"},
        {"X-Ajar-Csrf": "{token}"},
        {"Origin": "https://evil.example", "X-Ajar-Csrf": "{token}"},
        *({"Sec-Fetch-Site": "same-origin", "X-Ajar-Csrf": token} for token in WRONG_TOKENS),
    ],
)
async def test_a_forged_request_is_refused(anna: Visitor, waiting: str, path: str, headers: dict[str, str]) -> None:
    """From elsewhere with the right token, or from here without it: neither is enough."""
    sent = {name: value.format(token=anna.csrf) for name, value in headers.items()}
    answer = await anna.session.post(f"{anna.base}{at(path, waiting)}", json={}, headers=sent, allow_redirects=False)

    assert answer.status == 403


@pytest.mark.parametrize("path", MUTATING)
async def test_the_token_of_another_login_is_refused(guarded: Guarded, waiting: str, path: str) -> None:
    """A token belongs to one login, not to the desk."""
    answer = await guarded.anna.posts(at(path, waiting), headers={"X-Ajar-Csrf": guarded.bram.csrf})

    assert answer.status == 403


@pytest.mark.parametrize("path", MUTATING)
async def test_a_form_of_another_site_is_refused(anna: Visitor, waiting: str, path: str) -> None:
    """What a foreign page can send without asking: a simple form."""
    answer = await anna.session.post(
        f"{anna.base}{at(path, waiting)}",
        data={"csrf": anna.csrf, "outcomes": "test"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        allow_redirects=False,
    )

    assert answer.status == 403


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_can_do_nothing_and_hear_nothing(anna: Visitor, waiting: str, origin: str) -> None:
    """Twenty origins that look like ours or not: no action, no live desk."""
    port = anna.base.rpartition(":")[2]
    foreign = origin.format(port=port)

    answer = await anna.session.post(
        f"{anna.base}/desk/cases/{waiting}/give-back", json={}, headers={"Origin": foreign, "X-Ajar-Csrf": anna.csrf}
    )
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await anna.session.ws_connect(f"{anna.base}/desk/live", headers={"Origin": foreign})

    assert (answer.status, refused.value.status) == (403, 403)


async def test_a_live_desk_without_an_origin_is_refused(anna: Visitor) -> None:
    """Every browser sends it."""
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await anna.session.ws_connect(f"{anna.base}/desk/live")

    assert refused.value.status == 403


async def test_an_old_browser_is_known_by_its_origin(front: Front) -> None:
    """Without Sec-Fetch-Site the Origin decides."""
    async with front.counsellor("Anna") as anna:
        answer = await anna.session.post(
            f"{anna.base}/desk/language",
            json={"language": "en"},
            headers={"Origin": anna.base, "X-Ajar-Csrf": anna.csrf},
        )

    assert answer.status == 200


async def test_a_plain_form_can_log_out(front: Front) -> None:
    """The token may come as a field too."""
    async with front.counsellor("Anna") as anna:
        answer = await anna.session.post(
            f"{anna.base}/desk/logout", data={"csrf": anna.csrf}, headers=SAME_ORIGIN, allow_redirects=False
        )

    assert answer.status == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
async def test_a_login_form_that_is_not_ours_is_refused(front: Front, token: str) -> None:
    """Nobody can be logged in under another's name: the form belongs to the browser that asked for it."""
    async with front.visitor() as visitor:
        await visitor.form()
        forged = await visitor.submits("Anna", PASSWORD, csrf=token)
    async with front.visitor() as other:
        theirs = await other.form()
    async with front.visitor() as visitor:
        crossed = await visitor.submits("Anna", PASSWORD, csrf=theirs)
    async with front.visitor() as visitor:
        foreign = await visitor.submits("Anna", PASSWORD, headers={"Sec-Fetch-Site": "cross-site"})

    assert [answer.status for answer in (forged, crossed, foreign)] == [403, 403, 403]
    assert "Deze pagina stond te lang open." in await forged.text()
