"""Agreed calls on their page: the list tells of nobody, the sheet opens for one, in its window, and shuts by itself."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.model import SAID_BY_CALLERS, CallbackOutcome, CallbackState, CallDetails, StaffId
from bot.model.wishes import Wishes
from bot.ports import Job
from bot.web.calls import DONE, GONE, OUTCOMES
from bot.web.texts import texts
from tests.adapters.web.front import SAME_ORIGIN, Front, LiveView, Visitor
from tests.booking import NO, ONCE_MORE, YES, books, does, hours, wanted
from tests.house import Person

NUMBER = "+31 6 12987054"
SECRETS = (NUMBER, ONCE_MORE.others, ONCE_MORE.opening, ONCE_MORE.code_word)


@pytest.fixture
def at(front: Front) -> datetime:
    """In twenty minutes: before that the login of nobody ends by itself."""
    return front.house_clock.now() + timedelta(minutes=20)


@pytest.fixture
async def mia(front: Front, at: datetime) -> Person:
    """Mia booked a call for today, and said yes."""
    mia = front.house.person("Mia")
    await mia.starts()
    await books(front.house, mia, wanted(at, details=ONCE_MORE))
    await does(front.house, mia, YES)
    return mia


@pytest.fixture
async def bram(front: Front) -> AsyncIterator[Visitor]:
    """Bram, a colleague, logged in."""
    async with front.counsellor("Bram") as visitor:
        yield visitor


async def page(visitor: Visitor, path: str = "/calls") -> str:
    """Open the list."""
    return await (await visitor.get(path)).text()


async def sends(visitor: Visitor, path: str, **fields: str) -> tuple[int, str, str]:
    """Press a button of the list or of the sheet; returns status, where it leads to, and the page."""
    answer = await visitor.session.post(
        f"{visitor.base}{path}", data={"csrf": visitor.csrf, **fields}, headers=SAME_ORIGIN, allow_redirects=False
    )
    return answer.status, answer.headers.get("Location", ""), await answer.text()


async def until(front: Front, moment: datetime, *visitors: Visitor) -> None:
    """Let time go by; whoever looks at the list now and then stays logged in."""
    while front.house_clock.now() < moment:
        await front.time_passes(min(moment - front.house_clock.now(), timedelta(minutes=15)))
        for one in visitors:
            await page(one)


async def sees_calls(view: LiveView, count: int) -> None:
    """Wait until an open desk says that its counsellor is needed for so many calls."""
    while len((await view.sees("queue"))["calls"]) != count:
        pass


async def only_call(front: Front) -> str:
    """Return the address of the only call."""
    (one,) = await front.house.callbacks.listed()
    return f"/calls/{one.id.hex()}"


async def ended(front: Front) -> dict[CallbackOutcome, int]:
    """Return what came of calls so far."""
    return dict(await front.store.run(Job(lambda tx: tx.callbacks.ended(0))))


def secrets_in(shown: str) -> list[str]:
    """Return what stands on a page of whom to call, and how."""
    return [one for one in SECRETS if one in shown]


@pytest.mark.usefixtures("mia")
async def test_from_the_list_to_the_outcome(front: Front, anna: Visitor, at: datetime) -> None:
    """One takes it, opens the sheet in its window, tries once more as agreed, and says with one tap what came of it."""
    call = await only_call(front)
    listed = await page(anna)
    assert "maandag 23 november, 15.20–16.20 uur" in listed
    assert "zei ja" in listed
    assert secrets_in(listed) == []
    assert await sends(anna, call, do="claimed") == (303, "/calls?done=claimed", "303: See Other")
    assert "gaat het belblad open om 15:10" in await page(anna)
    early = await sends(anna, f"{call}/sheet")
    assert (early[0], "Zonder ja belt niemand" in early[2], secrets_in(early[2])) == (409, True, [])

    await until(front, at - timedelta(minutes=10), anna)
    status, _, sheet = await sends(anna, f"{call}/sheet")
    assert (status, secrets_in(sheet)) == (200, list(SECRETS))
    assert "Niets inspreken" in sheet
    assert "Wacht. Bel niet terug" in sheet
    assert "Je mag het nog één keer proberen" in sheet
    assert secrets_in(await page(anna)) == []
    assert (await sends(anna, f"{call}/outcome", outcome="no_answer"))[1] == "/calls?done=once_more"

    _, _, again = await sends(anna, f"{call}/sheet")
    assert "Bel niet nog een keer" in again
    assert (await sends(anna, f"{call}/outcome", outcome="declined"))[0] == 400
    assert (await sends(anna, f"{call}/outcome", outcome="reached"))[1] == "/calls?done=said"
    assert await ended(front) == {CallbackOutcome.REACHED: 1}
    for path in ("/sheet", "/outcome"):
        reloaded = await sends(anna, f"{call}{path}", outcome="reached")
        assert (reloaded[0], secrets_in(reloaded[2])) == (409, [])
    assert "Er staan geen belafspraken." in await page(anna)
    sheets = [one for one in front.store.audited if one.startswith("call_")]
    assert sheets == ["call_claim", "call_sheet", "call_said", "call_sheet", "call_said"]


@pytest.mark.usefixtures("mia")
async def test_the_sheet_is_for_the_one_who_calls(front: Front, anna: Visitor, bram: Visitor, at: datetime) -> None:
    """A colleague is told who calls, and opens nothing; what was given back is anybody's."""
    call = await only_call(front)
    await sends(anna, call, do="claimed")
    late = await sends(bram, call, do="claimed")
    assert (late[0], "een collega was eerder" in late[2], "Anna belt." in late[2]) == (409, True, True)
    await until(front, at, anna, bram)
    for path in ("", "/sheet", "/outcome"):
        answer = await sends(bram, f"{call}{path}", do="given_back", outcome="reached")
        assert (answer[0], secrets_in(answer[2])) == (409, [])

    assert (await sends(anna, call, do="given_back"))[1] == "/calls?done=given_back"
    assert "Nu iemand nodig" in await page(bram)
    await sends(bram, call, do="claimed")
    assert secrets_in((await sends(bram, f"{call}/sheet"))[2]) == list(SECRETS)


