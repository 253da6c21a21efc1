"""The board: a coordinator sees who waits and who has whom, and puts it right; nobody is told less than the truth."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.handover.claims import WORD_WITHIN
from bot.model import CaseId, CaseState, Role
from bot.model.health import Health
from bot.web.live import LOOK_AGAIN
from bot.web.sockets import SESSION_OVER
from tests.adapters.web.front import Front, Visitor
from tests.booking import NO, YES, books, does, wanted

BACK_IN_THE_QUEUE = "Je staat weer in de rij"
A_HUMAN_WRITES = "Nu schrijft een mens met je"
CALLS = ("open", "unconfirmed", "undecided", "left", "uncovered", "missed", "lost")
FIGURES = ("urgent", "normal", "late", "seats_open", "seats_taken", "stale_claims", "held", "failed", "unknown")
QUIET = {**dict.fromkeys(FIGURES, 0), "longest": "", "channels": [], "wrong": []}
SOMEBODY_ELSE = "Vanaf nu gaat iemand anders van ons met je verder"


@pytest.fixture
async def coos(front: Front) -> AsyncIterator[Visitor]:
    """Coos the coordinator, logged in."""
    await front.hires("Coos", role=Role.COORDINATOR)
    async with front.editor("Coos", Role.COORDINATOR) as visitor:
        yield visitor


def path(case_id: CaseId, what: str) -> str:
    """Return the address of an action."""
    return f"/board/cases/{case_id.hex()}/{what}"


async def claims(visitor: Visitor, case_id: CaseId) -> None:
    """Take a talk at the desk."""
    assert (await visitor.posts(f"/desk/cases/{case_id.hex()}/claim")).status == 200


async def who_has(front: Front, case_id: CaseId) -> str | None:
    """Return who has a case; None: it waits."""
    return next(case.claimed_by for case in await front.house.desk.queue() if case.id == case_id)


async def test_the_board_shows_who_waits_and_who_has_whom_and_nothing_else(
    front: Front, coos: Visitor, anna: Visitor
) -> None:
    """Channel, language, urgency, a step of time, a name; no card, no line, no moment."""
    _, taken = await front.somebody_waits()
    _, waiting = await front.somebody_waits(urgent=True, language="fr")
    await claims(anna, taken)
    with front.somebody_at_the_desk("Anna"):
        async with coos.live(at="/board") as view:
            frame = await view.sees("board")

    assert frame == {
        "kind": "board",
        "cases": [
            {
                "id": waiting.hex(),
                "channel": "telegram",
                "language": "fr",
                "urgency": "urgent",
                "waited": "lt1",
                "by": None,
                "aside": False,
                "lacking": False,
                "region": "",
                "emergency": None,
            },
            {
                "id": taken.hex(),
                "channel": "telegram",
                "language": "nl",
                "urgency": "normal",
                "waited": "lt1",
                "by": "Anna",
                "aside": False,
                "lacking": False,
                "region": "",
                "emergency": None,
            },
        ],
        "at_desk": ["Anna"],
        "paused": [],
        "calls": dict.fromkeys(CALLS, 0),
        "now": {**QUIET, "urgent": 1, "longest": "lt1", "seats_taken": 1},
    }


async def test_the_board_tells_how_it_stands_and_what_is_wrong(front: Front, coos: Visitor, anna: Visitor) -> None:
    """Who waits too long, who said nothing yet, which channel is silent; as numbers and words of closed lists."""
    _, taken = await front.somebody_waits()
    await front.somebody_waits()
    await claims(anna, taken)
    await front.house.minutes_pass(5)
    silence = {"telegram": timedelta(0), "signal": timedelta(minutes=2), "webchat": timedelta(0)}
    front.house.health = Health(silence=silence, stuck={"webchat": 1}, key_days=3, disk_free=0.01)
    with front.somebody_at_the_desk("Anna"):
        async with coos.live(at="/board") as view:
            now = (await view.sees("board"))["now"]

    told = {"normal": 1, "late": 1, "longest": "lt15", "seats_taken": 1, "stale_claims": 1}
    states = {"signal": "silent", "telegram": "up", "webchat": "stuck"}
    channels = [{"name": name, "state": state} for name, state in states.items()]
    assert now == {**QUIET, **told, "channels": channels, "wrong": ["DiskNearlyFull", "KeysNotMadeAhead"]}


async def test_the_board_counts_agreed_calls(front: Front, coos: Visitor) -> None:
    """How they stand, in numbers; it follows what happens, and none is gone without an outcome."""
    mia = front.house.person("Mia")
    await mia.starts()
    async with coos.live(at="/board") as view:
        assert not any((await view.sees("board"))["calls"].values())
        await books(front.house, mia, wanted(front.house_clock.now() + timedelta(minutes=30)))
        booked = (await view.sees("board"))["calls"]
        await does(front.house, mia, YES)
        confirmed = (await view.sees("board"))["calls"]
        await does(front.house, mia, NO)
        withdrawn = (await view.sees("board"))["calls"]

    none = dict.fromkeys(CALLS, 0)
    assert booked == {**none, "open": 1, "unconfirmed": 1, "uncovered": 1}
    assert confirmed == {**none, "open": 1, "left": 1, "uncovered": 1}
    assert withdrawn == none


async def test_the_board_follows_what_happens(front: Front, coos: Visitor, anna: Visitor) -> None:
    """Without a touch; and it is no desk: whoever looks at it opens no door and counts as nobody there."""
    async with coos.live(at="/board") as view:
        assert (await view.sees("board"))["cases"] == []
        assert not await front.is_open()
        _, case_id = await front.somebody_waits()
        while not (frame := await view.sees("board"))["cases"]:
            pass
        assert frame["cases"][0]["by"] is None
        await claims(anna, case_id)
        while (frame := await view.sees("board"))["cases"][0]["by"] is None:
            pass

    assert frame["cases"][0]["by"] == "Anna"


async def test_a_board_closes_when_its_login_ends(front: Front, coos: Visitor) -> None:
    """Within seconds, as a desk does."""
    async with coos.live(at="/board") as view:
        await view.sees("board")
        await front.changes("Coos", disabled=True)
        front.clock.advance(LOOK_AGAIN)

        assert await view.is_closed() == SESSION_OVER


async def test_a_case_goes_back_to_its_old_place(front: Front, coos: Visitor, anna: Visitor) -> None:
    """The help-seeker reads it, the counsellor's desk hears it, and the trail names both."""
    person, case_id = await front.somebody_waits()
    await front.somebody_waits()
    await claims(anna, case_id)
    await front.house.tasks.settle()
    person.reads()
    async with anna.live() as desk:
        await desk.sends(kind="follow", id=case_id.hex(), after=0)
        await desk.sees("talk")
        answer = await coos.posts(path(case_id, "put-back"), {"has": "Anna"})
        assert (await desk.sees("gone"))["id"] == case_id.hex()

    await front.house.tasks.settle()
    first = (await front.house.desk.queue())[0]
    assert answer.status == 200
    assert (first.id, first.state, first.claimed_by) == (case_id, CaseState.WAITING, None)
    person.was_told(BACK_IN_THE_QUEUE)
    assert front.store.audited[-2:] == ["put_back", "taken_back"]


