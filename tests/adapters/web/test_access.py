"""Who reaches what (security S10): role × route × own, other, none, over the route table itself."""

from http import HTTPMethod

import pytest

from bot.handover.floor import NOBODY
from bot.model import RIGHTS, EmergencyReason, Right, Role, StaffId, may
from bot.web.guard import HOME, PAGES
from bot.web.preview.live import LOOK_AT_LOGIN
from bot.web.sockets import SESSION_OVER
from tests.adapters.web.front import Front, Visitor, routes_of

MATRIX = """
                                  stranger  counsellor  coordinator  editor  operator  admin
GET  /account                     login     yes         yes          yes     yes       yes
GET  /account/factor              login     yes         yes          yes     yes       yes
GET  /account/passkey             login     yes         yes          yes     yes       yes
GET  /account/passkey/ask         -         yes         yes          yes     yes       yes
GET  /audit                       login     -           -            -       yes       yes
GET  /blocks                      login     -           yes          -       -         yes
GET  /board                       login     -           yes          -       yes       yes
GET  /board/figures               login     -           -            -       yes       yes
GET  /board/figures.csv           -         -           -            -       yes       yes
GET  /board/live                  -         -           yes          -       yes       yes
GET  /board/session               -         -           yes          -       yes       yes
GET  /board/static/board.css      yes       yes         yes          yes     yes       yes
GET  /calls                       login     yes         -            -       -         yes
GET  /calls/live                  -         yes         -            -       -         yes
GET  /calls/session               -         yes         -            -       -         yes
GET  /desk                        login     yes         -            -       -         yes
GET  /desk/cases/CASE/colleagues  -         own         -            -       -         own
GET  /desk/cases/CASE/lines       -         own         -            -       -         own
GET  /desk/cases/CASE/partners    -         own         -            -       -         own
GET  /desk/cases/CASE/words       -         own         -            -       -         own
GET  /desk/guides                 -         yes         -            -       -         yes
GET  /desk/live                   -         yes         -            -       -         yes
GET  /desk/login                  yes       yes         yes          yes     yes       yes
GET  /desk/passkey                yes       yes         yes          yes     yes       yes
GET  /desk/session                -         yes         -            -       -         yes
GET  /desk/static/base.css        yes       yes         yes          yes     yes       yes
GET  /emergencies                 login     -           yes          -       -         yes
GET  /emergencies/cases/CASE      login     -           two          -       -         two
GET  /hours                       login     -           yes          -       -         yes
GET  /guest                       yes       yes         yes          yes     yes       yes
GET  /guest/TOKEN                 yes       yes         yes          yes     yes       yes
GET  /guest/lines                 -         guest       guest        guest   guest     guest
GET  /guest/static/guest.css      yes       yes         yes          yes     yes       yes
GET  /invitation/TOKEN            yes       yes         yes          yes     yes       yes
GET  /preview                     login     -           -            yes     -         yes
GET  /preview/drawing             -         -           -            yes     -         yes
GET  /preview/live                -         -           -            yes     -         yes
GET  /preview/session             -         -           -            yes     -         yes
GET  /preview/static/preview.css  yes       yes         yes          yes     yes       yes
GET  /rota                        login     yes         yes          -       -         yes
GET  /rota/feed/TOKEN.ics         yes       yes         yes          yes     yes       yes
GET  /rota/shift/SHIFT            login     yes         yes          -       -         yes
GET  /staff                       login     -           -            -       -         yes
GET  /staff/Anna                  login     -           -            -       -         yes
POST /account/end                 -         yes         yes          yes     yes       yes
POST /account/factor              -         yes         yes          yes     yes       yes
POST /account/passkey             -         yes         yes          yes     yes       yes
POST /account/passkey/remove      -         yes         yes          yes     yes       yes
POST /blocks/confirm              -         -           yes          -       -         yes
POST /blocks/lift                 -         -           yes          -       -         yes
POST /board/cases/CASE/assign     -         -           other        -       -         other
POST /board/cases/CASE/put-back   -         -           other        -       -         other
POST /board/cases/CASE/region     -         -           waits        -       -         waits
POST /board/language              -         -           yes          -       yes       yes
POST /calls/CALL                  -         yes         -            -       -         yes
POST /calls/CALL/outcome          -         yes         -            -       -         yes
POST /calls/CALL/sheet            -         yes         -            -       -         yes
POST /desk/cases/CASE/accept      -         offered     -            -       -         offered
POST /desk/cases/CASE/block       -         own         -            -       -         own
POST /desk/cases/CASE/claim       -         none        -            -       -         none
POST /desk/cases/CASE/close       -         own         -            -       -         own
POST /desk/cases/CASE/decline     -         offered     -            -       -         offered
POST /desk/cases/CASE/draft       -         own         -            -       -         own
POST /desk/cases/CASE/give-back   -         own         -            -       -         own
POST /desk/cases/CASE/guest       -         own         -            -       -         own
POST /desk/cases/CASE/guest-end   -         own         -            -       -         own
POST /desk/cases/CASE/note        -         own         -            -       -         own
POST /desk/cases/CASE/offer       -         own         -            -       -         own
POST /desk/cases/CASE/propose     -         own         -            -       -         own
POST /desk/cases/CASE/recall      -         own         -            -       -         own
POST /desk/cases/CASE/say         -         own         -            -       -         own
POST /desk/cases/CASE/withdraw    -         own         -            -       -         own
POST /desk/language               -         yes         -            -       -         yes
POST /desk/login                  yes       yes         yes          yes     yes       yes
POST /desk/logout                 -         yes         yes          yes     yes       yes
POST /desk/next                   -         yes         -            -       -         yes
POST /desk/nobody                 -         yes         -            -       -         yes
POST /desk/resume                 -         yes         -            -       -         yes
POST /desk/seats                  -         yes         -            -       -         yes
POST /emergencies                 -         -           yes          -       -         yes
POST /emergencies/cases/CASE/end  -         -           two          -       -         two
POST /emergencies/motions/MOTION  -         -           yes          -       -         yes
POST /hours/close                 -         -           yes          -       -         yes
POST /hours/close-now             -         -           yes          -       -         yes
POST /hours/open                  -         -           yes          -       -         yes
POST /hours/rule                  -         -           yes          -       -         yes
POST /guest/TOKEN                 yes       yes         yes          yes     yes       yes
POST /guest/leave                 -         guest       guest        guest   guest     guest
POST /guest/say                   -         guest       guest        guest   guest     guest
POST /invitation/TOKEN            yes       yes         yes          yes     yes       yes
POST /preview/language            -         -           -            yes     -         yes
POST /rota                        -         yes         yes          -       -         yes
POST /rota/copy                   -         yes         yes          -       -         yes
POST /rota/feed                   -         yes         yes          -       -         yes
POST /rota/shift/SHIFT            -         yes         yes          -       -         yes
POST /staff                       -         -           -            -       -         yes
POST /staff/Anna                  -         -           -            -       -         yes
POST /staff/motions/MOTION    -         -           -            -       -         yes
"""
"""What each role reaches. yes: all of it; -: refused; login: led to the login form. Of a case: only one's own (own),
one that a colleague has (other) or offers to oneself (offered), one that nobody has yet (none), or one of which two
people decided that it is read (two). guest: only whoever was let into a talk, which is no login of the staff. A route
that is new has to be thought about."""

