"""The live desk: what a browser is shown without asking, how it resumes, and how quickly it ends."""

import asyncio
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.errors import PerhapsSent, TryLater
from bot.model import CaseId, LineState
from bot.web.live import LOOK_AGAIN
from bot.web.sockets import FRAMES_A_MINUTE, LARGEST_FRAME_BYTES, SESSION_OVER
from tests.adapters.web.front import Front, LiveView, Visitor


async def claimed(front: Front, visitor: Visitor) -> tuple[Any, CaseId]:
    """A help-seeker in a talk with this counsellor."""
    person, case_id = await front.somebody_waits()
    assert (await visitor.posts(f"/desk/cases/{case_id.hex()}/claim")).status == 200
    await front.house.tasks.settle()
    return person, case_id


async def says(front: Front, visitor: Visitor, case_id: CaseId, text: str) -> None:
    """The counsellor writes something."""
    answer = await visitor.posts(f"/desk/cases/{case_id.hex()}/say", {"text": text, "client_id": text})
    assert answer.status == 200
    await front.house.tasks.settle()


async def lines_of(view: LiveView, count: int) -> list[tuple[int, str]]:
    """Return so many lines, as they come, by number and text."""
    lines: list[tuple[int, str]] = []
    while len(lines) < count:
        lines += [(line["number"], line["text"]) for line in (await view.sees("talk"))["talk"]["lines"]]
    return lines


async def test_the_queue_shows_nothing_of_anybody(front: Front, anna: Visitor, bram: Visitor) -> None:
    """Channel, language, urgency, waiting time, state, fit: no name, number or text, no card, no need, no colleague."""
    await front.somebody_waits(language="fr")
    await front.somebody_waits(urgent=True)
    _, mine = await claimed(front, anna)
    _, theirs = await claimed(front, bram)
    front.house_clock.advance(timedelta(minutes=20))
    front.clock.advance(timedelta(minutes=20))

    async with anna.live() as view:
        frame = await view.sees("queue")

    rows = frame["cases"]
    assert {frozenset(row) for row in rows} == {
        frozenset({"id", "channel", "language", "urgency", "waited", "state", "mine", "fit"})
    }
    assert [(row["urgency"], row["language"], row["state"]) for row in rows] == [
        ("urgent", "nl", "waiting"),
        ("normal", "fr", "waiting"),
        ("normal", "nl", "claimed"),
        ("normal", "nl", "claimed"),
    ]
    assert {row["waited"] for row in rows} == {"lt30"}
    assert [row["id"] for row in rows if row["mine"]] == [mine.hex()]
    assert theirs.hex() in {row["id"] for row in rows}


async def test_the_queue_comes_by_itself(front: Front, anna: Visitor) -> None:
    """Somebody joins, is claimed by a colleague, leaves: each is seen without asking."""
    async with front.counsellor("Bram") as bram, anna.live() as view:
        await view.sees_queue_of(0)
        person, case_id = await front.somebody_waits()
        assert (await view.sees_queue_of(1))[0]["state"] == "waiting"
        await bram.posts(f"/desk/cases/{case_id.hex()}/claim")
        while (await view.sees_queue_of(1))[0]["state"] != "claimed":
            pass
        await person.says("stop")
        await front.house.tasks.settle()
        await view.sees_queue_of(0)


@pytest.mark.parametrize(
    ("minutes", "waited"),
    [
        (0, "lt1"),
        (1, "lt5"),
        (4, "lt5"),
        (5, "lt15"),
        (15, "lt30"),
        (30, "lt60"),
        (59, "lt60"),
        (60, "ge60"),
        (600, "ge60"),
    ],
)
async def test_waiting_is_told_in_steps(front: Front, anna: Visitor, minutes: int, waited: str) -> None:
    """Never a time, only how long about."""
    await front.somebody_waits()
    front.clock.advance(timedelta(minutes=minutes))

    async with anna.live() as view:
        assert (await view.sees_queue_of(1))[0]["waited"] == waited


async def test_a_desk_that_is_open_opens_the_door(front: Front, anna: Visitor, bram: Visitor) -> None:
    """On duty the door is open; off duty and gone it is closed; each desk sees how many there are."""
    async with anna.live() as view:
        first = await view.sees("queue")
        assert (await front.is_open(), first["on_duty"], first["counsellors"]) == (True, True, 1)
        await view.sends(kind="duty", on=False)
        off = await view.sees("queue")
        assert (await front.is_open(), off["on_duty"], off["counsellors"]) == (False, False, 0)
        async with bram.live(duty="off") as other:
            assert not await front.is_open()
            await other.sends(kind="duty", on=True)
            assert (await view.sees("queue"))["counsellors"] == 1
            assert await front.is_open()
        assert (await view.sees("queue"))["counsellors"] == 0
    await front.door_closes()


