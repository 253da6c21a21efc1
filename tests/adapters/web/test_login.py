"""The staff login: who gets in, who does not, and what can be learnt from the difference (nothing)."""

import asyncio
import hashlib
import html
import re
import time
from datetime import timedelta
from http.cookies import Morsel
from statistics import median
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from bot.model import StaffId, StaffSession
from bot.ports import Job
from bot.web.guard import PAGES
from bot.web.login import TRIES, Attempt, Cost, LoginRefused, StaffLogin, TooBusy, TooManyTries, hash_password
from bot.web.wanted import own_page
from tests.adapters.web.front import CHEAP, KEY, PASSWORD, SAME_ORIGIN, Front, Visitor


def cookie(visitor: Visitor, name: str) -> Morsel[str] | None:
    """Return a cookie that the browser holds."""
    return next((morsel for morsel in visitor.session.cookie_jar if morsel.key == name), None)


def wanted_in(page: str) -> str:
    """Return where a login form leads to, empty for the page of whoever logs in."""
    found = re.search(r'name="to" value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


async def test_who_has_an_account_gets_in(front: Front) -> None:
    """The desk opens, under the language of the account."""
    await front.hires("Chloé", language="fr")
    async with front.visitor() as visitor:
        await visitor.logs_in("Chloé")
        page = await visitor.get("/desk")

        assert page.status == 200
        assert '<html lang="fr">' in await page.text()
        assert (await (await visitor.get("/desk/session")).json())["me"] == "Chloé"
        assert (await visitor.get("/desk/login")).headers["Location"] == "/desk"


@pytest.mark.parametrize(
    "page", ["/rota?week=2026-11-30", "/account", "/board", "/staff/c.d", "/emergencies?case=" + "a" * 32]
)
async def test_the_login_leads_to_the_page_that_was_asked_for(front: Front, page: str) -> None:
    """Also after a wrong password, and in another language; whoever is in by then is led there at once."""
    async with front.visitor() as visitor:
        asked = await visitor.get(page)
        form = asked.headers["Location"]
        fields = {
            "login": "Anna",
            "csrf": await visitor.form(),
            "to": wanted_in(await (await visitor.get(form)).text()),
        }
        wrong = await visitor.posts("/desk/login", data={**fields, "password": "fout"})
        again = wanted_in(await wrong.text())
        french = await (await visitor.get(form + "&language=fr")).text()
        links = re.findall(r'href="(/desk/login[^"]*)"', french)
        done = await visitor.posts("/desk/login", data={**fields, "to": again, "password": PASSWORD})

        assert asked.status == 303
        assert {URL(html.unescape(one)).query["to"] for one in links} == {page}
        assert (done.status, done.headers["Location"]) == (303, page)
        assert (await visitor.get(form)).headers["Location"] == page


def test_every_page_of_the_staff_is_one_that_a_login_leads_to() -> None:
    """And so is the desk for practice."""
    assert [one for one in (*PAGES.values(), "/practice") if own_page(one) != one] == []


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/rota",
        "//evil.example/rota",
        "/\\evil.example/rota",
        "\\\\evil.example",
        "/rota/../../evil",
        "/rota//evil.example",
        "/rota\n//evil.example",
        "/rota?x=\r\nSet-Cookie:a=b",
        "/rota.evil.example",
        "/rota@evil.example",
        "rota",
        "javascript:alert(1)",
        "/",
        "/telegram",
        "/guest",
        "/desk/login",
        "/desk/login?to=/rota",
        "/rota?" + "x" * 400,
    ],
)
async def test_the_login_leads_nowhere_else(front: Front, elsewhere: str) -> None:
    """A link that somebody was sent leads to a page of their own, whatever it says."""
    async with front.visitor() as visitor:
        page = await (await visitor.get(f"/desk/login?{urlencode({'to': elsewhere})}")).text()
        fields = {"login": "Anna", "password": PASSWORD, "csrf": await visitor.form(), "to": elsewhere}
        done = await visitor.posts("/desk/login", data=fields)

        assert wanted_in(page) == ""
        assert (done.status, done.headers["Location"]) == (303, "/desk")


async def test_wrong_unknown_and_disabled_read_the_same(front: Front) -> None:
    """Nobody can find out who works here."""
    await front.hires("Cor")
    await front.changes("Cor", disabled=True)
    seen = set()
    for name, password in (("Anna", "fout"), ("Niemand", "fout"), ("Cor", PASSWORD), ("Cor", "fout")):
        async with front.visitor() as visitor:
            answer = await visitor.submits(name, password)
            text = (await answer.text()).replace(await visitor.form(), "").replace(f'value="{name}"', "")
            seen.add((answer.status, text))

            assert cookie(visitor, "ajar") is None

    ((status, text),) = seen
    assert status == 401
    assert "Deze naam, dit wachtwoord en deze code horen niet bij elkaar." in text


