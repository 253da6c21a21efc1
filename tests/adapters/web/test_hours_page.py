"""The page for the hours: what it shows, what its forms do, and what it says when they can't."""

import re
from collections.abc import AsyncIterator, Mapping

import pytest

from bot.model import LANGUAGES, Role
from bot.web.texts import texts
from tests.adapters.web.front import SAME_ORIGIN, Front, Visitor


@pytest.fixture
async def coos(front: Front) -> AsyncIterator[Visitor]:
    """Coos, who coordinates, logged in."""
    await front.hires("Coos", role=Role.COORDINATOR)
    async with front.editor("Coos", Role.COORDINATOR) as visitor:
        yield visitor


async def sends(visitor: Visitor, path: str, **fields: str) -> tuple[int, str, str]:
    """Fill in a form of the page; returns status, where it leads to, and the page."""
    data: Mapping[str, str] = {"csrf": visitor.csrf, **fields}
    answer = await visitor.session.post(f"{visitor.base}{path}", data=data, headers=SAME_ORIGIN, allow_redirects=False)
    return answer.status, answer.headers.get("Location", ""), await answer.text()


async def page(visitor: Visitor, path: str = "/hours") -> str:
    """Open the page."""
    return await (await visitor.get(path)).text()


def days(shown: str) -> list[str]:
    """Return the rows of the page as they are read."""
    rows = re.findall(r"<li>(.*?)</li>", shown, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]


async def test_the_page_shows_two_weeks_and_what_a_closed_door_tells(coos: Visitor) -> None:
    """Without hours no day is closed: nobody said when it is open, and there is nothing to close."""
    shown = await page(coos)

    assert days(shown)[0] == "maandag 23 november geen tijd gezet"
    assert days(shown)[-1] == "zondag 6 december geen tijd gezet"
    assert "Er zijn geen vaste tijden." in shown
    assert "/hours/close-now" not in shown


async def test_what_is_closed_and_what_has_no_hours_are_two_things(coos: Visitor) -> None:
    """A day that somebody closed is closed; today can be closed as soon as it has hours to come."""
    await sends(coos, "/hours/close", first="2026-11-24")
    await sends(coos, "/hours/open", day="2026-11-23", start="20:00", end="22:00")
    shown = await page(coos)

    assert days(shown)[0].startswith("maandag 23 november 20:00–22:00 in plaats van: geen tijd gezet")
    assert days(shown)[1].startswith("dinsdag 24 november dicht in plaats van: geen tijd gezet")
    assert "/hours/close-now" in shown


async def test_an_evening_that_is_opened_stands_there_and_is_told(coos: Visitor) -> None:
    """The form leads back to the page, which says that it was done; the same button takes it back."""
    status, leads_to, _ = await sends(coos, "/hours/open", day="2026-11-24", start="20:00", end="02:00")
    shown = await page(coos, leads_to)

    assert (status, leads_to) == (303, "/hours?done=opened")
    assert "Toegevoegd." in shown
    assert "“morgen vanaf 20 uur”" in shown
    assert (
        days(shown)[1]
        == "dinsdag 24 november 20:00–2:00 in plaats van: geen tijd gezet Weer als vast : dinsdag 24 november"
    )
    assert (await sends(coos, "/hours/rule", day="2026-11-24", version="1"))[:2] == (303, "/hours?done=ruled")
    assert days(await page(coos))[1] == "dinsdag 24 november geen tijd gezet"


async def test_days_beyond_two_weeks_stand_below(coos: Visitor) -> None:
    """So that whatever was set can be seen and taken back; an empty last day is one day."""
    await sends(coos, "/hours/close", first="2026-12-24", last="2026-12-25")
    await sends(coos, "/hours/close", first="2027-01-01", last="")
    rows = days(await page(coos))

    assert [row.split(" dicht")[0] for row in rows[14:]] == [
        "donderdag 24 december",
        "vrijdag 25 december",
        "vrijdag 1 januari",
    ]


@pytest.mark.parametrize(
    ("path", "fields", "status", "words"),
    [
        ("close-now", {}, 400, "geen uren meer"),
        ("close", {}, 400, "geen dag"),
        ("close", {"first": "morgen"}, 400, "geen dag"),
        ("close", {"first": "2026-11-22"}, 400, "voorbij"),
        ("close", {"first": "2026-11-25", "last": "2026-11-24"}, 400, "vóór de eerste"),
        ("close", {"first": "2026-11-25", "last": "2027-11-24"}, 400, "62 dagen"),
        ("open", {"day": "2026-11-25"}, 400, "geen tijd"),
        ("open", {"day": "2026-11-25", "start": "19:00", "end": "24:60"}, 400, "geen tijd"),
        ("open", {"day": "2026-11-25", "start": "19:00", "end": "19:00"}, 400, "gelijk"),
        ("open", {"day": "2028-11-25", "start": "19:00", "end": "20:00"}, 400, "een jaar"),
        ("open", {"day": "2027-03-28", "start": "02:05", "end": "02:50"}, 400, "klok vooruitgaat"),
        ("rule", {"day": "2026-11-25", "version": "1"}, 409, "net veranderd"),
        ("rule", {"day": "2026-11-25", "version": "x"}, 409, "net veranderd"),
    ],
)
async def test_what_cannot_be_is_said_with_what_to_do(
    coos: Visitor, path: str, fields: dict[str, str], status: int, words: str
) -> None:
    """As an alert on the page, with what was typed still in the fields."""
    found, _, shown = await sends(coos, f"/hours/{path}", **fields)
    (alert,) = re.findall(r'role="alert">(.*?)</p>', shown)

    assert (found, words in alert) == (status, True)
    for name, value in fields.items():
        assert path == "rule" or f'name="{name}"' in shown
        assert path == "rule" or f'value="{value}"' in shown


async def test_what_is_typed_stays_text(coos: Visitor) -> None:
    """Whatever somebody sends comes back as letters."""
    _, _, shown = await sends(coos, "/hours/open", day='"><script>x</script>', start="<b>", end="1")

    assert "<script>" not in shown
    assert "<b>" not in shown


async def test_the_trail_names_the_days(front: Front, coos: Visitor) -> None:
    """On its page too."""
    await sends(coos, "/hours/close", first="2026-12-24", last="2026-12-25")
    await front.hires("Olga", role=Role.OPERATOR)
    async with front.editor("Olga", Role.OPERATOR) as olga:
        shown = await page(olga, "/audit")

    assert re.search(r"Coos</td><td>sloot dagen in de openingstijden</td><td><code>2026-12-24/2026-12-25</code>", shown)


def test_whatever_is_refused_or_done_has_words() -> None:
    """In every language."""
    codes = {
        *("closed_already", "order", "too_many", "past", "too_far", "no_day", "no_time", "no_length"),
        *("never_comes", "too_many_spans", "moved"),
    }
    for language in LANGUAGES:
        assert {key for key in texts(language) if key.startswith("hours.refused_")} == {
            f"hours.refused_{code}" for code in codes
        }


async def test_the_first_of_a_month_is_called_so_in_french(front: Front, coos: Visitor) -> None:
    """As everywhere else that a day is named."""
    await front.changes("Coos", language="fr")

    assert any(row.startswith("mardi 1er décembre ") for row in days(await page(coos)))
