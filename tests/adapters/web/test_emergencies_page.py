"""An emergency over the web: asked from the board, confirmed by somebody else, read on one page and nowhere else."""

import html
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.handover.floor import NOBODY
from bot.model import LANGUAGES, CaseId, EmergencyReason, Role
from bot.model.promises import EMERGENCY_OPEN
from bot.web.emergencies import DONE
from bot.web.texts import texts
from tests.adapters.web.front import SAME_ORIGIN, Front, Visitor
from tests.house import Person

WORDS = "Anna viel weg; er was sprake van levensgevaar."


@pytest.fixture
async def coos(front: Front) -> AsyncIterator[Visitor]:
    """Coos, who coordinates, logged in."""
    await front.hires("Coos", role=Role.COORDINATOR)
    async with front.editor("Coos", Role.COORDINATOR) as visitor:
        yield visitor


@pytest.fixture
async def dora(front: Front) -> AsyncIterator[Visitor]:
    """Dora, who coordinates too, logged in."""
    await front.hires("Dora", role=Role.COORDINATOR)
    async with front.editor("Dora", Role.COORDINATOR) as visitor:
        yield visitor


async def talk(front: Front, anna: Visitor) -> tuple[Person, CaseId]:
    """Somebody told Anna something."""
    person, case_id = await front.somebody_waits()
    assert (await anna.posts(f"/desk/cases/{case_id.hex()}/claim")).status == 200
    await person.says("<b>mijn geheim</b>")
    return person, case_id


async def page(visitor: Visitor, path: str = "/emergencies") -> str:
    """Open a page."""
    return await (await visitor.get(path)).text()


async def sends(visitor: Visitor, shown: str, action: str, **fields: str) -> tuple[int, str, str]:
    """Send the first form of a page whose address begins like this; returns status, where it leads to, and the page."""
    path, form = re.findall(rf'action="({action}[^"]*)"[^>]*>(.*?)</form>', shown, re.DOTALL)[0]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    answer = await visitor.session.post(
        f"{visitor.base}{path}",
        data={**{name: html.unescape(value) for name, value in hidden}, **fields},
        headers=SAME_ORIGIN,
        allow_redirects=False,
    )
    return answer.status, answer.headers.get("Location", ""), await answer.text()


async def asks(visitor: Visitor, case_id: CaseId, **fields: str) -> tuple[int, str, str]:
    """Ask from the board."""
    form = await page(visitor, f"/emergencies?case={case_id.hex()}")
    return await sends(visitor, form, "/emergencies", **{"reason": "life", "words": WORDS, **fields})


async def test_one_asks_another_confirms_and_the_first_reads(
    front: Front, anna: Visitor, coos: Visitor, dora: Visitor
) -> None:
    """On the pages of the two, at Anna's desk, and in the trail; the words of the reason go to whoever decides."""
    _, case_id = await talk(front, anna)
    read = f"/emergencies/cases/{case_id.hex()}"
    assert (await asks(coos, case_id))[:2] == (303, "/emergencies?done=asked")
    own, theirs = await page(coos), await page(dora)
    assert ('value="confirmed"' in own, 'value="confirmed"' in theirs) == (False, True)
    assert html.escape(WORDS) in theirs
    assert "Levensgevaar" in theirs
    assert (await coos.get(read)).status == 404
    confirmed = await sends(dora, theirs, "/emergencies/motions", do="confirmed")
    assert confirmed[:2] == (303, "/emergencies?done=confirmed")

    answer = await coos.get(read)
    shown = await answer.text()

    assert answer.status == 200
    assert "&lt;b&gt;mijn geheim&lt;/b&gt;" in shown
    assert "Nederland" in shown
    assert WORDS not in shown
    assert answer.headers["Refresh"] == f"{EMERGENCY_OPEN.seconds}; url=/emergencies"
    assert "no-store" in answer.headers["Cache-Control"]
    assert (await dora.get(read)).status == 404
    lines = (await (await anna.get(f"/desk/cases/{case_id.hex()}/lines")).json())["lines"]
    assert [(line["text"], line["by"]) for line in lines][-2:] == [
        ("emergency_confirmed", "Coos"),
        ("emergency_opened", "Coos"),
    ]
    assert [line for line in front.store.audited if line.startswith("emergency")] == [
        *("emergency_asked", "emergency_confirmed", "emergency_allowed", "emergency_opened"),
    ]