BODIES = {
    "block": {"reason": "insults"},
    "say": {"text": "hoi", "client_id": "a"},
    "draft": {"words": "hoi", "note": "", "page": "a", "number": 1, "seen": 0},
    "note": {"note": "hoi", "client_id": "a"},
    "propose": {"partner": "veilig_thuis", "words": "hoi", "client_id": "a"},
    "guest": {"number": 1},
    "claim": {"one_more": True},
    "close": {"outcomes": ["test"]},
    "seats": {"seats": 2},
    "accept": {"one_more": True},
    "offer": {"to": "Cato", "note": "hoi"},
    "put-back": {"has": "Bram"},
    "assign": {"has": "Bram", "to": "Cato"},
    "region": {"region": "nl_oost", "had": ""},
}
ROUTES = routes_of(Front())


def read_matrix() -> dict[tuple[str, str], dict[str, str]]:
    """Return what each column says of each route."""
    heading, *rows = MATRIX.strip().splitlines()
    columns = heading.split()
    read = {}
    for row in rows:
        method, path, *cells = row.split()
        read[method, path] = dict(zip(columns, cells, strict=True))
    return read


CELLS = read_matrix()
OF_A_CASE = [route for route in CELLS if "CASE" in route[1]]
IN_AN_EMERGENCY = [route for route in OF_A_CASE if "two" in CELLS[route].values()]
REACHES = [(role, *route) for route in CELLS for role in Role if route not in OF_A_CASE]


