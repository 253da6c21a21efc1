"""The practice line: the whole way for somebody who plays, and not a trace of it where it is earnest."""

import asyncio
from dataclasses import fields
from datetime import timedelta
from http import HTTPMethod
from typing import Any

import pytest

from bot.model import Role
from bot.storage.memory_shelves import Shelves
from bot.web.practice import LINK_LIVES, MOST_LINKS
from tests.adapters.web.front import SOON_S, TO_A_HUMAN, Front, Visitor, example
from tests.adapters.web.playing import Practice, player

TO_NOBODY = "kan nu niet"


@pytest.fixture
async def front() -> Front:
    """The house with two counsellors; each test opens it."""
    house = Front()
    await house.hires("Anna", "Bram")
    return house


@pytest.fixture
def practice(front: Front) -> Practice:
    """The practice line beside it."""
    return Practice(front)


def kept(front: Front) -> dict[str, Any]:
    """Return everything that the real store holds, but for when somebody last used their login."""
    names = [one.name for one in fields(Shelves) if one.name != "sessions"]
    return {name: dict(getattr(front.memory.shelves, name)) for name in names}


async def makes_a_link(anna: Visitor) -> str:
    """Make a practice link; returns its path."""
    answer = await anna.posts("/practice/link")
    assert answer.status == 200
    path: str = (await answer.json())["path"]
    return path


async def test_practice_goes_the_whole_way_and_leaves_nothing(front: Front, practice: Practice) -> None:
    """From the first screen to the outcome, with the words of both; the real store is to the last row as it was."""
    async with practice.open(), front.counsellor("Anna") as anna, front.counsellor("Bram") as bram:
        before, audited = kept(front), list(front.store.audited)
        async with anna.live(at="/practice") as view, bram.live() as other:
            await view.sees("queue")
            await other.sees("queue")
            path = await makes_a_link(anna)
            async with player(front, path) as rik:
                await rik.goes(*TO_A_HUMAN)
                await rik.is_told("Je staat in de rij")
                (row,) = await view.sees_queue_of(1)
                case = f"/practice/cases/{row['id']}"
                assert (await anna.posts(f"{case}/claim")).status == 200
                card = (await (await anna.get(f"{case}/lines?after=0")).json())["card"]
                assert card == {"land": "nl", "rol": "binnen"}
                said = {"text": "Dag, ik ben er.", "client_id": "a1"}
                assert (await anna.posts(f"{case}/say", said)).status == 200
                await rik.is_told("Dag, ik ben er.")
                assert (await anna.posts(f"{case}/close", {"outcomes": ["listened"], "pause": 5})).status == 200
                await rik.is_told("Wat wil je nu?")
            real = await (await bram.get(f"/desk/cases/{row['id']}/lines?after=0")).json()
        assert real["error"] == "not_yours"
        assert await front.house.desk.queue() == ()

    assert kept(front) == before
    assert front.store.audited == audited


async def test_a_desk_for_practice_opens_no_real_door(front: Front, practice: Practice) -> None:
    """Whoever looks for help while a colleague practises is not promised that colleague, and never met by them."""
    async with practice.open(), front.counsellor("Anna") as anna, anna.live(at="/practice") as view:
        assert (await view.sees("queue"))["counsellors"] == 1
        mia = front.house.person("Mia")
        await mia.starts()
        await mia.chooses(*TO_A_HUMAN)
        mia.was_told(TO_NOBODY)
        _, case_id = await front.somebody_waits()

        assert not await front.is_open()
        assert (await (await anna.posts("/practice/next")).json())["error"] == "none_waits"
        assert (await anna.posts(f"/practice/cases/{case_id.hex()}/claim")).status == 409
        assert [case.claimed_by for case in await front.house.desk.queue()] == [None]


async def test_a_real_desk_opens_no_door_for_practice(front: Front, practice: Practice) -> None:
    """Whoever plays waits for a colleague who practises; nobody at work is rung for."""
    async with practice.open(), front.counsellor("Anna") as anna, anna.live() as view:
        await view.sees("queue")
        path = await makes_a_link(anna)
        async with player(front, path) as rik:
            await rik.goes(*TO_A_HUMAN)
            await rik.is_told(TO_NOBODY)

        assert await front.house.desk.queue() == ()


