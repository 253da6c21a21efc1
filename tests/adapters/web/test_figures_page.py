"""The page of the figures: what an operator reads there, and takes along as CSV."""

import csv
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape

import pytest

from bot.figures.periods import Quarter
from bot.figures.sheet import sheet
from bot.figures.tally import Tally
from bot.model import LANGUAGES, LogEvent, Role
from bot.model.event_log import Happening
from bot.ops.report.kept import KeptSheets
from bot.ports import Job, Transaction
from bot.web.texts import texts
from tests.adapters.web.front import Front, Visitor
from tests.event_log import happened


@pytest.fixture
async def olga(front: Front) -> AsyncIterator[Visitor]:
    """Olga, who keeps the line running, logged in."""
    await front.hires("Olga", role=Role.OPERATOR)
    async with front.editor("Olga", Role.OPERATOR) as visitor:
        yield visitor


def some_weeks(front: Front) -> list[LogEvent]:
    """Return what happened in the week that is over and in the one that runs."""
    monday = front.clock.now().date()
    last = monday - timedelta(days=10)
    return [
        happened(Happening.ASKED, on=last, times=23, channel="telegram"),
        happened(Happening.ANSWERED, on=last, times=20, seconds=90, channel="telegram"),
        happened(Happening.ABANDONED, "left", on=last, seconds=60, times=3, channel="telegram"),
        happened(Happening.TURNED_AWAY, on=last, times=7, channel="signal"),
        happened(Happening.TURNED_AWAY, on=monday, times=99),
    ]


async def happens(front: Front, *log: LogEvent) -> None:
    """Write what happened into the log."""

    def add(tx: Transaction) -> None:
        for one in log:
            tx.event_log.add(one)

    await front.store.run(Job(add))


async def rows(visitor: Visitor, path: str = "/board/figures") -> dict[str, list[str]]:
    """Return the cells of each week, in the order of the page, but for weeks in which nothing happened."""
    page = await (await visitor.get(path)).text()
    found: dict[str, list[str]] = {}
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", re.sub(r" <abbr.*?</abbr>", "", page)):
        week, *cells = re.split(r"</th>|</td>", re.sub(r"<td>", "", unescape(row)))
        found.setdefault(week, []).extend(cells[:-1])
    return {week: cells for week, cells in found.items() if set(cells) - {"0", "–"}}


async def test_a_week_that_is_over_is_shown_and_the_running_one_is_not(front: Front, olga: Visitor) -> None:
    """Asked, and what became of them; the share in time; half of them waited a minute and a half."""
    await happens(front, *some_weeks(front))

    assert await rows(olga) == {
        "2026-W46": ["28–31", "20", "0", "<5", "0", "0", "0", "7", "100%", "90 s", "–", "90 s"],
    }
    assert "Deze week (2026-W48) loopt nog." in await (await olga.get("/board/figures")).text()


async def test_one_channel_at_a_time_is_looked_at(front: Front, olga: Visitor) -> None:
    """There is one field for channel and language, so never two of them; and what is none is refused."""
    await happens(front, *some_weeks(front))

    signal = await rows(olga, "/board/figures?only=channel.signal")

    assert signal == {"2026-W46": ["≥7", "0", "0", "*", "0", "0", "0", "7", "–"]}
    night = await rows(olga, "/board/figures?only=part.0")
    assert night == {"2026-W46": ["≥27", "20", "0", "*", "0", "0", "0", "7", "–", "100%"]}
    for wrong in ("only=part.8", "only=channel.x", "only=role.jong", "quarter=2019-Q1", "quarter=x"):
        assert (await olga.get(f"/board/figures?{wrong}")).status == 400
        assert (await olga.get(f"/board/figures.csv?{wrong}")).status == 400


async def test_the_file_holds_what_the_page_shows(front: Front, olga: Visitor) -> None:
    """Every cell of every table, and nothing else."""
    await happens(front, *some_weeks(front))

    answer = await olga.get("/board/figures.csv?only=channel.signal")
    lines = list(csv.DictReader((await answer.text()).splitlines()))

    assert answer.content_type == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="figures-2026-Q4.csv"'
    assert {(one["week"], one["only"]) for one in lines} >= {("2026-W46", "channel.signal")}
    shown = (await rows(olga, "/board/figures?only=channel.signal"))["2026-W46"]
    assert [one["value"] for one in lines if one["week"] == "2026-W46"] == shown


