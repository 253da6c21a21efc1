"""What stops a publication, with how many people it is about."""

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.check import check
from bot.flows.comparison import compare
from bot.flows.refusals import Refusal, refusals
from tests.unit.flows.lists import listed_sources

HEAVIER = ("    - {id: vaak, score: 2,", "    - {id: vaak, score: 3,")
RAISED = ("  lijst:\n    entry: vragen\n", "  lijst:\n    entry: vragen\n    meaning: 2\n")


def refused(*changes: tuple[str, str], standing: dict[str, int] | None = None) -> tuple[Refusal, ...]:
    """Return what stops a change of the conversation with a list in it."""
    old, new = listed_sources(), listed_sources(*changes)
    return refusals(compile_bundle(new), compare(check(old), check(new)), standing or {}, is_approved=False)


@pytest.mark.parametrize("standing", [{}, {"lijst.vragen": 2}])
def test_answers_that_weigh_more_need_a_higher_meaning(standing: dict[str, int]) -> None:
    """Also when nobody is in the list right now: what is written about it would be wrong (E705)."""
    (one,) = refused(HEAVIER, standing=standing)

    assert (one.code, one.place, one.count) == ("E705", "lijst.vragen", sum(standing.values()))
    assert 'raise "meaning" of the flow' in str(one)


def test_with_a_higher_meaning_it_may_be_published() -> None:
    """Who is in the list ends it with the weights it began with."""
    assert not refused(HEAVIER, RAISED, standing={"lijst.vragen": 2})


def test_a_list_that_is_still_there_is_a_place() -> None:
    """Its questions are no nodes of their own."""
    assert not refused(standing={"lijst.vragen": 3, "start.menu": 3, "vars.v_contact": 1})


def test_a_place_of_long_ago_counts_too() -> None:
    """Somebody may stand on what went two bundles before: the counts decide, not the comparison."""
    (one,) = refused(standing={"weg.vraag": 1})

    assert (one.code, one.count) == ("E901", 1)
    assert str(one).endswith("(1 conversations now)")