async def test_a_link_opens_for_two_hours_and_only_what_we_made_opens(front: Front, practice: Practice) -> None:
    """A page that says what it is; anything else is an address that does not exist."""
    async with practice.open(), front.counsellor("Anna") as anna, front.visitor() as anybody:
        path = await makes_a_link(anna)
        page = await anybody.get(path, headers={"Accept-Language": "nl"})
        assert page.status == 200
        assert "Oefening. Dit is niet voor echte gesprekken." in await page.text()
        assert "Oefening" not in await (await anybody.get("/static/chat/chat.js")).text()
        for wrong in (f"/practice/talk/{'a' * 43}", "/practice/talk/", f"{path}x"):
            assert (await anybody.get(wrong)).status == 404

        front.clock.advance(LINK_LIVES - timedelta(seconds=1))
        assert (await anybody.get(path)).status == 200
        front.clock.advance(timedelta(seconds=1))
        assert (await anybody.get(path)).status == 404
        refused = await anybody.session.get(f"{front.base}{path}/chat", headers={"Origin": front.base})
        assert refused.status == 404


async def test_so_many_links_and_no_more(front: Front, practice: Practice) -> None:
    """A new one takes the place of the oldest."""
    async with practice.open(), front.counsellor("Anna") as anna:
        paths = [await makes_a_link(anna) for _ in range(MOST_LINKS + 1)]

        assert [(await anna.get(path)).status for path in (paths[0], paths[1], paths[-1])] == [404, 200, 200]


async def test_practice_is_forgotten_when_nobody_practises(front: Front, practice: Practice) -> None:
    """While a link opens or a desk is there everything stays; after that not a word."""
    async with practice.open(), front.counsellor("Anna") as anna:
        async with anna.live(at="/practice") as view:
            await view.sees("queue")
            async with player(front, await makes_a_link(anna)) as rik:
                await rik.goes(*TO_A_HUMAN)
                (row,) = await view.sees_queue_of(1)
                await practice.line.tidy()
                assert (await anna.posts(f"/practice/cases/{row['id']}/claim")).status == 200
                front.clock.advance(LINK_LIVES)
                await practice.line.tidy()
                assert (await anna.get(f"/practice/cases/{row['id']}/lines?after=0")).status == 200
        async with asyncio.timeout(SOON_S):
            while practice.line.is_in_use:
                await anna.get("/practice/session")
        await practice.line.tidy()

        assert (await anna.get(f"/practice/cases/{row['id']}/lines?after=0")).status == 404


def _of_the_staff() -> list[tuple[str, str]]:
    front = Front()
    routes = Practice(front).routes
    return sorted((one.method, example(one.path)) for one in routes if "/talk/" not in one.path)


@pytest.mark.parametrize("role", [None, Role.EDITOR, Role.COORDINATOR, Role.OPERATOR])
async def test_only_counsellors_practise(front: Front, practice: Practice, role: Role | None) -> None:
    """Whoever may not talk may not practise, at any address; the one page leads to a login, or elsewhere."""
    async with practice.open(), front.visitor() as visitor:
        if role is not None:
            await front.hires("Coos", role=role)
            await visitor.submits("Coos", "geheim-van-de-balie")
        statuses = set()
        for method, path in _of_the_staff():
            headers = {"Sec-Fetch-Site": "same-origin", "Origin": front.base}
            body: object = {} if method == HTTPMethod.POST else None
            asked = await visitor.session.request(
                method, f"{front.base}{path}", headers=headers, allow_redirects=False, json=body
            )
            statuses.add(asked.status)
            await asked.read()

    assert statuses <= ({303, 401} if role is None else {403})
    assert statuses


@pytest.mark.parametrize("path", [path for method, path in _of_the_staff() if method == HTTPMethod.POST])
async def test_no_foreign_page_practises_for_somebody(front: Front, practice: Practice, path: str) -> None:
    """The doors are those of the desk."""
    async with practice.open(), front.counsellor("Anna") as anna:
        forged = await anna.posts(path, headers={"X-Ajar-Csrf": "0" * 64})
        foreign = await anna.posts(path, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})

    assert (forged.status, foreign.status) == (403, 403)


def test_the_desk_for_practice_has_all_that_the_desk_has() -> None:
    """What is new at the desk can be practised; only the way in is the real one."""
    front = Front()
    desk = {route.path for route in front.routes if route.path.startswith("/desk")}
    practice = {path for _, path in _of_the_staff()}

    left = {example(path) for path in desk} - {path.replace("/practice", "/desk", 1) for path in practice}
    assert left == {"/desk/login", "/desk/logout", "/desk/passkey", "/desk/static/base.css"}
