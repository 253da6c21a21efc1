"""Several bundles at once: what stays as a person began with it, and what is new for everybody."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.bundle import Bundle
from bot.flows.nodes import interrupt_exit
from bot.flows.shelf import recomposed, shelve
from tests.unit.flows.small import Person, changed_bundle, small_bundle

CRISIS = "  crisis:\n    entry: nu\n"
LIVE = (CRISIS, "  crisis:\n    entry: nu\n    live: true\n")
QUESTION = '      vraag:\n        ask: {nl: "Klopt dat?"'
BREATHE = "      adem:\n        say: {nl: Adem, en: Breathe, fr: Respirez}\n        next: vraag\n"
NEW_NODE = (
    LIVE,
    ("lines: [nood]\n        next: vraag\n", "lines: [nood]\n        next: adem\n"),
    (QUESTION, BREATHE + QUESTION),
)


def test_who_is_pinned_gets_the_newest_of_a_live_flow() -> None:
    """With the nodes that were put into it, and back to where they were."""
    newest = changed_bundle(*NEW_NODE)
    person = Person(recomposed(small_bundle(), newest)).starts().says("ja", "2")
    person.says("ik wil dood")

    assert "Adem" in person.told
    assert person.says("2").node == "start.land"


def test_a_way_into_a_live_flow_finds_what_took_the_place_of_a_node() -> None:
    """The old file leads to a node of the live flow that is gone."""
    old = changed_bundle(("value: false, call: tips, next: menu", "value: false, next: crisis.vraag"))
    renamed = changed_bundle(
        LIVE,
        ("lines: [nood]\n        next: vraag\n", "lines: [nood]\n        next: check\n"),
        (QUESTION, QUESTION.replace("vraag:", "check:\n        renamed_from: vraag")),
    )
    person = Person(recomposed(old, renamed)).starts().says("nee")

    assert person.node == "crisis.check"


def test_other_languages_are_no_shelf() -> None:
    """A text of one would be missing in the other, so everybody moves."""
    two = replace(changed_bundle(LIVE), languages=("nl", "en"))

    assert not shelve(two, [small_bundle()]).pinned


def test_the_newest_is_not_on_the_shelf_twice() -> None:
    """Its own people get it as it is."""
    assert not shelve(small_bundle(), [small_bundle()]).pinned


BUNDLES = [small_bundle(), changed_bundle(LIVE), changed_bundle(*NEW_NODE)]


@given(st.sampled_from(BUNDLES), st.sampled_from(BUNDLES))
def test_no_way_of_a_recomposed_bundle_leads_nowhere(older: Bundle, newest: Bundle) -> None:
    """And every node of it still has every interrupt."""
    both = recomposed(older, newest)

    assert all(edge.source in both.nodes and edge.target in both.nodes for edge in both.machine.edges)
    assert all(
        both.machine.follow(node_id, interrupt_exit(name)) in both.nodes
        for node_id in both.nodes
        for name in ("crisis", "mens")
    )


@pytest.mark.parametrize("answer", ["1", "2", "3"])
def test_a_recomposed_bundle_keeps_its_own_ways(answer: str) -> None:
    """As if nothing had been published."""
    before = Person(small_bundle()).starts().says("ja", "2", answer)
    pinned = Person(recomposed(small_bundle(), changed_bundle(*NEW_NODE))).starts().says("ja", "2", answer)

    assert pinned.told == before.told
    assert pinned.node == before.node