async def test_words_of_the_help_seeker_come_by_themselves(front: Front, anna: Visitor) -> None:
    """In order, once each, with the fate of one's own."""
    person, case_id = await claimed(front, anna)
    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=0)
        await view.sees("talk")
        await person.says("een")
        await says(front, anna, case_id, "twee")
        await person.says("drie")

        lines = await lines_of(view, 3)

    assert sorted(set(lines)) == [(1, "een"), (2, "twee"), (3, "drie")]


async def test_a_browser_that_was_away_gets_what_it_missed(front: Front, anna: Visitor) -> None:
    """From the last line that it knows: nothing is lost, nothing comes twice."""
    person, case_id = await claimed(front, anna)
    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=0)
        await person.says("een")
        assert await lines_of(view, 1) == [(1, "een")]
    await person.says("twee")
    await person.says("drie")

    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=1)
        missed = await lines_of(view, 2)
        await person.says("vier")
        later = await lines_of(view, 1)

    assert missed == [(2, "twee"), (3, "drie")]
    assert later == [(4, "vier")]


async def test_the_fate_of_words_is_followed(front: Front, anna: Visitor) -> None:
    """Held outside the reply window, sent when the help-seeker is back; an unknown fate is said as such."""
    person, case_id = await claimed(front, anna)
    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=0)
        front.house.channel.faults += [PerhapsSent("cut"), PerhapsSent("cut")]
        await says(front, anna, case_id, "een")
        await front.time_passes(timedelta(seconds=1))
        await front.time_passes(timedelta(seconds=1))
        assert await fate_of(view, "een", until=LineState.UNKNOWN)
        await front.time_passes(timedelta(minutes=11))
        await says(front, anna, case_id, "twee")
        assert await fate_of(view, "twee", until=LineState.HELD)
        await person.says("terug")
        await front.house.tasks.settle()
        assert await fate_of(view, "terug", until=LineState.SENT)


async def fate_of(view: LiveView, text: str, *, until: LineState) -> bool:
    """Wait until a line has this fate."""
    while True:
        for line in (await view.sees("talk"))["talk"]["lines"]:
            if (line["text"], line["state"]) == (text, until.value):
                return True


async def test_words_that_go_later_are_waiting_and_then_sent(front: Front, anna: Visitor) -> None:
    """A fault that passes is no fault for the counsellor."""
    _, case_id = await claimed(front, anna)
    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=0)
        front.house.channel.faults.append(TryLater("slow down", timedelta(seconds=30)))
        await says(front, anna, case_id, "een")
        assert await fate_of(view, "een", until=LineState.WAITING)
        await front.time_passes(timedelta(seconds=31))
        assert await fate_of(view, "een", until=LineState.SENT)


async def test_who_wiped_everything_is_gone_at_once(front: Front, anna: Visitor) -> None:
    """The desk is told that it may not write any more."""
    person, case_id = await claimed(front, anna)
    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=0)
        await view.sees("talk")
        await person.says("wis")
        await person.says("ja")
        await front.house.tasks.settle()

        while True:
            message = await view.socket.receive(timeout=10)
            frame = message.json()
            if frame["kind"] == "gone" or (frame["kind"] == "talk" and frame["talk"]["state"] == "closed"):
                break

    assert frame.get("id") == case_id.hex() or frame["talk"]["ending"] == "left"


async def test_a_talk_of_a_colleague_is_not_followed(front: Front, anna: Visitor, bram: Visitor) -> None:
    """Following what is not one's own shows that it is gone, and nothing else."""
    person, case_id = await claimed(front, bram)
    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=0)
        assert await view.sees("gone") == {"kind": "gone", "id": case_id.hex()}
        await person.says("geheim")
        await view.sends(kind="duty", on=False)

        while True:
            frame = (await view.socket.receive(timeout=10)).json()
            assert frame["kind"] == "queue"
            if not frame["on_duty"]:
                break


