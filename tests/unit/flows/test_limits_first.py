"""Nobody comes into the queue before they read what can not stay with a counsellor, whichever way they take."""

from collections.abc import Collection

import pytest

from bot.flows.handing import Handover
from tests.house import shipped_bundle

LIMITS = frozenset(f"mens.{name}" for name in ("grens_nl", "grens_be", "grens_overal", "grens_jong", "grens_kort"))
"""The places that say them: by country, to the young, and on the short way."""


def humans_reached(*, without: Collection[str]) -> set[str]:
    """Return the places where a human is asked for that can be come to by every exit but through these."""
    bundle = shipped_bundle()
    ahead, reached = [bundle.entry], {*without}
    while ahead:
        node = ahead.pop()
        if node not in reached:
            reached.add(node)
            ahead += [bundle.machine.follow(node, one) for one in bundle.machine.exits(node)]
    return {node for node in reached if isinstance(bundle.nodes[node], Handover)}


def test_the_limits_are_said_on_every_way() -> None:
    """Words that always work, calls and every button are ways too."""
    assert humans_reached(without=LIMITS) == set()


@pytest.mark.parametrize("one", sorted(LIMITS))
def test_each_of_them_is_needed(one: str) -> None:
    """Without any one of them somebody would come to a human unprepared."""
    assert humans_reached(without=LIMITS - {one}) == {"mens.rij", "mens.rij_dicht"}


@pytest.mark.parametrize("words", ["groot gevaar", "great danger", "grand danger"])
def test_each_names_the_one_limit(words: str) -> None:
    """In the same words at every place, in each language."""
    bundle = shipped_bundle()

    assert [place for place in LIMITS if words not in repr(bundle.nodes[place]).lower()] == []
