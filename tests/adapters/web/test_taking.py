"""Taking talks over the web: the next one, one too many, and how many at once."""

import asyncio

import pytest

from bot.model import Skills, StaffId
from bot.ports import Job
from tests.adapters.web.front import Front, Visitor


async def _can(front: Front, name: str, **able: str) -> None:
    skills = Skills({need: frozenset(values.split()) for need, values in able.items()})
    await front.store.run(Job(lambda tx: tx.staff.set_skills(StaffId(name), skills)))


async def test_the_next_talk_is_told_as_a_row(front: Front, anna: Visitor) -> None:
    """The page opens it without another look at the queue; nothing of the card is in it."""
    _, case_id = await front.somebody_waits(urgent=True)

    answer = await anna.posts("/desk/next")

    assert await answer.json() == {
        "id": case_id.hex(),
        "channel": "telegram",
        "language": "nl",
        "urgency": "urgent",
    }


async def test_two_who_ask_at_once_get_two_talks(front: Front, anna: Visitor, bram: Visitor) -> None:
    """Whoever is overtaken gets the one after it."""
    cases = {(await front.somebody_waits())[1].hex() for _ in range(2)}

    answers = await asyncio.gather(anna.posts("/desk/next"), bram.posts("/desk/next"))

    assert {(await answer.json())["id"] for answer in answers} == cases


async def test_a_full_desk_is_told_so_and_may_take_one_more(front: Front, anna: Visitor) -> None:
    """By hand as well as with the key: the second time it is meant."""
    cases = [(await front.somebody_waits())[1] for _ in range(3)]
    assert (await anna.posts(f"/desk/cases/{cases[0].hex()}/claim")).status == 200

    for path in (f"/desk/cases/{cases[1].hex()}/claim", "/desk/next"):
        refused = await anna.posts(path)
        assert (refused.status, (await refused.json())["error"]) == (409, "full")
        assert (await anna.posts(path, {"one_more": True})).status == 200


async def test_why_there_is_no_next_one(front: Front, anna: Visitor, bram: Visitor) -> None:
    """Nobody waits, or who waits fits a colleague who is there; by hand anybody can be taken still."""
    nobody = await anna.posts("/desk/next")
    await _can(front, "Anna", language="nl")
    await _can(front, "Bram", language="fr")
    async with bram.live() as view:
        await view.sees("queue")
        _, case_id = await front.somebody_waits(language="fr")
        theirs = await anna.posts("/desk/next")

    assert [(answer.status, (await answer.json())["error"]) for answer in (nobody, theirs)] == [
        (409, "none_waits"),
        (409, "none_fits"),
    ]
    assert (await anna.posts(f"/desk/cases/{case_id.hex()}/claim")).status == 200


async def test_rows_say_whom_they_fit(front: Front, anna: Visitor, bram: Visitor) -> None:
    """Oneself, a colleague who is there, or nobody; never why."""
    await _can(front, "Anna", language="nl")
    await _can(front, "Bram", language="en", rol="naaste")
    async with bram.live() as other:
        await other.sees("queue")
        for language in ("nl", "en", "fr"):
            await front.somebody_waits(language=language)
        await _can(front, "Bram", language="en")
        async with anna.live() as view:
            rows = await view.sees_queue_of(3)

    assert [(row["language"], row["fit"]) for row in rows] == [("nl", "mine"), ("en", "others"), ("fr", "nobody")]


async def test_seats_are_chosen_at_the_desk_and_counted_by_all(front: Front, anna: Visitor, bram: Visitor) -> None:
    """One to four; what is free is what those have who take talks."""
    _, case_id = await front.somebody_waits()
    async with anna.live() as view:
        assert (await view.sees("queue"))["seats_open"] == 1
        await anna.posts("/desk/seats", {"seats": 3})
        assert (await view.sees("queue"))["seats_open"] == 3
        await anna.posts(f"/desk/cases/{case_id.hex()}/claim")
        assert (await view.sees("queue"))["seats_open"] == 2
        async with bram.live(duty="off") as other:
            frame = await other.sees("queue")
            assert (frame["seats_open"], frame["seats"]) == (2, 1)


@pytest.mark.parametrize("seats", [0, 5, -1, "2", None, 1.5])
async def test_any_other_number_is_refused(front: Front, anna: Visitor, seats: object) -> None:
    """Nothing changes."""
    assert (await anna.posts("/desk/seats", {"seats": seats})).status == 400

    assert await front.store.run(Job(lambda tx: tx.staff.skills())) == {}
