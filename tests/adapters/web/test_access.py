"""Who reaches what (security S10): generated from the route table, so that no new route is forgotten."""

from http import HTTPMethod

import pytest

from bot.model import Role
from bot.web.guard import HOME
from bot.web.preview.live import LOOK_AT_LOGIN
from bot.web.sockets import SESSION_OVER
from tests.adapters.web.front import Front, Visitor, routes_of

PUBLIC = {
    ("GET", "/desk/login"),
    ("POST", "/desk/login"),
    ("GET", "/desk/static/base.css"),
    ("GET", "/preview/static/preview.css"),
}
FOR_ALL = {*PUBLIC, ("POST", "/desk/logout")}
"""What staff of every role reach."""
ROUTES = routes_of(Front())
OF_A_CASE = [(method, path) for method, path in ROUTES if "/cases/" in path]
BODIES = {
    "say": {"text": "hoi", "client_id": "a"},
    "note": {"note": "hoi", "client_id": "a"},
    "close": {"outcomes": ["test"]},
}


def test_the_table_is_what_we_think() -> None:
    """A route that is new here has to be thought about."""
    assert [f"{method} {path.replace('0' * 32, 'CASE')}" for method, path in ROUTES] == [
        "GET /desk",
        "GET /desk/cases/CASE/lines",
        "GET /desk/cases/CASE/words",
        "GET /desk/live",
        "GET /desk/login",
        "GET /desk/session",
        "GET /desk/static/base.css",
        "GET /preview",
        "GET /preview/drawing",
        "GET /preview/live",
        "GET /preview/session",
        "GET /preview/static/preview.css",
        "POST /desk/cases/CASE/claim",
        "POST /desk/cases/CASE/close",
        "POST /desk/cases/CASE/give-back",
        "POST /desk/cases/CASE/note",
        "POST /desk/cases/CASE/say",
        "POST /desk/language",
        "POST /desk/login",
        "POST /desk/logout",
        "POST /desk/next",
        "POST /desk/nobody",
        "POST /desk/seats",
        "POST /preview/language",
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

    leads_to_the_form = path in {"/desk", "/preview"}
    assert (answer.status, answer.headers.get("Location")) == (
        (303, "/desk/login") if leads_to_the_form else (401, None)
    )


@pytest.mark.parametrize(("method", "path"), [route for route in ROUTES if route not in FOR_ALL])
@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.EDITOR])
async def test_each_role_reaches_its_own_page_and_nothing_of_the_other(
    front: Front, role: Role, method: str, path: str
) -> None:
    """An editor sees no desk and no case; a counsellor sees no preview. The page says so and leads home."""
    home = HOME[role]
    name = "Anna" if role is Role.COUNSELLOR else "Eva"
    async with front.editor(name, role) as visitor:
        answer = await visitor.session.request(
            method,
            f"{front.base}{path}",
            headers={"Sec-Fetch-Site": "same-origin", "Origin": front.base, "X-Ajar-Csrf": visitor.csrf},
            json={} if method == HTTPMethod.POST else None,
            allow_redirects=False,
        )
        body = await answer.text()

    if path.startswith(home):
        assert answer.status not in {303, 401, 403}
    elif path in HOME.values():
        assert (answer.status, answer.content_type, f'href="{home}"' in body) == (403, "text/html", True)
        assert "colleagues" not in body
        assert "collega’s met een andere taak" in body
    else:
        assert (answer.status, '"not_for_you"' in body) == (403, True)


async def test_a_live_page_closes_when_its_reader_gets_another_task(front: Front, eva: Visitor) -> None:
    """What may be seen is decided while it is seen, not only at the door."""
    async with eva.previews() as view:
        await view.sees("served")
        await front.changes("Eva", role=Role.COUNSELLOR)
        front.clock.advance(LOOK_AT_LOGIN)

        assert await view.is_closed() == SESSION_OVER


async def test_an_admin_reaches_both(front: Front) -> None:
    """Whoever makes the accounts can look at what they open."""
    await front.hires("Ida", role=Role.ADMIN)
    async with front.editor("Ida", Role.ADMIN) as ida:
        assert [(await ida.get(path)).status for path in ("/desk", "/preview")] == [200, 200]


async def test_an_editor_who_comes_to_the_login_form_is_led_to_the_preview(eva: Visitor) -> None:
    """As a counsellor is led to the desk."""
    answer = await eva.get("/desk/login")

    assert (answer.status, answer.headers.get("Location")) == (303, "/preview")


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
