"""Invitations: whoever is new sets their own password by a link that opens once; no password travels."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from bot.model import Role, StaffId
from bot.ports import Job
from bot.web.login import LONGEST_PASSWORD, verify
from bot.web.staff import INVITED_FOR, disable_staff, invite_staff, reset_staff
from tests.adapters.web.front import CHEAP, PASSWORD, SAME_ORIGIN, Front, Visitor

OWN = "een eigen lange zin"


async def sets(visitor: Visitor, path: str, password: str = OWN, again: str | None = None) -> aiohttp.ClientResponse:
    """Fill in the form behind a link."""
    return await visitor.session.post(
        f"{visitor.base}{path}",
        data={"password": password, "again": password if again is None else again},
        headers=SAME_ORIGIN,
        allow_redirects=False,
    )


async def test_whoever_is_new_sets_a_password_and_is_in(front: Front) -> None:
    """In their language, under their name; the link opens nothing any more, the password does."""
    invited = await invite_staff(front.store, "Dora", Role.COORDINATOR, language="fr", cost=CHEAP)
    async with front.visitor() as dora:
        page = await (await dora.get(invited.path)).text()
        answer = await sets(dora, invited.path)
        board = await dora.get("/board")
        late = [await dora.get(invited.path), await sets(dora, invited.path, "iets heel anders")]
    async with front.visitor() as dora:
        await dora.logs_in("Dora", OWN, to="/board")

    assert '<html lang="fr">' in page
    assert "Votre nom de connexion est Dora." in page
    assert (answer.status, answer.headers["Location"], board.status) == (303, "/board", 200)
    assert [one.status for one in late] == [404, 404]
    assert front.store.audited == ["added", "invitation_used", "login", "login"]


async def test_a_new_password_leads_to_the_second_step_first() -> None:
    """As it is served: the link opens the page for the second step, and nothing else."""
    house = Front(second_step=True)
    invited = await invite_staff(house.store, "Dora", Role.ADMIN, cost=CHEAP)
    async with house.open(), house.visitor() as dora:
        await sets(dora, invited.path)
        desk = await dora.get("/desk")

    assert (desk.status, desk.headers["Location"]) == (303, "/account/factor")


async def test_before_the_link_is_used_nobody_has_the_password(front: Front) -> None:
    """Nothing that anybody knows opens the account; only the hash of the link is kept."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)
    token = invited.path.rpartition("/")[2]
    kept = await front.store.run(Job(lambda tx: tx.staff.get(StaffId("Dora"))))
    async with front.visitor() as stranger:
        statuses = [(await stranger.submits("Dora", tried)).status for tried in ("", token, PASSWORD)]

    assert statuses == [401, 401, 401]
    assert kept is not None
    assert not verify(token, kept.verifier)
    assert len(token) == 43
    assert token not in repr(invited)


async def test_a_link_ends_after_three_days(front: Front) -> None:
    """To the second; a new one comes from the operator, and ends the one before."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)
    async with front.visitor() as dora:
        await front.time_passes(INVITED_FOR - timedelta(seconds=1))
        early = await dora.get(invited.path)
        await front.time_passes(timedelta(seconds=1))
        late = await sets(dora, invited.path)
        again = await reset_staff(front.store, "Dora", cost=CHEAP)
        newest = await reset_staff(front.store, "Dora", cost=CHEAP)
        statuses = [(await dora.get(path)).status for path in (again.path, newest.path)]

    assert (early.status, late.status) == (200, 404)
    assert statuses == [404, 200]


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("", "", "minstens 12 tekens"),
        ("elf tekens!", "elf tekens!", "minstens 12 tekens"),
        ("a" * (LONGEST_PASSWORD + 1), "a" * (LONGEST_PASSWORD + 1), "minstens 12 tekens"),
        ("nul\x00 in het midden", "nul\x00 in het midden", "minstens 12 tekens"),
        (OWN, "een andere lange zin", "De twee zijn niet gelijk."),
    ],
)
async def test_a_password_that_cannot_be_is_refused(front: Front, password: str, again: str, says: str) -> None:
    """With the rule, and without what was typed; the link goes on to work."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)
    async with front.visitor() as dora:
        answer = await sets(dora, invited.path, password, again)
        body = await answer.text()
        right = await sets(dora, invited.path)

    assert (answer.status, says in body, right.status) == (400, True, 303)
    assert not password or password not in body


async def test_of_many_who_use_a_link_at_once_one_does(front: Front) -> None:
    """One transaction takes it; the others read that it was used."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)

    async def uses(number: int) -> int:
        async with front.visitor() as visitor:
            return (await sets(visitor, invited.path, f"een lange zin, nummer {number}")).status

    assert sorted(await asyncio.gather(*(uses(number) for number in range(6)))) == [303] + [404] * 5


async def test_a_page_elsewhere_sets_no_password(front: Front) -> None:
    """Even one that knows the link."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)
    async with front.visitor() as visitor:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
            answer = await visitor.session.post(
                f"{front.base}{invited.path}", data={"password": OWN, "again": OWN}, headers=headers
            )
            assert answer.status == 400
        assert (await visitor.get(invited.path)).status == 200


@pytest.mark.parametrize("token", ["t" * 43, "0" * 43, "-" * 43])
async def test_a_link_that_never_was_reads_like_one_that_is_over(front: Front, token: str) -> None:
    """Nobody learns whether somebody was invited."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)
    async with front.visitor() as visitor:
        await sets(visitor, invited.path)
        used = await (await visitor.get(invited.path)).text()
        never = await visitor.get(f"/invitation/{token}")

        assert (never.status, await never.text()) == (404, used)


async def test_who_is_shut_out_uses_no_link(front: Front) -> None:
    """The link ends with the account, and does not come back with it."""
    invited = await invite_staff(front.store, "Dora", Role.COUNSELLOR, cost=CHEAP)
    await disable_staff(front.store, "Dora")
    async with front.visitor() as dora:
        shut = await sets(dora, invited.path)
        again = await reset_staff(front.store, "Dora", cost=CHEAP)
        statuses = [(await dora.get(path)).status for path in (invited.path, again.path)]

    assert (shut.status, statuses) == (404, [404, 200])


async def test_a_reset_ends_everything_that_opened_the_account(front: Front, anna: Visitor) -> None:
    """Password, logins; and by the link its owner begins anew."""
    invited = await reset_staff(front.store, "Anna", cost=CHEAP)
    closed = (await anna.get("/desk")).status
    async with front.visitor() as visitor:
        old = (await visitor.submits("Anna", PASSWORD)).status
        await sets(visitor, invited.path)
        assert (await visitor.get("/desk")).status == 200

    assert (closed, old) == (303, 401)