async def test_the_cookie_is_random_and_only_its_hash_is_kept(front: Front, anna: Visitor) -> None:
    """No script reads it, no other site sends it, and a stolen database opens no desk."""
    session = cookie(anna, "ajar")
    assert session is not None
    kept = await front.store.run(Job(lambda tx: tx.staff.session(hashlib.sha256(session.value.encode()).digest())))

    assert len(session.value) == 43
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Strict", "/")
    assert (session["max-age"], session["expires"], session["secure"]) == ("", "", "")
    assert kept is not None
    assert session.value.encode() not in kept.digest


async def test_over_https_the_cookie_is_bound_to_the_host(front: Front) -> None:
    """`__Host-` and `Secure`; a cookie that came over http counts for nothing there."""
    secure = {"X-Forwarded-Proto": "https"}
    async with front.counsellor() as anna:
        session = cookie(anna, "ajar")
        assert session is not None
        async with front.visitor() as visitor:
            form = await visitor.get("/desk/login", headers=secure)
            smuggled = await visitor.get("/desk", headers={**secure, "Cookie": f"ajar={session.value}"})
            bound = await visitor.get("/desk", headers={**secure, "Cookie": f"__Host-ajar={session.value}"})

    (made,) = form.headers.getall("Set-Cookie")
    assert made.startswith("__Host-ajar-form=")
    assert "Secure" in made
    assert "Domain" not in made
    assert (smuggled.status, bound.status) == (303, 200)


async def test_a_login_never_adopts_a_token(front: Front) -> None:
    """A token that somebody planted in the browser is not the one that is logged in afterwards."""
    planted = "p" * 43
    async with front.visitor() as visitor:
        visitor.session.cookie_jar.update_cookies({"ajar": planted}, URL(front.base))
        await visitor.logs_in("Anna")
        fresh = cookie(visitor, "ajar")
    async with front.visitor() as attacker:
        answer = await attacker.get("/desk", headers={"Cookie": f"ajar={planted}"})

    assert fresh is not None
    assert fresh.value != planted
    assert answer.status == 303


async def test_a_second_login_ends_the_first_of_the_same_browser(front: Front, anna: Visitor) -> None:
    """One browser has one login."""
    first = cookie(anna, "ajar")
    assert first is not None
    answer = await anna.submits("Anna", PASSWORD, csrf=await fresh_form(anna))
    second = cookie(anna, "ajar")

    assert answer.status == 303
    assert second is not None
    assert second.value != first.value
    async with front.visitor() as visitor:
        old = await visitor.get("/desk", headers={"Cookie": f"ajar={first.value}"})
    assert old.status == 303


async def fresh_form(visitor: Visitor) -> str:
    """Ask for a form as a page that is open does."""
    answer = await visitor.get("/desk/login", headers={"Accept": "application/json"})
    code: str = (await answer.json())["csrf"]
    return code


async def test_logging_out_ends_it_for_good(front: Front, anna: Visitor) -> None:
    """The cookie is taken back, and its token opens nothing any more."""
    session = cookie(anna, "ajar")
    assert session is not None

    answer = await anna.posts("/desk/logout")

    assert (answer.status, answer.headers["Location"]) == (303, "/desk/login")
    assert cookie(anna, "ajar") is None
    async with front.visitor() as visitor:
        after = await visitor.get("/desk", headers={"Cookie": f"ajar={session.value}"})
    assert after.status == 303


async def test_a_login_that_nobody_uses_ends_after_half_an_hour(front: Front, anna: Visitor) -> None:
    """What the page asks for by itself is no use."""
    statuses = []
    for _ in range(3):
        await front.time_passes(timedelta(minutes=10))
        statuses.append((await anna.get("/desk/session")).status)

    assert statuses == [200, 200, 401]


async def test_use_keeps_a_login_alive_for_eight_hours_at_most(front: Front, anna: Visitor) -> None:
    """Then the password is asked for again."""
    statuses = []
    for _ in range(24):
        await front.time_passes(timedelta(minutes=20))
        statuses.append((await anna.get("/desk")).status)

    assert statuses == [200] * 23 + [303]


@pytest.mark.parametrize("what", [{"disabled": True}, {"verifier": hash_password("een nieuw wachtwoord", CHEAP)}])
async def test_a_closed_account_and_a_new_password_end_every_login(
    front: Front, anna: Visitor, what: dict[str, object]
) -> None:
    """At the next request."""
    await front.changes("Anna", **what)

    assert (await anna.get("/desk")).status == 303


