"""Who is to take which case: skills, seats, and an order in which nobody is forgotten."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.crew import Crew
from bot.handover.rules import Fit, can_help, fit, free_seats
from bot.model import (
    ANYBODY,
    ANYTHING,
    Case,
    CaseId,
    CaseState,
    ConversationId,
    Skills,
    StaffId,
    Urgency,
    Value,
    Wishes,
    needs_of,
)

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
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


regions = st.sampled_from(["", "oost", "west"])
names = st.lists(st.sampled_from(["jan", "marleen"]), max_size=1).map(tuple)
people = st.lists(
    st.builds(lambda able, region, named: replace(able, region=region, names=named), some, regions, names)
)
wishes = st.builds(
    Wishes,
    first=st.none() | st.sampled_from([StaffId("c0"), StaffId("c1")]),
    first_until=st.sampled_from([NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)]),
    not_staff=st.frozensets(st.sampled_from([StaffId("c0"), StaffId("c1"), StaffId("c2")])),
    not_regions=st.frozensets(st.sampled_from(["oost", "west"]), max_size=1),
    not_names=st.frozensets(st.just("jan")),
)


def crew_of(people: list[Skills]) -> Crew:
    """Return counsellors of whom these can do so, all of whom take cases."""
    skills = {StaffId(f"c{number}"): able for number, able in enumerate(people)}
    return Crew(frozenset(skills), skills, NOW)


def case_of(place: int, needs: Mapping[str, str], *, urgent: bool = False, wishes: Wishes = ANYBODY) -> Case:
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
        wishes=wishes,
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


@given(st.lists(st.tuples(needs, st.booleans()), max_size=12), st.lists(some, min_size=1, max_size=5))
def test_the_longest_wait_comes_first_inside_an_urgency(
    waiting: list[tuple[Mapping[str, str], bool]], people: list[Skills]
) -> None:
    """Of all that is for this counsellor nothing is passed by something later that is no more urgent."""
    cases = [case_of(place, needs, urgent=urgent) for place, (needs, urgent) in enumerate(waiting, 1)]

    mine = crew_of(people).to_take(StaffId("c0"), reversed(cases))

    order = [(case.urgency is not Urgency.URGENT, case.place) for case in mine]
    assert order == sorted(order)


@given(st.lists(st.tuples(needs, st.booleans(), wishes), max_size=12), people.filter(bool))
def test_each_case_is_for_somebody_there_who_may_have_it(
    waiting: list[tuple[Mapping[str, str], bool, Wishes]], people: list[Skills]
) -> None:
    """Whatever is needed and wished: what anybody there may have is for somebody, and nothing else is."""
    numbered = enumerate(waiting, 1)
    cases = [case_of(place, needs, urgent=urgent, wishes=wish) for place, (needs, urgent, wish) in numbered]
    crew = crew_of(people)

    taken = {case.id: one for one in crew.on_duty for case in crew.to_take(one, cases)}

    may = {case.id for case in cases if any(case.wishes.let_in(one, crew.skills) for one in crew.on_duty)}
    assert taken.keys() == may


@given(needs, wishes, people, st.sampled_from(["c0", "c1", "c2", "c9"]), st.booleans())
def test_whoever_is_kept_out_knows_of_nothing(
    needs: Mapping[str, str], wish: Wishes, people: list[Skills], name: str, claimed: bool
) -> None:
    """By themselves, by their region or by their name: waiting or in a talk with somebody else, it is not there."""
    crew, me = crew_of(people), StaffId(name)
    case = case_of(1, needs, wishes=wish)
    case = replace(case, state=CaseState.CLAIMED, claimed_by=StaffId("somebody")) if claimed else case
    able = crew.able(me)

    is_kept_out = me in wish.not_staff or able.region in wish.not_regions or bool(wish.not_names & set(able.names))

    assert case.wishes.let_in(me, crew.skills) is not is_kept_out
    if is_kept_out:
        assert not crew.knows_of(me, case)
        assert crew.to_take(me, [case]) == ()
        assert crew.kept_for(case) != me


@given(needs, wishes, people, st.booleans())
def test_a_case_is_kept_for_one_who_is_there_and_may_have_it_and_not_for_long(
    needs: Mapping[str, str], wish: Wishes, people: list[Skills], urgent: bool
) -> None:
    """While it is, nobody else knows of it; in danger, and once the time is over, everybody does who may."""
    crew, case = crew_of(people), case_of(1, needs, urgent=urgent, wishes=wish)
    one = crew.kept_for(case)

    if one is not None:
        assert not urgent
        assert wish.first_until is not None
        assert wish.first_until > NOW
        assert {other for other in crew.on_duty if crew.knows_of(other, case)} == {one}
        assert crew.fit(one, case) is Fit.ASKED
    else:
        assert all(crew.knows_of(other, case) is case.wishes.let_in(other, crew.skills) for other in crew.on_duty)


def test_that_somebody_else_is_needed_does_not_tell_why() -> None:
    """It reads the same whether the one who is there lacks a language or is kept out."""
    crew = crew_of([DUTCH])
    french, kept_out = case_of(1, {"language": "fr"}), case_of(2, {"language": "nl"})
    kept_out = replace(kept_out, wishes=Wishes(not_staff=frozenset({StaffId("c0")})))

    assert crew.lacks_somebody(french)
    assert crew.lacks_somebody(kept_out)
    assert not crew.lacks_somebody(case_of(3, {"language": "nl"}))


@given(st.integers(0, 2**32), st.lists(some, min_size=1, max_size=4))
def test_nobody_starves(seed: int, people: list[Skills]) -> None:
    """A hundred arrivals while counsellors come, take, end and go: when no one new comes, the queue becomes empty.

    While it lasts, nobody who takes passes a case that they could take, unless for a more urgent one.
    """
    chance = random.Random(seed)  # noqa: S311 - a simulation, which hypothesis can repeat
    everybody, waiting = crew_of(people), list[Case]()
    for place in range(1, 101):
        kind = needs_of(chance.choice(LANGUAGES), {"rol": chance.choice(ROLES)})
        waiting.append(case_of(place, kind, urgent=chance.random() < 0.2))
        there = replace(everybody, on_duty=frozenset(one for one in everybody.on_duty if chance.random() < 0.7))
        if there.on_duty and chance.random() < 0.8:
            me = chance.choice(sorted(there.on_duty))
            mine_to_take = there.to_take(me, waiting)
            if mine_to_take:
                earlier = (one for one in waiting if one.place < mine_to_take[0].place)
                passed = [one for one in earlier if can_help(there.able(me), one.needs)]
                assert all(mine_to_take[0].urgency is Urgency.URGENT is not one.urgency for one in passed)
                waiting.remove(mine_to_take[0])

    for _ in range(len(waiting)):
        taken = next(filter(None, (everybody.to_take(one, waiting) for one in everybody.on_duty)))
        waiting.remove(taken[0])

    assert waiting == []


def test_seats_are_those_of_who_takes_cases() -> None:
    """Unknown counsellors have one; whoever took one more than they have seats is full, and takes no seat of others."""
    ada, bo, cas = (StaffId(name) for name in ("ada", "bo", "cas"))
    skills = {ada: Skills(seats=3), bo: Skills(seats=2)}

    assert free_seats([ada, cas], skills, {}) == 4
    assert free_seats([ada, bo, cas], skills, {ada: 1, bo: 4, cas: 1}) == 2
    assert free_seats([], skills, {}) == 0
