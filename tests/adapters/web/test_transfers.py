"""A talk that goes to a colleague, over the web: what each of the two sees, and what each answer says."""

from typing import Any

import pytest

from bot.model import CaseId
from tests.adapters.web.front import Front, Visitor

QUESTION = "Mag een collega hier met je verder?"


def path(case_id: CaseId, what: str) -> str:
    """Return the address of an action."""
    return f"/desk/cases/{case_id.hex()}/{what}"


async def test_each_sees_their_own_side_of_it_and_nobody_else_anything(
    front: Front, anna: Visitor, bram: Visitor
) -> None:
    """The receiver: how it stands in the queue; the holder: to whom; a third: nothing."""
    await front.hires("Cato")
    person, case_id = await front.somebody_waits()
    async with front.counsellor("Cato") as cato, anna.live() as hers, bram.live() as his, cato.live() as third:
        await anna.posts(path(case_id, "claim"))
        colleagues = await (await anna.get(path(case_id, "colleagues"))).json()
        answer = await anna.posts(path(case_id, "offer"), {"to": "Bram", "note": " Spreekt Frans. "})
        while not (offered := (await his.sees("queue"))["offers"]):
            pass
        while not (passing := (await hers.sees("queue"))["passing"]):
            pass
        accept = await bram.posts(path(case_id, "accept"), {})
        await front.house.tasks.settle()
        while (his_frame := await his.sees("queue"))["offers"][0]["state"] != "asked":
            pass
        await person.says("ja")
        after = await his.sees("queue")
        while not any(row["mine"] for row in after["cases"]):
            after = await his.sees("queue")
        nothing: list[dict[str, Any]] = []
        while not nothing or nothing[-1]["seats_open"] != 2:
            nothing.append(await third.sees("queue"))

    assert (answer.status, accept.status) == (200, 200)
    assert colleagues == {
        "colleagues": [{"name": "Bram", "free": 1, "fits": True}, {"name": "Cato", "free": 1, "fits": True}]
    }
    assert offered == [
        {
            "id": case_id.hex(),
            "by": "Anna",
            "channel": "telegram",
            "language": "nl",
            "urgency": "normal",
            "waited": "lt1",
            "state": "offered",
        }
    ]
    assert passing == [{"id": case_id.hex(), "to": "Bram", "state": "offered"}]
    assert his_frame["seats_open"] == 1  # Anna talks, Bram's is kept, Cato's is free
    assert after["offers"] == []
    assert all(frame["offers"] == frame["passing"] == [] for frame in nothing)
    person.was_told(QUESTION, "Spreekt Frans.", "Vanaf nu schrijft een collega")


async def test_what_can_not_be_done_is_told_in_a_code_and_a_sentence(
    front: Front, anna: Visitor, bram: Visitor
) -> None:
    """Nobody there, offered already, no seat, not theirs."""
    _, case_id = await front.somebody_waits()
    _, second = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))
    away = await anna.posts(path(case_id, "offer"), {"to": "Bram"})
    with front.somebody_at_the_desk("Bram"):
        first = await anna.posts(path(case_id, "offer"), {"to": "Bram"})
        again = await anna.posts(path(case_id, "offer"), {"to": "Bram"})
        await bram.posts(path(second, "claim"))
        full = await bram.posts(path(case_id, "accept"), {})
        theirs = await anna.posts(path(case_id, "accept"), {})
        one_more = await bram.posts(path(case_id, "accept"), {"one_more": True})
        declined = await bram.posts(path(case_id, "decline"))
        late = await bram.posts(path(case_id, "decline"))
        nothing = await anna.posts(path(case_id, "recall"))

    assert [(one.status, (await one.json()).get("error")) for one in (away, again, full, theirs, late)] == [
        (409, "not_there"),
        (409, "offered"),
        (409, "full"),
        (404, "not_yours"),
        (404, "not_yours"),
    ]
    assert [one.status for one in (first, one_more, declined, nothing)] == [200] * 4


@pytest.mark.parametrize(
    "body", [{}, {"to": ""}, {"to": "x" * 65}, {"to": "Bram", "note": "a" * 501}, {"to": "Bram", "note": "a\x00"}, []]
)
async def test_what_is_no_offer_is_refused(front: Front, anna: Visitor, body: object) -> None:
    """Strictly read."""
    _, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))
    with front.somebody_at_the_desk("Bram"):
        answer = await anna.posts(path(case_id, "offer"), body)

    assert (answer.status, (await answer.json())["error"]) == (400, "unreadable")
