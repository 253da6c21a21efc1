"""Who is to take which case: skills, seats, and an order in which nobody is forgotten."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.rules import Fit, can_help, fit, free_seats, to_take
from bot.model import ANYTHING, Case, CaseId, CaseState, ConversationId, Skills, StaffId, Urgency, Value, needs_of

LANGUAGES = ("nl", "en", "fr")
ROLES = ("binnen", "naaste", "jong")
DUTCH, FRENCH = Skills({"language": frozenset({"nl"})}), Skills({"language": frozenset({"fr"})})

needs = st.builds(
    lambda language, role: needs_of(language, {"rol": role}), st.sampled_from(LANGUAGES), st.sampled_from(ROLES)
)
some = st.one_of(
    st.just(ANYTHING),
    st.builds(
        lambda languages, roles: Skills({"language": languages, "rol": roles}),
        st.frozensets(st.sampled_from(LANGUAGES)),
        st.frozensets(st.sampled_from(ROLES)),
    ),
)


def case_of(place: int, needs: Mapping[str, str], *, urgent: bool = False) -> Case:
    """Return a case that waits."""
    return Case(
        CaseId(place.to_bytes(16, "big")),
        ConversationId(b"c" * 16),
        CaseState.WAITING,
        Urgency.URGENT if urgent else Urgency.NORMAL,
        place,
        needs["language"],
        "telegram",
        datetime(2026, 11, 23, tzinfo=UTC),
        needs=needs,
    )


def test_a_case_needs_its_language_and_what_was_answered() -> None:
    """An answer that is none, a number and a yes ask for nobody in particular; the language is that of the talk."""
    card: dict[str, Value] = {
        "land": "be",
        "rol": "onbekend",
        "elders": "anders",
        "minuten": 5,
        "vrij": True,
        "language": "xx",
    }

    assert needs_of("fr", card) == {"language": "fr", "land": "be"}


@pytest.mark.parametrize(
    ("able", "helps"),
    [
        ({}, True),
        ({"language": "nl en"}, True),
        ({"language": "fr"}, False),
        ({"language": "nl", "land": "be"}, True),
        ({"language": "nl", "land": "nl"}, False),
        ({"onderwerp": "geld"}, True),
        ({"land": ""}, False),
    ],
)
def test_what_was_not_said_of_somebody_they_can_do(able: dict[str, str], helps: bool) -> None:
    """A need that is named nowhere keeps nobody away; of one that is named every value has to be there."""
    skills = Skills({need: frozenset(values.split()) for need, values in able.items()})

    assert can_help(skills, {"language": "nl", "land": "be"}) is helps


def test_a_case_fits_me_or_somebody_there_or_nobody() -> None:
    """Who is not there does not count."""
    french = case_of(1, {"language": "fr"})

    assert fit(french, FRENCH, [DUTCH]) is Fit.MINE
    assert fit(french, DUTCH, [DUTCH, FRENCH]) is Fit.OTHERS
    assert fit(french, DUTCH, [DUTCH]) is Fit.NOBODY


@given(st.lists(st.tuples(needs, st.booleans()), max_size=12), some, st.lists(some, max_size=4))
def test_the_longest_wait_comes_first_inside_an_urgency(
    waiting: list[tuple[Mapping[str, str], bool]], mine: Skills, others: list[Skills]
) -> None:
    """Of all that is for this counsellor nothing is passed by something later that is no more urgent."""
    cases = [case_of(place, needs, urgent=urgent) for place, (needs, urgent) in enumerate(waiting, 1)]

    order = [(case.urgency is not Urgency.URGENT, case.place) for case in to_take(reversed(cases), mine, others)]

    assert order == sorted(order)


@given(st.lists(st.tuples(needs, st.booleans()), max_size=12), st.lists(some, min_size=1, max_size=4))
def test_each_case_is_for_somebody_who_is_there(
    waiting: list[tuple[Mapping[str, str], bool]], on_duty: list[Skills]
) -> None:
    """Whatever is needed and whoever is there: no case is for nobody."""
    cases = [case_of(place, needs, urgent=urgent) for place, (needs, urgent) in enumerate(waiting, 1)]

    taken = {case.id for mine in on_duty for case in to_take(cases, mine, on_duty)}

    assert taken == {case.id for case in cases}


@given(st.integers(0, 2**32), st.lists(some, min_size=1, max_size=4))
def test_nobody_starves(seed: int, crew: list[Skills]) -> None:
    """A hundred arrivals while counsellors come, take, end and go: when no one new comes, the queue becomes empty.

    While it lasts, nobody who takes passes a case that they could take, unless for a more urgent one.
    """
    chance = random.Random(seed)  # noqa: S311 - a simulation, which hypothesis can repeat
    waiting: list[Case] = []
    for place in range(1, 101):
        kind = needs_of(chance.choice(LANGUAGES), {"rol": chance.choice(ROLES)})
        waiting.append(case_of(place, kind, urgent=chance.random() < 0.2))
        on_duty = [one for one in crew if chance.random() < 0.7]
        if on_duty and chance.random() < 0.8:
            mine = chance.choice(on_duty)
            mine_to_take = to_take(waiting, mine, on_duty)
            if mine_to_take:
                passed = [one for one in waiting if one.place < mine_to_take[0].place and can_help(mine, one.needs)]
                assert all(mine_to_take[0].urgency is Urgency.URGENT is not one.urgency for one in passed)
                waiting.remove(mine_to_take[0])

    for _ in range(len(waiting)):
        taken = next(filter(None, (to_take(waiting, mine, crew) for mine in crew)))
        waiting.remove(taken[0])

    assert waiting == []


def test_seats_are_those_of_who_takes_cases() -> None:
    """Unknown counsellors have one; whoever took one more than they have seats is full, and takes no seat of others."""
    ada, bo, cas = (StaffId(name) for name in ("ada", "bo", "cas"))
    skills = {ada: Skills(seats=3), bo: Skills(seats=2)}

    assert free_seats([ada, cas], skills, {}) == 4
    assert free_seats([ada, bo, cas], skills, {ada: 1, bo: 4, cas: 1}) == 2
    assert free_seats([], skills, {}) == 0