async def test_a_case_is_passed_on_to_somebody_at_the_desk(
    front: Front, coos: Visitor, anna: Visitor, bram: Visitor
) -> None:
    """One has it, the other no longer; the help-seeker is told that the human changed, and words go on."""
    person, case_id = await front.somebody_waits()
    await claims(anna, case_id)
    await person.says("hallo?")
    person.reads()
    async with bram.live() as desk:
        await desk.sees("queue")
        answer = await coos.posts(path(case_id, "assign"), {"has": "Anna", "to": "Bram"})
        while not (rows := (await desk.sees("queue"))["cases"])[0]["mine"]:
            pass

    said = await bram.posts(f"/desk/cases/{case_id.hex()}/say", {"text": "Dag, ik ben Bram.", "client_id": "b"})
    late = await anna.posts(f"/desk/cases/{case_id.hex()}/say", {"text": "wacht", "client_id": "a"})
    await front.house.tasks.settle()
    assert (answer.status, said.status, late.status) == (200, 200, 404)
    assert rows[0]["id"] == case_id.hex()
    person.was_told(SOMEBODY_ELSE, "Dag, ik ben Bram.")
    assert front.store.audited[-3:] == ["assign", "taken_back", "was_given"]


async def test_a_case_that_waits_is_given_to_somebody(front: Front, coos: Visitor) -> None:
    """As if they had taken it; nobody lost it."""
    person, case_id = await front.somebody_waits()
    person.reads()
    with front.somebody_at_the_desk("Anna"):
        answer = await coos.posts(path(case_id, "assign"), {"to": "Anna"})
        await front.house.tasks.settle()

    assert (answer.status, await who_has(front, case_id)) == (200, "Anna")
    person.was_told(A_HUMAN_WRITES)
    assert front.store.audited[-2:] == ["assign", "was_given"]


