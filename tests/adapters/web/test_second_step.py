"""The second step of a login: nobody gets in with a password alone, and no code opens twice (security S11)."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape

import aiohttp
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Factor, Role, StaffId
from bot.ports import Job
from bot.web.factor import RECOVERY_CODES, as_typed, begin, digest, new_recovery_codes, new_secret, read_secret, spend
from bot.web.guard import PAGES
from bot.web.login import TRIES, TRIES_OF_ACCOUNT, Attempt, LoginRefused, TooManyTries
from bot.web.staff import reset_staff
from tests.adapters.web.front import CHEAP, PASSWORD, SAME_ORIGIN, Front, Visitor, routes_of

RFC_SECRET = b"12345678901234567890"
"""Of RFC 6238, appendix B."""
NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)
STEP = timedelta(seconds=30)
PAGE = "/account/factor"


def shown(secret: bytes, now: datetime) -> str:
    """Return what an app shows at a moment."""
    return pyotp.TOTP(base64.b32encode(secret).decode()).at(now)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """The vectors of RFC 6238, cut to six digits as every app does."""
    assert spend(Factor(RFC_SECRET), code, datetime.fromtimestamp(seconds, UTC)) is not None


@given(st.integers(-5, 5))
def test_a_clock_may_be_off_by_one_step(steps: int) -> None:
    """Half a minute ahead or behind is common; more is not taken."""
    is_taken = spend(Factor(RFC_SECRET), shown(RFC_SECRET, NOON + steps * STEP), NOON) is not None

    assert is_taken == (abs(steps) <= 1)


@given(st.lists(st.integers(-1, 1), min_size=1, max_size=6))
def test_no_code_opens_twice_and_none_older_than_one_that_did(order: list[int]) -> None:
    """Whoever read a code over a shoulder comes too late, also with the code before it."""
    factor, newest = Factor(RFC_SECRET), -2
    for steps in order:
        spent = spend(factor, shown(RFC_SECRET, NOON + steps * STEP), NOON)
        assert (spent is not None) == (steps > newest)
        if spent is not None:
            factor, newest = spent, steps


@given(st.text(max_size=40))
def test_whatever_is_typed_opens_nothing(typed: str) -> None:
    """No text breaks the check; only the codes themselves open."""
    codes = {shown(RFC_SECRET, NOON + steps * STEP) for steps in (-1, 0, 1)}
    if "".join(typed.split()).replace("-", "") not in codes:
        assert spend(Factor(RFC_SECRET, recovery=(digest("abcdefghjkmn"),)), typed, NOON) is None


def test_a_code_on_paper_opens_once_however_it_is_typed() -> None:
    """With or without dashes, in capitals, with blanks; then it is crossed out, and no other."""
    codes = new_recovery_codes()
    factor = Factor(RFC_SECRET, recovery=tuple(digest(code) for code in codes))
    spent = spend(factor, f" {codes[3].upper().replace('-', ' ')} ", NOON)

    assert spent is not None
    assert spend(spent, codes[3], NOON) is None
    assert all(spend(spent, code, NOON) for code in codes if code != codes[3])
    assert len(set(codes)) == RECOVERY_CODES
    assert all(re.fullmatch(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", code) for code in codes)
    assert not set("".join(codes)) & set("il1o0")


def test_a_secret_is_written_and_read() -> None:
    """What is no secret is told from one."""
    secret = new_secret()

    assert read_secret(as_typed(secret)) == secret
    assert [read_secret(typed) for typed in ("", "A", "é", "AAAA", as_typed(secret)[:-8], "1" * 32)] == [None] * 6
    assert begin(secret, "000000", NOON) is None or shown(secret, NOON) == "000000"


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house as it is served: everybody needs a second step."""
    house = Front(second_step=True)
    await house.hires("Anna", "Bram")
    await house.hires("Ida", role=Role.ADMIN)
    async with house.open():
        yield house