async def test_a_session_of_a_disabled_account_opens_nothing(front: Front) -> None:
    """Even where the store left it standing."""
    token = "t" * 43
    await front.changes("Anna", disabled=True)
    end = front.house_clock.now() + timedelta(hours=1)
    session = StaffSession(hashlib.sha256(token.encode()).digest(), StaffId("Anna"), end, end)
    await front.store.run(Job(lambda tx: tx.staff.open_session(session)))

    async with front.visitor() as visitor:
        answer = await visitor.get("/desk", headers={"Cookie": f"ajar={token}"})

    assert answer.status == 303


@pytest.mark.parametrize("name", ["Anna", "Niemand"])
async def test_after_five_tries_nothing_is_checked_for_five_minutes(front: Front, name: str) -> None:
    """The right password is refused too, and the page says how long to wait; unknown names are counted alike."""
    async with front.visitor() as visitor:
        for _ in range(TRIES):
            assert (await visitor.submits(name, "fout")).status == 401
        refused = await visitor.submits(name, PASSWORD)
        await front.time_passes(timedelta(minutes=4, seconds=59))
        early = await visitor.submits(name, PASSWORD)
        await front.time_passes(timedelta(seconds=1))
        late = await visitor.submits(name, PASSWORD)

    assert (refused.status, refused.headers["Retry-After"]) == (429, "301")
    assert "Wacht 6 min" in await refused.text()
    assert (early.status, late.status) == (429, 303 if name == "Anna" else 401)


async def test_a_stranger_cannot_shut_out_a_known_device(front: Front) -> None:
    """Who logged in on this device before gets in, however often others try from everywhere."""
    async with front.counsellor() as anna:
        await anna.posts("/desk/logout")
        async with front.visitor() as stranger:
            for number in range(30):
                headers = {"X-Forwarded-For": f"198.51.100.{number}"}
                await stranger.submits("Anna", f"gok {number}", headers=headers)
            new_device = await stranger.submits("Anna", PASSWORD, headers={"X-Forwarded-For": "203.0.113.9"})

        await anna.logs_in("Anna")
    assert new_device.status == 429


async def test_one_address_cannot_shut_out_a_colleague_at_another(front: Front) -> None:
    """Five wrong tries of one address leave room for a new device elsewhere."""
    async with front.visitor() as stranger:
        for number in range(20):
            await stranger.submits("Anna", f"gok {number}", headers={"X-Forwarded-For": "198.51.100.1"})
    async with front.visitor() as colleague:
        answer = await colleague.submits("Anna", PASSWORD, headers={"X-Forwarded-For": "203.0.113.9"})

    assert answer.status == 303


async def test_one_address_cannot_try_all_names(front: Front) -> None:
    """A list of names from one address comes to an end."""
    async with front.visitor() as stranger:
        statuses = [(await stranger.submits(f"naam{number}", "fout")).status for number in range(60)]

    assert statuses == [401] * 50 + [429] * 10


async def test_a_device_is_known_for_its_own_account_only(front: Front) -> None:
    """Anna's device cookie does not open the way around Bram's limit, nor does one that somebody made up."""
    async with front.counsellor() as anna:
        device = cookie(anna, "ajar-device")
        assert device is not None
        assert "anna" not in device.value.lower()
    for value in (device.value, f"{'0' * 32}.{'0' * 64}", "x", "é"):
        async with front.visitor() as stranger:
            visitor_cookies = {"Cookie": f"ajar-device={value}"}
            for _ in range(TRIES):
                await submit_with(stranger, "Bram", "fout", visitor_cookies)
            answer = await submit_with(stranger, "Bram", PASSWORD, visitor_cookies)

        assert answer.status == 429
        await front.time_passes(timedelta(minutes=5))


async def submit_with(visitor: Visitor, login: str, password: str, headers: dict[str, str]) -> aiohttp.ClientResponse:
    """Send the form with cookies written by hand."""
    code = await visitor.form()
    seed = cookie(visitor, "ajar-form")
    assert seed is not None
    jar = f"{headers['Cookie']}; ajar-form={seed.value}"
    fields = {"login": login, "password": password, "csrf": code}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        return await session.post(
            f"{visitor.base}/desk/login", data=fields, headers={**SAME_ORIGIN, "Cookie": jar}, allow_redirects=False
        )