async def test_a_withdrawal_shuts_an_open_sheet_at_once(front: Front, anna: Visitor, mia: Person, at: datetime) -> None:
    """The page is told the moment it happens; an open list is told that it changed, and not what."""
    call = await only_call(front)
    await sends(anna, call, do="claimed")
    await until(front, at, anna)
    _, _, sheet = await sends(anna, f"{call}/sheet")
    (seen,) = re.findall(r'data-seen="(\w+)"', await page(anna))
    assert f'data-sheet="{call.removeprefix("/calls/")}"' in sheet
    live, origin = f"{anna.base}/calls/live", {"Origin": anna.base}
    async with (
        anna.session.ws_connect(f"{live}?sheet={call.removeprefix('/calls/')}", headers=origin) as of_sheet,
        anna.session.ws_connect(f"{live}?seen={seen}", headers=origin) as of_list,
    ):
        await does(front.house, mia, NO)
        assert await of_sheet.receive_json(timeout=10) == {"kind": "shut"}
        assert await of_list.receive_json(timeout=10) == {"kind": "changed"}

    assert "Deze afspraak is ingetrokken of voorbij." in await page(anna, "/calls?done=gone")
    assert secrets_in((await sends(anna, f"{call}/sheet"))[2]) == []


@pytest.mark.usefixtures("mia")
async def test_a_sheet_leaves_the_screen_when_its_time_is_over(front: Front, anna: Visitor, at: datetime) -> None:
    """Also without a script; what came of it can still be said for an hour."""
    call = await only_call(front)
    await sends(anna, call, do="claimed")
    await until(front, at + timedelta(minutes=45), anna)
    answer = await anna.session.post(f"{anna.base}{call}/sheet", data={"csrf": anna.csrf}, headers=SAME_ORIGIN)
    assert answer.headers["Refresh"] == "900; url=/calls?done=gone"
    await until(front, at + hours(1), anna)

    assert secrets_in((await sends(anna, f"{call}/sheet"))[2]) == []
    assert 'value="reached"' in await page(anna)
    assert (await sends(anna, f"{call}/outcome", outcome="unsafe"))[1] == "/calls?done=said"
    assert await ended(front) == {CallbackOutcome.UNSAFE: 1}


async def test_the_desk_says_when_somebody_is_needed_for_a_call(
    front: Front, anna: Visitor, bram: Visitor, at: datetime, mia: Person
) -> None:
    """To everybody while nobody calls, then to the one who does; a withdrawal takes it away."""
    call = await only_call(front)
    async with anna.live() as hers, bram.live() as his:
        await sees_calls(hers, 1)
        await sees_calls(his, 1)
        await sends(anna, call, do="claimed")
        await sees_calls(hers, 0)
        await sees_calls(his, 0)
        await until(front, at - timedelta(minutes=10), anna, bram)
        await sees_calls(hers, 1)
        await does(front.house, mia, NO)
        await sees_calls(hers, 0)