def test_every_route_has_its_row() -> None:
    """A route without a row fails here, and so does a row without a route."""
    assert sorted(CELLS) == sorted(
        (
            method,
            path.replace("0" * 32, "CASE")
            .replace("t" * 43, "TOKEN")
            .replace("a" * 32, "MOTION")
            .replace("b" * 32, "SHIFT")
            .replace("c" * 32, "CALL"),
        )
        for method, path in ROUTES
    )


def test_the_table_of_rights_is_what_we_think() -> None:
    """Whoever coordinates or keeps the service running reads no talk; whoever talks sees no colleague's."""
    assert {role.value: sorted(right.value for right in RIGHTS[role]) for role in Role} == {
        "counsellor": ["calls", "own", "rota", "talk"],
        "coordinator": ["assign", "block", "board", "emergency", "hours", "own", "rota", "shifts"],
        "editor": ["own", "preview"],
        "operator": ["audit", "board", "figures", "own"],
        "admin": sorted(Right),
    }
    assert all(may(role, right) == (right in RIGHTS[role]) for role in Role for right in Right)


def one_of(path: str) -> str:
    """Return an address of something that never was."""
    return path.replace("MOTION", "a" * 32).replace("SHIFT", "b" * 32).replace("CALL", "c" * 32)


@pytest.mark.parametrize(("method", "path"), list(CELLS))
@pytest.mark.parametrize("token", ["", "x", "a" * 43, "é" * 43, "../" * 14])
async def test_without_a_login_nothing_opens(front: Front, method: str, path: str, token: str) -> None:
    """A page leads to the login form; everything else is refused."""
    cell = CELLS[method, path]["stranger"]
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": front.base}
    if token:
        headers["Cookie"] = f"ajar={token}"
    async with front.visitor() as stranger:
        answer = await stranger.session.request(
            method,
            f"{front.base}{one_of(path.replace('CASE', '0' * 32))}",
            headers=headers,
            json={} if method == HTTPMethod.POST else None,
            allow_redirects=False,
        )

    if cell == "yes":
        assert answer.status not in {303, 401}
    else:
        led_to = answer.headers.get("Location", "").partition("?")[0]  # and from there on to this page
        assert (answer.status, led_to) == ((303, "/desk/login") if cell == "login" else (401, ""))


async def ask(visitor: Visitor, method: str, path: str) -> tuple[int, str, str]:
    """Ask as the visitor's own page does; returns status, kind and body of the answer."""
    what = path.rpartition("/")[2]
    answer = await visitor.session.request(
        method,
        f"{visitor.base}{one_of(path)}",
        headers={"Sec-Fetch-Site": "same-origin", "Origin": visitor.base, "X-Ajar-Csrf": visitor.csrf},
        json=BODIES.get(what, {}) if method == HTTPMethod.POST else None,
        allow_redirects=False,
    )
    return answer.status, answer.content_type, await answer.text()


