"""Conditions that decide nothing: the check proves it over everything that somebody can have answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.checks.conditions import settled
from bot.flows.expressions import VarType, compile_expression
from bot.flows.format.findings import Finding
from bot.flows.possibilities import cases_of
from tests.house import shipped_bundle
from tests.unit.flows.small import small_bundle
from tests.unit.flows.test_warnings import found_in

CONDITION = "'land == \"be\" and not vrij'"
ARM = f"          - {{when: {CONDITION}, next: dag}}\n"


def test_what_has_too_many_cases_is_left_alone_at_once() -> None:
    """Of forty things that somebody can need there are a million times a million choices."""
    needs = tuple(f"nodig_{number}" for number in range(40))
    text = " or ".join(f'"{need}" in nodig' for need in needs[:8])
    types = {"nodig": VarType("set", needs)}

    assert cases_of([f'"{need}" in nodig' for need in needs], types) is None
    assert settled(text, types) is None


def found_with(condition: str) -> list[Finding]:
    """Return what is found when the branch has this condition."""
    return found_in(CONDITION, f"'{condition}'")


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ('land == "be" and land == "nl"', "never holds, whatever was answered"),
        ("vrij and not vrij", "never holds, whatever was answered"),
        ("wachten > 60", "never holds, whatever was answered"),
        ('channel == "signal" and channel == "telegram"', "never holds, whatever was answered"),
        ("1 > 2", "never holds, whatever was answered"),
        ("false", "never holds, whatever was answered"),
        ("true", "always holds, so it decides nothing; leave it out"),
        ("vrij or not vrij", "always holds, so it decides nothing; leave it out"),
        ('not land == "be" or not land == "nl"', "always holds, so it decides nothing; leave it out"),
        ('language in ["nl", "en", "fr"]', "always holds, so it decides nothing; leave it out"),
    ],
)
def test_a_condition_that_decides_nothing_is_told(condition: str, what: str) -> None:
    """At its place, with what it comes to."""
    found = [one for one in found_with(condition) if one.code == "E304"]

    assert [one.what for one in found] == [f"when: {what}"]


@pytest.mark.parametrize(
    "condition",
    [
        "answered(vrij) or not vrij and wachten > 3",
        'land in ["nl", "be", "anders"]',
        "wachten >= 0",
        'channel != "signal"',
        'naam == "a" or naam == "b"',
    ],
)
def test_a_condition_that_depends_on_an_answer_is_sound(condition: str) -> None:
    """To have no answer yet is a case of its own: every country is not always one."""
    assert "E304" not in {one.code for one in found_with(condition)}


def test_whether_it_is_urgent_may_be_settled() -> None:
    """A flow for people in danger needs no question about it."""
    assert not found_in("urgent: 'vrij and wachten >= 30'", "urgent: true")


@pytest.mark.parametrize("above", ['land == "be"', "not vrij", 'land in ["be", "nl"]'])
def test_an_arm_that_another_one_always_takes_is_told(above: str) -> None:
    """It need not have the same words."""
    found = found_in(ARM, f"          - {{when: '{above}', next: menu}}\n{ARM}")

    assert [(one.code, one.what) for one in found] == [
        ("E207", "branch: whenever this holds, an arm above it holds too, and wins")
    ]


def test_an_arm_for_fewer_people_may_stand_above() -> None:
    """The first that holds is taken."""
    assert not found_in(ARM, f"          - {{when: 'land == \"be\" and not vrij and wachten > 3', next: menu}}\n{ARM}")


def test_nothing_shipped_decides_nothing() -> None:
    """And nothing had to be weakened for it."""
    assert not [one for one in shipped_bundle().warnings if one.code in {"E304", "E207"}]


MANY = {
    **{name: VarType("int") for name in ("i", "j", "k")},
    **{name: VarType("text") for name in ("s", "t")},
    **{name: VarType("date") for name in ("d", "e", "f")},
    **{name: VarType("time") for name in ("u", "v")},
    "tel": VarType("phone"),
    "tel2": VarType("phone"),
    "land": VarType("text", ("nl", "be")),
    "nodig": VarType("set", ("nl", "huis")),
}


@pytest.mark.parametrize(
    "condition",
    [
        "i < j",
        "i < j and j < k",
        "i > 3 and j > i and k > j and k < 8",
        "answered(s) and answered(t) and s != t",
        "d < e and e < f",
        'd > "2026-01-01" and e > d',
        "u < v",
        "answered(tel) and answered(tel2) and tel != tel2",
        "land in nodig",
    ],
)
def test_two_answers_may_be_compared_with_each_other(condition: str) -> None:
    """Each of them can be another one, in any order."""
    assert settled(condition, MANY) is None


@pytest.mark.parametrize("condition", ["i < j and j < i", "d < e and e < d", "s == t and s != t", "u < v and v < u"])
def test_what_can_be_in_no_order_never_holds(condition: str) -> None:
    """Whatever the answers are."""
    assert settled(condition, MANY) is False


ATOMS = st.sampled_from(
    ["vrij", "answered(vrij)", 'land == "be"', 'land != "nl"', "wachten > 3", "wachten < 2", 'land in ["nl", "be"]']
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map("not ({})".format),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda parts: "({}) {} ({})".format(*parts)),
    ),
    max_leaves=5,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "vrij": st.booleans(),
        "land": st.sampled_from(["nl", "be", "anders"]),
        "wachten": st.integers(0, 60),
    },
)


@given(condition=CONDITIONS, one=ANSWERS, other=ANSWERS)
def test_what_is_told_to_decide_nothing_is_the_same_for_everybody(
    condition: str, one: dict[str, str | int | bool], other: dict[str, str | int | bool]
) -> None:
    """Never a false alarm: two people for whom it differs are a proof that it decides something."""
    types = small_bundle().variables
    holds = compile_expression(condition, types)

    always = settled(condition, types)

    assert always is None or holds(one) == holds(other) == always