async def test_an_unknown_name_costs_as_much_as_a_wrong_password(front: Front) -> None:
    """Medians of many interleaved tries lie close together; without the check they would be hundreds of times apart."""
    cost = Cost(memory_kib=8 * 1024, passes=3, lanes=1)
    await front.hires("Dora")
    await front.changes("Dora", verifier=hash_password(PASSWORD, cost))
    login = StaffLogin(front.store, front.clock, key=KEY, cost=cost)
    spent: dict[str, list[float]] = {"Dora": [], "Niemand": []}
    for number in range(25):
        for name, times in spent.items():
            begun = time.perf_counter()
            with pytest.raises(LoginRefused):
                await login.log_in(Attempt(name, "fout", address=f"198.51.100.{number}"))
            times.append(time.perf_counter() - begun)
        await front.time_passes(timedelta(minutes=5))

    known, unknown = (median(times) for times in spent.values())
    assert 0.5 < known / unknown < 2


async def test_a_flood_is_sent_away_instead_of_piling_up(front: Front) -> None:
    """One is checked at a time and some may wait; the rest is told to come again."""

    async def tries(number: int) -> type[Exception] | None:
        try:
            await front.login.log_in(Attempt(f"naam{number}", "fout", address=f"203.0.{number}.1"))
        except LoginRefused as refusal:
            return type(refusal)
        return None

    refusals = await asyncio.gather(*(tries(number) for number in range(40)))

    assert refusals.count(TooBusy) == 40 - 16
    assert refusals.count(LoginRefused) == 16


async def test_many_tries_at_once_are_no_way_around_the_limit(front: Front) -> None:
    """A try counts before its password is checked."""
    attempts = [front.login.log_in(Attempt("Anna", f"gok {number}", address="198.51.100.1")) for number in range(12)]
    refusals = [type(refusal) for refusal in await asyncio.gather(*attempts, return_exceptions=True)]

    assert refusals.count(LoginRefused) == TRIES
    assert refusals.count(TooManyTries) == 12 - TRIES


async def test_a_page_that_is_open_logs_in_again_as_json(anna: Visitor) -> None:
    """A login that ended is renewed without leaving the page, with sentences where it fails."""
    await anna.posts("/desk/logout")
    json = {"Accept": "application/json"}
    code = (await (await anna.get("/desk/login", headers=json)).json())["csrf"]

    wrong = await anna.submits("Anna", "fout", csrf=code, headers=json)
    right = await anna.submits("Anna", PASSWORD, csrf=code, headers=json)

    assert (wrong.status, (await wrong.json())["message"]) == (
        401,
        "Deze naam, dit wachtwoord en deze code horen niet bij elkaar.",
    )
    assert (right.status, await right.json()) == (200, {})
    assert (await anna.get("/desk")).status == 200


@pytest.mark.parametrize(
    ("query", "accepts", "title"),
    [
        ("", "fr-BE", "Connexion du personnel"),
        ("?language=en", "fr", "Staff login"),
        ("?language=xx", "en", "Inloggen voor medewerkers"),
    ],
)
async def test_the_form_speaks_the_readers_language(front: Front, query: str, accepts: str, title: str) -> None:
    """The browser's, unless another was chosen; also in what is refused."""
    async with front.visitor() as visitor:
        page = await (await visitor.get(f"/desk/login{query}", headers={"Accept-Language": accepts})).text()

    assert title in page


async def test_the_form_shows_a_name_as_text(front: Front) -> None:
    """A name that is HTML stays what was typed."""
    name = '"><script>alert(1)</script>'
    async with front.visitor() as visitor:
        page = await (await visitor.submits(name, "fout")).text()

    assert "<script>" not in page
    assert "&#34;&gt;&lt;script&gt;" in page


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=2000),
    st.sampled_from(["", "\x00", "Anna\x00", " Anna", "Anna'--", "a" * 65, "Ánna", "null", "%", "../", "\r\nX: y"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(login=HOSTILE, password=HOSTILE)
async def test_no_name_and_no_password_breaks_the_form(front: Front, login: str, password: str) -> None:
    """Whatever is typed gets the form back, with a sentence."""
    front.clock.advance(timedelta(minutes=5))
    async with front.visitor() as visitor:
        answer = await visitor.submits(login, password)

    assert answer.status == 401
    assert front.house.journal.lines == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    body=st.binary(max_size=400)
    | st.sampled_from([b"login=%ED%A0%80&password=x", b"login=%FF", b"&" * 300, b"login[]=x", b"csrf=" + b"\xff" * 9]),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/x-www-form-urlencoded; charset=x",
            "?",
        ]
    ),
)
async def test_no_body_breaks_the_form(front: Front, body: bytes, kind: str) -> None:
    """What is no form of ours is refused."""
    async with front.visitor() as visitor:
        await visitor.form()
        answer = await visitor.session.post(
            f"{front.base}/desk/login", data=body, headers={**SAME_ORIGIN, "Content-Type": kind}
        )

    assert answer.status == 403
    assert front.house.journal.lines == []
