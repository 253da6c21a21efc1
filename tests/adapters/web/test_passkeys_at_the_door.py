"""Passkeys at the pages of the staff: added, shown, removed, and never the last second step to go."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.model import Factor, Role, StaffId
from bot.ports import Job
from bot.web.factor import RECOVERY_CODES
from bot.web.staff import reset_staff
from tests.adapters.web.authenticator import Device
from tests.adapters.web.front import CHEAP, PASSWORD, SAME_ORIGIN, Front, Visitor

SECOND = timedelta(seconds=1)
PAGE = "/account/passkey"


@pytest.fixture
async def front() -> AsyncIterator[Front]:
    """The house as it is served: everybody needs a second step."""
    house = Front(second_step=True)
    await house.hires("Anna", "Bram")
    await house.hires("Ida", role=Role.ADMIN)
    async with house.open():
        yield house


async def enters(visitor: Visitor, name: str, code: str = "", **headers: str) -> aiohttp.ClientResponse:
    """Fill in the whole login form."""
    fields = {"login": name, "password": PASSWORD, "code": code, "csrf": await visitor.form()}
    return await visitor.session.post(
        f"{visitor.base}/desk/login", data=fields, headers={**SAME_ORIGIN, **headers}, allow_redirects=False
    )


async def question_at(visitor: Visitor, path: str) -> dict[str, Any]:
    """Return what the browser is asked."""
    answer = await visitor.get(path)
    assert answer.status == 200
    question: dict[str, Any] = await answer.json()
    return question


async def sends(visitor: Visitor, path: str, **fields: str) -> aiohttp.ClientResponse:
    """Send a form of the account."""
    page = await (await visitor.get(PAGE)).text()
    (csrf,) = set(re.findall(r'name="csrf" value="([0-9a-f]{64})"', page))
    return await visitor.session.post(
        f"{visitor.base}{path}", data={"csrf": csrf, **fields}, headers=SAME_ORIGIN, allow_redirects=False
    )


async def adds(front: Front, visitor: Visitor, device: Device, *, old: str = "", name: str = "telefoon") -> Any:  # noqa: ANN401
    """Add a passkey on the page; returns the answer."""
    await front.time_passes(SECOND)
    question = await question_at(visitor, f"{PAGE}/ask")
    return await sends(visitor, PAGE, name=name, answer=device.adds(question["add"]), old=old)


async def anna_with_a_passkey(front: Front) -> tuple[Device, list[str]]:
    """Anna logs in for the first time and sets her second step up by a passkey alone."""
    device = Device(front.base)
    async with front.visitor() as anna:
        await enters(anna, "Anna")
        page = await (await adds(front, anna, device)).text()
    return device, re.findall(r"<li><code>([^<]+)</code></li>", page)


async def comes(front: Front, visitor: Visitor, device: Device, name: str = "Anna") -> int:
    """Log in with a passkey; returns the status."""
    await front.time_passes(SECOND)
    question = await question_at(visitor, "/desk/passkey")
    return (await enters(visitor, name, device.shows(question["show"]))).status


async def kept(front: Front, name: str = "Anna") -> Factor | None:
    """Return the second step that is kept."""
    return await front.store.run(Job(lambda tx: tx.staff.factor(StaffId(name))))


async def test_a_passkey_alone_is_a_second_step(front: Front) -> None:
    """With codes on paper for the day without it; then the password alone opens nothing."""
    device, paper = await anna_with_a_passkey(front)
    async with front.visitor() as visitor:
        statuses = [(await enters(visitor, "Anna")).status, await comes(front, visitor, device)]
        desk = (await visitor.get("/desk")).status
    async with front.visitor() as visitor:
        by_paper = (await enters(visitor, "Anna", paper[0])).status

    assert len(paper) == RECOVERY_CODES
    assert (statuses, desk, by_paper) == ([401, 303], 200, 303)
    assert front.store.audited == ["login", "factor_set", "passkey_added", "login", "recovery_used", "login"]


async def test_what_a_browser_is_asked_tells_of_nobody(front: Front) -> None:
    """No list of passkeys, so no name can be tried out."""
    await anna_with_a_passkey(front)
    async with front.visitor() as visitor:
        question = await question_at(visitor, "/desk/passkey")

    assert sorted(question["show"]) == ["challenge", "rpId", "timeout", "userVerification"]
    assert question["show"]["rpId"] == "127.0.0.1"


async def test_a_passkey_opens_the_account_of_its_owner_alone(front: Front) -> None:
    """With the right password of another it opens nothing."""
    device, _ = await anna_with_a_passkey(front)
    bram = Device(front.base)
    async with front.visitor() as visitor:
        await enters(visitor, "Bram")
        await adds(front, visitor, bram)
    async with front.visitor() as visitor:
        statuses = [await comes(front, visitor, device, "Bram"), await comes(front, visitor, bram, "Bram")]

    assert statuses == [401, 303]


async def test_an_answer_belongs_to_the_browser_that_was_asked_and_opens_once(front: Front) -> None:
    """Recorded on the way it is worth nothing, there or elsewhere, also when many send it at once."""
    device, _ = await anna_with_a_passkey(front)
    await front.time_passes(SECOND)
    async with front.visitor() as anna, front.visitor() as thief:
        answer = device.shows((await question_at(anna, "/desk/passkey"))["show"])
        await thief.form()
        stolen = (await enters(thief, "Anna", answer)).status
        form = await anna.form()
        cookies = {morsel.key: morsel.value for morsel in anna.session.cookie_jar}

        async def at_once(number: int) -> int:
            sent = await anna.session.post(
                f"{front.base}/desk/login",
                data={"login": "Anna", "password": PASSWORD, "code": answer, "csrf": form},
                headers={
                    **SAME_ORIGIN,
                    "X-Forwarded-For": f"198.51.100.{number}",
                    "Cookie": f"ajar-form={cookies['ajar-form']}",
                },
                allow_redirects=False,
            )
            return sent.status

        statuses = await asyncio.gather(*(at_once(number) for number in range(8)))

    assert stolen == 401
    assert sorted(statuses) == [303] + [401] * 7


async def test_an_open_page_alone_adds_none(front: Front) -> None:
    """A passkey of before is shown, or a code, in the same form."""
    device, paper = await anna_with_a_passkey(front)
    second, third = Device(front.base), Device(front.base)
    async with front.visitor() as anna:
        await comes(front, anna, device)
        refused = [(await adds(front, anna, second, old=old)).status for old in ("", "000000", "{}")]
        await front.time_passes(SECOND)
        question = await question_at(anna, f"{PAGE}/ask")
        fields = {"old": device.shows(question["show"]), "answer": second.adds(question["add"])}
        with_passkey = (await sends(anna, PAGE, name="laptop", **fields)).status
        with_paper = (await adds(front, anna, third, old=paper[0])).status
    factor = await kept(front)

    assert refused == [400] * 3
    assert question["prove"] is True
    assert (with_passkey, with_paper) == (303, 303)
    assert factor is not None
    assert [one.name for one in factor.passkeys] == ["telefoon", "laptop", "telefoon"]
    assert len(factor.recovery) == RECOVERY_CODES - 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "nul\x00"])
async def test_a_name_that_cannot_be_is_refused(front: Front, name: str) -> None:
    """With the rule."""
    async with front.visitor() as anna:
        await enters(anna, "Anna")
        answer = await adds(front, anna, Device(front.base), name=name)

        assert (answer.status, "1 tot 40 tekens" in await answer.text()) == (400, True)


async def test_an_app_is_set_up_besides_with_a_passkey_shown(front: Front) -> None:
    """Then both open; the passkeys stay when the app moves."""
    device, _ = await anna_with_a_passkey(front)
    async with front.visitor() as anna:
        await comes(front, anna, device)
        await front.time_passes(SECOND)
        question = await question_at(anna, f"{PAGE}/ask")
        page = await (await anna.get("/account/factor")).text()
        fields = dict(
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition('class="sheet"')[2])
        )
        code = code_of(fields["secret"], front.clock.now())
        answer = await anna.session.post(
            f"{front.base}/account/factor",
            data={**fields, "code": code, "old": device.shows(question["show"])},
            headers=SAME_ORIGIN,
        )
        assert answer.status == 200, await answer.text()
    factor = await kept(front)
    async with front.visitor() as visitor:
        assert await comes(front, visitor, device) == 303

    assert factor is not None
    assert factor.secret
    assert len(factor.passkeys) == 1


def code_of(secret: str, now: datetime) -> str:
    """Return what an app shows."""
    import pyotp  # noqa: PLC0415 - by this one story alone

    return pyotp.TOTP(secret).at(now)


async def test_a_passkey_is_removed_and_never_the_last_second_step(front: Front) -> None:
    """It opens nothing any more, and every other login ends; paper alone is no second step."""
    device, paper = await anna_with_a_passkey(front)
    second = Device(front.base)
    async with front.visitor() as anna, front.visitor() as elsewhere:
        await comes(front, anna, device)
        await adds(front, anna, second, old=paper[0])
        await comes(front, elsewhere, device)
        page = await (await anna.get("/account")).text()
        first = re.findall(r'name="which" value="([0-9a-f]{64})"', page)[0]
        removed = (await sends(anna, f"{PAGE}/remove", which=first)).status
        there = (await elsewhere.get("/desk")).status
        left = await (await anna.get("/account")).text()
        factor = await kept(front)
        assert factor is not None
        (last,) = factor.passkeys
        from bot.web.passkeys import name_of  # noqa: PLC0415 - no page offers it

        refused = await sends(anna, f"{PAGE}/remove", which=name_of(last))
    async with front.visitor() as visitor:
        statuses = [await comes(front, visitor, device), await comes(front, visitor, second)]

    assert (removed, there, refused.status) == (303, 303, 409)
    assert "/account/passkey/remove" not in left
    assert statuses == [401, 303]
    assert front.store.audited.count("passkey_removed") == 1


async def test_strangers_cannot_shut_out_whoever_shows_a_passkey(front: Front) -> None:
    """On a device that nobody knows she gets in, as with a code."""
    device, _ = await anna_with_a_passkey(front)
    for number in range(15):
        async with front.visitor() as stranger:
            await enters(stranger, "Anna", "000000", **{"X-Forwarded-For": f"10.0.0.{number}"})
    await front.time_passes(SECOND)
    async with front.visitor() as anna:
        question = await question_at(anna, "/desk/passkey")
        headers = {"X-Forwarded-For": "10.9.9.9"}
        statuses = [
            (await enters(anna, "Anna", code, **headers)).status for code in ("000000", device.shows(question["show"]))
        ]

    assert statuses == [429, 303]


async def test_a_reset_takes_passkeys_away(front: Front) -> None:
    """With password and paper."""
    await anna_with_a_passkey(front)
    await reset_staff(front.store, "Anna", cost=CHEAP)

    assert await kept(front) is None