async def test_without_a_yes_no_sheet_opens(front: Front, anna: Visitor, at: datetime) -> None:
    """Whoever took it reads that there is none yet, and sees no number."""
    noor = front.house.person("Noor")
    await noor.starts()
    await books(front.house, noor, wanted(at, details=ONCE_MORE))
    call = await only_call(front)
    await sends(anna, call, do="claimed")
    await until(front, at - timedelta(minutes=1), anna)

    assert "nog geen ja: niet bellen" in await page(anna)
    status, _, shown = await sends(anna, f"{call}/sheet")
    assert (status, secrets_in(shown)) == (409, [])


async def test_somebody_under_sixteen_waits_for_a_decision(front: Front, anna: Visitor, at: datetime) -> None:
    """Once, by one counsellor; who comes second is told so."""
    people = [front.house.person(name) for name in ("Noor", "Ben")]
    for person in people:
        await person.starts()
        await books(front.house, person, wanted(at, needs_decision=True), seats=2)
    first, second = (f"/calls/{one.id.hex()}" for one in await front.house.callbacks.listed())

    assert "Jonger dan 16" in await page(anna)
    assert (await sends(anna, first, do="claimed"))[0] == 409
    assert (await sends(anna, first, do="allowed"))[1] == "/calls?done=allowed"
    assert (await sends(anna, first, do="declined"))[0] == 409
    assert (await sends(anna, second, do="declined"))[1] == "/calls?done=declined"
    (left,) = await front.house.callbacks.listed()
    assert left.state is CallbackState.BOOKED
    assert await ended(front) == {CallbackOutcome.DECLINED: 1}


@pytest.mark.usefixtures("mia")
async def test_whoever_is_kept_out_meets_a_call_that_never_was(front: Front, anna: Visitor, bram: Visitor) -> None:
    """In the list, by its address, and in what an open page is told."""
    (one,) = await front.house.callbacks.listed()
    kept = replace(one, details=ONCE_MORE, wishes=Wishes(not_staff=frozenset({StaffId("Bram")})))
    empty = await page(bram)
    assert await front.store.run(Job(lambda tx: tx.callbacks.change(kept)))
    call = await only_call(front)

    async with bram.live() as view:
        assert (await view.sees("queue"))["calls"] == []
    assert "zei ja" in empty
    assert "Er staan geen belafspraken." in await page(bram)
    never_was = await sends(bram, f"/calls/{'f' * 32}", do="claimed")
    assert await sends(bram, call, do="claimed") == never_was
    assert "15.20–16.20 uur" in await page(anna)


async def test_what_was_told_is_said_where_the_clock_of_the_other_shows_another_time(
    front: Front, anna: Visitor, at: datetime
) -> None:
    """Their hour, beside ours."""
    noor, told = front.house.person("Noor"), wanted(at)
    await noor.starts()
    london = replace(told, told=replace(told.told, wall=told.told.wall - timedelta(hours=1), zone="Europe/London"))
    await books(front.house, noor, london)

    assert "Voor de ander is het dan 14.20–15.20 uur (Europe/London)." in await page(anna)


async def test_words_of_others_stay_words(front: Front, anna: Visitor, at: datetime) -> None:
    """What somebody typed is shown as it was typed."""
    typed = "<script>alert(1)</script>"
    noor = front.house.person("Noor")
    await noor.starts()
    details = CallDetails("+31612987054", typed, typed, typed, voicemail=True, call_again=True)
    await books(front.house, noor, wanted(at, details=details))
    await does(front.house, noor, YES)
    call = await only_call(front)
    await sends(anna, call, do="claimed")
    await until(front, at, anna)
    _, _, sheet = await sends(anna, f"{call}/sheet")

    assert typed not in sheet
    assert sheet.count("&lt;script&gt;alert(1)") == 3
    assert "Inspreken mag" in sheet
    assert "Bel nog één keer, binnen" in sheet


def test_every_state_and_outcome_has_words() -> None:
    """Whatever a call is, and whatever a caller can say of it."""
    needed = {f"calls.state_{one.value}" for one in CallbackState if one is not CallbackState.DONE}
    needed |= {f"calls.{kind}_{one.value}" for kind in ("outcome", "means") for one in SAID_BY_CALLERS}
    needed |= {f"calls.done_{one}" for one in DONE} | {f"calls.refused_{GONE}"}

    assert needed - texts("nl").keys() == set()
    assert set(OUTCOMES) == SAID_BY_CALLERS
