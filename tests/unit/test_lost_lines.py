"""The operator is told of each lost line once, and whoever damages very many fills no memory."""

from bot.handover.lost_lines import MOST_REMEMBERED, LostLines
from bot.model import CaseId, Line, LineFrom
from tests.fakes import FakeJournal

ONE, OTHER = CaseId(b"1" * 16), CaseId(b"2" * 16)


def line(number: int, *, is_lost: bool = True) -> Line:
    """Return a line of a talk."""
    return Line(number, LineFrom.HELP_SEEKER, "" if is_lost else "Dag.", is_lost=is_lost)


def test_each_is_told_once() -> None:
    """Also the same number of another talk; what can be read is no news."""
    journal = FakeJournal()
    lost = LostLines(journal)

    for _ in range(2):
        lost.tell(ONE, [line(1), line(2, is_lost=False)])
    lost.tell(ONE, [line(1), line(3), line(4)])
    lost.tell(OTHER, [line(1)])

    assert journal.lines == [("rows_lost", {"count": 1}), ("rows_lost", {"count": 2}), ("rows_lost", {"count": 1})]


def test_what_is_remembered_has_an_end() -> None:
    """Beyond it the same lines are told of again."""
    journal = FakeJournal()
    lost = LostLines(journal)
    lost.tell(ONE, map(line, range(MOST_REMEMBERED)))

    lost.tell(OTHER, [line(1)])
    lost.tell(OTHER, [line(1)])
    lost.tell(ONE, [line(1)])

    assert [fields["count"] for _, fields in journal.lines] == [MOST_REMEMBERED, 1, 1]
