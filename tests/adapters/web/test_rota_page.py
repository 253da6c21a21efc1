"""The rota on its page: a week, its forms, what they say when they can't, and the address for a calendar."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime

import pytest

from bot.model import LANGUAGES, Role, Slot
from bot.web.texts import texts
from tests.adapters.web.front import SAME_ORIGIN, Front, Visitor

EIGHT = Slot(datetime(2026, 11, 24, 19, tzinfo=UTC), 60)
"""Eight in the evening of Tuesday."""
SHIFT = {"whose": "Anna", "day": "2026-11-24", "start": "19:00", "end": "22:00", "calls": "1", "week": "2026-11-23"}


@pytest.fixture
async def coos(front: Front) -> AsyncIterator[Visitor]:
    """Coos, who coordinates, logged in."""
    await front.hires("Coos", role=Role.COORDINATOR)
    async with front.editor("Coos", Role.COORDINATOR) as visitor:
        yield visitor


async def sends(visitor: Visitor, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
    """Fill in a form of the page; returns status, where it leads to, and the page."""
    data = {"csrf": visitor.csrf, **fields}
    answer = await visitor.session.post(f"{visitor.base}{path}", data=data, headers=SAME_ORIGIN, allow_redirects=False)
    return answer.status, answer.headers.get("Location", ""), await answer.text()


async def page(visitor: Visitor, path: str = "/rota") -> str:
    """Open a page."""
    return await (await visitor.get(path)).text()


def days(shown: str) -> list[str]:
    """Return the days of a week as they are read."""
    (week,) = re.findall(r'<ol class="week".*?</ol>', shown, re.DOTALL)
    cells = re.split(r"<h3>", week)[1:]
    return [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in cells]


def link(shown: str) -> str:
    """Return the way to the first shift that can be changed."""
    return str(re.findall(r'href="(/rota/shift/[0-9a-f]{32})"', shown)[0])


def fields_of(shown: str) -> dict[str, str]:
    """Return what a form of a shift would send besides what is typed."""
    return dict(re.findall(r'type="hidden" name="(version|week|anyway)" value="([^"]*)"', shown))


async def test_a_shift_is_entered_changed_and_taken_away(anna: Visitor) -> None:
    """Each form leads back to its week, which says that it was done."""
    empty = days(await page(anna))
    status, leads_to, _ = await sends(anna, "/rota", SHIFT)
    shown = await page(anna, leads_to)
    one = link(shown)
    form = {**fields_of(await page(anna, one)), **SHIFT, "do": "change", "start": "20:00", "calls": "0"}
    changed = await sends(anna, one, form)
    after = await page(anna, changed[1])
    removed = await sends(anna, one, {**fields_of(await page(anna, one)), "do": "remove"})

    assert empty[0] == "maandag 23 november (vandaag) geen openingstijden"
    assert (status, leads_to) == (303, "/rota?week=2026-11-23&done=added")
    assert "De dienst staat in het rooster." in shown
    assert days(shown)[1].startswith("dinsdag 24 november geen openingstijden 19:00–22:00 Anna 1 per tijdvak Wijzigen")
    assert changed[:2] == (303, "/rota?week=2026-11-23&done=changed")
    assert "20:00–22:00 Anna belt niet terug" in days(after)[1]
    assert removed[:2] == (303, "/rota?week=2026-11-23&done=removed")
    assert days(await page(anna)) == empty


async def test_a_counsellor_has_no_form_for_colleagues(anna: Visitor, coos: Visitor) -> None:
    """Nor a way to their shifts; whoever coordinates chooses whose it is."""
    await sends(coos, "/rota", {**SHIFT, "whose": "Bram"})
    theirs = await page(anna)
    one = link(await page(coos))
    seen = await page(anna, one)
    status, _, told = await sends(anna, one, {"do": "remove", "version": "1"})

    assert '<select id="whose"' not in theirs
    assert re.findall("<option[^>]*>(Anna|Bram)</option>", await page(coos)) == ["Anna", "Bram"]
    assert "/rota/shift/" not in theirs
    assert "Je kunt er niets aan veranderen." in seen
    assert '<form method="post" action="/rota/shift' not in seen
    assert (status, "van een collega" in told) == (400, True)


async def test_calls_that_would_be_left_alone_are_told_before_anything_happens(front: Front, anna: Visitor) -> None:
    """Then the same button says that it is meant; afterwards they stand above the week."""
    await sends(anna, "/rota", SHIFT)
    front.house.booked[EIGHT] = 1
    one = link(await page(anna))
    form = {**fields_of(await page(anna, one)), "do": "remove"}
    status, _, asked = await sends(anna, one, form)
    again = await sends(anna, one, {**fields_of(asked), "do": "remove"})
    shown = await page(anna)

    assert (status, "Voor 1 afgesproken gesprek(ken) zou er dan niemand meer zijn" in asked) == (409, True)
    assert "Haal toch weg" in asked
    assert again[0] == 303
    assert "dinsdag 24 november, 20.00–21.00 uur: 1 afgesproken, plaats voor 0" in shown


async def test_a_week_before_is_copied_and_weeks_are_turned(anna: Visitor) -> None:
    """To last week and no further back."""
    await sends(anna, "/rota", SHIFT)
    status, leads_to, _ = await sends(anna, "/rota/copy", {"week": "2026-11-30"})
    after = await page(anna, leads_to)
    last = await page(anna, "/rota?week=2026-11-16")

    assert (status, leads_to) == (303, "/rota?week=2026-11-30&done=copied")
    assert "19:00–22:00 Anna" in days(after)[1]
    assert 'href="/rota?week=2026-11-23"' in after
    assert 'href="/rota?week=2026-12-07"' in after
    assert 'href="/rota?week=2026-11-09"' not in last
    assert "Neem de week ervoor over" not in last
    for nonsense in ("x", "0001-01-01", "9999-12-31"):
        assert days(await page(anna, f"/rota?week={nonsense}"))[0].startswith("maandag 23 november")


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"day": "morgen"}, 400, "geen dag"),
        ({"day": "2026-11-22", "start": "10:00", "end": "11:00"}, 400, "voorbij"),
        ({"day": "9999-12-31"}, 400, "een jaar"),
        ({"start": ""}, 400, "geen tijd"),
        ({"end": "24:60"}, 400, "geen tijd"),
        ({"end": "19:00"}, 400, "gelijk"),
        ({"calls": "6"}, 400, "hoeveel gesprekken"),
        ({"calls": "²"}, 400, "hoeveel gesprekken"),
        ({"day": "2027-03-28", "start": "02:05", "end": "02:50"}, 400, "klok gaat vooruit"),
        ({"whose": "Bram"}, 400, "van een collega"),
        ({"whose": "<b>"}, 400, "van een collega"),
    ],
)
async def test_what_cannot_be_is_said_with_what_to_do(
    anna: Visitor, fields: dict[str, str], status: int, words: str
) -> None:
    """As an alert on the page, with what was typed still in the fields, and never as more than letters."""
    found, _, shown = await sends(anna, "/rota", {**SHIFT, **fields})
    (alert,) = re.findall(r'role="alert">(.*?)</p>', shown)

    assert (found, words in alert) == (status, True)
    assert "<b>" not in shown
    for name in {"day", "start", "end"} & fields.keys():
        assert re.search(rf'name="{name}"[^>]* value="{re.escape(fields[name])}"', shown)


async def test_a_shift_that_moved_or_is_gone_is_told(anna: Visitor) -> None:
    """On its page, or on the week where there is no page any more; one that never was is not there."""
    await sends(anna, "/rota", SHIFT)
    one = link(await page(anna))
    stale = await sends(anna, one, {"do": "remove", "version": "7"})
    broken = await sends(anna, one, {"do": "remove", "version": "x"})
    await sends(anna, one, {"do": "remove", "version": "1"})
    gone = await sends(anna, one, {"do": "remove", "version": "1"})

    for status, _, shown in (stale, broken, gone):
        assert (status, "net veranderd of weggehaald" in shown) == (409, True)
    assert (await anna.get(one)).status == 404


async def test_an_address_is_shown_once_and_renewed_or_ended(anna: Visitor) -> None:
    """And the page says since when there is one."""
    before = await page(anna)
    _, _, made = await sends(anna, "/rota/feed", {"do": "renew"})
    _, _, renewed = await sends(anna, "/rota/feed", {"do": "renew"})
    (first,), (second,) = (re.findall(r"<code>(http[^<]+)</code>", shown) for shown in (made, renewed))
    shown = await page(anna)
    found = [(await anna.session.get(address)).status for address in (first, second)]
    ended = await sends(anna, "/rota/feed", {"do": "end"})

    assert "Maak een adres" in before
    assert (first in shown, second in shown) == (False, False)
    assert 'Je adres werkt sinds <time datetime="2026-11-23">' in shown
    assert found == [404, 200]
    assert ended[:2] == (303, "/rota?done=feed_ended")
    assert (await anna.session.get(second)).status == 404
    assert "Maak een adres" in await page(anna)


def test_whatever_is_refused_or_done_has_words() -> None:
    """In every language."""
    codes = {
        *("no_day", "no_time", "no_length", "calls", "past", "too_far", "never_comes", "overlaps", "not_yours"),
        *("nobody", "moved", "booked", "nothing_to_copy"),
    }
    for language in LANGUAGES:
        assert {key for key in texts(language) if key.startswith("rota.refused_")} == {
            f"rota.refused_{code}" for code in codes
        }