async def test_a_share_that_is_known_but_roughly_is_not_drawn(front: Front, olga: Visitor) -> None:
    """How many were late on Telegram is left out, as it would tell of Signal: a dot in the middle would mislead."""
    day = front.clock.now().date() - timedelta(days=10)
    for channel, seconds, times in (("telegram", 60, 20), ("telegram", 900, 30), ("signal", 900, 2)):
        asked = happened(Happening.ASKED, on=day, times=times, channel=channel)
        await happens(front, asked, happened(Happening.ANSWERED, on=day, times=times, seconds=seconds, channel=channel))

    all_of_it = await (await olga.get("/board/figures")).text()
    telegram = await (await olga.get("/board/figures?only=channel.telegram")).text()

    assert '<circle class="in_time"' in all_of_it
    assert '<circle class="in_time"' not in telegram
    assert (await rows(olga, "/board/figures?only=channel.telegram"))["2026-W46"][-1].endswith("–100%")


async def test_what_is_over_is_counted_once(front: Front, olga: Visitor) -> None:
    """A line that comes later changes no week that was shown: nothing can be learnt by looking again."""
    await happens(front, *some_weeks(front))
    before = await rows(olga)

    await happens(front, some_weeks(front)[0])

    assert await rows(olga) == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_line_that_has_just_begun_is_told_so(front: Front, language: str) -> None:
    """In the first days of a quarter there is the one before; its noughts are shown as such."""
    await front.hires("Odile", role=Role.OPERATOR, language=language)
    async with front.editor("Odile", Role.OPERATOR) as visitor:
        page = await (await visitor.get("/board/figures?quarter=2026-Q3")).text()

    assert texts(language)["figures.title_asked"] in page
    assert "<td>0</td>" in page


def a_sheet(front: Front, quarter: Quarter, *, conversations: int) -> None:
    """Publish a quarter in the home."""
    log = [happened(Happening.ENDED, "both_wrote", on=quarter.first, times=conversations, seconds=600, role="weg")]
    KeptSheets(front.home / "sheets").keep(quarter, sheet(Tally(log, quarter.period), quarter))


async def test_quarters_stand_beside_each_other_as_they_were_published(front: Front, olga: Visitor) -> None:
    """Rounded, and what is small is not there; with what each figure means, and as CSV."""
    a_sheet(front, Quarter(2026, 2), conversations=23)
    a_sheet(front, Quarter(2026, 3), conversations=7)

    page = await (await olga.get("/board/figures?view=quarters")).text()
    answer = await olga.get("/board/figures.csv?view=quarters")
    lines = list(csv.DictReader((await answer.text()).splitlines()))

    row = re.search(r'<th scope="row">Gesprekken</th>(.*?)</tr>', page)
    assert row is not None
    assert row[1] == '<td>25</td><td><span aria-hidden="true">*</span><span class="unseen">niet getoond</span></td>'
    assert "Eruit, of op weg eruit" in page
    assert page.count("<svg") == page.count("<figcaption") == 3
    told = [(one["quarter"], one["from"]) for one in lines if one["figure"] == "conversations"]
    assert told == [("2026-Q2", "25"), ("2026-Q3", "")]


async def test_where_no_sheet_was_made_the_page_says_who_makes_it(front: Front, olga: Visitor) -> None:
    """And a file that is damaged is named, and is no fault of the page."""
    assert "ajar report" in await (await olga.get("/board/figures?view=quarters")).text()

    (front.home / "sheets").mkdir(parents=True)
    (front.home / "sheets" / "2026-Q3.json").write_text("{")

    page = await (await olga.get("/board/figures?view=quarters")).text()
    assert "2026-Q3.json" in page
    assert (await olga.get("/board/figures.csv?view=quarters")).status == 409


async def test_days_that_stood_out_are_marked(front: Front, olga: Visitor) -> None:
    """At their week in the charts, in the tables and in the file, and named below; no name is a formula or a tag."""
    await happens(front, *some_weeks(front))
    front.home.mkdir()
    day = front.clock.now().date() - timedelta(days=10)
    front.home.joinpath("marks.toml").write_text(f'[[mark]]\nfrom = {day}\nnl = "=<b>Tram"\n')

    page = await (await olga.get("/board/figures")).text()
    lines = list(csv.DictReader((await (await olga.get("/board/figures.csv")).text()).splitlines()))

    assert page.count("▲</text>") == 3
    assert page.count('<abbr title="=&lt;b&gt;Tram">▲</abbr>') == 3
    assert f"▲ {day}: =&lt;b&gt;Tram" in page
    assert {one["marked"] for one in lines if one["week"] == "2026-W46"} == {"'=<b>Tram"}
    assert {one["marked"] for one in lines if one["week"] == "2026-W45"} == {""}


async def test_marks_that_cannot_be_read_are_told_and_hide_nothing(front: Front, olga: Visitor) -> None:
    """The weeks are there all the same."""
    await happens(front, *some_weeks(front))
    front.home.mkdir()
    front.home.joinpath("marks.toml").write_text("[[mark]")

    assert "marks.toml" in await (await olga.get("/board/figures")).text()
    assert (await rows(olga))["2026-W46"][1] == "20"
    assert (await olga.get("/board/figures?view=months")).status == 400