async def test_a_page_is_told_that_the_person_goes_on_with_somebody_else(
    front: Front, anna: Visitor, bram: Visitor
) -> None:
    """Whoever had it open reads that, once; who comes to it anew, or never had it, meets what is not there."""
    person, case_id = await claimed(front, anna)
    follow: dict[str, object] = {"kind": "follow", "id": case_id.hex(), "after": 0}
    async with anna.live() as view:
        await view.sends(**follow)
        await view.sees("talk")
        await person.says("iemand anders")
        await person.taps("Ja, iemand anders")
        await front.house.tasks.settle()
        assert await view.sees("gone") == {"kind": "gone", "id": case_id.hex(), "parted": True}

    for visitor in (anna, bram):
        async with visitor.live() as view:
            await view.sends(**follow)
            assert await view.sees("gone") == {"kind": "gone", "id": case_id.hex()}


async def test_a_talk_that_was_given_back_elsewhere_is_gone_here(front: Front, anna: Visitor) -> None:
    """Two browsers of one counsellor agree."""
    _, case_id = await claimed(front, anna)
    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=0)
        await view.sees("talk")
        await anna.posts(f"/desk/cases/{case_id.hex()}/give-back")

        assert (await view.sees("gone"))["id"] == case_id.hex()


async def test_a_talk_that_is_followed_no_more_is_silent(front: Front, anna: Visitor) -> None:
    """Until it is followed again."""
    person, case_id = await claimed(front, anna)
    async with anna.live() as view:
        await view.sends(kind="follow", id=case_id.hex(), after=0)
        await view.sees("talk")
        await view.sends(kind="unfollow", id=case_id.hex())
        await view.sends(kind="duty", on=False)
        await view.sees("queue")
        await person.says("een")
        await view.sends(kind="follow", id=case_id.hex(), after=0)

        assert await lines_of(view, 1) == [(1, "een")]


async def test_logging_out_closes_every_page_of_that_login(anna: Visitor, bram: Visitor) -> None:
    """At once, and no other's."""
    async with anna.live() as view, anna.live() as second, bram.live() as other:
        await asyncio.gather(view.sees("queue"), second.sees("queue"), other.sees("queue"))
        await anna.posts("/desk/logout")

        assert (await view.is_closed(), await second.is_closed()) == (SESSION_OVER, SESSION_OVER)
        await other.sends(kind="duty", on=False)
        assert not (await other.sees("queue"))["on_duty"]


@pytest.mark.parametrize("duration", [LOOK_AGAIN])
async def test_an_account_that_is_closed_elsewhere_closes_its_desk_within_five_seconds(
    front: Front, anna: Visitor, duration: timedelta
) -> None:
    """The command line is another process: the desk looks by itself."""
    assert duration < timedelta(seconds=5)
    async with anna.live() as view:
        await view.sees("queue")
        await front.changes("Anna", disabled=True)
        front.clock.advance(duration)

        assert await view.is_closed() == SESSION_OVER
    await front.door_closes()


async def test_a_closed_account_does_nothing_more_over_an_open_socket(front: Front, anna: Visitor) -> None:
    """Every frame asks again who it is from."""
    async with anna.live(duty="off") as view:
        await view.sees("queue")
        await front.changes("Anna", disabled=True)
        await view.sends(kind="duty", on=True)

        assert await view.is_closed() == SESSION_OVER
    await front.door_closes()


async def test_a_desk_that_nobody_touches_ends_after_half_an_hour(front: Front, anna: Visitor) -> None:
    """An open page is no use; touching it is."""
    async with anna.live() as view:
        await view.sees("queue")
        for _ in range(3):
            await front.time_passes(timedelta(minutes=20))
            await view.sends(kind="here")
            await view.sees("pulse")
        await front.time_passes(timedelta(minutes=30))

        assert await view.is_closed() == SESSION_OVER


async def test_a_quiet_connection_gives_a_sign_of_life(front: Front, anna: Visitor) -> None:
    """So that the page knows a dead one."""
    async with anna.live() as view:
        await view.sees("queue")
        front.clock.advance(timedelta(seconds=21))

        assert await view.sees("pulse") == {"kind": "pulse"}


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "null",
        "{}",
        "[]",
        '{"kind":"nonsense"}',
        '{"kind":"duty"}',
        '{"kind":"duty","on":"yes"}',
        '{"kind":"duty","on":true,"more":1}',
        '{"kind":"follow","id":"zz","after":0}',
        '{"kind":"follow","id":"00000000000000000000000000000000\\n","after":0}',
        '{"kind":"follow","id":"00000000000000000000000000000000","after":-1}',
        '{"kind":"follow","id":"00000000000000000000000000000000","after":1e99}',
        '{"kind":"here","x":"\\ud800"}',
        "[" * 5000,
        '{"kind":' * 1000,
    ],
)
async def test_what_is_no_frame_ends_the_connection(front: Front, anna: Visitor, frame: str) -> None:
    """The page never sends it, so nothing is explained."""
    async with anna.live() as view:
        await view.socket.send_str(frame)

        assert await view.is_closed() == aiohttp.WSCloseCode.POLICY_VIOLATION
    assert front.house.journal.lines == []