def is_refused(role: Role, path: str, answer: tuple[int, str, str], *, method: str = HTTPMethod.GET) -> bool:
    """Tell whether this was refused as it should be: a page leads home, everything else is told in a code."""
    status, kind, body = answer
    is_page = path in {*PAGES.values(), "/staff/Anna", "/rota/shift/SHIFT"} or path.startswith("/emergencies/cases/")
    if method == HTTPMethod.GET and is_page:
        return (status, kind, f'href="{HOME[role]}"' in body, "collega’s met een andere taak" in body) == (
            403,
            "text/html",
            True,
            True,
        )
    return (status, '"not_for_you"' in body) == (403, True)


@pytest.mark.parametrize(("role", "method", "path"), REACHES)
async def test_each_role_reaches_its_own_pages_and_nothing_else(
    front: Front, role: Role, method: str, path: str
) -> None:
    """Every cell of the matrix that is not about a case."""
    await front.hires("Wie", role=role)
    async with front.editor("Wie", role) as visitor:
        answer = await ask(visitor, method, path)

    cell = CELLS[method, path][role.value]
    if cell == "guest":
        assert (answer[0], '"guest_over"' in answer[2]) == (401, True)
    elif cell == "yes":
        assert answer[0] != 401
        assert '"not_for_you"' not in answer[2]
        assert answer[0] != 403 or path == "/desk/login"  # which wants a form
    else:
        assert is_refused(role, path, answer, method=method)


@pytest.mark.parametrize(("method", "path"), [route for route in OF_A_CASE if route not in IN_AN_EMERGENCY])
@pytest.mark.parametrize("role", list(Role))
async def test_of_a_case_each_role_reaches_what_is_theirs_to_reach(
    front: Front, role: Role, method: str, path: str
) -> None:
    """One's own, a colleague's, one that is offered, nobody's yet, and one that never was: each cell against each."""
    await front.hires("Wie", role=role)
    await front.hires("Cato")
    cell = CELLS[method, path][role.value]
    async with front.editor("Wie", role) as visitor, front.counsellor("Bram") as bram:
        cases = {whose: (await front.somebody_waits())[1].hex() for whose in ("own", "other", "offered", "none")}
        for taken in ("other", "offered"):
            await bram.posts(f"/desk/cases/{cases[taken]}/claim", {"one_more": True})
        with front.somebody_at_the_desk("Wie"):
            offer = await bram.posts(f"/desk/cases/{cases['offered']}/offer", {"to": "Wie"})
        assert (offer.status == 200) == may(role, Right.TALK)
        if may(role, Right.TALK):
            await visitor.posts(f"/desk/cases/{cases['own']}/claim")
        with front.somebody_at_the_desk("Cato"):
            answers = {whose: await ask(visitor, method, path.replace("CASE", case)) for whose, case in cases.items()}
            never_was = await ask(visitor, method, path.replace("CASE", "f" * 32))

    if cell == "-":
        assert all(is_refused(role, path, answer) for answer in (*answers.values(), never_was))
        return
    waits = {"none"} if may(role, Right.TALK) else {"own", "none"}  # who takes no talks has none of their own
    of_cell = {"other": {"other", "offered"}, "none": {"own", "none"}, "waits": waits}
    mine = of_cell.get(cell, {cell})  # one's own again is no loss
    reached = {200, 409} if path.endswith("/guest") else {200}  # without a yes there is no link
    assert {whose for whose, answer in answers.items() if answer[0] in reached} == mine
    refusals = {answer for whose, answer in answers.items() if whose not in mine}
    if cell in {"own", "offered"}:
        assert refusals == {never_was}  # a case of others does not exist
        assert (never_was[0], "Dit gesprek is niet van jou. Ga terug naar de rij." in never_was[2]) == (404, True)
    else:
        assert {refusal[0] for refusal in (*refusals, never_was)} == {409}


