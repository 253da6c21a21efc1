"""S9: no page of a stranger opens a live connection of the staff, and no login is one that a stranger chose."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from yarl import URL

from bot.model import Role
from bot.web.factor import read_secret
from bot.web.staff import invite_staff
from tests.adapters.web.front import CHEAP, PASSWORD, SAME_ORIGIN, Front, Visitor, routes_of
from tests.adapters.web.test_csrf import FOREIGN
from tests.adapters.web.test_second_step import enters, page_of, shown, submits

LIVE = [path for method, path in routes_of(Front()) if path.endswith("/live")]
PLANTED = "p" * 43
"""A token that somebody put into the browser before anybody logged in."""


@pytest.fixture
async def ida(front: Front) -> AsyncIterator[Visitor]:
    """Somebody who may open every page."""
    await front.hires("Ida", role=Role.ADMIN)
    async with front.counsellor("Ida") as visitor:
        yield visitor


def test_every_live_connection_is_tried() -> None:
    """The routes are read from the table."""
    assert {"/desk/live", "/board/live", "/preview/live"} <= set(LIVE)


@pytest.mark.parametrize("path", LIVE)
async def test_no_foreign_page_listens(front: Front, ida: Visitor, path: str) -> None:
    """Twenty origins, and none at all; with our own it opens."""
    port = front.base.rpartition(":")[2]
    statuses = []
    for origin in (*FOREIGN, None):
        headers = {} if origin is None else {"Origin": origin.format(port=port)}
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await ida.session.ws_connect(f"{front.base}{path}", headers=headers)
        statuses.append(refused.value.status)
    async with ida.session.ws_connect(f"{front.base}{path}", headers={"Origin": front.base}, max_msg_size=0) as own:
        await own.receive(timeout=10)

    assert statuses == [403] * (len(FOREIGN) + 1)


@pytest.mark.parametrize("path", LIVE)
async def test_an_own_page_without_a_login_hears_nothing(front: Front, path: str) -> None:
    """Nor with a token that nobody was given."""
    async with front.visitor() as visitor:
        for cookies in ({}, {"Cookie": f"ajar={PLANTED}"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await visitor.session.ws_connect(f"{front.base}{path}", headers={"Origin": front.base, **cookies})
            assert refused.value.status == 401


async def opens_nothing(front: Front) -> bool:
    """Tell whether the planted token is worth nothing to whoever planted it."""
    async with front.visitor() as attacker:
        answer = await attacker.get("/account", headers={"Cookie": f"ajar={PLANTED}"})
        return (answer.status, answer.headers["Location"]) == (303, "/desk/login?to=/account")


async def test_an_invitation_never_adopts_a_token(front: Front) -> None:
    """Whoever planted a token before the link was opened holds nothing afterwards."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)
    async with front.visitor() as dora:
        dora.session.cookie_jar.update_cookies({"ajar": PLANTED}, URL(front.base))
        fields = {"password": "een eigen lange zin", "again": "een eigen lange zin"}
        await dora.session.post(f"{front.base}{invited.path}", data=fields, headers=SAME_ORIGIN, allow_redirects=False)
        inside = await dora.get("/desk")

        assert inside.status == 200
        assert await opens_nothing(front)


async def test_the_second_step_gives_a_new_token() -> None:
    """What was known of a login that could do little is worth nothing once it may do more."""
    house = Front(second_step=True)
    await house.hires("Anna")
    async with house.open(), house.visitor() as anna:
        await enters(anna, "Anna", password=PASSWORD)
        before = {one.key: one.value for one in anna.session.cookie_jar}["ajar"]
        fields = await page_of(anna)
        secret = read_secret(fields["secret"])
        assert secret is not None
        await submits(anna, {**fields, "code": shown(secret, house.clock.now())})
        inside = await anna.get("/desk")
        async with house.visitor() as attacker:
            old = await attacker.get("/desk", headers={"Cookie": f"ajar={before}"})

    assert (inside.status, old.status) == (200, 303)
