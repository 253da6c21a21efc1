"""A guest of one talk over the web: a link that opens once, a session of its own, and nothing beyond this talk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest

from bot.channels.webchat.limits import Limits
from bot.handover.guests import LINK_LIFE
from bot.model import CaseId
from bot.web.guest import MESSAGES_A_MINUTE
from bot.web.live import LOOK_AGAIN
from tests.adapters.web.front import SAME_ORIGIN, Front, Visitor
from tests.house import Person

YES = "Ja, dat is goed"


@dataclass(frozen=True, slots=True)
class Joined:
    """Els in the talk of Mia and Anna, in a browser of hers, with the token of her page."""

    mia: Person
    case_id: CaseId
    els: Visitor
    csrf: str

    async def says(self, text: str, **headers: str) -> int:
        """Send words as her page does; returns the status."""
        sent = {**SAME_ORIGIN, "X-Ajar-Csrf": self.csrf, **headers}
        body = {"text": text, "client_id": "g-1"}
        answer = await self.els.session.post(f"{self.els.base}/guest/say", json=body, headers=sent)
        return answer.status


async def link_for_els(front: Front, anna: Visitor) -> tuple[Person, CaseId, str]:
    """Mia agreed that Els joins, and Anna made a link."""
    mia, case_id = await front.somebody_waits()
    path = f"/desk/cases/{case_id.hex()}"
    assert (await anna.posts(f"{path}/claim")).status == 200
    await front.house.tasks.settle()
    wanted = {"partner": "veilig_thuis", "person": "Els <b>de Vries</b>", "client_id": "p-1"}
    assert (await anna.posts(f"{path}/propose", wanted)).status == 200
    await front.house.tasks.settle()
    await mia.taps(YES)
    answer = await anna.posts(f"{path}/guest", {"number": 1})
    assert answer.status == 200
    return mia, case_id, (await answer.json())["path"]


async def comes(visitor: Visitor, path: str) -> int:
    """Press the button behind a link; returns the status."""
    answer = await visitor.session.post(f"{visitor.base}{path}", headers=SAME_ORIGIN, allow_redirects=False)
    return answer.status


@pytest.fixture
async def joined(front: Front, anna: Visitor) -> AsyncIterator[Joined]:
    """Els came by the link."""
    mia, case_id, path = await link_for_els(front, anna)
    async with front.visitor() as els:
        assert await comes(els, path) == 303
        page = await (await els.get("/guest")).text()
        mia.reads()
        yield Joined(mia, case_id, els, page.partition('"csrf": "')[2].partition('"')[0])
    await front.house.tasks.settle()


async def test_a_link_shows_who_is_meant_and_opens_once(front: Front, anna: Visitor) -> None:
    """As often as a chat looks at it, nothing is used up; what is shown is text."""
    _, _, path = await link_for_els(front, anna)
    async with front.visitor() as els, front.visitor() as other:
        looked = [await els.get(path) for _ in range(2)]
        page = await looked[1].text()
        foreign = await els.session.post(
            f"{els.base}{path}", headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False
        )
        came = [await comes(els, path), await comes(other, path)]
        inside, outside = await els.get("/guest"), await other.get("/guest")

    assert [one.status for one in looked] == [200, 200]
    assert "Els &lt;b&gt;de Vries&lt;/b&gt;, Veilig Thuis" in page
    assert (foreign.status, came) == (403, [303, 404])
    assert (inside.status, outside.status) == (200, 404)


async def test_the_session_is_a_cookie_that_opens_no_desk(joined: Joined) -> None:
    """No script reads it, no other site sends it; and no page of the staff knows it."""
    cookie = next(one for one in joined.els.session.cookie_jar if one.key == "ajar_guest")
    at_the_desk = await joined.els.get("/desk")
    lines = await joined.els.get(f"/desk/cases/{joined.case_id.hex()}/lines")

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert (at_the_desk.status, at_the_desk.headers["Location"], lines.status) == (303, "/desk/login", 401)


async def test_a_guest_reads_what_is_said_and_writes_under_their_name(front: Front, joined: Joined) -> None:
    """From then on; the desk sees whose words they are."""
    await joined.mia.says("Dag Els & co.")
    assert await joined.says("Dag <i>Mia</i>.") == 200
    await front.house.tasks.settle()
    lines = (await (await joined.els.get("/guest/lines?after=0")).json())["lines"]

    assert [(line["author"], line["text"]) for line in lines] == [
        ("help_seeker", "Dag Els & co."),
        ("guest", "Dag <i>Mia</i>."),
    ]
    joined.mia.was_told("Els <b>de Vries</b>, Veilig Thuis", "Dag <i>Mia</i>.")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"X-Ajar-Csrf": ""}, 403),
        ({"X-Ajar-Csrf": "0" * 64}, 403),
        ({"X-Ajar-Csrf": "é"}, 403),
    ],
)
async def test_a_forged_request_says_nothing_and_ends_nothing(
    front: Front, joined: Joined, headers: dict[str, str], status: int
) -> None:
    """From elsewhere with the right token, or from here without it."""
    said = await joined.says("Nep.", **headers)
    sent = {**SAME_ORIGIN, "X-Ajar-Csrf": joined.csrf, **headers}
    left = await joined.els.session.post(f"{joined.els.base}/guest/leave", json={}, headers=sent)
    await front.house.tasks.settle()

    assert (said, left.status) == (status, status)
    assert joined.mia.reads() == []
    assert (await joined.els.get("/guest/lines")).status == 200


@pytest.mark.parametrize("body", [{}, {"text": " "}, {"text": "a\x00"}, {"text": "a" * 2_001}, {"text": 1}, []])
async def test_what_is_no_message_is_refused(joined: Joined, body: object) -> None:
    """And nothing of it comes back."""
    sent = {**SAME_ORIGIN, "X-Ajar-Csrf": joined.csrf}
    whole = {"client_id": "g-1", **body} if isinstance(body, dict) else body
    answer = await joined.els.session.post(f"{joined.els.base}/guest/say", json=whole, headers=sent)

    assert (answer.status, (await answer.json())["error"]) == (400, "unreadable")
    assert joined.mia.reads() == []


async def test_once_it_is_over_nothing_of_it_is_to_be_had(front: Front, anna: Visitor, joined: Joined) -> None:
    """Ended at the desk: the page is told so with its next look, and the cookie opens nothing."""
    ended = await anna.posts(f"/desk/cases/{joined.case_id.hex()}/guest-end")
    await front.house.tasks.settle()

    assert ended.status == 200
    assert [(await joined.els.get(path)).status for path in ("/guest", "/guest/lines")] == [404, 401]
    assert await joined.says("Nog iets.") == 401
    joined.mia.was_told("alleen met de mens van eerst")


async def test_the_page_of_the_desk_knows_who_is_there(front: Front, anna: Visitor) -> None:
    """A link that waits, somebody who is there, and nobody any more."""
    _, case_id, path = await link_for_els(front, anna)
    lines = f"/desk/cases/{case_id.hex()}/lines"
    seen = [(await (await anna.get(lines)).json())["guest"]]
    async with front.visitor() as els:
        await comes(els, path)
        await front.house.tasks.settle()
        seen.append((await (await anna.get(lines)).json())["guest"])
    await anna.posts(f"/desk/cases/{case_id.hex()}/guest-end")
    await front.house.tasks.settle()
    seen.append((await (await anna.get(lines)).json())["guest"])

    assert seen == [{"number": 1, "here": False}, {"number": 1, "here": True}, None]


async def test_a_guest_sends_no_more_than_a_help_seeker_may(front: Front, joined: Joined) -> None:
    """What is too much reaches nobody, is said in a sentence, and can be sent a moment later; the same words once."""
    sent = {**SAME_ORIGIN, "X-Ajar-Csrf": joined.csrf}

    async def says(number: int, text: str = "hoi") -> aiohttp.ClientResponse:
        body = {"text": text, "client_id": f"g-{number}"}
        return await joined.els.session.post(f"{joined.els.base}/guest/say", json=body, headers=sent)

    long_ones = [(await says(number, "x" * 2_000)).status for number in range(33)]
    last, late = await says(100), await says(101)
    reached = len((await (await joined.els.get("/guest/lines?after=0")).json())["lines"])
    front.clock.advance(timedelta(minutes=1))

    assert Limits().events_per_minute == MESSAGES_A_MINUTE
    assert long_ones == [200] * 33
    assert (last.status, late.status, late.headers["Retry-After"]) == (200, 429, "60")
    assert "Dat gaat te snel" in (await late.json())["message"]
    assert reached == 34
    assert (await says(101)).status == 200


async def test_a_guest_is_told_before_the_four_hours_end(front: Front, joined: Joined) -> None:
    """A quarter of an hour before, and twice more; earlier nothing is said of it."""

    async def minutes() -> int:
        return int((await (await joined.els.get("/guest/lines?after=0")).json())["minutes"])

    told = [await minutes()]
    for later in (timedelta(hours=3, minutes=44), timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=4)):
        front.clock.advance(later)
        told.append(await minutes())

    assert told == [0, 0, 15, 5, 1]


async def test_the_desk_sees_a_link_end_by_itself(front: Front, anna: Visitor) -> None:
    """Nobody came within a quarter of an hour: it is not shown as open until something else happens."""
    _, case_id, _ = await link_for_els(front, anna)
    async with anna.live() as desk:
        await desk.sends(kind="follow", id=case_id.hex(), after=0)
        before = await desk.sees("talk")
        await front.time_passes(LINK_LIFE)
        front.clock.advance(LOOK_AGAIN)
        after = await desk.sees("talk")

    assert (before["talk"]["guest"], after["talk"]["guest"]) == ({"number": 1, "here": False}, None)