async def test_when_the_time_is_over_nothing_opens(front: Front, anna: Visitor, coos: Visitor, dora: Visitor) -> None:
    """And the page says so in a sentence."""
    _, case_id = await talk(front, anna)
    await asks(coos, case_id)
    await sends(dora, await page(dora), "/emergencies/motions", do="confirmed")
    front.house_clock.advance(EMERGENCY_OPEN - timedelta(seconds=1))
    assert "mijn geheim" in await page(coos, f"/emergencies/cases/{case_id.hex()}")
    front.house_clock.advance(timedelta(seconds=1))
    late = await coos.get(f"/emergencies/cases/{case_id.hex()}")

    assert (late.status, "geheim" in await late.text()) == (404, False)
    assert "Dit is voorbij" in await late.text()


async def test_the_board_shows_it_to_everybody_who_sees_the_board(front: Front, anna: Visitor, coos: Visitor) -> None:
    """Who asks and until when, live; neither why nor what was said."""
    _, case_id = await talk(front, anna)
    async with coos.live(at="/board") as view:
        (before,) = (await view.sees("board"))["cases"]
        await asks(coos, case_id)
        frame = await view.sees("board")
        (after,) = frame["cases"]

    assert before["emergency"] is None
    assert after["emergency"] == {"by": "Coos", "until": "2026-11-23T14:15:00+00:00", "confirmed": False}
    assert not any(word in str(frame) for word in ("levensgevaar", "life", "geheim"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": " "}, "1 tot 500 tekens"),
        ({"words": "x" * 501}, "1 tot 500 tekens"),
        ({"reason": ""}, "Kies een reden."),
        ({"reason": "curious"}, "Kies een reden."),
        ({"case": "f" * 32}, "niet meer"),
        ({"case": "x"}, "niet meer"),
    ],
)
async def test_what_can_not_be_asked_is_said_and_loses_nothing_typed(
    front: Front, anna: Visitor, coos: Visitor, fields: dict[str, str], said: str
) -> None:
    """The form stands there again, with what was typed."""
    _, case_id = await talk(front, anna)
    status, _, shown = await asks(coos, case_id, **{"words": "eigen woorden", **fields})

    assert (status, said in shown) == (409, True)
    if fields.keys() & {"reason"}:
        assert "eigen woorden" in shown


async def test_what_no_page_offers_does_nothing(front: Front, anna: Visitor, coos: Visitor, dora: Visitor) -> None:
    """A yes to one's own, another verb, a motion that never was."""
    _, case_id = await talk(front, anna)
    await asks(coos, case_id)
    own = await page(coos)

    assert "Iemand anders beslist." in (await sends(coos, own, "/emergencies/motions", do="confirmed"))[2]
    assert "Dat kan hier niet." in (await sends(coos, own, "/emergencies/motions", do="open"))[2]
    never = re.sub(r"motions/[0-9a-f]{32}", f"motions/{'a' * 32}", await page(dora))
    assert "Dit is voorbij" in (await sends(dora, never, "/emergencies/motions", do="confirmed"))[2]
    assert (await sends(coos, own, "/emergencies/motions", do="refused"))[1] == "/emergencies?done=refused"


async def test_the_page_of_admins_does_not_decide_about_it(front: Front, anna: Visitor, coos: Visitor) -> None:
    """What waits about a case is neither shown nor taken among what waits about colleagues."""
    _, case_id = await talk(front, anna)
    await asks(coos, case_id)
    (waiting,) = await front.house.glass.list(NOBODY)
    await front.hires("Ida", role=Role.ADMIN)
    async with front.editor("Ida", Role.ADMIN) as ida:
        shown = await page(ida, "/staff")
        for do in ("confirm", "withdraw"):
            answer = await ida.posts(f"/staff/motions/{waiting.emergency.id.hex()}", data={"do": do, "csrf": ida.csrf})
            assert answer.status == 409

    assert "case:" not in shown
    assert await front.house.glass.list(NOBODY) == (waiting,)


def test_everything_that_is_said_has_words() -> None:
    """Reasons, refusals, what was done, what stands in the talk and in the trail, in every language."""
    refusals = ("not_you", "gone", "own", "waits", "words", "reason", "over", "same", "unreadable")
    needed = {f"emergency.{one.value}" for one in EmergencyReason} | {f"emergencies.refused_{one}" for one in refusals}
    needed |= {f"emergencies.done_{one}" for one in DONE}
    needed |= {f"event.emergency_{one}" for one in ("confirmed", "opened", "over")}
    needed |= {f"did.emergency_{one}" for one in ("asked", "confirmed", "allowed", "refused", "opened", "ended")}

    for language in LANGUAGES:
        assert needed <= texts(language).keys()