async def test_whoever_was_given_a_case_has_five_minutes_for_a_word(front: Front, coos: Visitor, anna: Visitor) -> None:
    """What the first one said does not count for the second; then it waits in its old place again."""
    _, case_id = await front.somebody_waits()
    await claims(anna, case_id)
    await anna.posts(f"/desk/cases/{case_id.hex()}/say", {"text": "dag", "client_id": "a"})
    with front.somebody_at_the_desk("Anna"), front.somebody_at_the_desk("Bram"):
        await coos.posts(path(case_id, "assign"), {"has": "Anna", "to": "Bram"})
        await front.time_passes(WORD_WITHIN - timedelta(seconds=1))
        await front.house.watch.look()
        kept = await who_has(front, case_id)
        await front.time_passes(timedelta(seconds=1))
        await front.house.watch.look()

    assert (kept, await who_has(front, case_id)) == ("Bram", None)


@pytest.mark.parametrize("to", ["Eva", "Coos", "Niemand", "Cor", "Bram"])
async def test_a_case_is_given_to_nobody_who_could_not_take_it(front: Front, coos: Visitor, to: str) -> None:
    """An editor, a coordinator, nobody, a closed account, somebody who is not there: it stays where it is."""
    await front.hires("Cor")
    await front.changes("Cor", disabled=True)
    _, case_id = await front.somebody_waits()
    names = [name for name in ("Eva", "Coos", "Niemand", "Cor") if name == to]
    with front.somebody_at_the_desk(names[0] if names else "Anna"):
        answer = await coos.posts(path(case_id, "assign"), {"to": to})

    assert (answer.status, (await answer.json())["error"]) == (409, "not_there")
    assert await who_has(front, case_id) is None


async def test_what_has_moved_meanwhile_is_left_alone(front: Front, coos: Visitor, anna: Visitor) -> None:
    """The coordinator acts on what was seen: on somebody else's case nothing happens."""
    _, case_id = await front.somebody_waits()
    await claims(anna, case_id)
    with front.somebody_at_the_desk("Anna"), front.somebody_at_the_desk("Bram"):
        answers = [
            await coos.posts(path(case_id, "put-back"), {"has": "Bram"}),
            await coos.posts(path(case_id, "assign"), {"has": None, "to": "Bram"}),
            await coos.posts(path(case_id, "assign"), {"has": "Bram", "to": "Anna"}),
            await coos.posts(path(CaseId(b"f" * 16), "assign"), {"to": "Anna"}),
        ]
        same = await coos.posts(path(case_id, "assign"), {"has": "Anna", "to": "Anna"})

    assert [(answer.status, (await answer.json())["error"]) for answer in answers] == [(409, "moved")] * 4
    assert (same.status, await who_has(front, case_id)) == (200, "Anna")


async def test_of_many_who_pass_a_case_on_at_once_one_wins(front: Front, coos: Visitor, anna: Visitor) -> None:
    """One conditional write: whoever comes second saw what is no longer so."""
    _, case_id = await front.somebody_waits()
    await claims(anna, case_id)
    with front.somebody_at_the_desk("Bram"):
        answers = await asyncio.gather(
            *(coos.posts(path(case_id, "assign"), {"has": "Anna", "to": "Bram"}) for _ in range(5)),
            *(coos.posts(path(case_id, "put-back"), {"has": "Anna"}) for _ in range(5)),
        )

    assert sorted(answer.status for answer in answers) == [200] + [409] * 9
    assert len([action for action in front.store.audited if action in {"assign", "put_back"}]) == 1


@pytest.mark.parametrize("body", [[], {}, {"has": ""}, {"has": "x" * 65}, {"has": "Anna", "more": 1}, {"has": 1}])
async def test_what_is_no_wish_is_refused(front: Front, coos: Visitor, body: object) -> None:
    """Strictly read, and nothing of it is said back."""
    _, case_id = await front.somebody_waits()
    for what in ("put-back", "assign"):
        answer = await coos.posts(path(case_id, what), body)
        assert (answer.status, (await answer.json())["error"]) == (400, "unreadable")
