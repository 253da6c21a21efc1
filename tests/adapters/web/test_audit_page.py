"""The trail on a page: whoever may read it sees who did what, and that reading it is a line too."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot
from bot.errors import AuditBroken
from bot.model import AUDIT_CUT, Role, StaffId
from bot.ports import Job, Transaction
from bot.web.audit import LINES_A_PAGE
from bot.web.texts import texts
from tests.adapters.web.front import Front, Visitor


@pytest.fixture
async def olga(front: Front) -> AsyncIterator[Visitor]:
    """Olga, who keeps the service running, logged in."""
    await front.hires("Olga", role=Role.OPERATOR)
    async with front.editor("Olga", Role.OPERATOR) as visitor:
        yield visitor


async def rows(visitor: Visitor, path: str = "/audit") -> list[list[str]]:
    """Return the cells of the page."""
    page = await (await visitor.get(path)).text()
    lines = re.findall(r"<tr><td>.*?</tr>", page)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", line)] for line in lines]


async def test_the_newest_line_stands_first_and_is_the_reading_itself(
    front: Front, olga: Visitor, anna: Visitor
) -> None:
    """Who, what, to which case, in which minute; nothing of what was said."""
    _, case_id = await front.somebody_waits()
    await anna.posts(f"/desk/cases/{case_id.hex()}/claim")
    shown = await rows(olga)

    minute = front.house_clock.now().strftime("%Y-%m-%d %H:%M")
    assert shown[0][1:] == [minute, "Olga", "las het logboek", ""]
    assert shown[1][1:] == [minute, "Anna", "nam het gesprek", case_id.hex()[:12]]
    assert [row[0] for row in shown] == [str(number) for number in range(len(shown), 0, -1)]


async def test_a_long_trail_is_read_page_by_page(front: Front, olga: Visitor) -> None:
    """No line twice, none left out; a page further back adds no line."""

    def work(tx: Transaction) -> None:
        for _ in range(2 * LINES_A_PAGE):
            tx.staff.audit(StaffId("Anna"), "open", b"c" * 16)

    await front.store.run(Job(work))
    numbers, path = [], "/audit"
    for _ in range(3):
        page = await (await olga.get(path)).text()
        numbers += [int(number) for number in re.findall(r"<tr><td>(\d+)</td>", page)]
        further = re.search(r'href="(/audit\?before=\d+)"', page)
        path = further[1] if further else ""

    assert path == ""
    assert numbers == list(range(2 * LINES_A_PAGE + 2, 0, -1))


async def test_a_trail_that_was_altered_is_told_and_not_shown(front: Front, olga: Visitor) -> None:
    """Whoever reads it has to know that it proves nothing."""

    def breaks() -> None:
        raise AuditBroken(7)

    front.store.before_trail = breaks
    page = await olga.get("/audit")
    text = await page.text()

    assert page.status == 200
    assert "Het logboek is niet heel." in text
    assert "does not fit together at line 7" in text
    assert "<table>" not in text


@pytest.mark.parametrize("before", ["-1", "x", "1e3", "٣", "9" * 11])
async def test_what_is_no_line_is_refused(olga: Visitor, before: str) -> None:
    """Only a number names a line."""
    assert (await olga.get(f"/audit?before={before}")).status == 400


def test_everything_that_is_written_down_can_be_read() -> None:
    """Each action in the code has its words; the trail shows no code."""
    code = "".join(path.read_text(encoding="utf-8") for path in Path(bot.__file__).parent.rglob("*.py"))
    actions = set(re.findall(r'\.audit\([^()]*?(?:\([^()]*\))?[^()]*?,\s*"(\w+)"', code)) | {AUDIT_CUT}

    assert len(actions) >= 18
    assert {f"did.{action}" for action in actions} - texts("nl").keys() == set()
