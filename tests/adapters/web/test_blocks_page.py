"""Blocks over the web: proposed at the desk by code alone, decided on a page that shows nobody."""

import html
import re
from collections.abc import AsyncIterator

import pytest

from bot.model import LANGUAGES, BlockReason, CaseId, Role
from bot.web.texts import texts
from tests.adapters.web.front import SAME_ORIGIN, Front, Visitor
from tests.house import Person


@pytest.fixture
async def coos(front: Front) -> AsyncIterator[Visitor]:
    """Coos, who coordinates, logged in."""
    await front.hires("Coos", role=Role.COORDINATOR)
    async with front.editor("Coos", Role.COORDINATOR) as visitor:
        yield visitor


async def talks(front: Front, visitor: Visitor) -> tuple[Person, CaseId]:
    """Somebody talks with this counsellor."""
    person, case_id = await front.somebody_waits()
    assert (await visitor.posts(f"/desk/cases/{case_id.hex()}/claim")).status == 200
    return person, case_id


async def proposes(visitor: Visitor, case_id: CaseId, reason: object = "threats") -> tuple[int, dict[str, object]]:
    """Propose to block the sender of a talk."""
    answer = await visitor.posts(f"/desk/cases/{case_id.hex()}/block", {"reason": reason})
    return answer.status, await answer.json()


async def page(visitor: Visitor, path: str = "/blocks") -> str:
    """Open the page."""
    return await (await visitor.get(path)).text()


async def decides(visitor: Visitor, path: str, shown: str, **fields: str) -> tuple[int, str, str]:
    """Send the first form of the page with this address; returns status, where it leads to, and the page."""
    (form, *_) = re.findall(rf'action="{path}">(.*?)</form>', shown, re.DOTALL)
    hidden = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    answer = await visitor.session.post(
        f"{visitor.base}{path}", data={**hidden, **fields}, headers=SAME_ORIGIN, allow_redirects=False
    )
    return answer.status, answer.headers.get("Location", ""), await answer.text()


async def test_a_proposal_is_decided_and_lifted(front: Front, anna: Visitor, coos: Visitor) -> None:
    """The page shows reason, talk number and names of staff; nothing of who it is or what was said."""
    person, case_id = await talks(front, anna)
    await person.says("mijn geheim")
    assert await proposes(anna, case_id) == (200, {"new": True})
    assert await proposes(anna, case_id, "insults") == (200, {"new": False})
    shown = await page(coos)
    assert "Dreigt iemand van ons" in shown
    assert "Voorgesteld door Anna" in shown
    assert case_id.hex()[:12] in shown
    assert not any(word in shown for word in ("geheim", person.sender.native_id))

    assert (await decides(coos, "/blocks/confirm", shown, days="7"))[:2] == (303, "/blocks?done=confirmed")
    holds = await page(coos, "/blocks?done=confirmed")
    assert "besloten door Coos" in holds
    assert "Tot 2026-11-30 15:00." in holds
    assert (await decides(coos, "/blocks/lift", holds))[:2] == (303, "/blocks?done=lifted")
    assert 'name="case"' not in await page(coos)
    assert [line for line in front.store.audited if line.startswith("block")] == [
        *("block_proposed", "block_confirmed", "block_lifted"),
    ]


async def test_the_board_marks_a_place_that_no_desk_shows(front: Front, anna: Visitor, coos: Visitor) -> None:
    """So that somebody who is in danger, and blocked, is seen by a human."""
    person, case_id = await talks(front, anna)
    await proposes(anna, case_id)
    await anna.posts(f"/desk/cases/{case_id.hex()}/close", {"outcomes": ["abusive"]})
    await decides(coos, "/blocks/confirm", await page(coos), days="3")
    await front.house.minutes_pass(20)
    with front.somebody_at_the_desk():
        await person.starts()
        await person.chooses("ja", "nederland", "binnen", "mens", "ja", "m30", "wachten", "m30")
    async with coos.live(at="/board") as board, anna.live() as desk:
        (row,) = (await board.sees("board"))["cases"]
        assert (row["aside"], row["by"]) == (True, None)
        assert (await desk.sees("queue"))["cases"] == []
    taken = await anna.posts(f"/desk/cases/{row['id']}/claim")
    assert (taken.status, (await taken.json())["error"]) == (409, "case_over")


async def test_who_came_second_reads_so(front: Front, anna: Visitor, coos: Visitor) -> None:
    """The page as it was decides nothing any more."""
    _, case_id = await talks(front, anna)
    await proposes(anna, case_id)
    old = await page(coos)
    await decides(coos, "/blocks/confirm", old, days="7")

    status, _, shown = await decides(coos, "/blocks/lift", old)
    assert (status, "net over beslist" in shown) == (409, True)


@pytest.mark.parametrize("days", ["0", "31", "x", "", "٣", "-1", "7.5"])
async def test_only_1_to_30_days_are_taken(front: Front, anna: Visitor, coos: Visitor, days: str) -> None:
    """Whatever a form sends."""
    _, case_id = await talks(front, anna)
    await proposes(anna, case_id)

    status, _, shown = await decides(coos, "/blocks/confirm", await page(coos), days=days)
    assert (status, "Kies 1 tot 30 dagen." in shown) == (400, True)


async def test_whoever_proposed_it_finds_no_button_to_decide(front: Front) -> None:
    """An admin who talks: refusing is theirs, deciding is somebody else's."""
    await front.hires("Ida", role=Role.ADMIN)
    async with front.editor("Ida", Role.ADMIN) as ida:
        _, case_id = await talks(front, ida)
        await proposes(ida, case_id)
        shown = await page(ida)

        assert "iemand anders beslist" in shown
        assert 'action="/blocks/confirm"' not in shown
        assert (await decides(ida, "/blocks/lift", shown))[0] == 303


@pytest.mark.parametrize("case", ["", "x", "f" * 32, "f" * 31, "f" * 34])
async def test_a_block_that_never_was_cannot_be_decided(coos: Visitor, case: str) -> None:
    """It reads like one that is over."""
    data = {"csrf": coos.csrf, "case": case, "seen": "/", "days": "7"}
    for path in ("/blocks/confirm", "/blocks/lift"):
        answer = await coos.session.post(f"{coos.base}{path}", data=data, headers=SAME_ORIGIN)
        assert answer.status == 409


async def test_a_reason_is_one_of_the_list(front: Front, anna: Visitor) -> None:
    """No free text about anybody."""
    _, case_id = await talks(front, anna)

    assert (await proposes(anna, case_id, "hij heet Jan"))[0] == 400
    assert (await proposes(anna, case_id, None))[0] == 400


async def test_of_whoever_wiped_nothing_is_left_to_block(front: Front, anna: Visitor) -> None:
    """The counsellor reads why."""
    person, case_id = await talks(front, anna)
    await person.says("stop")

    status, body = await proposes(anna, case_id)
    assert (status, body["error"]) in {(409, "nobody_left"), (404, "not_yours")}


def test_every_reason_has_words() -> None:
    """In every language."""
    for language in LANGUAGES:
        assert {f"block.{one.value}" for one in BlockReason} <= texts(language).keys()
