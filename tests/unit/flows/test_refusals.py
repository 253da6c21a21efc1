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


LIVE = ("  lijst:\n    entry: vragen\n", "  lijst:\n    entry: vragen\n    meaning: 2\n    live: true\n")


def test_where_nobody_ends_the_list_as_it_was_it_has_to_be_empty() -> None:
    """A live flow is new for everybody at once, also in the middle of its questions (E903)."""
    (one,) = refused(HEAVIER, LIVE, standing={"lijst.vragen": 2})

    assert (one.code, one.place, one.count) == ("E903", "lijst.vragen", 2)
    assert not refused(HEAVIER, LIVE, standing={"start.menu": 2})


def test_an_id_that_means_another_kind_waits_until_nobody_stands_there() -> None:
    """What they type for the one would be taken for the other (E107)."""
    said = '{nl: "Zo werkt het", en: "How it works", fr: "Voilà"}'
    option = "{id: goed, label: {nl: Goed, en: Fine, fr: Bien}, next: klaar}"
    asked = f"      hoe:\n        ask: {said}\n        options:\n          - {option}\n"
    to_page = (asked, f"      hoe:\n        say: {said}\n        next: klaar\n")

    (one,) = refused(to_page, standing={"uitleg.hoe": 1})

    assert (one.code, one.place, one.count) == ("E107", "uitleg.hoe", 1)
    assert not refused(to_page)


def test_conversations_of_a_bundle_are_no_place() -> None:
    """They are counted beside, and stop nothing."""
    assert not refused(standing={f"bundle:{'a' * 32}": 9})