@pytest.mark.parametrize(("method", "path"), IN_AN_EMERGENCY)
@pytest.mark.parametrize("role", list(Role))
async def test_in_an_emergency_each_role_reaches_what_two_people_decided(
    front: Front, role: Role, method: str, path: str
) -> None:
    """Only whoever asked, and only what was confirmed: not what is asked for, and not what a colleague may read."""
    await front.hires("Wie", role=role)
    await front.hires("Coos", "Dora", role=Role.COORDINATOR)
    wie, coos, dora, glass = StaffId("Wie"), StaffId("Coos"), StaffId("Dora"), front.house.glass
    cell = CELLS[method, path][role.value]
    cases = {whose: (await front.somebody_waits())[1] for whose in ("two", "asked", "a colleague's", "none")}
    askers = {"a colleague's": coos} | ({"two": wie, "asked": wie} if cell == "two" else {})
    for whose, by in askers.items():
        await glass.ask(by, cases[whose], reason=EmergencyReason.LIFE, words="nood")
    for one in await glass.list(NOBODY):
        if one.case.id != cases["asked"]:
            await glass.confirm(dora, one.emergency.id)
    async with front.editor("Wie", role) as visitor:
        answers = {
            whose: await ask(visitor, method, path.replace("CASE", case_id.hex())) for whose, case_id in cases.items()
        }
        never_was = await ask(visitor, method, path.replace("CASE", "f" * 32))

    if cell == "-":
        assert all(is_refused(role, path, answer, method=method) for answer in (*answers.values(), never_was))
    elif method == HTTPMethod.GET:
        assert {whose for whose, answer in answers.items() if answer[0] == 200} == {"two"}
        assert {answer[0] for whose, answer in answers.items() if whose != "two"} == {never_was[0]} == {404}
    else:  # anybody of them may end what is read, also that of a colleague
        assert {whose for whose, answer in answers.items() if answer[0] == 303} == {"two", "a colleague's"}
        assert {answers["asked"][0], answers["none"][0], never_was[0]} == {409}


@pytest.mark.parametrize("whose", ["a colleague's", "nobody's yet", "none at all"])
async def test_a_coordinator_never_reads_a_word_of_a_talk(front: Front, whose: str) -> None:
    """Neither on the board nor at the desk, whatever the case is."""
    await front.hires("Coos", role=Role.COORDINATOR)
    person, case_id = await front.somebody_waits()
    if whose == "a colleague's":
        async with front.counsellor("Bram") as bram:
            await bram.posts(f"/desk/cases/{case_id.hex()}/claim")
        await person.says("mijn zilverreiger")  # a word that stands on no page
    case_hex = "f" * 32 if whose == "none at all" else case_id.hex()
    async with front.editor("Coos", Role.COORDINATOR) as coos:
        asked = [route for route in CELLS if route != ("POST", "/desk/logout")]
        answers = [await ask(coos, method, path.replace("CASE", case_hex)) for method, path in asked]
        async with coos.live(at="/board") as view:
            frame = str(await view.sees("board"))

    assert not any("zilverreiger" in body for _, _, body in answers)
    assert "zilverreiger" not in frame
    assert "nederland" not in frame.lower()


async def test_a_live_page_closes_when_its_reader_gets_another_task(front: Front, eva: Visitor) -> None:
    """What may be seen is decided while it is seen, not only at the door."""
    async with eva.previews() as view:
        await view.sees("served")
        await front.changes("Eva", role=Role.COUNSELLOR)
        front.clock.advance(LOOK_AT_LOGIN)

        assert await view.is_closed() == SESSION_OVER


async def test_an_editor_who_comes_to_the_login_form_is_led_to_the_preview(eva: Visitor) -> None:
    """As a counsellor is led to the desk."""
    answer = await eva.get("/desk/login")

    assert (answer.status, answer.headers.get("Location")) == (303, "/preview")


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
