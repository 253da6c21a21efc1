"""Who reaches what (security S10): generated from the route table, so that no new route is forgotten."""

from http import HTTPMethod

import pytest

from tests.adapters.web.front import Front, Visitor, routes_of

PUBLIC = {("GET", "/desk/login"), ("POST", "/desk/login"), ("GET", "/desk/static/base.css")}
ROUTES = routes_of(Front())
OF_A_CASE = [(method, path) for method, path in ROUTES if "/cases/" in path]
BODIES = {"say": {"text": "hoi", "client_id": "a"}, "close": {"outcome": "test"}}


def test_the_table_is_what_we_think() -> None:
    """A route that is new here has to be thought about."""
    assert [f"{method} {path.replace('0' * 32, 'CASE')}" for method, path in ROUTES] == [
        "GET /desk",
        "GET /desk/cases/CASE/lines",
        "GET /desk/live",
        "GET /desk/login",
        "GET /desk/session",
        "GET /desk/static/base.css",
        "POST /desk/cases/CASE/claim",
        "POST /desk/cases/CASE/close",
        "POST /desk/cases/CASE/give-back",
        "POST /desk/cases/CASE/say",
        "POST /desk/language",
        "POST /desk/login",
        "POST /desk/logout",
    ]


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route not in PUBLIC])
@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 43, "../" * 14])
async def test_without_a_login_nothing_opens(front: Front, method: str, path: str, token: str) -> None:
    """A page leads to the login form; everything else is refused."""
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": front.base}
    if token:
        headers["Cookie"] = f"ajar={token}"
    async with front.visitor() as stranger:
        answer = await stranger.session.request(
            method,
            f"{front.base}{path}",
            headers=headers,
            json={} if method == HTTPMethod.POST else None,
            allow_redirects=False,
        )

    assert (answer.status, answer.headers.get("Location")) == ((303, "/desk/login") if path == "/desk" else (401, None))


@pytest.mark.parametrize(("method", "path"), OF_A_CASE)
@pytest.mark.parametrize("whose", ["a colleague's", "nobody's yet", "none at all"])
async def test_a_case_of_others_does_not_exist(
    front: Front, anna: Visitor, bram: Visitor, *, method: str, path: str, whose: str
) -> None:
    """A colleague's talk, one that waits, and one that never was: the answer is the same."""
    what = path.rpartition("/")[2]
    case_hex = "f" * 32
    if whose != "none at all":
        case_hex = (await front.somebody_waits())[1].hex()
    if whose == "a colleague's":
        await bram.posts(f"/desk/cases/{case_hex}/claim")
    if what == "claim":
        return  # claiming is how a case becomes one's own: test_actions

    address = path.replace("0" * 32, case_hex)
    if method == HTTPMethod.GET:
        answer = await anna.get(address)
    else:
        answer = await anna.posts(address, BODIES.get(what))

    assert answer.status == 404
    assert await answer.json() == {
        "error": "not_yours",
        "message": "Dit gesprek is niet van jou. Ga terug naar de rij.",
    }


async def test_a_case_that_never_was_cannot_be_claimed(anna: Visitor) -> None:
    """It is over, as far as anybody can tell."""
    answer = await anna.posts(f"/desk/cases/{'f' * 32}/claim")

    assert (answer.status, (await answer.json())["error"]) == (409, "case_over")


@pytest.mark.parametrize("case", ["1", "F" * 32, "g" * 32, "0" * 31, "0" * 33, "%00" * 32, "' OR 1=1"])
async def test_what_is_no_case_has_no_page(anna: Visitor, case: str) -> None:
    """Only 32 hexadecimal digits name a case."""
    assert (await anna.get(f"/desk/cases/{case}/lines")).status == 404
    assert (await anna.posts(f"/desk/cases/{case}/claim")).status == 404


async def test_every_opening_is_written_down(front: Front, anna: Visitor) -> None:
    """Opening a talk from its first line is audited; reading on is not."""
    _, case_id = await front.somebody_waits()
    await anna.posts(f"/desk/cases/{case_id.hex()}/claim")
    await anna.get(f"/desk/cases/{case_id.hex()}/lines")
    await anna.get(f"/desk/cases/{case_id.hex()}/lines?after=3")

    assert front.store.audited == ["login", "claim", "open"]