async def enters(visitor: Visitor, name: str, code: str = "", password: str = PASSWORD) -> aiohttp.ClientResponse:
    """Fill in the whole login form."""
    fields = {"login": name, "password": password, "code": code, "csrf": await visitor.form()}
    return await visitor.session.post(
        f"{visitor.base}/desk/login", data=fields, headers=SAME_ORIGIN, allow_redirects=False
    )


async def page_of(visitor: Visitor) -> dict[str, str]:
    """Open the page of the second step; returns the hidden fields of its form."""
    return hidden_in(await (await visitor.get(PAGE)).text())


def hidden_in(page: str) -> dict[str, str]:
    """Return the hidden fields of the form on a page."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition('class="sheet"')[2]))


async def sets_up(front: Front, visitor: Visitor, *, old: str = "") -> tuple[bytes, list[str]]:
    """Read the picture with an app and type its code; returns the secret and the codes on paper."""
    fields = await page_of(visitor)
    secret = read_secret(fields["secret"])
    assert secret is not None
    answer = await submits(visitor, {**fields, "code": shown(secret, front.clock.now()), "old": old})
    page = await answer.text()
    assert answer.status == 200, page
    return secret, re.findall(r"<li><code>([^<]+)</code></li>", page)


async def submits(visitor: Visitor, fields: dict[str, str]) -> aiohttp.ClientResponse:
    """Send the form of the second step."""
    return await visitor.session.post(f"{visitor.base}{PAGE}", data=fields, headers=SAME_ORIGIN, allow_redirects=False)


async def anna_with_an_app(front: Front) -> tuple[bytes, list[str]]:
    """Anna logs in for the first time and sets her second step up; then half a minute goes by."""
    async with front.visitor() as visitor:
        await enters(visitor, "Anna")
        made = await sets_up(front, visitor)
    await front.time_passes(STEP)
    return made


PAGES_OF_ONE = ("/emergencies/cases/", "/rota/shift/")
"""Pages that show one thing, by their addresses."""


@pytest.mark.parametrize(
    ("method", "path"),
    [
        route
        for route in routes_of(Front())
        if not re.search("static|login|invitation|desk/passkey|^/guest|^/rota/feed", route[1])
    ],
)
async def test_with_a_password_alone_nothing_opens_but_the_page_for_the_second_step(
    front: Front, method: str, path: str
) -> None:
    """Every address, as an admin who may do everything: a page leads there, everything else is refused."""
    async with front.visitor() as ida:
        await enters(ida, "Ida")
        token = (await page_of(ida))["csrf"]
        answer = await ida.session.request(
            method,
            f"{ida.base}{path}",
            headers={**SAME_ORIGIN, "Origin": ida.base, "X-Ajar-Csrf": token},
            json={} if method == "POST" else None,
            allow_redirects=False,
        )
        body = await answer.text()

    if (method, path) == ("POST", "/desk/logout"):
        assert answer.status == 303
    elif path in {PAGE, "/account/passkey", "/account/passkey/ask"}:
        assert answer.status in {200, 400}
    elif method == "GET" and (path in {*PAGES.values(), "/staff/Anna"} or path.startswith(PAGES_OF_ONE)):
        assert (answer.status, answer.headers["Location"].partition("?")[0]) == (303, PAGE)
    else:
        assert (answer.status, '"no_factor"' in body) == (403, True)


async def test_the_first_login_sets_it_up_and_later_ones_need_it(front: Front) -> None:
    """The picture, a code, ten codes on paper; from then on the password alone reads as a wrong one."""
    secret, codes = await anna_with_an_app(front)
    statuses = []
    for code in ("", "000000", shown(secret, front.clock.now() - 2 * STEP), shown(secret, front.clock.now())):
        async with front.visitor() as visitor:
            answer = await enters(visitor, "Anna", code)
            statuses.append((answer.status, answer.headers.get("Location")))

    assert statuses == [(401, None)] * 3 + [(303, "/desk")]
    assert len(codes) == RECOVERY_CODES
    assert front.store.audited == ["login", "factor_set", "login"]


@pytest.mark.parametrize("way", ["with an app", "with a passkey instead", "after a wrong code"])
async def test_setting_it_up_leads_on_to_where_one_wanted_to_go(front: Front, way: str) -> None:
    """Somebody opens their calls from a calendar, logs in for the first time, and comes there in the end."""
    async with front.visitor() as visitor:
        await enters(visitor, "Anna")
        sent = await visitor.session.get(f"{visitor.base}/rota?week=2026-W49", allow_redirects=False)
        at = sent.headers["Location"]
        if way == "with a passkey instead":
            at = link_in(await (await visitor.get(at)).text(), "/account/passkey")
            at = link_in(await (await visitor.get(at)).text(), PAGE)
        if way == "after a wrong code":
            fields = hidden_in(await (await visitor.get(at)).text())
            wrong = await submits(visitor, {**fields, "code": "12345"})
            fields = hidden_in(await wrong.text())
        else:
            fields = hidden_in(await (await visitor.get(at)).text())
        secret = read_secret(fields["secret"])
        assert secret is not None
        page = await (await submits(visitor, {**fields, "code": shown(secret, front.clock.now())})).text()

    assert sent.status == 303
    assert '<a class="go" href="/rota?week=2026-W49">' in page


@pytest.mark.parametrize(
    "to", ["//elsewhere.example", "https://elsewhere.example/desk", "/desk/login", "/%2e%2e/x", "javascript:0"]
)
async def test_setting_it_up_leads_nowhere_else(front: Front, to: str) -> None:
    """What is no page of the staff is the way home, whoever made the link."""
    async with front.visitor() as visitor:
        await enters(visitor, "Anna")
        asked = await visitor.session.get(f"{visitor.base}{PAGE}", params={"to": to})
        fields = hidden_in(await asked.text())
        secret = read_secret(fields["secret"])
        assert secret is not None
        code = shown(secret, front.clock.now())
        page = await (await submits(visitor, {**fields, "code": code, "to": to})).text()

    assert "to" not in fields
    assert '<a class="go" href="/desk">' in page


def link_in(page: str, path: str) -> str:
    """Return the address of the link to a page of the account that a page has."""
    found = re.search(rf'<a class="line" href="({path}[^"]*)">', page)
    assert found is not None, page
    return unescape(found[1])


async def test_what_was_shown_is_kept_sealed_or_hashed(front: Front) -> None:
    """The codes on paper are kept as hashes; a page that is opened again shows another secret."""
    secret, codes = await anna_with_an_app(front)
    kept = await front.store.run(Job(lambda tx: tx.staff.factor(StaffId("Anna"))))
    async with front.visitor() as visitor:
        await enters(visitor, "Anna", shown(secret, front.clock.now()))
        fields = await page_of(visitor)

    assert kept is not None
    assert not any(code.encode() in one for code in codes for one in kept.recovery)
    assert repr(kept).count("secret") == 0
    assert fields["secret"] != as_typed(secret)


async def test_a_code_that_was_used_is_refused_also_at_the_same_moment(front: Front) -> None:
    """Of many who come with the same code at once, exactly one gets in."""
    secret, _ = await anna_with_an_app(front)
    code = shown(secret, front.clock.now())

    async def comes(number: int) -> int:
        async with front.visitor() as visitor:
            fields = {"login": "Anna", "password": PASSWORD, "code": code, "csrf": await visitor.form()}
            headers = {**SAME_ORIGIN, "X-Forwarded-For": f"198.51.100.{number}"}
            answer = await visitor.session.post(
                f"{visitor.base}/desk/login", data=fields, headers=headers, allow_redirects=False
            )
            return answer.status

    statuses = await asyncio.gather(*(comes(number) for number in range(8)))

    assert sorted(statuses) == [303] + [401] * 7


async def test_a_code_on_paper_opens_once_and_is_written_down(front: Front) -> None:
    """The phone is gone: in with paper, over to another app; then the old app and the old paper open nothing."""
    old_secret, codes = await anna_with_an_app(front)
    async with front.visitor() as visitor:
        assert (await enters(visitor, "Anna", codes[0])).status == 303
        new_secret_, new_codes = await sets_up(front, visitor, old=codes[1])
        assert (await visitor.get("/desk")).status == 200
    await front.time_passes(STEP)
    statuses = []
    for code in (codes[0], codes[5], shown(old_secret, front.clock.now()), new_codes[0]):
        async with front.visitor() as visitor:
            statuses.append((await enters(visitor, "Anna", code)).status)

    assert statuses == [401, 401, 401, 303]
    assert new_secret_ != old_secret
    assert front.store.audited.count("recovery_used") == 2


async def test_an_open_page_alone_moves_no_second_step(front: Front) -> None:
    """Whoever sits down at somebody's desk for a moment can't make it their own: a code of the old app is asked."""
    secret, _ = await anna_with_an_app(front)
    async with front.visitor() as visitor:
        await enters(visitor, "Anna", shown(secret, front.clock.now()))
        fields = await page_of(visitor)
        other = read_secret(fields["secret"])
        assert other is not None
        refused = [
            await submits(visitor, {**fields, "code": shown(other, front.clock.now()), "old": old})
            for old in ("", "000000", shown(secret, front.clock.now()))
        ]
    kept = await front.store.run(Job(lambda tx: tx.staff.factor(StaffId("Anna"))))

    assert [answer.status for answer in refused] == [400] * 3
    assert "of is al gebruikt" in await refused[-1].text()
    assert kept is not None
    assert kept.secret == secret


async def test_setting_it_up_ends_every_other_login_and_renews_this_one(front: Front) -> None:
    """Whoever came in elsewhere with the password alone is out; the token of before opens nothing (fixation)."""
    async with front.visitor() as here, front.visitor() as elsewhere:
        await enters(here, "Anna")
        await enters(elsewhere, "Anna")
        before = {morsel.key: morsel.value for morsel in here.session.cookie_jar}["ajar"]
        await sets_up(front, here)
        after = {morsel.key: morsel.value for morsel in here.session.cookie_jar}["ajar"]
        async with front.visitor() as thief:
            stolen = await thief.get(PAGE, headers={"Cookie": f"ajar={before}"})

        assert before != after
        assert [(await who.get(PAGE)).status for who in (here, elsewhere)] == [200, 303]
        assert stolen.status == 303


async def test_a_form_of_another_login_is_no_way_in(front: Front) -> None:
    """A secret that somebody else chose is not taken: the form belongs to the login that asked for it."""
    async with front.visitor() as anna, front.visitor() as bram:
        await enters(anna, "Anna")
        await enters(bram, "Bram")
        theirs, ours = await page_of(bram), await page_of(anna)
        secret = read_secret(theirs["secret"])
        assert secret is not None
        code = shown(secret, front.clock.now())
        planted = [
            await submits(anna, {**theirs, "csrf": ours["csrf"], "code": code}),
            await submits(anna, {**ours, "secret": theirs["secret"], "code": code}),
            await submits(anna, {**ours, "secret": "x", "code": code}),
        ]

    assert [answer.status for answer in planted] == [400] * 3
    assert await front.store.run(Job(lambda tx: tx.staff.factor(StaffId("Anna")))) is None


async def test_nobody_tries_codes_out(front: Front) -> None:
    """Ten thousand codes with the right password: five are looked at in five minutes, none of the rest is checked."""
    secret, _ = await anna_with_an_app(front)
    async with front.visitor() as visitor:
        statuses = [(await enters(visitor, "Anna", f"{number:06}")).status for number in range(20)]
        right = await enters(visitor, "Anna", shown(secret, front.clock.now()))

    assert statuses == [401] * TRIES + [429] * (20 - TRIES)
    assert right.status == 429


async def from_address(front: Front, number: int, code: str, password: str = PASSWORD) -> int:
    """Somebody comes on a new device, from an address of their own; returns the status."""
    async with front.visitor() as visitor:
        fields = {"login": "Anna", "password": password, "code": code, "csrf": await visitor.form()}
        headers = {**SAME_ORIGIN, "X-Forwarded-For": f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"}
        answer = await visitor.session.post(
            f"{visitor.base}/desk/login", data=fields, headers=headers, allow_redirects=False
        )
        return answer.status


async def test_strangers_at_many_addresses_cannot_shut_a_colleague_out(front: Front) -> None:
    """On a device that nobody knows, she gets in with her app or her paper; who has neither waits, as before."""
    secret, codes = await anna_with_an_app(front)
    tried = [await from_address(front, number, "000000", "gok") for number in range(15)]
    wrong = await from_address(front, 100, "000000")
    by_app = await from_address(front, 101, shown(secret, front.clock.now()))
    again = await from_address(front, 102, shown(secret, front.clock.now()))
    by_paper = await from_address(front, 103, codes[0])
    guessed = await from_address(front, 104, codes[1], "gok")

    assert tried == [401] * TRIES_OF_ACCOUNT + [429] * (15 - TRIES_OF_ACCOUNT)
    assert (wrong, by_app, again, by_paper, guessed) == (429, 303, 429, 303, 401)


async def test_a_right_code_is_no_way_around_the_limit_of_an_address(front: Front) -> None:
    """Whoever has the app and not the password gets five tries from one address, like everybody."""
    secret, codes = await anna_with_an_app(front)
    for number in range(TRIES_OF_ACCOUNT):
        await from_address(front, number, "000000", "gok")
    statuses = [await from_address(front, 200, codes[0], "gok") for _ in range(TRIES + 2)]

    assert statuses == [401] * TRIES + [429] * 2
    assert secret


async def test_ten_thousand_addresses_check_ten_passwords(front: Front) -> None:
    """In five minutes, of one account, with and without codes; every other attempt is sent away unread."""
    await anna_with_an_app(front)
    refused: dict[type[Exception], int] = {}
    for number in range(10_000):
        address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        with pytest.raises(LoginRefused) as refusal:
            await front.login.log_in(Attempt("Anna", PASSWORD, address=address, code="xxxx"))
        refused[refusal.type] = refused.get(refusal.type, 0) + 1

    assert refused == {LoginRefused: TRIES_OF_ACCOUNT, TooManyTries: 10_000 - TRIES_OF_ACCOUNT}


async def test_setting_it_up_is_no_place_to_try_codes_either(front: Front) -> None:
    """Five tries, then a wait, for this login alone."""
    async with front.visitor() as visitor:
        await enters(visitor, "Anna")
        fields = await page_of(visitor)
        wrong = "000000" if shown(read_secret(fields["secret"]) or b"", front.clock.now()) != "000000" else "111111"
        statuses = [(await submits(visitor, {**fields, "code": wrong})).status for _ in range(TRIES + 1)]

    assert statuses == [400] * TRIES + [429]


async def test_a_reset_begins_with_a_new_second_step(front: Front) -> None:
    """The operator's reset takes app and paper away, with the password."""
    secret, codes = await anna_with_an_app(front)
    await reset_staff(front.store, "Anna", cost=CHEAP)
    async with front.visitor() as visitor:
        statuses = [
            (await enters(visitor, "Anna", code)).status for code in (codes[0], shown(secret, front.clock.now()))
        ]

    assert statuses == [401, 401]
    assert await front.store.run(Job(lambda tx: tx.staff.factor(StaffId("Anna")))) is None


async def test_the_picture_is_drawn_here_and_holds_no_style_and_no_script(front: Front) -> None:
    """The policy forbids both, and no other host hears the secret."""
    async with front.visitor() as visitor:
        await enters(visitor, "Anna")
        answer = await visitor.get(PAGE)
        page = await answer.text()

    svg = page[page.index("<svg") : page.index("</svg>")]
    assert "style=" not in svg
    assert "<script" not in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.findall(r'(?:src|href)="([^"]+)"', page.replace("/desk/static", "")) == [
        "/icon.svg", "/base.css", "/sheet.css", "/icon.svg", "/account/passkey",
    ]  # fmt: skip