async def test_bytes_and_giants_end_the_connection(front: Front, anna: Visitor) -> None:
    """Text frames of a sensible size are all that is read."""
    async with anna.live() as view:
        await view.socket.send_bytes(b'{"kind":"here"}')
        assert await view.is_closed() == aiohttp.WSCloseCode.POLICY_VIOLATION
    async with anna.live() as view:
        await view.socket.send_str("x" * (LARGEST_FRAME_BYTES + 1))
        assert await view.is_closed() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG
    assert front.house.journal.lines == []


async def test_a_flood_of_frames_ends_the_connection(anna: Visitor) -> None:
    """So many a minute, and no more."""
    async with anna.live() as view:
        for _ in range(FRAMES_A_MINUTE + 1):
            await view.sends(kind="here")

        assert await view.is_closed() == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_while_the_database_is_away_the_page_is_told_to_come_again(front: Front, anna: Visitor) -> None:
    """The desk closes rather than show what may be wrong; coming back works."""
    async with anna.live() as view:
        await view.sees("queue")
        front.store.away = True
        front.clock.advance(LOOK_AGAIN)
        assert await view.is_closed() == aiohttp.WSCloseCode.TRY_AGAIN_LATER
    front.store.away = False
    async with anna.live() as view:
        await view.sees("queue")
    assert front.house.journal.lines == []


async def test_a_browser_that_vanishes_leaves_nothing_behind(front: Front, anna: Visitor) -> None:
    """Without a goodbye: the desk is closed, nothing is logged."""
    async with anna.live() as view:
        await view.sees("queue")
        transport = view.socket._response.connection.transport  # type: ignore[union-attr]  # noqa: SLF001
        assert transport is not None
        transport.abort()
        async with anna.live(duty="off") as other:
            while (await other.sees("queue"))["counsellors"]:
                pass
    assert front.house.journal.lines == []


async def test_a_draft_of_one_page_is_shown_to_the_other(front: Front, anna: Visitor) -> None:
    """A counsellor with two pages reads in the second what stands unsent in the first; lines do not bring it again."""
    person, case_id = await front.somebody_waits()
    path = f"/desk/cases/{case_id.hex()}"
    await anna.posts(f"{path}/claim")
    async with anna.live() as second:
        await second.sends(kind="follow", id=case_id.hex(), after=0)
        await second.sees("talk")
        kept = await anna.posts(
            f"{path}/draft", {"words": "Ik dacht", "note": "moe", "page": "one", "number": 1, "seen": 0}
        )
        shown = (await second.sees("talk"))["talk"]
        await person.says("Ben je er?")
        then = (await second.sees("talk"))["talk"]

    draft = {"words": "Ik dacht", "note": "moe", "referral": "", "partner": "", "page": "one", "number": 1}
    assert (kept.status, await kept.json()) == (200, draft)
    assert shown["draft"] == await kept.json()
    assert (then["draft"], [line["text"] for line in then["lines"]]) == (None, ["Ben je er?"])
    assert (await (await anna.get(f"{path}/lines")).json())["draft"] == shown["draft"]


async def test_a_page_that_knew_nothing_of_a_newer_draft_is_told_of_it(front: Front, anna: Visitor) -> None:
    """Nothing is replaced, and nobody else hears of the attempt."""
    _, case_id = await front.somebody_waits()
    path = f"/desk/cases/{case_id.hex()}"
    await anna.posts(f"{path}/claim")
    newer = {"words": "Nieuw", "note": "", "referral": "", "partner": "", "page": "one", "number": 5}
    await anna.posts(f"{path}/draft", {**newer, "seen": 0})

    old = {"words": "Oud", "note": "", "page": "two", "number": 9, "seen": 4}
    answers = [await anna.posts(f"{path}/draft", old), await anna.posts(f"{path}/draft", {**old, "words": "é" * 5_001})]

    assert (answers[0].status, await answers[0].json()) == (200, newer)
    assert answers[1].status == 400
    assert (await (await anna.get(f"{path}/lines")).json())["draft"] == newer
